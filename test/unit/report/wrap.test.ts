/** Formulas at a terminal: the letters of mathematics, and lines broken where a person would. */
import { describe, expect, test } from "vitest";
import { toUnicode } from "../../../src/report/unicode.ts";
import { wrapFormula } from "../../../src/report/wrap.ts";

test.each([
  ["sigma^2 E[tanh(hat(y))^2]", "σ² E[tanh(Ẑ(y))²]"],
  ["sqrt(q11 q22 - q12^2)/(2 pi)", "√(q11 q22 − q12²)/(2 π)"],
  ["Phi(x) + Phi2(x, y, rho)", "Φ(x) + Φ₂(x, y, ρ)"],
  ["x^12 + x^(1/2) + 2^0.5 + 2^x", "x¹² + x^(1/2) + 2^0.5 + 2^x"],
  ["W.T @ h[l-1]", "Wᵀ @ h[l-1]"],
  ["pixel + sigmas + phi_0 + Var(pi2)", "pixel + sigmas + phi_0 + Var(pi2)"],
  ["dot(h) = sum(s in 1..t-1: C[s])", "Ż(h) = Σ(s in 1..t-1: C[s])"],
])("%s", (plain, shown) => {
  expect(toUnicode(plain)).toBe(shown);
});

describe("a long formula", () => {
  test("is broken outside of brackets, before operators", () => {
    expect(wrapFormula("= a b + f(c + d, e) - g(h)  for l = 2..9", 20)).toEqual([
      "= a b + f(c + d, e)",
      "  - g(h)",
      "  for l = 2..9",
    ]);
    expect(wrapFormula("= short", 22)).toEqual(["= short"]);
  });

  test("keeps everything, within the room where there are blanks", () => {
    const text = `= ${"Cov(h[l-1,1], h[l-1,2]) (x + atan2(a, b)) - ".repeat(20)}y`;
    const lines = wrapFormula(text, 40);
    expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
  });

  test("without blanks is left as it is", () => {
    expect(wrapFormula(`= ${"x".repeat(90)}`, 30)).toEqual([`= ${"x".repeat(90)}`]);
  });
});

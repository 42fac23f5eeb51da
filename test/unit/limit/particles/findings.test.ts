/** What evaluation by particles refuses and warns of. */
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../../../src/diagnostics/diagnostic.ts";
import { evaluateByParticles } from "../../../../src/limit/particles/evaluate.ts";
import { lower } from "../../../kit/lower.ts";
import { type Setup, standard } from "./estimates.ts";

function findings(text: string, setup: Partial<Setup> = {}): readonly Diagnostic[] {
  return evaluateByParticles(lower(text), { ...standard, ...setup }).diagnostics;
}

function codes(text: string, setup: Partial<Setup> = {}): string[] {
  return findings(text, setup).map(({ code }) => code);
}

const base = "width n\nvector u ~ normal(0, 1)\nmatrix W ~ normal(0, 1 / n)\n";

describe("numbers that are not finite", () => {
  test("the first vector is named, and the average that needs it", () => {
    const [found] = findings(`${base}h = W @ u\nbad = log(h)\ngood = tanh(u)\nx = bad * good\noutput q = moment(x^2)`);
    expect(found?.code).toBe("TP310");
    expect(found?.message).toContain("bad");
    const text = found?.place.source.text ?? "";
    expect(text.slice(found?.place.span.start, found?.place.span.end)).toBe("bad");
    expect(found?.related.length).toBe(1);
  });

  test("a scalar that is not finite is named itself", () => {
    const [found] = findings(`${base}a = moment(u^2)\nb = log(-a)\noutput b`);
    expect(found?.code).toBe("TP310");
    expect(found?.message).toContain("b");
  });

  test("a product with a vector that is not finite, and one that overflows", () => {
    expect(codes(`${base}output q = moment(W @ log(u - 100))`)).toEqual(["TP310"]);
    expect(codes(`${base}output q = moment(W @ exp(800 + u))`)).toEqual(["TP310"]);
  });

  test("infinite entries that never meet an average are no mistake", () => {
    expect(codes(`${base}x = log(relu(u))\noutput q = moment(exp(x))`)).toEqual([]);
  });
});

describe("what symbols and options must be", () => {
  const symbolic =
    "width n\nscalar c\nvector u ~ normal(0, c)\nmatrix W ~ normal(0, c / n)\noutput q = moment((W @ u)^2)";

  test("a symbol needs a value", () => {
    expect(codes(symbolic)).toEqual(["TP311"]);
    expect(codes(symbolic, { symbols: new Map([["c", 2]]) })).toEqual([]);
  });

  test("a negative variance, for a vector and for a matrix", () => {
    expect(codes(symbolic, { symbols: new Map([["c", -1]]) })).toEqual(["TP312", "TP312"]);
  });

  test("a covariance that becomes impossible", () => {
    const text = `width n\nscalar r\nvector (a, b) ~ normal([0, 0], [[1, r], [r, 1]])\noutput q = moment(a * b)`;
    expect(codes(text, { symbols: new Map([["r", 0.5]]) })).toEqual([]);
    expect(codes(text, { symbols: new Map([["r", 1]]) })).toEqual([]);
    expect(codes(text, { symbols: new Map([["r", 1.5]]) })).toEqual(["TP312"]);
  });

  test("too few particles, for any average and for many products with one matrix", () => {
    expect(codes(`${base}output q = moment(u^2)`, { particles: 4 })).toEqual(["TP313"]);
    const many = `${base}x[0] = u\nfor k in 1..40 { x[k] = tanh(W @ x[k-1]) }\noutput q = moment(x[40]^2)`;
    const [found] = findings(many, { particles: 300 });
    expect(found?.code).toBe("TP313");
    expect(found?.hint).toContain("640");
    expect(codes(many, { particles: 640, replicates: 2 })).toEqual([]);
  });
});

describe("averages that rest on a few copies", () => {
  test("heavy tails are warned of, with a value", () => {
    const outcome = evaluateByParticles(lower(`${base}output q = moment(exp(3 * u))`), standard);
    expect(outcome.ok).toBe(true);
    expect(outcome.diagnostics.map(({ code }) => code)).toEqual(["TP314"]);
  });

  test("an infinite expectation does not pass in silence", () => {
    expect(codes(`${base}output q = moment(exp(u^2))`)).toEqual(["TP314"]);
    expect(codes(`${base}output q = moment((W @ exp(u^2))^2)`)).toEqual(["TP314"]);
  });

  test("moderate tails are no reason to worry", () => {
    expect(
      codes(`${base}output q = moment(u^4), r = moment(exp(u)), s = moment((W @ u^2)^2)`, { particles: 4096 }),
    ).toEqual([]);
  });
});

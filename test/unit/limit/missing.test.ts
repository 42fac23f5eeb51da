/** Outputs without a limit are told one by one, and take with them only what depends on them. */
import { describe, expect, test } from "vitest";
import { deriveLimit } from "../../../src/limit/derive.ts";
import { evaluateLimit } from "../../../src/limit/evaluate.ts";
import { lower } from "../../kit/lower.ts";
import { unwrap } from "../../kit/unwrap.ts";

function evaluated(text: string) {
  const program = lower(`width n\nvector z ~ normal(0, 1)\nmatrix W ~ normal(0, 1 / n)\n${text}`);
  const options = { tolerance: 1e-4, method: "auto", symbols: new Map<string, number>(), seed: 1n } as const;
  const outcome = evaluateLimit(unwrap(deriveLimit(program)), options);
  const values = program.outputs.map(({ name, value }) => {
    const estimate = outcome.ok ? outcome.value.estimates.get(`s${value}`) : undefined;
    return [name, estimate?.value] as const;
  });
  return {
    ok: outcome.ok,
    codes: outcome.diagnostics.map(({ code }) => code),
    messages: outcome.diagnostics.map(({ message }) => message),
    values: new Map(values),
  };
}

describe("outputs without a limit", () => {
  test("the others keep their values, each reason is told once, and what depends on it is named", () => {
    const { ok, codes, messages, values } = evaluated(`
      b = moment(exp(z^2))
      output a = moment(z^2), b, c = moment((W @ exp(z^2))^2), d = b + 1, f = moment((W @ z)^2)`);
    expect(ok).toBe(true);
    expect(codes).toEqual(["TP301", "TP301", "TP301"]);
    expect(messages[2]).toBe("d has no limit: it depends on b");
    expect(values.get("a")).toBe(1);
    expect(values.get("f")).toBe(1);
    for (const name of ["b", "c", "d"]) expect(values.get(name)).toBeUndefined();
  });

  test("a covariance that is infinite takes its product along, not the products before it", () => {
    const { codes, values } = evaluated(`
      h = W @ z
      g = W @ exp(z^2)
      output a = moment(h^2), b = moment(g * h), c = moment(tanh(g))`);
    expect(codes).toEqual(["TP301", "TP301"]);
    expect(values.get("a")).toBe(1);
  });

  test("a division by what tends to 0, and a comparison that would be made with no number", () => {
    const { codes, values } = evaluated(`
      c = 1 / moment(z)
      output a = moment(z^2), b = moment(where(c > 0, z^2, 0 * z))`);
    expect(codes).toEqual(["TP301"]);
    expect(values.get("a")).toBe(1);
    expect(values.get("b")).toBeUndefined();
  });

  test("it is a failure when nothing is left", () => {
    const { ok, codes } = evaluated("output moment(exp(z^2)), moment(1 / z^2)");
    expect(ok).toBe(false);
    expect(codes).toEqual(["TP301", "TP301"]);
  });
});

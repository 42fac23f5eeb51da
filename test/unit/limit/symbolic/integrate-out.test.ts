/**
 * Integrands that are shown say what their numbers are: what is left of an expectation after variables were integrated
 * out, by a tensor rule, against the number of the whole, over covariances of every pattern of zeros.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { compileTape, evaluateClosed, runTape } from "../../../../src/ir/tape.ts";
import { deriveLimit } from "../../../../src/limit/derive.ts";
import { evaluateLimit } from "../../../../src/limit/evaluate.ts";
import { meaningKey } from "../../../../src/limit/limit-program.ts";
import { closeLimit } from "../../../../src/limit/symbolic/close.ts";
import { lower } from "../../../kit/lower.ts";
import { unwrap } from "../../../kit/unwrap.ts";

/** Variables in the order a, b, c, d; two of them in functions, all in polynomials. */
const integrands = [
  "a * b * sigmoid(c)",
  "a * b + 2 * b * tanh(c)",
  "a^2 * b^2 + 2 * b^2 * sigmoid(c)",
  "(a * b + tanh(c))^2",
  "a * b * c * tanh(c)",
  "a^3 * b * sigmoid(c) + d",
  "(a + b * d * sigmoid(c))^2",
  "a * b * sigmoid(c) * sigmoid(d)",
  "(a - d)^2 * sigmoid(b + c)",
];
const pairs = [0, 1, 2, 3].flatMap((i) => [...Array(i).keys()].map((j) => [i, j] as const));

/** Nodes and weights for a standard normal variable, by the trapezoidal rule: exact to about 1e-5 for these functions. */
const step = 0.75;
const nodes = Array.from({ length: 15 }, (_, k) => (k - 7) * step);
const weights = nodes.map((x) => (step * Math.exp(-(x * x) / 2)) / Math.sqrt(2 * Math.PI));

/** The lower triangular root of a covariance; `undefined` unless it is safely positive. */
function root(covariance: readonly (readonly number[])[]): number[][] | undefined {
  const lower: number[][] = covariance.map(() => [0, 0, 0, 0]);
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = covariance[i]![j]!;
      for (let k = 0; k < j; k++) rest -= lower[i]![k]! * lower[j]![k]!;
      if (i === j && rest < 0.05) return undefined;
      lower[i]![j] = i === j ? Math.sqrt(rest) : rest / lower[j]![j]!;
    }
  }
  return lower;
}

/** A tensor rule for four independent standard normal variables: the variables, and the weight of each node. */
const tensor = (() => {
  const size = nodes.length ** 4;
  const digit = (k: number, place: number) => Math.floor(k / nodes.length ** place) % nodes.length;
  const z = [0, 1, 2, 3].map((place) => Float64Array.from({ length: size }, (_, k) => nodes[digit(k, place)] ?? 0));
  const weight = Float64Array.from({ length: size }, (_, k) =>
    [0, 1, 2, 3].reduce((product, place) => product * (weights[digit(k, place)] ?? 0), 1),
  );
  return { size, z, weight };
})();

test("what is left is the same number", () => {
  const entries = fc.array(fc.constantFrom(0, 0, 0.3, -0.4), { minLength: pairs.length, maxLength: pairs.length });
  let checked = 0;
  fc.assert(
    fc.property(entries, fc.nat(integrands.length - 1), (correlations, which) => {
      const covariance: number[][] = [0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => (i === j ? 1 : 0)));
      for (const [k, [i, j]] of pairs.entries()) covariance[i]![j] = covariance[j]![i] = correlations[k] ?? 0;
      const lowerRoot = root(covariance);
      fc.pre(lowerRoot !== undefined);
      if (lowerRoot === undefined) return;
      const rows = covariance.map((row) => `[${row.join(", ")}]`).join(", ");
      const text = `width n\nvector (a, b, c, d) ~ normal([0, 0, 0, 0], [${rows}])\noutput moment(${integrands[which]})\n`;
      const limit = unwrap(deriveLimit(lower(text)));
      const values = unwrap(evaluateLimit(limit, { tolerance: 1e-6, method: "auto", symbols: new Map(), seed: 1n }));
      const closed = closeLimit(limit);
      const { definition, meaning } = closed.scalars.at(-1) ?? expect.fail("no scalar");
      const estimate = values.estimates.get(meaningKey(meaning)) ?? expect.fail("no number");
      const scalars = closed.scalars.map(
        (scalar) => values.estimates.get(meaningKey(scalar.meaning))?.value ?? Number.NaN,
      );
      if (definition.kind !== "expectation") return;
      checked++;
      const inputs = limit.program.inputs.flatMap((group) => (group.kind === "single" ? [] : group.members));
      const coords = closed.basis.map((variable) => {
        const row =
          lowerRoot[variable.kind === "input" ? inputs.indexOf(variable.value) : -1] ?? expect.fail("no input");
        return tensor.weight.map((_, k) => row.reduce((sum, c, j) => sum + c * (tensor.z[j]?.[k] ?? 0), 0));
      });
      const out = new Float64Array(tensor.size);
      runTape(compileTape(closed.pool, [definition.integrand]), tensor.size, coords, scalars, [out]);
      const [factor = Number.NaN] = evaluateClosed(closed.pool, [definition.factor], scalars);
      const value = out.reduce((sum, y, k) => sum + y * (tensor.weight[k] ?? 0), 0);
      expect(Math.abs(factor * value - estimate.value), text).toBeLessThan(1e-3);
    }),
    { seed: 3, numRuns: 40 },
  );
  expect(checked).toBeGreaterThan(10);
});

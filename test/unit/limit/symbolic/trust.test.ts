/** Formulas that contradict their numbers are not shown: a function jumps where a form of the variables vanishes. */
import { expect, test } from "vitest";
import { deriveLimit } from "../../../../src/limit/derive.ts";
import { evaluateLimit } from "../../../../src/limit/evaluate.ts";
import { closeLimit } from "../../../../src/limit/symbolic/close.ts";
import { trustIn } from "../../../../src/limit/symbolic/trust.ts";
import { lower } from "../../../kit/lower.ts";
import { unwrap } from "../../../kit/unwrap.ts";

function kinds(text: string): readonly string[] {
  const limit = unwrap(deriveLimit(lower(text)));
  const values = unwrap(evaluateLimit(limit, { tolerance: 1e-4, method: "auto", symbols: new Map(), seed: 1n }));
  return closeLimit(limit, undefined, trustIn(limit, values))
    .scalars.filter(({ meaning }) => meaning.kind === "scalar")
    .map(({ definition }) => definition.kind);
}

const products = `width n
vector a ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
g = W @ a
h = W @ (2 * a)
`;

test("a step of what is 0 is no fair coin", () => {
  expect(kinds(`${products}output moment(step(2 * g - h)), moment(g^2 * step(2 * g - h))`)).toEqual([
    "expectation",
    "expectation",
  ]);
});

test("a step of what is not 0 keeps its formula", () => {
  expect(kinds(`${products}output moment(step(2 * g + h)), moment(g^2 * step(g - 2 * h))`)).toEqual([
    "closed",
    "closed",
  ]);
});

/**
 * Whole limits in closed form: every body has the value that numerical evaluation gives, constants are written out where
 * they are used, what stays open is reduced, and the work is linear in the depth.
 */
import { describe, expect, it } from "vitest";
import { constantValue } from "../../../../src/ir/build.ts";
import { printExpression } from "../../../../src/ir/print-expression.ts";
import type { ValueId } from "../../../../src/ir/program.ts";
import { evaluateClosed } from "../../../../src/ir/tape.ts";
import { deriveLimit } from "../../../../src/limit/derive.ts";
import { evaluateLimit } from "../../../../src/limit/evaluate.ts";
import { type LimitProgram, meaningKey } from "../../../../src/limit/limit-program.ts";
import { closeLimit } from "../../../../src/limit/symbolic/close.ts";
import { examplePrograms } from "../../../kit/example-programs.ts";
import { lower } from "../../../kit/lower.ts";
import { unwrap } from "../../../kit/unwrap.ts";

type Symbols = Readonly<Record<string, number>>;

/** Checks every closed body at the numbers of numerical evaluation, and answers how many there were. */
function compareWithNumbers(limit: LimitProgram, symbols: Symbols): number {
  const closed = closeLimit(limit);
  const given = new Map(Object.entries(symbols));
  const values = unwrap(evaluateLimit(limit, { tolerance: 1e-3, method: "auto", symbols: given, seed: 1n }));
  const name = (id: ValueId): string => limit.program.values[id]?.name ?? "";
  const params = limit.scalars.map(({ meaning, definition }) => {
    if (definition.kind === "symbol" && meaning.kind === "scalar") return symbols[name(meaning.value)] ?? Number.NaN;
    // What numerical evaluation did not meet stands before a Z that is 0.
    return values.estimates.get(meaningKey(meaning))?.value ?? 0;
  });
  let count = 0;
  for (const { meaning, definition } of closed.scalars) {
    const estimate = values.estimates.get(meaningKey(meaning));
    if (definition.kind !== "closed" || estimate === undefined) continue;
    const [value = Number.NaN] = evaluateClosed(closed.pool, [definition.body], params);
    const allowed = 3 * estimate.error + 1e-11 * Math.max(1, Math.abs(estimate.value));
    expect(Math.abs(value - estimate.value), meaningKey(meaning)).toBeLessThan(allowed);
    count++;
  }
  return count;
}

describe.each(examplePrograms)("the limit of $name", ({ text }) => {
  it("has closed forms with the values of its numbers", () => {
    compareWithNumbers(unwrap(deriveLimit(lower(text))), {});
  });
});

/** The definition of a scalar of the source as text, with scalars by their number. */
function bodyOf(text: string, name: string): { readonly kind: string; readonly text: string } {
  const limit = closeLimit(unwrap(deriveLimit(lower(text))));
  const at = limit.scalars.findIndex(
    ({ meaning }) => meaning.kind === "scalar" && limit.program.values[meaning.value]?.name === name,
  );
  const definition = limit.scalars[at]?.definition;
  if (definition?.kind !== "closed" && definition?.kind !== "expectation")
    return { kind: `${definition?.kind}`, text: "" };
  const leaves = { coord: (i: number) => `z${i}`, param: (j: number) => `c${j}` };
  const shown = definition.kind === "closed" ? definition.body : definition.integrand;
  return { kind: definition.kind, text: printExpression(limit.pool, shown, leaves, 1e9).text };
}

describe("a backward pass with jumps", () => {
  const program = `width n
vector g ~ normal(0, 1)
vector v ~ normal(0, 1)
scalar sigma
matrix W ~ normal(0, sigma^2 / n)
matrix V ~ normal(0, 2 / n)
h1 = W @ g
h2 = V @ relu(h1)
d1 = (V.T @ (v * step(h2))) * step(h1)
dg = W.T @ d1
h1_after = W @ (g - 0.3 * dg)
f = moment(v * relu(V @ relu(h1_after)))
jump = W.T @ (step(h1) * step(h1 - 1))
k = moment(g * jump)
output f, k
`;
  it.each([0.7, 1.4])("is closed, Stein's lemma and all, at sigma = %d", (sigma) => {
    const limit = unwrap(deriveLimit(lower(program)));
    expect(compareWithNumbers(limit, { sigma })).toBeGreaterThan(10);
    const kinds = closeLimit(limit).scalars.map(({ definition }) => definition.kind);
    expect(kinds).not.toContain("stein");
    expect(kinds).not.toContain("expectation");
  });
});

describe("the system as a person would write it", () => {
  const network = `width n
vector (g, e) ~ normal([0, 0], [[1, 0.5], [0.5, 1]])
matrix W ~ normal(0, 2 / n)
matrix V ~ normal(0, 2 / n)
h = W @ relu(g)
p = W @ relu(e)
q = moment(h^2)
c = moment((V @ relu(h)) * (V @ relu(p)))
output q, c
`;
  it("writes constants out", () => {
    expect(bodyOf(network, "q")).toEqual({ kind: "closed", text: "1" });
  });

  it("keeps pi", () => {
    const { text } = bodyOf(network, "c");
    expect(text).toMatch(/^c\d+$/);
    const limit = closeLimit(unwrap(deriveLimit(lower(network))));
    const bodies = limit.scalars.map(({ definition }) => (definition.kind === "closed" ? definition.body : undefined));
    const texts = bodies.map((body) =>
      body === undefined ? "" : printExpression(limit.pool, body, { coord: String, param: (j) => `c${j}` }, 1e9).text,
    );
    expect(texts.some((body) => body.includes("pi - atan2("))).toBe(true);
  });

  it("substitutes into covariances", () => {
    const limit = closeLimit(unwrap(deriveLimit(lower(network))));
    const entries = limit.blocks.flatMap(({ covariance }) => covariance.flat());
    expect(entries.filter((entry) => constantValue(limit.pool, entry) === 1)).toHaveLength(4);
  });

  it("integrates polynomial variables out of what stays open", () => {
    const open = `width n
vector g ~ normal(0, 1)
vector v ~ normal(0, 3)
vector w ~ normal(0, 1)
k = moment((v * (1 - tanh(g)^2) + w)^2)
l = moment(tanh(g) * (v + tanh(g) * w * v))
output k, l
`;
    expect(bodyOf(open, "k")).toEqual({ kind: "expectation", text: "3 * (1 - tanh(z0)^2)^2 + 1" });
    // Odd in v and w: gone before the derivation ends.
    expect(bodyOf(open, "l").kind).toBe("undefined");
  });

  it("names the rules", () => {
    const limit = closeLimit(unwrap(deriveLimit(lower(network))));
    const rules = limit.scalars.flatMap(({ definition }) => (definition.kind === "closed" ? definition.rules : []));
    expect(rules.map(({ name }) => name)).toContain("arc-cosine");
  });
});

describe("a deep network", () => {
  const deep = (depth: number): LimitProgram =>
    unwrap(
      deriveLimit(
        lower(`width n
vector (g, e) ~ normal([0, 0], [[1, 0.5], [0.5, 1]])
matrix W[l in 2..${depth}] ~ normal(0, 2 / n)
h[1, 1] = g
h[1, 2] = e
for l in 2..${depth}, i in 1..2 {
  h[l, i] = W[l] @ relu(h[l-1, i])
}
output c = moment(h[${depth}, 1] * h[${depth}, 2])
`),
      ),
    );

  it("keeps its digits over 200 layers", () => {
    const limit = deep(200);
    const closed = closeLimit(limit);
    // Cho and Saul's map of correlations, iterated.
    let rho = 0.5;
    const params: number[] = [];
    let next = rho;
    for (const { definition } of closed.scalars) {
      const body = definition.kind === "closed" ? definition.body : undefined;
      const [value = Number.NaN] = body === undefined ? [] : evaluateClosed(closed.pool, [body], params);
      params.push(value);
    }
    for (let l = 2; l <= 200; l++) {
      const sine = Math.sqrt((1 - rho) * (1 + rho));
      next = (sine + rho * (Math.PI - Math.atan2(sine, rho))) / Math.PI;
      rho = next;
    }
    expect(Math.abs((params.at(-1) ?? 0) - rho)).toBeLessThan(1e-13);
  });

  it("is closed with work that is linear in the depth", () => {
    const nodesMade = (depth: number): number => {
      const limit = deep(depth);
      const before = limit.pool.size;
      closeLimit(limit);
      return limit.pool.size - before;
    };
    const [short, long] = [nodesMade(100), nodesMade(400)];
    expect(long).toBeLessThan(5 * short);
  });
});

describe("free symbols", () => {
  it("make polynomials, written out as far as they are short", () => {
    const text = `width n
scalar rho
vector z ~ normal(0, 1)
matrix A ~ normal(0, 1 / n)
matrix B ~ normal(0, rho / n)
x[0] = z
y[0] = z
for k in 1..3 {
  x[k] = A @ (A.T @ x[k-1]) + rho * x[k-1]
  y[k] = B @ (B.T @ y[k-1])
  m[k] = moment(z * x[k])
  c[k] = moment(z * y[k])
}
output m[k in 1..3], c[k in 1..3]
`;
    // Moments of A A^T + rho: sums of Catalan numbers 1, 2, 5 times binomials; of B B^T: Catalan numbers.
    const polynomials = ["m[1]", "m[2]", "m[3]", "c[1]", "c[2]", "c[3]"].map((name) => {
      const limit = closeLimit(unwrap(deriveLimit(lower(text))));
      const { program, pool } = limit;
      const at = program.values.findIndex((value) => value.name === name);
      const definition = limit.scalars.find(
        ({ meaning }) => meaning.kind === "scalar" && meaning.value === at,
      )?.definition;
      if (definition?.kind !== "closed") return [];
      return [0, 1, 2, 3].map((rho) => {
        const params = limit.scalars.map((scalar) => (scalar.definition.kind === "symbol" ? rho : Number.NaN));
        return evaluateClosed(pool, [definition.body], params)[0];
      });
    });
    const at = (f: (rho: number) => number): number[] => [0, 1, 2, 3].map(f);
    expect(polynomials).toEqual([
      at((r) => 1 + r),
      at((r) => 2 + 2 * r + r ** 2),
      at((r) => 5 + 6 * r + 3 * r ** 2 + r ** 3),
      at((r) => r),
      at((r) => 2 * r ** 2),
      at((r) => 5 * r ** 3),
    ]);
  });
});

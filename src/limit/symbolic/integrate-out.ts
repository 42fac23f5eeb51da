/**
 * What can be done about an expectation that has no closed form: variables that enter only polynomially and are independent
 * of all that nonlinear functions read are integrated out (Isserlis, Wick), and constants are taken out.
 * E[v^2 (1 - tanh(h)^2)^2] becomes Var(v) E[(1 - tanh(h)^2)^2].
 */
import * as b from "../../ir/build.ts";
import { type ExprId, type ExprPool, leavesOf, reachable } from "../../ir/expr.ts";
import { isTameInVariables } from "../../ir/parity.ts";
import { expressions } from "../expectation/arithmetic.ts";
import type { BasisLaw } from "./basis-law.ts";
import { momentOf } from "./moment.ts";

/** factor * E[integrand] */
export interface Reduced {
  readonly factor: ExprId;
  readonly integrand: ExprId;
}

/** Longer integrands, and those of more variables, stay as they are. */
const LARGEST = 400;
const MOST_VARIABLES = 12;
const MOST_TERMS = 32;

/** A polynomial in some variables whose coefficients may depend on others. */
type Polynomial = readonly { readonly powers: ReadonlyMap<number, number>; readonly coefficient: ExprId }[];

export function integrateOut(pool: ExprPool, basis: BasisLaw, integrand: ExprId): Reduced {
  const unchanged = takeConstantsOut(pool, integrand);
  const order = reachable(pool, [integrand]);
  if (order.length > LARGEST) return unchanged;
  const inside = new Set<number>(
    order.flatMap((id) => (isPolynomialNode(pool, id) ? [] : leavesOf(pool, [id]).coords)),
  );
  const { coords } = leavesOf(pool, [integrand]);
  if (coords.length > MOST_VARIABLES) return unchanged;
  const free = independentPart(pool, basis, coords, inside);
  if (free.size === 0) return unchanged;
  const polynomial = expand(pool, integrand, free, order);
  if (polynomial === undefined) return unchanged;
  const terms: ExprId[] = [];
  for (const { powers, coefficient } of polynomial) {
    const moment = momentOfPowers(pool, basis, powers);
    if (moment === undefined) return unchanged;
    // E[h / g] is not 0: what the mean of h stands before has no expectation.
    if (b.constantValue(pool, moment) === 0 && !isTameInVariables(pool, coefficient)) return unchanged;
    terms.push(b.mul(pool, moment, coefficient));
  }
  return takeConstantsOut(pool, b.add(pool, ...terms));
}

/**
 * The Gaussian variables of which nonlinear functions read none, together independent of all others. One that is
 * correlated with a variable that stays has to stay too, and so on: of s, u, h with tanh(h), where s goes with u and u
 * with h, all stay.
 */
function independentPart(
  pool: ExprPool,
  basis: BasisLaw,
  coords: readonly number[],
  inside: ReadonlySet<number>,
): ReadonlySet<number> {
  const free = new Set(coords.filter((i) => !inside.has(i) && basis.shape(i) === undefined));
  const staying = coords.filter((i) => !free.has(i));
  for (const stays of staying) {
    for (const i of free) {
      if (isZero(pool, basis.covariance(i, stays))) continue;
      free.delete(i);
      staying.push(i);
    }
  }
  return free;
}

function isZero(pool: ExprPool, id: ExprId): boolean {
  return b.constantValue(pool, id) === 0;
}

function isPolynomialNode(pool: ExprPool, id: ExprId): boolean {
  const node = pool.get(id);
  if (node.op !== "pow") return node.op !== "call" && node.op !== "select";
  const exponent = b.constantValue(pool, node.exponent);
  return exponent !== undefined && Number.isInteger(exponent) && exponent >= 0 && exponent <= 8;
}

function takeConstantsOut(pool: ExprPool, integrand: ExprId): Reduced {
  const factors = b.factorsOf(pool, integrand);
  const isConstant = (id: ExprId): boolean => leavesOf(pool, [id]).coords.length === 0;
  return {
    factor: b.mul(pool, ...factors.filter(isConstant)),
    integrand: b.mul(pool, ...factors.filter((factor) => !isConstant(factor))),
  };
}

/** `root` as a polynomial in the variables `free`; undefined where it is long. */
function expand(
  pool: ExprPool,
  root: ExprId,
  free: ReadonlySet<number>,
  order: readonly ExprId[],
): Polynomial | undefined {
  const known = new Map<ExprId, Polynomial | undefined>();
  const one: Polynomial = [{ powers: new Map(), coefficient: b.constant(pool, 1) }];
  for (const id of order) {
    const node = pool.get(id);
    const of = (child: ExprId): Polynomial | undefined => known.get(child);
    const reads = leavesOf(pool, [id]).coords.some((i) => free.has(i));
    if (!reads) known.set(id, [{ powers: new Map(), coefficient: id }]);
    else if (node.op === "coord") {
      known.set(id, [{ powers: new Map([[node.index, 1]]), coefficient: b.constant(pool, 1) }]);
    } else if (node.op === "add") {
      const parts = node.args.map(of);
      known.set(
        id,
        parts.includes(undefined)
          ? undefined
          : collect(
              pool,
              parts.flatMap((part) => part ?? []),
            ),
      );
    } else if (node.op === "mul") known.set(id, product(pool, one, node.args.map(of)));
    else if (node.op === "pow") {
      const times = b.constantValue(pool, node.exponent) ?? 0;
      known.set(id, product(pool, one, new Array(times).fill(of(node.base))));
    }
  }
  return known.get(root);
}

function product(
  pool: ExprPool,
  one: Polynomial,
  factors: readonly (Polynomial | undefined)[],
): Polynomial | undefined {
  let result = one;
  for (const factor of factors) {
    if (factor === undefined || result.length * factor.length > MOST_TERMS) return undefined;
    result = collect(
      pool,
      result.flatMap((x) =>
        factor.map((y) => {
          const powers = new Map(x.powers);
          for (const [i, p] of y.powers) powers.set(i, (powers.get(i) ?? 0) + p);
          return { powers, coefficient: b.mul(pool, x.coefficient, y.coefficient) };
        }),
      ),
    );
  }
  return result;
}

function collect(pool: ExprPool, terms: Polynomial): Polynomial {
  const sums = new Map<string, { readonly powers: ReadonlyMap<number, number>; readonly parts: ExprId[] }>();
  for (const { powers, coefficient } of terms) {
    const key = [...powers].sort(([i], [j]) => i - j).join(" ");
    const found = sums.get(key) ?? { powers, parts: [] };
    found.parts.push(coefficient);
    sums.set(key, found);
  }
  return [...sums.values()].map(({ powers, parts }) => ({ powers, coefficient: b.add(pool, ...parts) }));
}

function momentOfPowers(pool: ExprPool, basis: BasisLaw, powers: ReadonlyMap<number, number>): ExprId | undefined {
  const a = expressions(pool);
  const variables = [...powers.keys()];
  const law = {
    mean: variables.map(() => a.number(0)),
    covariance: variables.map((i) => variables.map((j) => basis.covariance(i, j))),
    noisy: variables.map(() => false),
  };
  return momentOf(a, law, { powers: [...powers.values()], indicators: [], wave: undefined }, () => {});
}

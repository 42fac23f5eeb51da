/**
 * Bounds |df/dz_k| <= alpha_k + sum_j beta_kj |z_j| on the partial derivatives of a function, by rules: a Lipschitz
 * function has constants; the product of two Lipschitz functions has |f'| |g| + |f| |g'| with |f| <= |f(0)| + sum L |z|;
 * sums and multiples follow. A function with such bounds changes by at most
 * sum_k (alpha_k + sum_j beta_kj (|z_j| + |z'_j|) / 2) |z_k - z'_k|.
 */
import * as b from "../ir/build.ts";
import type { ExprId, ExprPool } from "../ir/expr.ts";
import { substitute } from "../ir/substitute.ts";
import { evaluateClosed } from "../ir/tape.ts";
import type { Facts } from "../theorems/classes/facts.ts";
import { magnitude } from "../theorems/classes/interval.ts";

export interface SecondOrder {
  /** The largest alpha_k and the largest beta_kj. */
  readonly constant: number;
  readonly slope: number;
}

/** `alpha + sum_j beta_j |z_j|` */
interface Affine {
  readonly constant: number;
  readonly slopes: ReadonlyMap<number, number>;
}

/** One bound for each variable that occurs. */
type Gradient = ReadonlyMap<number, Affine>;

/**
 * The bounds of `root`, or the expression at which no rule applies. What is bounded or Lipschitz can be described by
 * constants or, as what vanishes near 0, by slopes: which gives the better tail bound is for the caller to try.
 */
export function secondOrder(
  pool: ExprPool,
  root: ExprId,
  factsOf: (id: ExprId) => Facts,
  prefer: "constants" | "slopes",
): SecondOrder | ExprId {
  const found = gradientOf({ pool, factsOf, prefer }, root);
  if (typeof found === "number") return found;
  const bounds = [...found.values()];
  const constant = Math.max(0, ...bounds.map((bound) => bound.constant));
  const slope = Math.max(0, ...bounds.flatMap(({ slopes }) => [...slopes.values()]));
  return { constant, slope };
}

interface Rules {
  readonly pool: ExprPool;
  readonly factsOf: (id: ExprId) => Facts;
  readonly prefer: "constants" | "slopes";
}

function gradientOf(rules: Rules, id: ExprId): Gradient | ExprId {
  const facts = rules.factsOf(id);
  const isLipschitz = facts.flaws.lipschitz === undefined && Number.isFinite(facts.norm);
  if (isLipschitz && rules.prefer === "constants") return constantGradient(facts);
  const found = gradientByParts(rules, id);
  return typeof found === "number" && isLipschitz ? constantGradient(facts) : found;
}

function gradientByParts(rules: Rules, id: ExprId): Gradient | ExprId {
  const { pool, factsOf, prefer } = rules;
  const node = pool.get(id);
  if (node.op === "add") {
    const parts = node.args.map((arg) => gradientOf(rules, arg));
    const stuck = parts.find((part) => typeof part === "number");
    return stuck ?? sumOf(parts.filter((part) => typeof part !== "number"));
  }
  const factors = factorsOf(pool, id);
  if (factors === undefined) return id;
  const { scale, list } = factors;
  const [first, second, ...more] = list;
  if (first === undefined || more.length > 0) return id;
  if (second === undefined) {
    const inner = first === id ? id : gradientOf(rules, first);
    return typeof inner === "number" ? inner : sumOf([inner], scale);
  }
  const [left, right] = [factsOf(first), factsOf(second)];
  for (const [part, of] of [
    [left, first],
    [right, second],
  ] as const) {
    if (part.flaws.lipschitz !== undefined || !Number.isFinite(part.norm)) return of;
  }
  const [leftSize, rightSize] = [sizeOf(pool, first, left, prefer), sizeOf(pool, second, right, prefer)];
  return sumOf([times(constantGradient(left), rightSize), times(constantGradient(right), leftSize)], scale);
}

/** Constant factor and others; a square is two of them. */
function factorsOf(pool: ExprPool, id: ExprId): { scale: number; list: readonly ExprId[] } | undefined {
  const node = pool.get(id);
  if (node.op !== "mul" && node.op !== "pow") return undefined;
  let scale = 1;
  const list: ExprId[] = [];
  for (const arg of node.op === "mul" ? node.args : [id]) {
    const factor = pool.get(arg);
    if (factor.op === "const") scale *= factor.value;
    else if (factor.op === "pow" && b.constantValue(pool, factor.exponent) === 2) list.push(factor.base, factor.base);
    else if (factor.op === "pow" && arg === id) return undefined;
    else list.push(arg);
  }
  return { scale: Math.abs(scale), list };
}

function constantGradient({ slopes }: Facts): Gradient {
  return new Map([...slopes].map(([key, slope]) => [key, { constant: magnitude(slope), slopes: new Map() }]));
}

/** |f| where f is Lipschitz: its bound, or |f(0)| + sum L |z|. */
function sizeOf(pool: ExprPool, id: ExprId, { range, slopes }: Facts, prefer: Rules["prefer"]): Affine {
  if (prefer === "constants" && Number.isFinite(magnitude(range)))
    return { constant: magnitude(range), slopes: new Map() };
  const rates = new Map([...slopes].map(([key, slope]) => [key, magnitude(slope)]));
  return { constant: Math.abs(valueAtZero(pool, id)), slopes: rates };
}

function times(gradient: Gradient, size: Affine): Gradient {
  return new Map(
    [...gradient].map(([key, { constant }]) => {
      const slopes = new Map([...size.slopes].map(([other, rate]) => [other, rate * constant]));
      return [key, { constant: size.constant * constant, slopes }];
    }),
  );
}

function sumOf(parts: readonly Gradient[], scale = 1): Gradient {
  const total = new Map<number, { constant: number; slopes: Map<number, number> }>();
  for (const part of parts) {
    for (const [key, { constant, slopes }] of part) {
      const before = total.get(key) ?? { constant: 0, slopes: new Map<number, number>() };
      for (const [other, rate] of slopes) before.slopes.set(other, (before.slopes.get(other) ?? 0) + scale * rate);
      total.set(key, { constant: before.constant + scale * constant, slopes: before.slopes });
    }
  }
  return total;
}

/** The value where all coords are 0. */
export function valueAtZero(pool: ExprPool, id: ExprId): number {
  const [closed = id] = substitute(pool, [id], { coord: () => b.constant(pool, 0) });
  return evaluateClosed(pool, [closed], [])[0] ?? Number.NaN;
}

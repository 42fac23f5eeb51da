/**
 * Rules for weighted means of exponentials, which no rule on sums and products would show to be bounded: with weights
 * p_i = k_i exp(u_i) / sum_j k_j exp(u_j), a quotient sum_i w_i p_i lies between the least and the largest w_i, and
 * d/du_j = p_j (w_j - mean) <= (max w - min w) / 4; and log sum_j k_j exp(u_j) has the slopes p_j. So sigmoids, softmax,
 * tanh and softplus that a user writes out come out as what they are.
 */
import { constantValue, powInt, splitCoefficient } from "../../ir/build.ts";
import type { ExprId, ExprPool } from "../../ir/expr.ts";
import { combineSlopes, concludeFacts, type Facts, mergeFlaws } from "./facts.ts";
import { hull, type Interval, interval, zero } from "./interval.ts";

/** `k exp(u)` with k > 0; a constant has no `u`. */
interface Term {
  readonly factor: number;
  readonly exponent: ExprId | undefined;
}

/** The positive combination of exponentials that `id` is, at least one of them not constant. */
function termsOf(pool: ExprPool, id: ExprId): readonly Term[] | undefined {
  const terms = signedTermsOf(pool, id);
  return terms?.every(({ factor }) => factor > 0) && terms.some((term) => term.exponent !== undefined)
    ? terms
    : undefined;
}

function signedTermsOf(pool: ExprPool, id: ExprId): readonly Term[] | undefined {
  const node = pool.get(id);
  const terms: Term[] = [];
  for (const part of node.op === "add" ? node.args : [id]) {
    const { coefficient, rest } = splitCoefficient(pool, part);
    const inner = rest === undefined ? undefined : pool.get(rest);
    if (inner === undefined) terms.push({ factor: coefficient, exponent: undefined });
    else if (inner.op === "call" && inner.fn === "exp") terms.push({ factor: coefficient, exponent: inner.args[0] });
    else return undefined;
  }
  return terms;
}

/** The quotients among the factors of a product, and the factors that are left. */
export interface WeightedMeans {
  readonly means: readonly Facts[];
  readonly rest: readonly ExprId[];
}

/**
 * Takes the quotients of combinations of the same exponentials out of the product `node`. A numerator is taken for each
 * power of a denominator; 1 is one where the denominator has a constant.
 */
export function takeWeightedMeans(
  pool: ExprPool,
  node: ExprId,
  factors: readonly ExprId[],
  factsOf: (id: ExprId) => Facts,
): WeightedMeans {
  const means: Facts[] = [];
  let rest = factors.flatMap((factor) => copiesOf(pool, factor));
  for (const below of [...rest]) {
    const bottom = denominatorOf(pool, below);
    if (bottom === undefined || bottom.length < 2) continue;
    const isOver = (top: readonly Term[] | undefined): top is readonly Term[] =>
      top?.every(({ exponent }) => bottom.some((term) => term.exponent === exponent)) === true;
    const above = rest.find((id) => constantValue(pool, id) === undefined && isOver(signedTermsOf(pool, id)));
    const top = above === undefined ? [{ factor: 1, exponent: undefined }] : signedTermsOf(pool, above);
    if (!isOver(top)) continue;
    means.push(meanFacts(node, top, bottom, factsOf));
    rest = withoutOne(rest, below);
    if (above !== undefined) rest = withoutOne(rest, above);
  }
  return { means, rest };
}

/** Powers of exponentials, and of sums of them, as that many factors. */
function copiesOf(pool: ExprPool, factor: ExprId): readonly ExprId[] {
  const node = pool.get(factor);
  const exponent = node.op === "pow" ? constantValue(pool, node.exponent) : undefined;
  if (node.op !== "pow" || exponent === undefined || !Number.isInteger(exponent)) return [factor];
  if (exponent > mostCopies || exponent < -mostCopies || termsOf(pool, node.base) === undefined) return [factor];
  const one = exponent > 0 ? node.base : powInt(pool, node.base, -1);
  return Array.from({ length: Math.abs(exponent) }, () => one);
}

const mostCopies = 8;

function withoutOne(list: readonly ExprId[], item: ExprId): ExprId[] {
  const at = list.indexOf(item);
  return list.filter((_, k) => k !== at);
}

function meanFacts(node: ExprId, top: readonly Term[], bottom: readonly Term[], factsOf: (id: ExprId) => Facts): Facts {
  const weights = bottom.map(({ factor, exponent }) => {
    const same = top.find((term) => term.exponent === exponent);
    return same === undefined ? 0 : same.factor / factor;
  });
  const [least, most] = [Math.min(...weights), Math.max(...weights)];
  const quarter = (most - least) / 4;
  const parts = bottom.map(({ exponent }) => (exponent === undefined ? undefined : factsOf(exponent)));
  const known = parts.filter((part) => part !== undefined);
  const slopes = combineSlopes(
    parts.flatMap((part, j) => {
      if (part === undefined) return [];
      const factor = interval(weights[j] === most ? 0 : -quarter, weights[j] === least ? 0 : quarter);
      return [{ slopes: part.slopes, factor }];
    }),
  );
  const flaws = { ...mergeFlaws(known.map((part) => part.flaws)), growth: undefined };
  const range = interval(least, most);
  return concludeFacts(
    node,
    { range, degree: 0, order: 0, slopes, norm: Number.POSITIVE_INFINITY, polynomial: false, flaws },
    known,
  );
}

/** The terms of the denominator where `id` is one over a positive combination of exponentials. */
function denominatorOf(pool: ExprPool, id: ExprId): readonly Term[] | undefined {
  const node = pool.get(id);
  return node.op === "pow" && constantValue(pool, node.exponent) === -1 ? termsOf(pool, node.base) : undefined;
}
/** `log` of a positive combination of exponentials. */
export function logSumExpFacts(
  pool: ExprPool,
  node: ExprId,
  argument: ExprId,
  factsOf: (id: ExprId) => Facts,
): Facts | undefined {
  const terms = termsOf(pool, argument);
  if (terms === undefined) return undefined;
  const parts = terms.map(({ exponent }) => (exponent === undefined ? undefined : factsOf(exponent)));
  const known = parts.filter((part) => part !== undefined);
  const keys = new Set(known.flatMap((part) => [...part.slopes.keys()]));
  const slopes = new Map<number, Interval>();
  for (const key of keys) {
    slopes.set(key, parts.map((part) => part?.slopes.get(key) ?? zero).reduce(hull));
  }
  const ends = (end: "lo" | "hi") => terms.map(({ factor }, j) => Math.log(factor) + (parts[j]?.range[end] ?? 0));
  const highest = Math.max(...ends("hi")) + Math.log(terms.length);
  const isBounded = known.every(({ range }) => range.bounded);
  return concludeFacts(
    node,
    {
      range: interval(Math.max(...ends("lo")), highest, isBounded),
      degree: Math.max(...known.map(({ degree }) => degree)),
      order: Math.max(...known.map(({ order }) => order)),
      slopes,
      // A mean of the gradients of the exponents.
      norm: Math.max(...known.map(({ norm }) => norm)),
      polynomial: false,
      flaws: mergeFlaws(known.map((part) => part.flaws)),
    },
    known,
  );
}

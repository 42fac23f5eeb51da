/**
 * Rules for powers with a constant exponent, roots and quotients among them. A negative power needs a base that stays
 * away from 0; a real power of a base that reaches 0 has as many derivatives there as the exponent says.
 */
import { constantValue } from "../../ir/build.ts";
import type { ExprId, ExprPool } from "../../ir/expr.ts";
import { composeFacts } from "./compose.ts";
import { concludeFacts, type Facts, type Flaw, mergeFlaws, openFlaw, unknownFacts } from "./facts.ts";
import { around, type Interval, interval, magnitude, zero } from "./interval.ts";

/** The facts of `node`, the power `base^exponent` of a base with these facts. */
export function powerFacts(node: ExprId, base: Facts, exponent: number): Facts {
  const { lo, hi } = base.range;
  const isWhole = Number.isInteger(exponent);
  const isAway = lo > 0 || (isWhole && hi < 0);
  if (!isAway && exponent < 0) {
    return unknownFacts(openFlaw(node, "may be infinite: its denominator is not shown to stay away from 0"), [base]);
  }
  if (!isWhole && lo < 0) {
    return unknownFacts(openFlaw(node, "may be undefined: its base is not shown to be positive"), [base]);
  }
  const flaws = isWhole || isAway ? { pseudoLipschitz: undefined, smooth: undefined } : atZero(node, exponent);
  const isTame = base.range.bounded && (isAway || exponent >= 1);
  return composeFacts(node, base, {
    image: imageOf(base.range, exponent, base.range.bounded || exponent < 0),
    slope: slopeOf(base.range, exponent, isTame),
    degree: (inner) => Math.max(0, inner * exponent),
    order: (inner) => (exponent < 0 ? 0 : inner.order),
    isPolynomial: isWhole && exponent > 0,
    growth: undefined,
    continuous: undefined,
    ...flaws,
  });
}

/** The flaws of x^e, e not whole, at x = 0. */
function atZero(node: ExprId, exponent: number): { pseudoLipschitz: Flaw | undefined; smooth: Flaw } {
  const steep: Flaw = { node, reason: "has an infinite slope at 0", kind: "slope" };
  const rough: Flaw = { node, reason: "has an infinite derivative at 0", kind: "kink" };
  return exponent < 1 ? { pseudoLipschitz: steep, smooth: steep } : { pseudoLipschitz: undefined, smooth: rough };
}

function imageOf({ lo, hi }: Interval, exponent: number, bounded: boolean): Interval {
  const ends = [power(lo, exponent), power(hi, exponent)];
  const straddles = lo < 0 && hi > 0;
  if (straddles && exponent % 2 === 0) ends.push(0);
  return interval(Math.min(...ends), Math.max(...ends), bounded);
}

/** The derivative e x^(e-1) is monotone on each side of 0, where it is 0 or infinite. */
function slopeOf(range: Interval, exponent: number, bounded: boolean): Interval {
  if (exponent === 1) return interval(1, 1);
  const image = imageOf(range, exponent - 1, bounded);
  const ends = [exponent * image.lo, exponent * image.hi].map((end) => (Number.isNaN(end) ? 0 : end));
  return interval(Math.min(...ends), Math.max(...ends), bounded);
}

function power(x: number, exponent: number): number {
  return x === 0 && exponent < 0 ? Number.POSITIVE_INFINITY : x ** exponent;
}

/**
 * The root of a sum of squares with positive factors and a constant from 0 on is a Euclidean norm, which is Lipschitz
 * with constant 1 in its entries: sqrt(1 + x^2), and |x| written as sqrt(x^2). `undefined` for another base.
 */
export function normFacts(
  pool: ExprPool,
  node: ExprId,
  base: ExprId,
  factsOf: (id: ExprId) => Facts,
): Facts | undefined {
  const entries = squaresOf(pool, base, factsOf);
  if (entries === undefined) return undefined;
  const { squares, constant } = entries;
  const parts = squares.map(({ root }) => factsOf(root));
  const sizes = new Map<number, Interval>();
  for (const [k, { factor }] of squares.entries()) {
    for (const [key, slope] of parts[k]?.slopes ?? []) {
      const before = magnitude(sizes.get(key) ?? zero);
      const own = Math.sqrt(factor) * magnitude(slope);
      sizes.set(key, around(Math.hypot(before, own), slope.bounded && (sizes.get(key)?.bounded ?? true)));
    }
  }
  // Of a single square the slope is that of its root, with either sign.
  const ranges = parts.map(({ range }, k) => {
    const least = range.lo > 0 ? range.lo : range.hi < 0 ? -range.hi : 0;
    return [(squares[k]?.factor ?? 0) * least ** 2, (squares[k]?.factor ?? 0) * magnitude(range) ** 2] as const;
  });
  const lo = Math.sqrt(constant.lo + ranges.reduce((total, [least]) => total + least, 0));
  const hi = Math.sqrt(constant.hi + ranges.reduce((total, [, most]) => total + most, 0));
  const isBounded = constant.bounded && parts.every(({ range }) => range.bounded);
  const rough: Flaw = { node, reason: "has a kink at 0", kind: "kink" };
  const below = mergeFlaws(parts.map(({ flaws }) => flaws));
  return concludeFacts(
    node,
    {
      range: interval(lo, hi, isBounded),
      degree: Math.max(...parts.map(({ degree }) => degree)),
      order: Math.max(...parts.map(({ order }) => order)),
      slopes: sizes,
      norm: Number.POSITIVE_INFINITY,
      polynomial: false,
      flaws: { ...below, smooth: lo > 0 ? below.smooth : rough, lipschitz: undefined },
    },
    parts,
  );
}

interface Square {
  readonly factor: number;
  readonly root: ExprId;
}

function squaresOf(
  pool: ExprPool,
  base: ExprId,
  factsOf: (id: ExprId) => Facts,
): { readonly squares: readonly Square[]; readonly constant: Interval } | undefined {
  const node = pool.get(base);
  const squares: Square[] = [];
  let constant = zero;
  for (const term of node.op === "add" ? node.args : [base]) {
    const square = squareOf(pool, term);
    const facts = factsOf(term);
    if (square !== undefined && !facts.constant) squares.push(square);
    else if (facts.constant && facts.range.lo >= 0) {
      constant = interval(constant.lo + facts.range.lo, constant.hi + facts.range.hi, facts.range.bounded);
    } else return undefined;
  }
  return squares.length === 0 ? undefined : { squares, constant };
}

/** `k t^2` with k > 0. */
function squareOf(pool: ExprPool, term: ExprId): Square | undefined {
  const node = pool.get(term);
  const isTwo = (id: ExprId): boolean => constantValue(pool, id) === 2;
  if (node.op === "pow") return isTwo(node.exponent) ? { factor: 1, root: node.base } : undefined;
  if (node.op !== "mul" || node.args.length !== 2) return undefined;
  const [first, second] = node.args;
  const factor = first === undefined ? undefined : constantValue(pool, first);
  const inner = second === undefined ? undefined : pool.get(second);
  if (factor === undefined || !(factor > 0) || inner?.op !== "pow" || !isTwo(inner.exponent)) return undefined;
  return { factor, root: inner.base };
}

/** The range of `a t^2 + b t`, a not 0, over the range of t: smaller than that of the sum of its terms. */
export function quadraticRange(a: number, b: number, { lo, hi, bounded }: Interval): Interval {
  const at = (t: number): number => (Number.isFinite(t) ? a * t * t + b * t : a * Number.POSITIVE_INFINITY);
  const vertex = Math.min(hi, Math.max(lo, -b / (2 * a)));
  const values = [lo, hi, vertex].map(at);
  return interval(Math.min(...values), Math.max(...values), bounded);
}

/**
 * The comparisons inside a condition: on which planes it changes, and to which boxes it confines its two branches.
 * Only comparisons that are affine in some variable, with a constant factor, have a plane that we can solve for.
 */
import * as b from "../../ir/build.ts";
import { type ExprId, type ExprPool, leavesOf } from "../../ir/expr.ts";
import { substitute } from "../../ir/substitute.ts";
import { type Interval, intersection, interval } from "./interval.ts";

/** Ranges of variables; those that are not listed are free. */
export type Box = ReadonlyMap<number, Interval>;

export const everywhere: Box = new Map();

/** The points where `gap` is 0, with `variable = solution` on them. */
export interface Plane {
  readonly variable: number;
  readonly solution: ExprId;
}

/**
 * The planes outside of which a condition is locally constant; `undefined` where they are not known. `|x| < c` has two.
 */
export function planesOf(pool: ExprPool, condition: ExprId): readonly Plane[] | undefined {
  const node = pool.get(condition);
  if (node.op === "const") return [];
  if (node.op !== "call") return undefined;
  const [left, right] = node.args;
  switch (node.fn) {
    case "and":
    case "or":
    case "not": {
      const parts = node.args.map((arg) => planesOf(pool, arg));
      return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
    }
    case "step":
    case "sign":
      return left === undefined ? undefined : planesOfGap(pool, left);
    case "less":
    case "less_equal":
    case "equal": {
      if (left === undefined || right === undefined) return undefined;
      const size = sizeComparison(pool, left, right);
      if (size === undefined) return planesOfGap(pool, b.subtract(pool, right, left));
      const gaps = [b.subtract(pool, size.bound, size.of), b.add(pool, size.of, size.bound)];
      const planes = gaps.map((gap) => planesOfGap(pool, gap));
      return planes.every((plane) => plane !== undefined) ? planes.flat() : undefined;
    }
    default:
      return undefined;
  }
}

/** True of a condition made of several comparisons. */
export function isCompound(pool: ExprPool, condition: ExprId): boolean {
  const node = pool.get(condition);
  return (
    node.op === "call" && (node.fn === "and" || node.fn === "or" || node.args.some((arg) => isCompound(pool, arg)))
  );
}

/** `|of|` beside something else, on either side. */
function sizeComparison(pool: ExprPool, left: ExprId, right: ExprId) {
  for (const [one, bound] of [
    [left, right],
    [right, left],
  ] as const) {
    const node = pool.get(one);
    const [of] = node.op === "call" && node.fn === "abs" ? node.args : [];
    if (of !== undefined) return { of, bound };
  }
  return undefined;
}

function planesOfGap(pool: ExprPool, gap: ExprId): readonly Plane[] | undefined {
  const affine = solveFor(pool, gap);
  return affine === undefined ? undefined : [affine];
}

/** `gap = factor * variable + rest` with a constant factor and a rest without the variable. */
function splitAffine(pool: ExprPool, gap: ExprId) {
  const node = pool.get(gap);
  for (const term of node.op === "add" ? node.args : [gap]) {
    const { coefficient, rest } = b.splitCoefficient(pool, term);
    const inner = rest === undefined ? undefined : pool.get(rest);
    if (inner?.op !== "coord") continue;
    const others = b.subtract(pool, gap, term);
    const isAlone = !leavesOf(pool, [others]).coords.includes(inner.index);
    if (isAlone) return { variable: inner.index, factor: coefficient, others };
  }
  return undefined;
}

function solveFor(pool: ExprPool, gap: ExprId): Plane | undefined {
  const affine = splitAffine(pool, gap);
  if (affine === undefined) return undefined;
  const { variable, factor, others } = affine;
  return { variable, solution: b.mul(pool, b.constant(pool, -1 / factor), others) };
}

/** Relative, to the size of the values: what rounding may make of a number that was written out in two ways. */
const rounding = 1e-12;

/** True where two expressions are equal on the plane, as expressions or as numbers up to rounding. */
export function agreeOn(pool: ExprPool, { variable, solution }: Plane, first: ExprId, second: ExprId): boolean {
  const coord = (index: number): ExprId | undefined => (index === variable ? solution : undefined);
  const [one, other] = substitute(pool, [first, second], { coord });
  if (one === undefined || other === undefined) return false;
  const difference = b.constantValue(pool, b.subtract(pool, one, other));
  const size = Math.max(1, Math.abs(b.constantValue(pool, one) ?? 0));
  return difference !== undefined && Math.abs(difference) <= rounding * size;
}

/**
 * The part of `box` where the condition may be true (or, with `holds` false, may be false), closed; `undefined` where
 * there is none. Comparisons of one variable with a number confine it, others do not.
 */
export function confine(pool: ExprPool, condition: ExprId, holds: boolean, box: Box): Box | undefined {
  const node = pool.get(condition);
  if (node.op !== "call") return box;
  const [left, right] = node.args;
  switch (node.fn) {
    case "not":
      return left === undefined ? box : confine(pool, left, !holds, box);
    case "and":
    case "or":
      // Both parts are known in one of the two cases only.
      if (holds !== (node.fn === "and")) return box;
      return node.args.reduce<Box | undefined>((inside, arg) => inside && confine(pool, arg, holds, inside), box);
    case "step":
      return left === undefined ? box : confineGap(pool, left, holds, box);
    case "less":
    case "less_equal": {
      if (left === undefined || right === undefined) return box;
      const inner = pool.get(left);
      const [of] = inner.op === "call" && inner.fn === "abs" ? inner.args : [];
      if (of === undefined || !holds) return confineGap(pool, b.subtract(pool, right, left), holds, box);
      const below = confineGap(pool, b.subtract(pool, right, of), true, box);
      return below && confineGap(pool, b.add(pool, of, right), true, below);
    }
    default:
      return box;
  }
}

/** Where `gap >= 0`, or `gap <= 0`. */
function confineGap(pool: ExprPool, gap: ExprId, positive: boolean, box: Box): Box | undefined {
  const affine = splitAffine(pool, gap);
  const others = affine === undefined ? undefined : b.constantValue(pool, affine.others);
  if (affine === undefined || others === undefined) return box;
  const threshold = -others / affine.factor;
  const isAbove = positive === affine.factor > 0;
  const half = isAbove ? interval(threshold, Number.POSITIVE_INFINITY) : interval(Number.NEGATIVE_INFINITY, threshold);
  const before = box.get(affine.variable);
  const inside = before === undefined ? half : intersection(before, half);
  return inside === undefined ? undefined : new Map([...box, [affine.variable, inside]]);
}

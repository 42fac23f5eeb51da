/**
 * Angles as people write them. Formulas are evaluated with `atan2(sqrt(p - x^2), x)`, which keeps its digits near 0 and
 * pi; on paper that is `acos(x / sqrt(p))`, and with the arguments exchanged `asin(x / sqrt(p))`. Where `p - x^2` is 0 whatever
 * the symbols are, only the guard against rounding is left of it, and the angle is a matter of signs.
 */
import { add, call, constant, constantValue, factorsOf, mul, negate, pow, powInt, splitCoefficient } from "./build.ts";
import { recogniseNumber } from "./exact-number.ts";
import { type ExprId, type ExprPool, reachable } from "./expr.ts";
import { FLOOR } from "./functions.ts";
import { rebuild } from "./substitute.ts";

/** `root` with such angles rewritten; a formula for readers, not for evaluation. */
export function rewriteAngles(pool: ExprPool, root: ExprId): ExprId {
  const order = reachable(pool, [root]);
  const isAngle = (id: ExprId): boolean => {
    const node = pool.get(id);
    return node.op === "call" && node.fn === "atan2";
  };
  if (!order.some(isAngle)) return root;
  const images = new Map<ExprId, ExprId>();
  const image = (id: ExprId): ExprId => images.get(id) ?? id;
  for (const id of order) images.set(id, rewriteAngle(pool, withoutRemains(pool, rebuild(pool, pool.get(id), image))));
  return image(root);
}

/** The root of the guard, and multiples of it, lie in this range. */
const REMAINS = [1e-3 * Math.sqrt(FLOOR), 1e3 * Math.sqrt(FLOOR)] as const;

/** 0 for what is left of `sqrt(max(0, FLOOR))`. */
function withoutRemains(pool: ExprPool, id: ExprId): ExprId {
  const { coefficient } = splitCoefficient(pool, id);
  const size = Math.abs(coefficient);
  return size > REMAINS[0] && size < REMAINS[1] ? constant(pool, 0) : id;
}

function rewriteAngle(pool: ExprPool, id: ExprId): ExprId {
  const node = pool.get(id);
  if (node.op === "add") return add(pool, ...node.args.flatMap((arg) => ofStraightAngle(pool, arg)));
  if (node.op !== "call" || node.fn !== "atan2") return id;
  const [opposite, adjacent] = node.args as readonly [ExprId, ExprId];
  const known = knownAngle(pool, opposite, adjacent);
  if (known !== undefined) return known;
  const pi = call(pool, "pi");
  if (constantValue(pool, adjacent) === 0) return mul(pool, constant(pool, 0.5), pi, call(pool, "sign", opposite));
  if (constantValue(pool, opposite) === 0)
    return add(pool, pi, negate(pool, mul(pool, pi, call(pool, "step", adjacent))));
  const cosine = ratioOf(pool, opposite, adjacent);
  if (cosine !== undefined) return call(pool, "acos", cosine);
  const sine = ratioOf(pool, adjacent, opposite);
  return sine === undefined ? id : call(pool, "asin", sine);
}

/** The terms of a multiple of `pi - pi step(x)`, which mostly stands after `pi -`. */
function ofStraightAngle(pool: ExprPool, id: ExprId): readonly ExprId[] {
  const { coefficient, rest } = splitCoefficient(pool, id);
  const node = rest === undefined ? undefined : pool.get(rest);
  const isStep = (factor: ExprId): boolean => {
    const found = pool.get(factor);
    return found.op === "call" && found.fn === "step";
  };
  if (node?.op !== "add" || !node.args.includes(call(pool, "pi"))) return [id];
  if (!node.args.some((arg) => factorsOf(pool, arg).some(isStep))) return [id];
  return node.args.map((arg) => mul(pool, constant(pool, coefficient), arg));
}

/** `acos(0.6)` for `atan2(0.8, 0.6)`, `asin(2/3)` for `atan2(2, sqrt(5))`: of two numbers, where one is short. */
function knownAngle(pool: ExprPool, opposite: ExprId, adjacent: ExprId): ExprId | undefined {
  const [y, x] = [constantValue(pool, opposite), constantValue(pool, adjacent)];
  if (y === undefined || x === undefined || y < 0) return undefined;
  const [cosine, sine] = [x / Math.hypot(x, y), y / Math.hypot(x, y)];
  if (isShort(cosine)) return call(pool, "acos", constant(pool, cosine));
  if (x > 0 && isShort(sine)) return call(pool, "asin", constant(pool, sine));
  return Math.abs(cosine) < STEEP ? call(pool, "acos", constant(pool, cosine)) : undefined;
}

/** Of a cosine up to this the angle has as many digits. */
const STEEP = 0.99;
/** Nearer to 1 than this a sine or cosine says little of its angle. */
const FLAT = 1e-6;

/** A fraction of small numbers or a decimal of a few digits, not so near to 1 that the angle is lost. */
function isShort(value: number): boolean {
  if (Math.abs(1 - Math.abs(value)) < FLAT) return false;
  const exact = recogniseNumber(Math.abs(value));
  const isFraction =
    exact !== undefined && exact.above.radicand * exact.below.radicand === 1 && exact.below.factor < 100;
  return isFraction || Math.abs(Number(value.toPrecision(6)) - value) < 1e-15 * Math.min(1, 10 * Math.abs(value));
}

/** `x / sqrt(p)` where `root` is `sqrt(p - x^2)`. */
function ratioOf(pool: ExprPool, root: ExprId, x: ExprId): ExprId | undefined {
  const under = underRoot(pool, root);
  if (under === undefined) return undefined;
  const square = squareRootOfSum(pool, under, x);
  if (square !== undefined) return mul(pool, x, pow(pool, square, constant(pool, -1)));
  const whole = add(pool, under, powInt(pool, x, 2));
  const [before, after] = [termsOf(pool, under), termsOf(pool, whole)];
  const isWorthwhile = after < before || (after === before && constantValue(pool, x) !== undefined);
  return isWorthwhile ? mul(pool, x, pow(pool, whole, constant(pool, -0.5))) : undefined;
}

function termsOf(pool: ExprPool, id: ExprId): number {
  const node = pool.get(id);
  return node.op === "add" ? node.args.length : 1;
}

/** `3 + 2 v` for `5 + 4 v` and `x = 2 + 2 v`: the square root of `under + x^2`, where that is a linear expression. */
function squareRootOfSum(pool: ExprPool, under: ExprId, x: ExprId): ExprId | undefined {
  const line = linearOf(pool, x);
  const inner = linearOf(pool, under);
  if (line === undefined || inner === undefined || line.of !== inner.of) return undefined;
  const [c0, c1, c2] = [
    inner.constant + line.constant ** 2,
    inner.slope + 2 * line.constant * line.slope,
    line.slope ** 2,
  ];
  if (!(c0 > 0 && c1 > 0) || Math.abs(c1 * c1 - 4 * c0 * c2) > 1e-13 * c1 * c1) return undefined;
  return add(pool, constant(pool, Math.sqrt(c0)), mul(pool, constant(pool, Math.sqrt(c2)), line.of));
}

/** `constant + slope * of`; undefined for other expressions, and for constants. */
function linearOf(pool: ExprPool, id: ExprId): { constant: number; slope: number; of: ExprId } | undefined {
  const node = pool.get(id);
  const terms = node.op === "add" ? node.args : [id];
  let known = 0;
  const rest: { slope: number; of: ExprId }[] = [];
  for (const term of terms) {
    const { coefficient, rest: of } = splitCoefficient(pool, term);
    if (of === undefined) known = coefficient;
    else rest.push({ slope: coefficient, of });
  }
  const [only] = rest;
  return only !== undefined && rest.length === 1 ? { constant: known, ...only } : undefined;
}

/** What stands under a square root, without its guard against rounding. */
function underRoot(pool: ExprPool, id: ExprId): ExprId | undefined {
  const node = pool.get(id);
  if (node.op === "call" && node.fn === "sqrt") return withoutGuard(pool, node.args[0] as ExprId);
  if (node.op === "pow" && constantValue(pool, node.exponent) === 0.5) return withoutGuard(pool, node.base);
  return undefined;
}

/** `x` for `max(x, FLOOR)` under a root, where it is written against rounding: what stands there is not negative. */
export function withoutGuard(pool: ExprPool, id: ExprId): ExprId {
  const node = pool.get(id);
  if (node.op !== "call" || node.fn !== "max") return id;
  const others = node.args.filter((arg) => constantValue(pool, arg) !== FLOOR);
  return others.length === 1 ? (others[0] as ExprId) : id;
}

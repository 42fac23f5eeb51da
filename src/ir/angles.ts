/**
 * Angles as people write them. Formulas are evaluated with `atan2(sqrt(p - x^2), x)`, which keeps its digits near 0 and
 * pi; on paper that is `acos(x / sqrt(p))`, and with the arguments exchanged `asin(x / sqrt(p))`.
 */
import { add, call, constant, constantValue, mul, pow, powInt } from "./build.ts";
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
  for (const id of order) images.set(id, rewriteAngle(pool, rebuild(pool, pool.get(id), image)));
  return image(root);
}

function rewriteAngle(pool: ExprPool, id: ExprId): ExprId {
  const node = pool.get(id);
  if (node.op !== "call" || node.fn !== "atan2") return id;
  const [opposite, adjacent] = node.args as readonly [ExprId, ExprId];
  const known = knownAngle(pool, opposite, adjacent);
  if (known !== undefined) return known;
  const cosine = ratioOf(pool, opposite, adjacent);
  if (cosine !== undefined) return call(pool, "acos", cosine);
  const sine = ratioOf(pool, adjacent, opposite);
  return sine === undefined ? id : call(pool, "asin", sine);
}

/** `acos(0.6)` for `atan2(0.8, 0.6)`: of two numbers, where their cosine has few digits. */
function knownAngle(pool: ExprPool, opposite: ExprId, adjacent: ExprId): ExprId | undefined {
  const [y, x] = [constantValue(pool, opposite), constantValue(pool, adjacent)];
  if (y === undefined || x === undefined || y < 0) return undefined;
  const cosine = x / Math.hypot(x, y);
  const short = Number(cosine.toPrecision(6));
  return Math.abs(short - cosine) < 1e-15 ? call(pool, "acos", constant(pool, short)) : undefined;
}

/** `x / sqrt(p)` where `root` is `sqrt(p - x^2)`. */
function ratioOf(pool: ExprPool, root: ExprId, x: ExprId): ExprId | undefined {
  const under = underRoot(pool, root);
  if (under === undefined) return undefined;
  const inner = pool.get(under);
  const whole = add(pool, under, powInt(pool, x, 2));
  const node = pool.get(whole);
  const terms = node.op === "add" ? node.args.length : 1;
  const isShorter = inner.op === "add" && terms < inner.args.length;
  return isShorter ? mul(pool, x, pow(pool, whole, constant(pool, -0.5))) : undefined;
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

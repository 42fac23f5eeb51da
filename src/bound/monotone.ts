/**
 * The hypothesis that the tail bounds use without saying so: the mean of the function over a vector, sqrt(v) z with z
 * standard normal, is monotone in v, whatever the other vectors are (Golikov 2025, Lemma 4.2.7, "by monotonicity"). It
 * is shown term by term: a term that is odd in the vector, or does not depend on it, has a constant mean; one that grows
 * away from 0 on both sides grows with v pointwise; a convex one grows by Jensen's inequality. These properties survive
 * taking means over other vectors, so that all later steps of the proof have them too.
 */
import * as b from "../ir/build.ts";
import { type ExprId, type ExprPool, leavesOf } from "../ir/expr.ts";
import { type Parity, paritiesOf } from "../ir/parity.ts";
import type { Classify } from "../theorems/classes/classify.ts";
import { interval } from "../theorems/classes/interval.ts";

/** 1 or -1 where the mean rises or falls with the variance, 0 where it is constant, `undefined` where it is not shown. */
export type Direction = 1 | -1 | 0 | undefined;

export function meanDirection(pool: ExprPool, root: ExprId, key: number, classify: Classify): Direction {
  const whole = termDirection(pool, root, key, classify);
  const node = pool.get(root);
  if (whole !== undefined || node.op !== "add") return whole;
  const directions = new Set(node.args.map((arg) => termDirection(pool, arg, key, classify)));
  if (directions.has(undefined) || (directions.has(1) && directions.has(-1))) return undefined;
  return directions.has(1) ? 1 : directions.has(-1) ? -1 : 0;
}

function termDirection(pool: ExprPool, id: ExprId, key: number, classify: Classify): Direction {
  if (!leavesOf(pool, [id]).coords.includes(key)) return 0;
  const parity = (index: number): Parity => (index === key ? "odd" : "even");
  if (paritiesOf(pool, [id], parity)[0] === "odd") return 0;
  return radialDirection(id, key, classify) ?? bend(pool, id, key, classify);
}

/** By the signs of the slope on both sides of 0. */
function radialDirection(id: ExprId, key: number, classify: Classify): 1 | -1 | undefined {
  if (classify(id).flaws.pseudoLipschitz !== undefined) return undefined;
  const above = classify(id, new Map([[key, interval(0, Number.POSITIVE_INFINITY)]])).slopes.get(key);
  const below = classify(id, new Map([[key, interval(Number.NEGATIVE_INFINITY, 0)]])).slopes.get(key);
  if (above === undefined || below === undefined) return undefined;
  if (above.lo >= 0 && below.hi <= 0) return 1;
  return above.hi <= 0 && below.lo >= 0 ? -1 : undefined;
}

const convexFunctions = new Set(["relu", "abs", "softplus", "exp"]);
const risingFunctions = new Set(["relu", "softplus", "exp"]);

/** 1 for a function that is convex in the variable, -1 for a concave one, 0 for an affine one. */
function bend(pool: ExprPool, id: ExprId, key: number, classify: Classify): Direction {
  if (!leavesOf(pool, [id]).coords.includes(key)) return 0;
  const node = pool.get(id);
  const of = (inner: ExprId): Direction => bend(pool, inner, key, classify);
  switch (node.op) {
    case "coord":
      return 0;
    case "add": {
      const bends = new Set(node.args.map(of));
      if (bends.has(undefined) || (bends.has(1) && bends.has(-1))) return undefined;
      return bends.has(1) ? 1 : bends.has(-1) ? -1 : 0;
    }
    case "mul": {
      const [inside, ...more] = node.args.filter((arg) => leavesOf(pool, [arg]).coords.includes(key));
      if (inside === undefined || more.length > 0) return undefined;
      const others = b.mul(pool, ...node.args.filter((arg) => arg !== inside));
      const { lo, hi } = classify(others).range;
      const inner = of(inside);
      if (inner === undefined || inner === 0) return inner;
      return lo >= 0 ? inner : hi <= 0 ? (inner === 1 ? -1 : 1) : undefined;
    }
    case "pow": {
      const exponent = b.constantValue(pool, node.exponent);
      const inner = of(node.base);
      if (exponent === undefined || exponent < 1) return undefined;
      // A power of a convex function that is not negative is convex.
      if (inner === 1 && classify(node.base).range.lo >= 0) return 1;
      return exponent % 2 === 0 && inner === 0 ? 1 : undefined;
    }
    case "call": {
      const [arg, other] = node.args;
      if (arg === undefined) return undefined;
      if (node.fn === "max" && other !== undefined) {
        return [of(arg), of(other)].every((inner) => inner === 0 || inner === 1) ? 1 : undefined;
      }
      if (!convexFunctions.has(node.fn)) return undefined;
      const inner = of(arg);
      return inner === 0 || (inner === 1 && risingFunctions.has(node.fn)) ? 1 : undefined;
    }
    default:
      return undefined;
  }
}

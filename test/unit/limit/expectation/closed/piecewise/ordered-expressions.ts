/**
 * The order of expressions as far as it is certain: signs follow from those of the params, through products, powers,
 * exponentials and sums of one sign. Piecewise functions with one break point, or with numbers for break points, need
 * no more.
 */
import * as b from "../../../../../../src/ir/build.ts";
import { type ExprId, type ExprPool, leavesOf } from "../../../../../../src/ir/expr.ts";
import { type Arithmetic, expressions } from "../../../../../../src/limit/expectation/arithmetic.ts";
import type { Ordered } from "../../../../../../src/limit/expectation/closed/piecewise/function.ts";
import type { Reader } from "../../../../../../src/limit/expectation/closed/piecewise/recognise.ts";

type Sign = -1 | 0 | 1;

/** `signOfParam` says what is known of param j: 1 for a variance or a standard deviation. */
export function orderedExpressions(
  pool: ExprPool,
  signOfParam: (index: number) => Sign | undefined,
): Ordered<ExprId> & Arithmetic<ExprId> {
  const sign = (id: ExprId): Sign | undefined => {
    const node = pool.get(id);
    switch (node.op) {
      case "const":
        return Math.sign(node.value) as Sign;
      case "coord":
      case "select":
        return undefined;
      case "param":
        return signOfParam(node.index);
      case "mul":
        return node.args.map(sign).reduce<Sign | undefined>(productSign, 1);
      case "add": {
        const signs = node.args.map(sign);
        return signs.every((s) => s === signs[0]) ? signs[0] : undefined;
      }
      case "pow": {
        const base = sign(node.base);
        if (base === 1) return 1;
        const exponent = b.constantValue(pool, node.exponent);
        if (base !== -1 || exponent === undefined || !Number.isInteger(exponent)) return undefined;
        return exponent % 2 === 0 ? 1 : -1;
      }
      case "call":
        return node.fn === "exp" || node.fn === "pi" || node.fn === "normal_cdf" ? 1 : undefined;
    }
  };
  const plain = expressions(pool);
  return {
    ...plain,
    normalPdf: (x) => plain.normalPdf(unsigned(pool, x).id),
    sign,
    log: (x) => b.call(pool, "log", x),
  };
}

/** One of x and -x, the same for both: densities at opposite points are one expression. */
function unsigned(pool: ExprPool, id: ExprId): { readonly id: ExprId; readonly flipped: boolean } {
  const node = pool.get(id);
  if (node.op === "const" && node.value < 0) return { id: b.constant(pool, -node.value), flipped: true };
  if (node.op === "add") {
    const [first] = node.args;
    if (first === undefined || !unsigned(pool, first).flipped) return { id, flipped: false };
    return { id: b.add(pool, ...node.args.map((arg) => b.negate(pool, arg))), flipped: true };
  }
  if (node.op !== "mul") return { id, flipped: false };
  const factors = node.args.map((arg) => unsigned(pool, arg));
  const flipped = factors.filter((factor) => factor.flipped).length % 2 === 1;
  return { id: b.mul(pool, ...factors.map((factor) => factor.id)), flipped };
}

function productSign(x: Sign | undefined, y: Sign | undefined): Sign | undefined {
  if (x === 0 || y === 0) return 0;
  return x === undefined || y === undefined ? undefined : x === y ? 1 : -1;
}

/** Reads expressions of coords as functions of these: coord k is variable k. */
export function coordReader(pool: ExprPool): Reader<ExprId> {
  const [zero, one] = [b.constant(pool, 0), b.constant(pool, 1)];
  return {
    constant: (id) => (leavesOf(pool, [id]).coords.length === 0 ? id : undefined),
    affine: (id) => {
      const node = pool.get(id);
      return node.op === "coord" ? { variable: node.index, slope: one, intercept: zero } : undefined;
    },
  };
}

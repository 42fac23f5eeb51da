/** One node of an expression as WGSL, given its operands: signs, quotients and small powers are written as people do. */
import { invariant, unreachable } from "../../diagnostics/invariant.ts";
import type { Expr, ExprId, ExprPool } from "../../ir/expr.ts";
import { isFormulaFunction } from "../../ir/functions.ts";
import type { LibraryName } from "./library.ts";
import { floatLiteral } from "./literal.ts";

export interface Piece {
  readonly text: string;
  readonly tightness: "sum" | "product" | "sign" | "atom";
  /** The negative, when it is written more simply than this. */
  readonly opposite: Piece | undefined;
  /** The reciprocal, likewise. */
  readonly reciprocal: Piece | undefined;
}

/** How the leaves of an expression are called. */
export interface Leaves {
  readonly coord: (index: number) => string;
  readonly param: (index: number) => string;
}

export interface Surroundings {
  readonly pool: ExprPool;
  readonly leaves: Leaves;
  readonly operand: (id: ExprId) => Piece;
  /** Like `operand`, and short enough to be written several times. */
  readonly atom: (id: ExprId) => Piece;
  /** Collects the functions that are called. */
  readonly needs: Set<LibraryName>;
}

/** Larger whole exponents go through the logarithm. */
const LARGEST_CHAIN = 16;

export function pieceOf(node: Expr, around: Surroundings): Piece {
  switch (node.op) {
    case "const":
      return constantPiece(node.value, around.needs);
    case "coord":
      return plain(around.leaves.coord(node.index), "atom");
    case "param":
      return plain(around.leaves.param(node.index), "atom");
    case "add":
      return sumPiece(node.args.map(around.operand));
    case "mul":
      return productPiece(node.args.map(around.operand));
    case "pow":
      return powerPiece(node.base, node.exponent, around);
    case "call": {
      const { fn } = node;
      invariant(!isFormulaFunction(fn), () => `${fn} in a program`);
      around.needs.add(fn);
      return plain(`tp_${fn}(${node.args.map((arg) => around.operand(arg).text).join(", ")})`, "atom");
    }
    case "select": {
      const when = wrap(around.operand(node.when), "sum");
      return plain(
        `select(${around.operand(node.otherwise).text}, ${around.operand(node.then).text}, ${when} != 0.0)`,
        "atom",
      );
    }
    default:
      return unreachable(node);
  }
}

function plain(text: string, tightness: Piece["tightness"]): Piece {
  return { text, tightness, opposite: undefined, reciprocal: undefined };
}

/** Float32 ends at 3.4e38: what is beyond is infinite there. */
function constantPiece(value: number, needs: Set<LibraryName>): Piece {
  const rounded = Math.fround(value);
  const size = Math.abs(rounded);
  if (Number.isNaN(size)) needs.add("nan");
  else if (size === Infinity) needs.add("infinity");
  const text = Number.isNaN(size) ? "tp_nan()" : size === Infinity ? "tp_infinity()" : floatLiteral(size);
  const positive = plain(text, "atom");
  return rounded < 0 ? { ...plain(`-${text}`, "sign"), opposite: positive } : positive;
}

/** `a + b - c`; what is added comes before what is taken away. */
function sumPiece(terms: readonly Piece[]): Piece {
  const added = terms.filter((term) => term.opposite === undefined);
  const taken = terms.flatMap((term) => (term.opposite === undefined ? [] : [term.opposite]));
  // Constants come first in the pool; after the others they read better.
  const isNumber = (term: Piece) => /^[0-9]/.test(term.text);
  const sorted = [...added.filter((term) => !isNumber(term)), ...added.filter(isNumber)];
  const sum = sorted.map((term) => wrap(term, "sum")).join(" + ");
  const rest = taken.map((term) => ` - ${wrap(term, "product")}`).join("");
  if (added.length > 0) return plain(sum + rest, "sum");
  const opposite = plain(taken.map((term) => wrap(term, "sum")).join(" + "), "sum");
  return { ...plain(`-(${opposite.text})`, "sign"), opposite };
}

/** `a * b / c`. */
function productPiece(factors: readonly Piece[]): Piece {
  const negative = factors.filter((factor) => factor.opposite !== undefined).length % 2 === 1;
  const positive = factors.map((factor) => factor.opposite ?? factor);
  const above = positive.filter((factor) => factor.reciprocal === undefined && factor.text !== "1.0");
  const below = positive.flatMap((factor) => (factor.reciprocal === undefined ? [] : [factor.reciprocal]));
  const numerator = above.length === 0 ? "1.0" : above.map((factor) => wrap(factor, "product")).join(" * ");
  const quotient = below.reduce((text, factor) => `${text} / ${wrap(factor, "sign")}`, numerator);
  const [only] = above;
  const size = only !== undefined && above.length === 1 && below.length === 0 ? only : plain(quotient, "product");
  return negative ? { ...plain(`-${wrap(size, "product")}`, "sign"), opposite: size } : size;
}

/** Whole powers are products, half ones square roots; the rest is the library's. */
function powerPiece(base: ExprId, exponent: ExprId, around: Surroundings): Piece {
  const power = around.pool.get(exponent);
  const value = power.op === "const" ? power.value : Number.NaN;
  const size = Math.abs(value);
  const positive = positivePower(base, size, around);
  if (positive === undefined) {
    around.needs.add("power");
    return plain(`tp_power(${around.operand(base).text}, ${around.operand(exponent).text})`, "atom");
  }
  return value > 0 ? positive : { ...plain(`1.0 / ${wrap(positive, "sign")}`, "product"), reciprocal: positive };
}

function positivePower(base: ExprId, size: number, around: Surroundings): Piece | undefined {
  if (size === 0.5) {
    around.needs.add("sqrt");
    return plain(`tp_sqrt(${around.operand(base).text})`, "atom");
  }
  if (!Number.isInteger(size) || size > LARGEST_CHAIN || size < 1) return undefined;
  if (size === 1) return around.operand(base);
  return plain(chain(wrap(around.atom(base), "atom"), size), "product");
}

/** x^k by repeated squaring: `x * x * x`, `(x * x) * (x * x) * x`. */
function chain(x: string, k: number): string {
  if (k <= 3) return Array(k).fill(x).join(" * ");
  const half = `(${chain(x, k >> 1)})`;
  return k % 2 === 0 ? `${half} * ${half}` : `${half} * ${half} * ${x}`;
}

const order = ["sum", "product", "sign", "atom"] as const;

/** The text as an operand that must bind at least as tightly as `least`. */
function wrap(piece: Piece, least: Piece["tightness"]): string {
  return order.indexOf(piece.tightness) >= order.indexOf(least) ? piece.text : `(${piece.text})`;
}

/** Expressions as a reader of the source would write them, for labels and printed plans. */
import { unreachable } from "../diagnostics/invariant.ts";
import type { Expr, ExprId, ExprPool } from "../ir/expr.ts";

/** Binding strengths of the language, loosest first. */
const SUM = 1;
const PRODUCT = 2;
const SIGN = 3;
const POWER = 4;
const ATOM = 5;

interface Piece {
  readonly text: string;
  readonly strength: number;
}

/**
 * The text of `root`; `nameOf` names the leaves, and any other node that is to stand under a name. Parts that are
 * longer than `longest` characters are left out as `..`, since what is shared is written out each time.
 */
export function expressionText(
  pool: ExprPool,
  root: ExprId,
  nameOf: (id: ExprId, node: Expr) => string | undefined,
  longest: number,
): string {
  const written = new Map<ExprId, Piece>();
  const make = (id: ExprId): Piece => {
    const node = pool.get(id);
    const name = nameOf(id, node);
    if (name !== undefined) return { text: name, strength: ATOM };
    const piece = write(pool, node, of);
    return piece.text.length > longest ? { text: "..", strength: ATOM } : piece;
  };
  const of = (id: ExprId): Piece => {
    const piece = written.get(id) ?? make(id);
    written.set(id, piece);
    return piece;
  };
  return of(root).text;
}

/** A number with at most 6 significant digits. */
export function numberText(value: number): string {
  return String(Number(value.toPrecision(6)));
}

type Writer = (id: ExprId) => Piece;

function write(pool: ExprPool, node: Expr, piece: Writer): Piece {
  switch (node.op) {
    case "const":
      return { text: numberText(node.value), strength: node.value < 0 ? SIGN : ATOM };
    case "coord":
      return { text: `x${node.index}`, strength: ATOM };
    case "param":
      return { text: `c${node.index}`, strength: ATOM };
    case "add":
      return { text: sum(pool, node.args, piece), strength: SUM };
    case "mul":
      return product(pool, node.args, piece);
    case "pow":
      return power(pool, node.base, node.exponent, piece);
    case "call":
      return { text: `${node.fn}(${node.args.map((arg) => piece(arg).text).join(", ")})`, strength: ATOM };
    case "select": {
      const args = [node.when, node.then, node.otherwise].map((arg) => piece(arg).text);
      return { text: `where(${args.join(", ")})`, strength: ATOM };
    }
    default:
      return unreachable(node);
  }
}

function atLeast(strength: number, piece: Piece): string {
  return piece.strength >= strength ? piece.text : `(${piece.text})`;
}

/** The constant is written last, as people do. */
function sum(pool: ExprPool, args: readonly ExprId[], piece: Writer): string {
  const isConstant = (id: ExprId) => (pool.get(id).op === "const" ? 1 : 0);
  const terms = args.toSorted((a, b) => isConstant(a) - isConstant(b)).map((arg) => atLeast(PRODUCT, piece(arg)));
  return terms.reduce((text, term) => (term.startsWith("-") ? `${text} - ${term.slice(1)}` : `${text} + ${term}`));
}

/** Negative powers go under a fraction line. */
function product(pool: ExprPool, args: readonly ExprId[], piece: Writer): Piece {
  let sign = "";
  const above: string[] = [];
  const under: string[] = [];
  for (const arg of args) {
    const node = pool.get(arg);
    const exponent = node.op === "pow" ? pool.get(node.exponent) : undefined;
    if (node.op === "const" && node.value === -1) sign = "-";
    else if (node.op === "pow" && exponent?.op === "const" && exponent.value === -1)
      under.push(atLeast(POWER, piece(node.base)));
    else above.push(atLeast(SIGN, piece(arg)));
  }
  const text = [above.length === 0 ? "1" : above.join(" * "), ...under].join(" / ");
  return { text: sign + text, strength: sign === "" ? PRODUCT : SIGN };
}

function power(pool: ExprPool, base: ExprId, exponent: ExprId, piece: Writer): Piece {
  const value = pool.get(exponent);
  if (value.op === "const" && value.value === -1) {
    return { text: `1 / ${atLeast(POWER, piece(base))}`, strength: PRODUCT };
  }
  return { text: `${atLeast(ATOM, piece(base))}^${atLeast(SIGN, piece(exponent))}`, strength: POWER };
}

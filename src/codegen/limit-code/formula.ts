/**
 * Expressions as text in infix notation, in any of our target languages. Parts that are used more than once, and
 * parts of very long lines, become statements; in the body of an integral what does not depend on its variables is
 * computed before.
 */
import { constantValue } from "../../ir/build.ts";
import { childrenOf, type Expr, type ExprId, type ExprPool, reachable } from "../../ir/expr.ts";
import { atom, type Dialect, levels, type Piece, piece, within } from "./dialect.ts";
import type { Names } from "./names.ts";

export interface Leaves {
  readonly coord: (index: number) => Piece;
  readonly param: (index: number) => Piece;
}

export interface Formula {
  /** Statements that depend on no coord, and those that do. */
  readonly before: readonly string[];
  readonly inside: readonly string[];
  readonly roots: readonly Piece[];
}

/** A text longer than this gets a statement of its own. */
const LONGEST = 96;
/** Repeated parts up to this length are written again. */
const SHORTEST = 14;

export interface FormulaSetting {
  readonly pool: ExprPool;
  readonly dialect: Dialect;
  readonly names: Names;
  readonly need: (piece: string) => void;
  /** No statements at all: where there is no place for them. */
  readonly isFlat: boolean;
}

export function formulaText(
  { pool, dialect, names, need, isFlat }: FormulaSetting,
  roots: readonly ExprId[],
  leaves: Leaves,
): Formula {
  const before: string[] = [];
  const inside: string[] = [];
  const pieces = new Map<ExprId, Piece>();
  const varying = new Set<ExprId>();
  const order = reachable(pool, roots);
  const uses = new Map<ExprId, number>();
  for (const id of order) for (const child of childrenOf(pool.get(id))) uses.set(child, (uses.get(child) ?? 0) + 1);
  const known = (id: ExprId): Piece => pieces.get(id) ?? atom("?");
  const store = (id: ExprId): Piece => {
    const name = names.fresh("t");
    (varying.has(id) ? inside : before).push(dialect.declare(name, known(id).text));
    pieces.set(id, atom(name));
    return atom(name);
  };
  const isLeaf = (id: ExprId): boolean => ["const", "coord", "param"].includes(pool.get(id).op);
  const isName = (id: ExprId): boolean => /^[\w.]+$/.test(known(id).text);
  const isCostly = (id: ExprId): boolean => ["pow", "call", "select"].includes(pool.get(id).op);

  for (const id of order) {
    const node = pool.get(id);
    if (node.op === "coord" || childrenOf(node).some((child) => varying.has(child))) varying.add(id);
    const operand = (child: ExprId): Piece =>
      varying.has(id) && !varying.has(child) && isCostly(child) && !isName(child) ? store(child) : known(child);
    pieces.set(id, pieceOf({ pool, dialect, need, leaves }, node, operand));
    const { text } = known(id);
    const isRepeated = (uses.get(id) ?? 0) > 1 && text.length > SHORTEST;
    const isRoot = roots.includes(id) && (uses.get(id) ?? 0) === 0;
    if (!isFlat && !isLeaf(id) && !isName(id) && (isRepeated || (text.length > LONGEST && !isRoot))) store(id);
  }
  return { before, inside, roots: roots.map(known) };
}

interface PieceSetting {
  readonly pool: ExprPool;
  readonly dialect: Dialect;
  readonly need: (piece: string) => void;
  readonly leaves: Leaves;
}

function pieceOf(cx: PieceSetting, node: Expr, at: (id: ExprId) => Piece): Piece {
  const { pool, dialect, need, leaves } = cx;
  switch (node.op) {
    case "const":
      return numberPiece(dialect, node.value);
    case "coord":
      return leaves.coord(node.index);
    case "param":
      return leaves.param(node.index);
    case "add":
      return sumPiece(cx, node.args, at);
    case "mul":
      return productPiece(cx, node.args, at);
    case "pow":
      return powerPiece(cx, node.base, node.exponent, at);
    case "call":
      return dialect.call(node.fn, node.args.map(at), need);
    case "select": {
      const when = pool.get(node.when);
      const condition = when.op === "call" ? dialect.condition(when.fn, when.args.map(at)) : undefined;
      return dialect.choice(condition ?? at(node.when), condition !== undefined, at(node.then), at(node.otherwise));
    }
  }
}

function numberPiece(dialect: Dialect, value: number): Piece {
  const size = dialect.number(Math.abs(value));
  return value < 0 ? { text: `-${size}`, level: levels.sign, opposite: size } : atom(size);
}

/** The constant stands last and a positive term first, as people write it. */
function sumPiece({ pool }: PieceSetting, args: readonly ExprId[], at: (id: ExprId) => Piece): Piece {
  const isConstant = (id: ExprId): boolean => constantValue(pool, id) !== undefined;
  const sorted = [...args.filter((arg) => !isConstant(arg)), ...args.filter(isConstant)];
  const terms = sorted.map((arg) => {
    const { opposite, ...term } = at(arg);
    return opposite === undefined
      ? { isNegative: false, text: within({ ...term, opposite }, levels.sum) }
      : { isNegative: true, text: opposite };
  });
  const lead = terms.findIndex(({ isNegative }) => !isNegative);
  if (lead > 0) terms.unshift(...terms.splice(lead, 1));
  const text = terms
    .map(({ isNegative, text: part }, k) => {
      if (k === 0) return isNegative ? `-${needsBrackets(part) ? `(${part})` : part}` : part;
      return `${isNegative ? " - " : " + "}${part}`;
    })
    .join("");
  return piece(text, levels.sum);
}

/** JavaScript does not allow -x ** 2. */
function needsBrackets(text: string): boolean {
  return text.includes(" ** ");
}

function productPiece(cx: PieceSetting, args: readonly ExprId[], at: (id: ExprId) => Piece): Piece {
  const { pool, dialect } = cx;
  const above: string[] = [];
  const under: string[] = [];
  let isNegative = false;
  for (const arg of args) {
    const node = pool.get(arg);
    const value = constantValue(pool, arg);
    const exponent = node.op === "pow" ? constantValue(pool, node.exponent) : undefined;
    const whole = value === undefined ? undefined : reciprocal(value);
    if (value !== undefined) {
      if (value < 0) isNegative = true;
      if (whole !== undefined && args.length > 1) under.push(dialect.number(whole));
      else if (Math.abs(value) !== 1) above.push(dialect.number(Math.abs(value)));
    } else if (node.op === "pow" && exponent !== undefined && exponent < 0 && !isStored(at(arg))) {
      under.push(within(rootPower(cx, at(node.base), -exponent), levels.sign));
    } else above.push(within(at(arg), levels.product));
  }
  const front = above.length === 0 ? "1" : above.join(" * ");
  const text = `${front}${under.map((part) => ` / ${part}`).join("")}`;
  if (!isNegative) return piece(text, levels.product);
  return { text: `-${needsBrackets(text) ? `(${text})` : text}`, level: levels.product, opposite: text };
}

/** 3 for 1/3: a quotient is what was meant. */
function reciprocal(value: number): number | undefined {
  const inverse = Math.round(1 / Math.abs(value));
  return inverse > 1 && inverse < 1000 && 1 / inverse === Math.abs(value) ? inverse : undefined;
}

function isStored({ text }: Piece): boolean {
  return /^\w+$/.test(text);
}

function powerPiece(cx: PieceSetting, base: ExprId, exponent: ExprId, at: (id: ExprId) => Piece): Piece {
  const value = constantValue(cx.pool, exponent);
  if (value === undefined) {
    return piece(`${within(at(base), levels.atom)} ** ${within(at(exponent), levels.power)}`, levels.power);
  }
  if (value > 0) return rootPower(cx, at(base), value);
  return piece(`1 / ${within(rootPower(cx, at(base), -value), levels.sign)}`, levels.product);
}

/** base^exponent for a positive number. */
function rootPower({ dialect }: PieceSetting, base: Piece, exponent: number): Piece {
  if (exponent === 1) return base;
  if (exponent === 0.5) return dialect.squareRoot(base);
  return piece(`${within(base, levels.atom)} ** ${dialect.number(exponent)}`, levels.power);
}

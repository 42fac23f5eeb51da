/**
 * Expressions as plain text and as LaTeX, with the fewest parentheses. Names of coords and params are given from
 * outside. Sums put negative terms after positive ones, products put numbers first and negative powers below a
 * fraction line, so that the result reads as a person would write it.
 */

import { constantValue } from "./build.ts";
import type { BuiltinName } from "./builtins.ts";
import { type ExprId, type ExprPool, reachable } from "./expr.ts";

export interface LeafNames {
  readonly coord: (index: number) => string;
  readonly param: (index: number) => string;
}

/** Binding strength, loosest first. */
type Level = 0 | 1 | 2 | 3 | 4;
const SUM: Level = 1;
const PRODUCT: Level = 2;
const POWER: Level = 3;
const ATOM: Level = 4;

interface Printed {
  readonly text: string;
  readonly level: Level;
  /** The text without a leading minus sign, when it has one. */
  readonly negated: string | undefined;
}

/** How a target writes the pieces. */
interface Style {
  readonly leaf: LeafNames;
  readonly parenthesise: (text: string) => string;
  readonly times: string;
  readonly fraction: (above: string, below: string, levels: { above: Level; below: Level }) => Printed;
  readonly power: (base: string, exponent: string) => string;
  readonly root: (argument: string) => string;
  readonly call: (fn: BuiltinName, args: readonly string[]) => string;
  readonly select: (when: string, then: string, otherwise: string) => string;
  readonly number: (value: number) => string;
}

export function printExpr(pool: ExprPool, root: ExprId, leaf: LeafNames): string {
  return print(pool, root, {
    leaf,
    parenthesise: (text) => `(${text})`,
    times: " * ",
    fraction: (above, below, levels) => ({
      text: `${levels.above < PRODUCT ? `(${above})` : above} / ${levels.below <= PRODUCT ? `(${below})` : below}`,
      level: PRODUCT,
      negated: undefined,
    }),
    power: (base, exponent) => `${base}^${exponent}`,
    root: (argument) => `sqrt(${argument})`,
    call: (fn, args) => infixComparison(fn, args) ?? `${fn}(${args.join(", ")})`,
    select: (when, then, otherwise) => `where(${when}, ${then}, ${otherwise})`,
    number: printNumber,
  });
}

export function latexExpr(pool: ExprPool, root: ExprId, leaf: LeafNames): string {
  return print(pool, root, {
    leaf,
    parenthesise: (text) => `\\left(${text}\\right)`,
    times: " \\, ",
    fraction: (above, below) => ({ text: `\\frac{${above}}{${below}}`, level: ATOM, negated: undefined }),
    power: (base, exponent) => `${base}^{${exponent}}`,
    root: (argument) => `\\sqrt{${argument}}`,
    call: latexCall,
    select: (when, then, otherwise) =>
      `\\begin{cases} ${then} & ${when} \\\\ ${otherwise} & \\text{otherwise} \\end{cases}`,
    number: latexNumber,
  });
}

function print(pool: ExprPool, root: ExprId, style: Style): string {
  const done = new Map<ExprId, Printed>();
  const of = (id: ExprId): Printed => done.get(id) ?? { text: "?", level: ATOM, negated: undefined };
  for (const id of reachable(pool, [root])) done.set(id, printNode(pool, id, of, style));
  return of(root).text;
}

function wrap(printed: Printed, atLeast: Level, style: Style): string {
  return printed.level >= atLeast ? printed.text : style.parenthesise(printed.text);
}

function printNode(pool: ExprPool, id: ExprId, of: (id: ExprId) => Printed, style: Style): Printed {
  const node = pool.get(id);
  const plain = (text: string, level: Level = ATOM): Printed => ({ text, level, negated: undefined });
  switch (node.op) {
    case "const": {
      if (node.value >= 0 || Number.isNaN(node.value)) return plain(style.number(node.value));
      const negated = style.number(-node.value);
      return { text: `-${negated}`, level: SUM, negated };
    }
    case "coord":
      return plain(style.leaf.coord(node.index));
    case "param":
      return plain(style.leaf.param(node.index));
    case "add":
      return printSum(node.args.map(of));
    case "mul":
      return printProduct(pool, node.args, of, style);
    case "pow": {
      const exponent = constantValue(pool, node.exponent);
      if (exponent === 0.5) return plain(style.root(of(node.base).text));
      if (exponent !== undefined && exponent < 0) return printProduct(pool, [id], of, style);
      return plain(style.power(wrap(of(node.base), ATOM, style), wrap(of(node.exponent), ATOM, style)), POWER);
    }
    case "call":
      if (node.fn === "sqrt") return plain(style.root(of(node.args[0] as ExprId).text));
      return plain(
        style.call(
          node.fn,
          node.args.map((arg) => of(arg).text),
        ),
      );
    case "select":
      return plain(style.select(of(node.when).text, of(node.then).text, of(node.otherwise).text));
  }
}

function printSum(terms: readonly Printed[]): Printed {
  const ordered = [...terms.filter((t) => t.negated === undefined), ...terms.filter((t) => t.negated !== undefined)];
  const text = ordered
    .map((t, k) => (k === 0 ? t.text : t.negated === undefined ? ` + ${t.text}` : ` - ${t.negated}`))
    .join("");
  return { text, level: SUM, negated: undefined };
}

function printProduct(pool: ExprPool, args: readonly ExprId[], of: (id: ExprId) => Printed, style: Style): Printed {
  const above: string[] = [];
  const below: string[] = [];
  let minus = false;
  for (const arg of args) {
    const value = constantValue(pool, arg);
    const node = pool.get(arg);
    if (value !== undefined) {
      minus = value < 0;
      const inverse = 1 / Math.abs(value);
      if (Math.abs(value) < 1 && Number.isInteger(inverse) && inverse < 1e6) below.unshift(style.number(inverse));
      else if (Math.abs(value) !== 1) above.push(style.number(Math.abs(value)));
      continue;
    }
    const exponent = node.op === "pow" ? constantValue(pool, node.exponent) : undefined;
    if (node.op === "pow" && exponent !== undefined && exponent < 0) {
      const base = wrap(of(node.base), ATOM, style);
      if (exponent === -1) below.push(base);
      else if (exponent === -0.5) below.push(style.root(of(node.base).text));
      else below.push(style.power(base, style.number(-exponent)));
      continue;
    }
    above.push(wrap(of(arg), POWER, style));
  }
  const top = above.length === 0 ? style.number(1) : above.join(style.times);
  const levelOf = (list: readonly string[]): Level => (list.length > 1 ? PRODUCT : ATOM);
  const body: Printed =
    below.length === 0
      ? { text: top, level: above.length > 1 ? PRODUCT : POWER, negated: undefined }
      : style.fraction(top, below.join(style.times), { above: levelOf(above), below: levelOf(below) });
  return minus ? { text: `-${body.text}`, level: SUM, negated: body.text } : body;
}

function infixComparison(fn: BuiltinName, [left, right]: readonly string[]): string | undefined {
  switch (fn) {
    case "less":
      return `${left} < ${right}`;
    case "less_equal":
      return `${left} <= ${right}`;
    case "equal":
      return `${left} == ${right}`;
    case "and":
      return `(${left}) and (${right})`;
    case "or":
      return `(${left}) or (${right})`;
    case "not":
      return `not (${left})`;
    default:
      return undefined;
  }
}

/** A number for people: the shortest text that gives it back, or at most 12 digits where that is the same to 1e-13. */
export function printNumber(value: number): string {
  const short = Number(value.toPrecision(12));
  return String(Math.abs(short - value) <= 1e-13 * Math.abs(value) ? short : value);
}

function latexNumber(value: number): string {
  const text = printNumber(value);
  const [mantissa = "", exponent] = text.split("e");
  return exponent === undefined ? text : `${mantissa} \\cdot 10^{${Number(exponent)}}`;
}

function latexCall(fn: BuiltinName, args: readonly string[]): string {
  const [x = "", y = ""] = args;
  switch (fn) {
    case "abs":
      return `\\left|${x}\\right|`;
    case "tanh":
    case "sin":
    case "cos":
    case "exp":
    case "log":
    case "max":
    case "min":
      return `\\${fn}\\left(${args.join(", ")}\\right)`;
    case "normal_cdf":
      return `\\Phi\\left(${x}\\right)`;
    case "normal_pdf":
      return `\\varphi\\left(${x}\\right)`;
    case "step":
      return `\\mathbf{1}\\left[${x} > 0\\right]`;
    case "less":
      return `\\mathbf{1}\\left[${x} < ${y}\\right]`;
    case "less_equal":
      return `\\mathbf{1}\\left[${x} \\le ${y}\\right]`;
    case "equal":
      return `\\mathbf{1}\\left[${x} = ${y}\\right]`;
    default:
      return `\\operatorname{${fn.replaceAll("_", "\\_")}}\\left(${args.join(", ")}\\right)`;
  }
}

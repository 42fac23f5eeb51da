/**
 * Expressions as text in the notation of the language: `2 * relu(x) / y - 1`. Works upwards from the leaves without
 * recursion; parts that occur more than once can be named, so that the text is no longer than the DAG.
 */
import { unreachable } from "../diagnostics/invariant.ts";
import { constantValue } from "./build.ts";
import { cutText } from "./cut-text.ts";
import { childrenOf, type Expr, type ExprId, type ExprPool, reachable } from "./expr.ts";
import type { FunctionName } from "./functions.ts";

/** How leaves are written. */
export interface LeafNames {
  readonly coord: (index: number) => string;
  readonly param: (index: number) => string;
}

/** An expression whose repeated parts are named; each name is defined before it is used. */
export interface PrintedExpression {
  readonly text: string;
  readonly parts: readonly { readonly name: string; readonly text: string }[];
}

interface Printed {
  readonly text: string;
  readonly level: number;
}

/** How tightly the outermost operator of a text binds, as in the language. */
const levels = { or: 1, and: 2, not: 3, comparison: 4, sum: 5, product: 6, sign: 9, power: 10, atom: 12 };

/** The whole expression; parts that occur twice and are longer than `shared` characters get names `t1`, `t2`, .. */
export function printExpression(pool: ExprPool, root: ExprId, leaves: LeafNames, shared = 24): PrintedExpression {
  const order = reachable(pool, [root]);
  const uses = new Map<ExprId, number>();
  for (const id of order) for (const child of childrenOf(pool.get(id))) uses.set(child, (uses.get(child) ?? 0) + 1);
  const parts: { name: string; text: string }[] = [];
  const textOf = printUpwards(pool, order, leaves, new Map(), (id, printed) => {
    if ((uses.get(id) ?? 0) < 2 || printed.text.length <= shared) return printed;
    const name = `t${parts.length + 1}`;
    parts.push({ name, text: printed.text });
    return { text: name, level: levels.atom };
  });
  return { text: textOf(root), parts };
}

/** The expression cut to about `longest` characters. */
export function printShortened(pool: ExprPool, root: ExprId, leaves: LeafNames, longest: number): string {
  return shortPrinter(pool, leaves, longest)(root);
}

/** The same for many expressions of one pool, whose common parts are printed once. Names of leaves may not change. */
export function shortPrinter(pool: ExprPool, leaves: LeafNames, longest: number): (root: ExprId) => string {
  const texts = new Map<ExprId, Printed>();
  return (root) =>
    printUpwards(
      pool,
      reachable(pool, [root], (id) => texts.has(id)),
      leaves,
      texts,
      (_, printed) => (printed.text.length <= longest ? printed : { ...printed, text: cutText(printed.text, longest) }),
    )(root);
}

/** Adds the texts of `order` to those that are known; answers the text of any of them. */
function printUpwards(
  pool: ExprPool,
  order: readonly ExprId[],
  leaves: LeafNames,
  texts: Map<ExprId, Printed>,
  finish: (id: ExprId, printed: Printed) => Printed,
): (id: ExprId) => string {
  const at = (child: ExprId): Printed => texts.get(child) ?? { text: "?", level: levels.atom };
  for (const id of order) {
    const printed = finish(id, printNode(pool, pool.get(id), at, leaves));
    texts.set(id, printed);
  }
  return (id) => at(id).text;
}

type At = (id: ExprId) => Printed;

function printNode(pool: ExprPool, node: Expr, at: At, leaves: LeafNames): Printed {
  switch (node.op) {
    case "const":
      return { text: String(node.value), level: node.value < 0 ? levels.sign : levels.atom };
    case "coord":
      return printLeaf(leaves.coord(node.index));
    case "param":
      return printLeaf(leaves.param(node.index));
    case "add":
      return printSum(node.args.map((arg) => printTerm(pool, arg, at)));
    case "mul":
      return printProduct(pool, node.args, at);
    case "pow":
      if (constantValue(pool, node.exponent) === -1) return printQuotient("1", [within(at(node.base), levels.power)]);
      return {
        text: `${within(at(node.base), levels.power + 1)}^${within(at(node.exponent), levels.power)}`,
        level: levels.power,
      };
    case "call":
      return printCall(node, at);
    case "select": {
      const parts = [node.when, node.then, node.otherwise].map((id) => at(id).text);
      return { text: `where(${parts.join(", ")})`, level: levels.atom };
    }
    default:
      return unreachable(node);
  }
}

/** A name may be that of a product, `W @ x`, which binds less tightly than a power. */
function printLeaf(text: string): Printed {
  return { text, level: outsideParentheses(text).includes(" @ ") ? levels.sign : levels.atom };
}

/** A text without what stands in parentheses. */
function outsideParentheses(text: string): string {
  if (!text.includes("(")) return text;
  let depth = 0;
  let kept = "";
  for (const c of text) {
    if (c === ")") depth--;
    if (depth === 0) kept += c;
    if (c === "(") depth++;
  }
  return kept;
}

/** A term of a sum; a leading minus sign becomes a subtraction. */
function printTerm(pool: ExprPool, id: ExprId, at: At): Printed {
  const printed = at(id);
  const isNumber = constantValue(pool, id) !== undefined;
  return isNumber || printed.text.startsWith("-") ? printed : { ...printed, text: within(printed, levels.sum) };
}

function printSum(terms: readonly Printed[]): Printed {
  // The constant stands last and a positive term first, as people write it.
  const [first, ...others] = terms;
  const isConstant = first !== undefined && /^-?[\d.]+(e[+-]?\d+)?$/.test(first.text);
  const rest = isConstant ? [...others, first] : terms;
  const lead = rest.findIndex(({ text }) => !text.startsWith("-"));
  const ordered = lead <= 0 ? rest : [...rest.slice(lead, lead + 1), ...rest.slice(0, lead), ...rest.slice(lead + 1)];
  const text = ordered
    .map(({ text }, k) => {
      if (k === 0) return text;
      return text.startsWith("-") ? ` - ${text.slice(1)}` : ` + ${text}`;
    })
    .join("");
  return { text, level: levels.sum };
}

function printProduct(pool: ExprPool, args: readonly ExprId[], at: At): Printed {
  const above: string[] = [];
  const under: string[] = [];
  let sign = "";
  for (const arg of args) {
    const node = pool.get(arg);
    const value = constantValue(pool, arg);
    const exponent = node.op === "pow" ? constantValue(pool, node.exponent) : undefined;
    if (value !== undefined) {
      if (value < 0) sign = "-";
      if (Math.abs(value) !== 1) above.push(String(Math.abs(value)));
    } else if (node.op === "pow" && exponent !== undefined && exponent < 0) {
      const base = within(at(node.base), levels.power + 1);
      under.push(exponent === -1 ? base : `${base}^${-exponent}`);
    } else above.push(within(at(arg), levels.product));
  }
  const { text, level } = printQuotient(above.length === 0 ? "1" : above.join(" * "), under);
  return sign === "" ? { text, level } : { text: `-${text}`, level: Math.min(level, levels.product) };
}

function printQuotient(above: string, under: readonly string[]): Printed {
  if (under.length === 0) return { text: above, level: levels.product };
  const below = under.length === 1 ? under[0] : `(${under.join(" * ")})`;
  return { text: `${above} / ${below}`, level: levels.product };
}

const infix: Partial<Record<FunctionName, string>> = {
  less: "<",
  less_equal: "<=",
  equal: "==",
  and: "and",
  or: "or",
};

function printCall({ fn, args }: Extract<Expr, { op: "call" }>, at: At): Printed {
  if (args.length === 0) return { text: fn, level: levels.atom };
  const [left, right] = args;
  const operator = infix[fn];
  if (left !== undefined && right !== undefined && operator !== undefined) {
    const level = fn === "and" ? levels.and : fn === "or" ? levels.or : levels.comparison;
    const needed = level === levels.comparison ? level + 1 : level;
    return { text: `${within(at(left), needed)} ${operator} ${within(at(right), level + 1)}`, level };
  }
  if (fn === "not" && left !== undefined) return { text: `not ${within(at(left), levels.not)}`, level: levels.not };
  return { text: `${fn}(${args.map((arg) => at(arg).text).join(", ")})`, level: levels.atom };
}

function within({ text, level }: Printed, needed: number): string {
  return level < needed ? `(${text})` : text;
}

/**
 * Expressions as LaTeX, with the fewest parentheses. Names of coords and params are given from outside. Sums put
 * negative terms after positive ones, products put numbers first and negative powers below a fraction line, so
 * that the result reads as a person would write it. A part that occurs twice is written twice.
 */
import { constantValue } from "./build.ts";
import { type ExprId, type ExprPool, reachable } from "./expr.ts";
import type { FunctionName } from "./functions.ts";
import type { LeafNames } from "./print-expression.ts";

/** How tightly the outermost operator binds. */
const levels = { sum: 1, product: 2, power: 3, atom: 4 } as const;

interface Printed {
  readonly text: string;
  readonly level: number;
  /** The text without its leading minus sign, when it has one. */
  readonly negated: string | undefined;
}

type At = (id: ExprId) => Printed;

export function latexExpression(pool: ExprPool, root: ExprId, leaves: LeafNames): string {
  const done = new Map<ExprId, Printed>();
  const at: At = (id) => done.get(id) ?? plain("?");
  for (const id of reachable(pool, [root])) done.set(id, printNode(pool, id, at, leaves));
  return at(root).text;
}

function plain(text: string, level: number = levels.atom): Printed {
  return { text, level, negated: undefined };
}

/** A name in typewriter type may be that of a product, `W @ x`, which binds less tightly than a power. */
function printLeaf(text: string): Printed {
  return plain(text, text.startsWith("\\mathtt") && text.includes(" @ ") ? levels.product : levels.atom);
}

function within(printed: Printed, needed: number): string {
  return printed.level >= needed ? printed.text : `\\left(${printed.text}\\right)`;
}

function printNode(pool: ExprPool, id: ExprId, at: At, leaves: LeafNames): Printed {
  const node = pool.get(id);
  switch (node.op) {
    case "const": {
      if (!(node.value < 0)) return plain(latexNumber(node.value));
      const negated = latexNumber(-node.value);
      return { text: `-${negated}`, level: levels.sum, negated };
    }
    case "coord":
      return printLeaf(leaves.coord(node.index));
    case "param":
      return printLeaf(leaves.param(node.index));
    case "add":
      return printSum(node.args.map(at));
    case "mul":
      return printProduct(pool, node.args, at);
    case "pow": {
      const exponent = constantValue(pool, node.exponent);
      if (exponent === 0.5) return plain(`\\sqrt{${at(node.base).text}}`);
      if (exponent !== undefined && exponent < 0) return printProduct(pool, [id], at);
      return plain(`${within(at(node.base), levels.atom)}^{${at(node.exponent).text}}`, levels.power);
    }
    case "call":
      return plain(
        latexCall(
          node.fn,
          node.args.map((arg) => at(arg).text),
        ),
      );
    case "select": {
      const [when, then, otherwise] = [at(node.when), at(node.then), at(node.otherwise)];
      return plain(
        `\\begin{cases} ${then.text} & ${when.text} \\\\ ${otherwise.text} & \\text{otherwise} \\end{cases}`,
      );
    }
  }
}

function printSum(terms: readonly Printed[]): Printed {
  const ordered = [...terms.filter((t) => t.negated === undefined), ...terms.filter((t) => t.negated !== undefined)];
  const text = ordered
    .map((t, k) => (k === 0 ? t.text : t.negated === undefined ? ` + ${t.text}` : ` - ${t.negated}`))
    .join("");
  return plain(text, levels.sum);
}

function printProduct(pool: ExprPool, args: readonly ExprId[], at: At): Printed {
  const above: string[] = [];
  const below: string[] = [];
  let minus = false;
  for (const arg of args) {
    const value = constantValue(pool, arg);
    const node = pool.get(arg);
    const exponent = node.op === "pow" ? constantValue(pool, node.exponent) : undefined;
    if (value !== undefined) {
      minus = value < 0;
      const inverse = 1 / Math.abs(value);
      if (Math.abs(value) < 1 && Number.isInteger(inverse) && inverse < 1e6) below.push(latexNumber(inverse));
      else if (Math.abs(value) !== 1) above.push(latexNumber(Math.abs(value)));
    } else if (node.op === "pow" && exponent !== undefined && exponent < 0) {
      const base = within(at(node.base), levels.atom);
      if (exponent === -0.5) below.push(`\\sqrt{${at(node.base).text}}`);
      else below.push(exponent === -1 ? base : `${base}^{${latexNumber(-exponent)}}`);
    } else above.push(within(at(arg), levels.power));
  }
  const top = above.length === 0 ? "1" : above.join(" \\, ");
  const body =
    below.length === 0 ? plain(top, levels.product) : plain(`\\frac{${top}}{${below.join(" \\, ")}}`, levels.power);
  return minus ? { text: `-${body.text}`, level: levels.sum, negated: body.text } : body;
}

/** At most 12 digits where that is the same to 1e-13. */
function latexNumber(value: number): string {
  const short = Number(value.toPrecision(12));
  const text = String(Math.abs(short - value) <= 1e-13 * Math.abs(value) ? short : value);
  const [mantissa = "", exponent] = text.split("e");
  return exponent === undefined ? text : `${mantissa} \\cdot 10^{${Number(exponent)}}`;
}

function latexCall(fn: FunctionName, args: readonly string[]): string {
  const [x = "", y = ""] = args;
  switch (fn) {
    case "pi":
      return "\\pi";
    case "abs":
      return `\\left|${x}\\right|`;
    case "sqrt":
      return `\\sqrt{${x}}`;
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
      return `${x} < ${y}`;
    case "less_equal":
      return `${x} \\le ${y}`;
    case "equal":
      return `${x} = ${y}`;
    case "and":
      return `\\left(${x}\\right) \\wedge \\left(${y}\\right)`;
    case "or":
      return `\\left(${x}\\right) \\vee \\left(${y}\\right)`;
    case "not":
      return `\\neg \\left(${x}\\right)`;
    default:
      return `\\operatorname{${fn.replaceAll("_", "\\_")}}\\left(${args.join(", ")}\\right)`;
  }
}

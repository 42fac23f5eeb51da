/** Formulas as LaTeX, for `amsmath`. */
import type { ExprId, ExprPool } from "./expr.ts";
import type { FunctionName } from "./functions.ts";
import { type FormulaLeaves, formulaPrinter, levels, type Printed, type Style, within } from "./typeset.ts";

/** The formula of `root`; names are LaTeX, those of products and with a superscript get parentheses where needed. */
export function latexExpression(pool: ExprPool, root: ExprId, leaves: FormulaLeaves): string {
  return latexPrinter.whole(pool, root, leaves);
}

const style: Style = {
  pi: "\\pi",
  decimal(text) {
    const [mantissa = "", exponent] = text.split("e");
    return exponent === undefined ? text : `${mantissa} \\cdot 10^{${Number(exponent)}}`;
  },
  leafLevel,
  group,
  product: (factors) => factors.join(" \\, "),
  fraction: (above, below) => ({ text: `\\frac{${above.text}}{${below.text}}`, level: levels.power }),
  longBeside: true,
  power: (base, exponent) => `${base}^{${exponent.text}}`,
  root: (of) => `\\sqrt{${of}}`,
  call: printCall,
  part: (k) => `t_{${k}}`,
  where: (formula, parts) =>
    parts.length === 0
      ? formula
      : `${formula} \\quad \\text{where } ${parts.map(({ name, text }) => `${name} = ${text}`).join(",\\; ")}`,
  select: (when, then, otherwise) =>
    `\\begin{cases} ${then} & \\text{if } ${when} \\\\ ${otherwise} & \\text{otherwise} \\end{cases}`,
};

export const latexPrinter = formulaPrinter(style);

function group(text: string): string {
  return `\\left(${text}\\right)`;
}

/** What stands outside of braces and brackets decides: a superscript takes no other, a space is a product. */
function leafLevel(text: string): number {
  let depth = 0;
  let level: number = levels.atom;
  for (const c of text.replaceAll("\\,", " ")) {
    if (c === "{" || c === "(" || c === "[") depth++;
    else if (c === "}" || c === ")" || c === "]") depth--;
    else if (depth === 0 && c === "^") level = Math.min(level, levels.power);
    else if (depth === 0 && c === " ") return levels.product;
  }
  return level;
}

/** Functions that LaTeX knows, or that are written with letters of their own. */
const commands: Partial<Record<FunctionName, string>> = {
  tanh: "\\tanh",
  sin: "\\sin",
  cos: "\\cos",
  exp: "\\exp",
  log: "\\log",
  max: "\\max",
  min: "\\min",
  acos: "\\arccos",
  asin: "\\arcsin",
  normal_cdf: "\\Phi",
  normal_pdf: "\\varphi",
  bivariate_normal_cdf: "\\Phi_{2}",
  owens_t: "T",
};

const infix: Partial<Record<FunctionName, string>> = {
  less: "<",
  less_equal: "\\le",
  equal: "=",
  and: "\\wedge",
  or: "\\vee",
};

function printCall(fn: FunctionName, args: readonly Printed[]): ReturnType<Style["call"]> {
  const [left, right] = args;
  const operator = infix[fn];
  if (left !== undefined && right !== undefined && operator !== undefined) {
    const level = fn === "and" || fn === "or" ? levels[fn] : levels.comparison;
    return made(`${inParts(left, level)} ${operator} ${inParts(right, level)}`, level);
  }
  if (left !== undefined) {
    if (fn === "not") return made(`\\neg ${inParts(left, levels.sum)}`, levels.not);
    if (fn === "abs") return made(`\\left|${left.text}\\right|`, levels.atom);
    if (fn === "step") return made(`\\mathbf{1}\\left\\{${left.text} > 0\\right\\}`, levels.atom);
  }
  const name = commands[fn] ?? `\\operatorname{${fn.replaceAll("_", "\\_")}}`;
  const inside = `\\left(${args.map(({ text }) => text).join(", ")}\\right)`;
  return {
    text: `${name}${inside}`,
    level: levels.atom,
    raised: args.length === 1 ? (exponent) => `${name}^{${exponent}}${inside}` : undefined,
  };
}

function inParts(printed: Printed, needed: number): string {
  return within(printed, needed, { group });
}

function made(text: string, level: number): ReturnType<Style["call"]> {
  return { text, level, raised: undefined };
}

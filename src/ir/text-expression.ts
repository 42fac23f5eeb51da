/**
 * Formulas as plain text: `(sqrt(q11 q22 - q12^2) + q12 (pi - acos(rho)))/(2 pi)`. A product is written by a space.
 * (print-expression.ts writes expressions in the language of programs instead.)
 */
import type { ExprId, ExprPool } from "./expr.ts";
import type { FunctionName } from "./functions.ts";
import { type FormulaLeaves, formulaPrinter, levels, type Printed, type Style, within } from "./typeset.ts";

/** The formula of `root`; a name with blanks outside of its brackets, `W @ x`, is put in parentheses in a product. */
export function textExpression(pool: ExprPool, root: ExprId, leaves: FormulaLeaves): string {
  return textPrinter.whole(pool, root, leaves);
}

const style: Style = {
  pi: "pi",
  decimal: (text) => text,
  leafLevel,
  group,
  product: (factors) => factors.join(" "),
  fraction: (above, below) => ({
    text: `${inParts(above, levels.product)}/${inParts(below, levels.power)}`,
    level: levels.product,
  }),
  longBeside: false,
  power: (base, exponent) => `${base}^${inParts(exponent, levels.atom)}`,
  root: (of) => `sqrt(${of})`,
  call: printCall,
  part: (k) => `t${k}`,
  where: (formula, parts) =>
    parts.length === 0 ? formula : `${formula} where ${parts.map(({ name, text }) => `${name} = ${text}`).join(", ")}`,
  select: (when, then, otherwise) => `where(${when}, ${then}, ${otherwise})`,
};

export const textPrinter = formulaPrinter(style);

function group(text: string): string {
  return `(${text})`;
}

function inParts(printed: Printed, needed: number): string {
  return within(printed, needed, { group });
}

/** What stands outside of brackets decides: `W @ x` is a product, `Cov(W @ x, y)` is not. */
function leafLevel(text: string): number {
  let depth = 0;
  let level: number = levels.atom;
  for (const c of text) {
    if (c === "(" || c === "[") depth++;
    else if (c === ")" || c === "]") depth--;
    else if (depth === 0 && c === " ") return levels.product;
    else if (depth === 0 && (c === "^" || c === "/"))
      level = c === "^" ? Math.min(level, levels.power) : levels.product;
  }
  return level;
}

const infix: Partial<Record<FunctionName, string>> = { less: "<", less_equal: "<=", equal: "=" };
const names: Partial<Record<FunctionName, string>> = {
  normal_cdf: "Phi",
  normal_pdf: "phi",
  bivariate_normal_cdf: "Phi2",
  owens_t: "OwenT",
};

function printCall(fn: FunctionName, args: readonly Printed[]): ReturnType<Style["call"]> {
  const [left, right] = args;
  const operator = infix[fn];
  if (left !== undefined && right !== undefined) {
    if (operator !== undefined) return made(`${left.text} ${operator} ${right.text}`, levels.comparison);
    if (fn === "and" || fn === "or") {
      const level = levels[fn];
      return made(`${inParts(left, level)} ${fn} ${inParts(right, level)}`, level);
    }
  }
  if (fn === "not" && left !== undefined) return made(`not ${inParts(left, levels.not)}`, levels.not);
  if (fn === "abs" && left !== undefined && !left.text.includes("|")) return made(`|${left.text}|`, levels.atom);
  return made(`${names[fn] ?? fn}(${args.map(({ text }) => text).join(", ")})`, levels.atom);
}

function made(text: string, level: number): ReturnType<Style["call"]> {
  return { text, level, raised: undefined };
}

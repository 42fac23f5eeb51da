/**
 * Expressions as a person writes them, for text and LaTeX alike: fractions, exact constants, roots taken together,
 * sums that begin with a positive term and rise in degree, products with numbers first, the fewest parentheses. Works
 * upwards from the leaves without recursion. In a long formula parts that occur twice are named and follow it.
 */
import { rewriteAngles, withoutGuard } from "./angles.ts";
import { constantValue, splitCoefficient } from "./build.ts";
import { collectRandom } from "./collect-random.ts";
import { decimalText, recogniseNumber, type Surd } from "./exact-number.ts";
import { childrenOf, type ExprId, type ExprPool, reachable } from "./expr.ts";
import type { FunctionName } from "./functions.ts";
import type { LeafNames } from "./print-expression.ts";

/** How tightly the outermost operator binds. */
export const levels = { or: 0, and: 1, not: 2, comparison: 3, sum: 4, product: 5, power: 6, atom: 7 } as const;

export interface Printed {
  readonly text: string;
  readonly level: number;
  /** The text without its leading minus sign, where it has one. */
  readonly negated: string | undefined;
  /** Terms of a sum rise in degree. */
  readonly degree: number;
  /** Place among the factors of a product. */
  readonly rank: number;
  /** Whether a random variable is in it: it stands behind what is none. */
  readonly isRandom: boolean;
  /** With an exponent at the name of the function, where that is customary: `\\tanh^{2}(x)`. */
  readonly raised: ((exponent: string) => string) | undefined;
  /** The name of a part: it is not taken apart again. */
  readonly isPart: boolean;
}

/** What differs between text and LaTeX. */
export interface Style {
  readonly pi: string;
  readonly decimal: (text: string) => string;
  /** The level of a name given from outside. */
  readonly leafLevel: (text: string) => number;
  readonly group: (text: string) => string;
  readonly product: (factors: readonly string[]) => string;
  /** `outside` are factors beside the fraction that may also stand in its numerator. */
  readonly fraction: (above: Printed, below: Printed) => Pick<Printed, "text" | "level">;
  /** Whether a long numerator is written beside the fraction, `1/(2 pi) (..)`. */
  readonly longBeside: boolean;
  readonly power: (base: string, exponent: Printed) => string;
  readonly root: (of: string) => string;
  readonly call: (fn: FunctionName, args: readonly Printed[]) => Pick<Printed, "text" | "level" | "raised">;
  readonly select: (when: string, then: string, otherwise: string) => string;
  /** The name of the k-th part, from 1, and a formula with its parts. */
  readonly part: (k: number) => string;
  readonly where: (formula: string, parts: readonly Part[]) => string;
}

/** A part of a long formula that has a name. */
export interface Part {
  readonly name: string;
  readonly text: string;
}

/** How leaves are written. Coords are random variables, and so are the params of which `isRandom` says it. */
export interface FormulaLeaves extends LeafNames {
  readonly isRandom: (param: number) => boolean;
}

/** Writes formulas in one style. */
export interface FormulaPrinter {
  /** The formula of `root`, its parts after it. */
  readonly whole: (pool: ExprPool, root: ExprId, leaves: FormulaLeaves) => string;
  /** The formula of `root` for the inside of another one; its parts are added to `parts`. */
  readonly apart: (pool: ExprPool, root: ExprId, leaves: FormulaLeaves, parts: Part[]) => string;
  /** A formula with the parts of all that it is made of. */
  readonly where: (formula: string, parts: readonly Part[]) => string;
}

/** Characters of a formula that needs no named parts, and of a part that deserves a name. */
const LONG = { formula: 300, part: 24 };
/** Texts double at every step where parts are shared: no reader wants one of this length. */
const LONGEST = 100_000;

const ranks = { number: 0, pi: 1, name: 2, named: 3, coord: 4, root: 5, call: 6, sum: 7, long: 8 } as const;

type At = (id: ExprId) => Printed;

export function formulaPrinter(style: Style): FormulaPrinter {
  const apart: FormulaPrinter["apart"] = (pool, root, leaves, parts) => typeset(pool, root, leaves, style, parts);
  const { where } = style;
  return {
    whole(pool, root, leaves) {
      const parts: Part[] = [];
      return where(apart(pool, root, leaves, parts), parts);
    },
    apart,
    where,
  };
}

/** The text of `root` in `style`; the parts that have names are added to `parts`. */
function typeset(pool: ExprPool, root: ExprId, leaves: FormulaLeaves, style: Style, parts: Part[]): string {
  const collected = collectRandom(pool, rewriteAngles(pool, root), leaves.isRandom);
  const order = reachable(pool, [collected]);
  const whole = upwards(pool, order, leaves, style, (_, printed) => printed);
  return whole !== undefined && whole.length <= LONG.formula ? whole : withParts(pool, order, leaves, style, parts);
}

function withParts(
  pool: ExprPool,
  order: readonly ExprId[],
  leaves: FormulaLeaves,
  style: Style,
  parts: Part[],
): string {
  const uses = new Map<ExprId, number>();
  for (const id of order) for (const child of childrenOf(pool.get(id))) uses.set(child, (uses.get(child) ?? 0) + 1);
  const taken = namesIn(pool, order, leaves);
  /** The next name of a part that no name of the program contains. */
  const nextName = (): string => {
    for (let k = parts.length + 1; ; k++) {
      const name = style.part(k);
      if (!taken.includes(name) && !parts.some((part) => part.name === name)) return name;
    }
  };
  const formula = upwards(pool, order, leaves, style, (id, printed) => {
    const { op } = pool.get(id);
    const isName = op === "coord" || op === "param" || op === "const";
    if (isName || (uses.get(id) ?? 0) < 2 || printed.text.length < LONG.part) return printed;
    const name = nextName();
    parts.push({ name, text: printed.text });
    const { degree, isRandom } = printed;
    return { ...plain(name, levels.atom, ranks.name, degree, isRandom), isPart: true };
  });
  return formula ?? "";
}

/** All names of leaves, as one text. */
function namesIn(pool: ExprPool, order: readonly ExprId[], leaves: FormulaLeaves): string {
  const names = order.map((id) => {
    const node = pool.get(id);
    return node.op === "coord" ? leaves.coord(node.index) : node.op === "param" ? leaves.param(node.index) : "";
  });
  return names.join(" ");
}

/** The last text of `order`, every one as `finish` makes it; undefined when one is too long to be shown at all. */
function upwards(
  pool: ExprPool,
  order: readonly ExprId[],
  leaves: FormulaLeaves,
  style: Style,
  finish: (id: ExprId, printed: Printed) => Printed,
): string | undefined {
  const done = new Map<ExprId, Printed>();
  const at: At = (id) => done.get(id) ?? plain("?");
  let last: string | undefined;
  for (const id of order) {
    const printed = finish(id, printNode(pool, id, at, leaves, style));
    if (printed.text.length > LONGEST) return undefined;
    done.set(id, printed);
    last = printed.text;
  }
  return last;
}

export function plain(
  text: string,
  level: number = levels.atom,
  rank: number = ranks.number,
  degree = 0,
  isRandom = false,
): Printed {
  return { text, level, negated: undefined, degree, rank, isRandom, raised: undefined, isPart: false };
}

/** The text, in parentheses where it binds less tightly than `needed`. */
export function within(printed: Printed, needed: number, style: Pick<Style, "group">): string {
  return printed.level >= needed ? printed.text : style.group(printed.text);
}

function printNode(pool: ExprPool, id: ExprId, at: At, leaves: FormulaLeaves, style: Style): Printed {
  const node = pool.get(id);
  switch (node.op) {
    case "coord": {
      const text = leaves.coord(node.index);
      return plain(text, style.leafLevel(text), ranks.coord, 1, true);
    }
    case "param": {
      const text = leaves.param(node.index);
      const isRandom = leaves.isRandom(node.index);
      return plain(text, style.leafLevel(text), isRandom ? ranks.coord : rankOfName(text), 1, isRandom);
    }
    case "add":
      return printSum(node.args.flatMap((arg) => negatedTerms(pool, arg, at, style) ?? [at(arg)]));
    case "const":
    case "mul":
    case "pow":
      return printProduct(pool, node.op === "mul" ? node.args : [id], at, style);
    case "call": {
      if (node.fn === "pi") return plain(style.pi, levels.atom, ranks.pi);
      const bare = withoutGuard(pool, id);
      if (bare !== id) return at(bare);
      if (node.fn === "sqrt") return printProduct(pool, [id], at, style);
      const args = node.args.map(at);
      const { text, level, raised } = style.call(node.fn, args);
      return { ...plain(text, level, ranks.call, 1, args.some(isRandomText)), raised };
    }
    case "select": {
      const [when, then, otherwise] = [at(node.when), at(node.then), at(node.otherwise)];
      const text = style.select(when.text, then.text, otherwise.text);
      return plain(text, levels.atom, ranks.call, 1, [when, then, otherwise].some(isRandomText));
    }
  }
}

function isRandomText({ isRandom }: Printed): boolean {
  return isRandom;
}

/** Expectations come last; what is in parentheses is a function of indices, a number. */
function rankOfName(text: string): number {
  if (/^(E\[|\\mathbb\{E\})/.test(text)) return ranks.long;
  if (/^(\(|\\left\()/.test(text)) return ranks.number;
  return text.includes("(") ? ranks.named : ranks.name;
}

/** One order of factors and of terms, whatever the order in which they were made: the short ones first. */
function compareTexts(a: Printed, b: Printed): number {
  const [one, two] = [a, b].map(sortKey) as [string, string];
  return a.rank - b.rank || one.length - two.length || (one < two ? -1 : one > two ? 1 : 0);
}

/** Without sign and coefficient. */
function sortKey({ text, negated }: Printed): string {
  return (negated ?? text).replace(/^[\d.]+ (\\, )?/, "");
}

/** Numbers, then what is random, then expectations. */
function compareFactors(a: Printed, b: Printed): number {
  const place = ({ rank, isRandom }: Printed): number => (rank === ranks.long ? 2 : isRandom ? 1 : 0);
  return place(a) - place(b) || compareTexts(a, b);
}

/** The terms of `-(a + b)` within a sum: `- a - b`. */
function negatedTerms(pool: ExprPool, id: ExprId, at: At, style: Style): readonly Printed[] | undefined {
  const { coefficient, rest } = splitCoefficient(pool, id);
  const sum = rest === undefined ? undefined : pool.get(rest);
  return coefficient === -1 && sum?.op === "add" ? sum.args.map((arg) => negate(at(arg), style)) : undefined;
}

function negate(printed: Printed, style: Style): Printed {
  if (printed.negated !== undefined)
    return { ...printed, text: printed.negated, level: levels.product, negated: undefined };
  const negated = within(printed, levels.product, style);
  return { ...printed, text: `-${negated}`, level: levels.sum, negated, raised: undefined };
}

function printSum(terms: readonly Printed[]): Printed {
  const rising = [...terms].sort((a, b) => a.degree - b.degree || compareTexts(a, b));
  const lead = rising.findIndex(({ negated }) => negated === undefined);
  const ordered =
    lead <= 0 ? rising : [...rising.slice(lead, lead + 1), ...rising.slice(0, lead), ...rising.slice(lead + 1)];
  const text = ordered
    .map((t, k) => (k === 0 ? t.text : t.negated === undefined ? ` + ${t.text}` : ` - ${t.negated}`))
    .join("");
  const degree = Math.max(...terms.map((term) => term.degree));
  return plain(text, levels.sum, ranks.sum, degree, terms.some(isRandomText));
}

/** Factors above and below a fraction line, and what stands under roots there. */
interface Side {
  readonly factors: Printed[];
  readonly roots: Printed[];
}

function printProduct(pool: ExprPool, args: readonly ExprId[], at: At, style: Style): Printed {
  const above: Side = { factors: [], roots: [] };
  const below: Side = { factors: [], roots: [] };
  let negative = false;
  for (const arg of args) {
    const node = pool.get(arg);
    if (node.op === "const") {
      negative = node.value < 0 || Object.is(node.value, -0);
      addNumber(Math.abs(node.value), above, below, style);
    } else if (at(arg).isPart) above.factors.push(at(arg));
    else if (node.op === "call" && node.fn === "sqrt") above.roots.push(at(node.args[0] as ExprId));
    else if (node.op === "pow") {
      const exponent = constantValue(pool, node.exponent);
      const side = exponent !== undefined && exponent < 0 ? below : above;
      const size = exponent === undefined ? undefined : Math.abs(exponent);
      const base = at(node.base);
      if (size === 0.5) side.roots.push(base);
      else if (size === 1) side.factors.push(base);
      else side.factors.push(printPower(base, size, at(node.exponent), style));
    } else above.factors.push(at(arg));
  }
  const isNumeric = ({ rank }: Printed) => rank <= ranks.pi;
  const mayJoin = above.roots.length > 0 && below.roots.length > 0;
  if (mayJoin && [...above.roots, ...below.roots].every(isNumeric)) {
    const joined = joinFraction(joinFactors(above.roots, style), joinFactors(below.roots, style), style);
    above.factors.push(plain(style.root(joined.text), levels.atom, ranks.root));
  } else for (const side of [above, below]) joinRoots(side, style);
  const body = printQuotient(above.factors, below.factors, style);
  return negative ? negate(body, style) : body;
}

/** A positive constant, in its exact form where it has one. */
function addNumber(value: number, above: Side, below: Side, style: Style): void {
  const exact = recogniseNumber(value);
  const decimal = decimalText(value, exact);
  if (decimal !== undefined || exact === undefined) {
    if (value !== 1) above.factors.push(printDecimal(decimal ?? String(value), style));
    return;
  }
  addSurd(exact.above, above, style);
  addSurd(exact.below, below, style);
}

function addSurd({ factor, radicand, halves }: Surd, { factors, roots }: Side, style: Style): void {
  const pi = plain(style.pi, levels.atom, ranks.pi);
  if (factor !== 1) factors.push(printDecimal(String(factor), style));
  if (radicand !== 1) roots.push(plain(String(radicand)));
  if (halves % 2 === 1) roots.push(pi);
  if (halves >= 2) factors.push(halves >= 4 ? plain(style.power(style.pi, plain("2")), levels.power, ranks.pi) : pi);
}

function printDecimal(text: string, style: Style): Printed {
  return plain(style.decimal(text), /e/.test(text) ? levels.power : levels.atom);
}

function printPower(base: Printed, size: number | undefined, exponent: Printed, style: Style): Printed {
  const shown = size === undefined ? exponent : printConstant(size, style);
  const degree = size !== undefined && Number.isInteger(size) ? size * base.degree : base.degree;
  const text = base.raised?.(shown.text) ?? style.power(within(base, levels.atom, style), shown);
  return plain(text, levels.power, base.rank, degree, base.isRandom || exponent.isRandom);
}

function printConstant(value: number, style: Style): Printed {
  const above: Side = { factors: [], roots: [] };
  const below: Side = { factors: [], roots: [] };
  addNumber(value, above, below, style);
  for (const side of [above, below]) joinRoots(side, style);
  return printQuotient(above.factors, below.factors, style);
}

function joinRoots({ factors, roots }: Side, style: Style): void {
  if (roots.length === 0) return;
  const of = joinFactors(roots, style);
  const rank = of.rank <= ranks.pi ? ranks.pi : ranks.root;
  factors.push(plain(style.root(of.text), levels.atom, rank, of.degree, of.isRandom));
}

function joinFactors(factors: readonly Printed[], style: Style): Printed {
  const [only] = factors;
  if (only === undefined) return plain("1");
  if (factors.length === 1) return only;
  const ordered = [...factors].sort(compareFactors);
  const text = style.product(ordered.map((factor) => within(factor, levels.power, style)));
  const degree = factors.reduce((sum, factor) => sum + factor.degree, 0);
  return plain(text, levels.product, Math.max(...factors.map(({ rank }) => rank)), degree, factors.some(isRandomText));
}

function printQuotient(above: readonly Printed[], below: readonly Printed[], style: Style): Printed {
  if (below.length === 0) return joinFactors(above, style);
  const bottom = joinFactors(below, style);
  const isShort = ({ rank }: Printed) => rank < ranks.sum;
  const beside = style.longBeside && bottom.rank <= ranks.pi ? above.filter((factor) => !isShort(factor)) : [];
  const inside = above.filter((factor) => !beside.includes(factor));
  const quotient = joinFraction(joinFactors(inside, style), bottom, style);
  return beside.length === 0 ? quotient : joinFactors([{ ...quotient, rank: ranks.number }, ...beside], style);
}

function joinFraction(above: Printed, below: Printed, style: Style): Printed {
  const { text, level } = style.fraction(above, below);
  return plain(text, level, Math.max(above.rank, below.rank), above.degree, above.isRandom || below.isRandom);
}

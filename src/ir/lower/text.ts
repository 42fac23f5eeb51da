/**
 * Expressions as text with their indices evaluated: the names of outputs, `ntk(y[2],y[1])`, and of unnamed parts,
 * `relu(h[1])`. Parentheses are those that precedence needs. Assumes an expression that was evaluated without mistakes.
 */

import { unreachable } from "../../diagnostics/invariant.ts";
import type { AstExpr, Range } from "../../parser/ast.ts";
import { childExpressions, isGiven } from "../../parser/ast-walk.ts";
import { infixBinding, prefixLevel } from "../../parser/precedence.ts";
import type { Binding, Frame } from "./context.ts";
import { wholeIndices } from "./families.ts";
import { outsideBrackets, shortened } from "./labels.ts";
import { findBinding } from "./scope.ts";

/** How an expression is written: with blanks around operators, or with as few as possible. */
export type Style = "spaced" | "compact";

const atom = 100;

interface Printer {
  readonly frame: Frame;
  readonly style: Style;
  /** The indices of the sums around the expression, which have no single value. */
  readonly bound: ReadonlySet<string>;
}

/** `expr` as text. */
export function textOf(expr: AstExpr, frame: Frame, style: Style): string {
  return print(expr, { frame, style, bound: new Set() }).text;
}

/** The name of an unnamed part. */
export function partName(expr: AstExpr, frame: Frame): string {
  return shortened(textOf(expr, frame, "spaced"));
}

interface Printed {
  readonly text: string;
  readonly level: number;
}

function print(expr: AstExpr, p: Printer): Printed {
  switch (expr.kind) {
    case "number":
      return { text: expr.text, level: atom };
    case "string":
      return { text: `"${expr.value}"`, level: atom };
    case "name":
      return printName(expr, p);
    case "slice":
      return printSlice(expr, p);
    case "call": {
      const args = expr.args.map(({ name, value }) => {
        const equals = p.style === "spaced" ? " = " : "=";
        return `${name === undefined ? "" : `${name.name}${equals}`}${print(value, p).text}`;
      });
      return { text: `${expr.callee.name}(${list(args, p)})`, level: atom };
    }
    case "unary": {
      const level = prefixLevel[expr.op];
      const operand = within(print(expr.operand, p), level);
      return { text: expr.op === "not" ? `not ${operand}` : `-${operand}`, level };
    }
    case "binary":
      return printChain(expr, p);
    case "transpose":
      return { text: `${within(print(expr.operand, p), atom)}.T`, level: atom };
    case "array":
      return {
        text: `[${list(
          expr.items.map((item) => print(item, p).text),
          p,
        )}]`,
        level: atom,
      };
    case "fold": {
      const inner = { ...p, bound: new Set(p.bound) };
      const ranges = expr.ranges.map((range) => printRange(range, inner));
      const colon = p.style === "spaced" ? ": " : ":";
      return { text: `${expr.op}(${list(ranges, p)}${colon}${print(expr.body, inner).text})`, level: atom };
    }
    default:
      return unreachable(expr);
  }
}

function list(items: readonly string[], { style }: Printer): string {
  return items.join(style === "spaced" ? ", " : ",");
}

/** A later range may use this one's index, so it is bound from here on. */
function printRange({ index, from, to }: Range, p: Printer & { readonly bound: Set<string> }): string {
  const text = `${index.name} in ${print(from, p).text}..${print(to, p).text}`;
  p.bound.add(index.name);
  return text;
}

function within({ text, level }: Printed, needed: number): string {
  return level < needed ? `(${text})` : text;
}

/** Left operands are followed in a loop, because sums may have any length. */
function printChain(root: Extract<AstExpr, { kind: "binary" }>, p: Printer): Printed {
  const spine: (typeof root)[] = [];
  let left: AstExpr = root;
  for (; left.kind === "binary"; left = left.left) spine.push(left);
  let done = print(left, p);
  for (let k = spine.length - 1; k >= 0; k--) {
    const { op, right } = spine[k] ?? root;
    const { level, chain } = infixBinding[op];
    const before = within(done, chain === "left" ? level : level + 1);
    const isNegativePower = op === "^" && right.kind === "unary" && right.op === "-";
    const after = within(print(right, p), isNegativePower ? 0 : chain === "right" ? level : level + 1);
    const isWord = op === "and" || op === "or";
    const gap = isWord || (p.style === "spaced" && op !== "^") ? " " : "";
    done = { text: `${before}${gap}${op}${gap}${after}`, level };
  }
  return done;
}

function printName(expr: Extract<AstExpr, { kind: "name" }>, p: Printer): Printed {
  const { name } = expr.name;
  const binding = p.bound.has(name) ? undefined : findBinding(p.frame, name);
  if (expr.indices.length > 0) {
    const indices = expr.indices.map((index) => printIndex(index, p));
    return { text: memberText(name, binding, indices), level: atom };
  }
  if (binding?.kind === "plain" && binding.role === "index" && binding.term.kind === "number") {
    return printNumber(binding.term.value);
  }
  const text = binding === undefined || binding.kind === "lost" ? undefined : binding.text?.();
  if (text === undefined) return { text: name, level: atom };
  const isCompound = /[^\w.]/.test(outsideBrackets(text).replace(/[()[\]]/g, ""));
  return { text, level: isCompound ? 0 : atom };
}

function printSlice({ name: { name }, indices }: Extract<AstExpr, { kind: "slice" }>, p: Printer): Printed {
  const binding = p.bound.has(name) ? undefined : findBinding(p.frame, name);
  const texts = indices.map((index) => (isGiven(index) ? printIndex(index, p) : ".."));
  return { text: memberText(name, binding, texts), level: atom };
}

/** `f[3,1]`, of a parameter as the call writes it. */
function memberText(name: string, binding: Binding | undefined, indices: readonly string[]): string {
  const base = binding === undefined || binding.kind === "lost" ? name : (binding.text?.() ?? name);
  const whole = binding?.kind === "family" ? wholeIndices(binding, indices) : indices;
  return `${base}[${whole.join(",")}]`;
}

function printNumber(value: number): Printed {
  return { text: String(value), level: value < 0 ? prefixLevel["-"] : atom };
}

/** An index as its value, unless it depends on the index of a sum. */
function printIndex(index: AstExpr, p: Printer): string {
  if (mentions(index, p.bound)) return print(index, p).text;
  const term = p.frame.cx.evaluate(index, p.frame);
  return term.kind === "number" ? String(term.value) : print(index, p).text;
}

function mentions(root: AstExpr, names: ReadonlySet<string>): boolean {
  if (names.size === 0) return false;
  const waiting: AstExpr[] = [root];
  for (let expr = waiting.pop(); expr !== undefined; expr = waiting.pop()) {
    if ((expr.kind === "name" || expr.kind === "slice") && names.has(expr.name.name)) return true;
    waiting.push(...childExpressions(expr));
  }
  return false;
}

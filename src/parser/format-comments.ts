/**
 * Which part of a statement a comment inside it belongs to. A comment can stand inside a statement only where a bracket
 * is open: it goes to the part before it on its line, else to the part after it, else to the last part before it.
 * Comments at places that the canonical layout does not have (redundant parentheses around nothing but them) are
 * handed back.
 */
import { unreachable } from "../diagnostics/invariant.ts";
import type { Span } from "../diagnostics/source.ts";
import type { AstExpr, Comment, Declarator, OutputItem, Range, Statement } from "./ast.ts";
import { isGiven } from "./ast-walk.ts";
import { comment, type Doc, hardline, sequence } from "./doc.ts";

/** A part of a statement. */
interface Part {
  readonly node: object;
  readonly span: Span;
  /** Whether it may have comments of its own: its comments are printed around it, where lines can be broken. */
  readonly takes: boolean;
  readonly parts: () => readonly Part[];
  /** The operands, when it is an infix operation: comments go to these. */
  readonly operands: readonly [AstExpr, AstExpr] | undefined;
}

interface Placed {
  readonly before: Comment[];
  readonly inside: Comment[];
  readonly after: { readonly comment: Comment; readonly sameLine: boolean }[];
}

/** Comments by the parts of the tree that they belong to. */
export class Attached {
  readonly #placed = new Map<object, Placed>();

  /** The comments on lines of their own before `node`. */
  readonly before = (node: object): Doc => {
    const comments = this.#placed.get(node)?.before;
    if (comments === undefined) return "";
    return sequence(comments.flatMap(({ text }) => [comment(text.trimEnd()), hardline]));
  };

  /** The comments in the brackets of `node`, which are empty but for them. */
  readonly inside = (node: object): Doc | undefined => {
    const comments = this.#placed.get(node)?.inside ?? [];
    if (comments.length === 0) return undefined;
    return sequence(comments.flatMap(({ text }, i) => [i === 0 ? "" : hardline, comment(text.trimEnd())]));
  };

  /** The comments after `node`, at the end of its line or on lines of their own. */
  readonly after = (node: object): Doc => {
    const comments = this.#placed.get(node)?.after;
    if (comments === undefined) return "";
    return sequence(
      comments.flatMap(({ comment: { text }, sameLine }) => {
        return sameLine ? [comment(text.trimEnd())] : [hardline, comment(text.trimEnd())];
      }),
    );
  };

  /** Finds the place of a comment in the head of `statement`; `false` when it has none. */
  attach(statement: Statement, item: Comment, text: string): boolean {
    let parts = statementParts(statement);
    for (let inside = partAround(parts, item); inside !== undefined; inside = partAround(parts, item)) {
      const inner = inside.parts();
      if (inner.length === 0) {
        this.#at(inside.node).inside.push(item);
        return true;
      }
      parts = inner;
    }
    const previous = parts.findLast((part) => part.span.end <= item.span.start);
    const next = parts.find((part) => part.span.start >= item.span.end);
    const sameLine = previous !== undefined && !/[\r\n]|\.\./.test(text.slice(previous.span.end, item.span.start));
    if (previous !== undefined && (sameLine || next === undefined)) return this.#placeAfter(previous, item, sameLine);
    return next !== undefined && this.#placeBefore(next, item);
  }

  #placeAfter(part: Part, item: Comment, sameLine: boolean): boolean {
    if (!part.takes) return false;
    this.#at(leafOf(part, 1)).after.push({ comment: item, sameLine });
    return true;
  }

  #placeBefore(part: Part, item: Comment): boolean {
    if (!part.takes) return false;
    this.#at(leafOf(part, 0)).before.push(item);
    return true;
  }

  #at(node: object): Placed {
    const known = this.#placed.get(node);
    if (known !== undefined) return known;
    const placed: Placed = { before: [], inside: [], after: [] };
    this.#placed.set(node, placed);
    return placed;
  }
}

function partAround(parts: readonly Part[], { span }: Comment): Part | undefined {
  return parts.find((part) => part.span.start <= span.start && span.end <= part.span.end);
}

/** The first (0) or last (1) operand of an infix operation, all the way down; other parts are their own leaf. */
function leafOf(part: Part, side: 0 | 1): object {
  if (part.operands === undefined) return part.node;
  let leaf: AstExpr = part.operands[side];
  while (leaf.kind === "binary") leaf = side === 0 ? leaf.left : leaf.right;
  return leaf;
}

function exprPart(expr: AstExpr): Part {
  const operands = expr.kind === "binary" ? ([expr.left, expr.right] as const) : undefined;
  return { node: expr, span: expr.span, takes: true, parts: () => exprParts(expr), operands };
}

function exprParts(expr: AstExpr): readonly Part[] {
  switch (expr.kind) {
    case "number":
    case "string":
      return [];
    case "name":
      return expr.indices.map(exprPart);
    case "slice":
      return expr.indices.map((index) => (isGiven(index) ? exprPart(index) : container(index, index.span, true, [])));
    case "call":
      return expr.args.map((arg) => container(arg, arg.span, true, [exprPart(arg.value)]));
    case "unary":
    case "transpose":
      return [exprPart(expr.operand)];
    case "binary":
      return [exprPart(expr.left), exprPart(expr.right)];
    case "array":
      return expr.items.map(exprPart);
    case "fold":
      return [...expr.ranges.map((range) => rangePart(range, true)), exprPart(expr.body)];
    default:
      return unreachable(expr);
  }
}

function container(node: object, span: Span, takes: boolean, parts: readonly Part[]): Part {
  return { node, span, takes, parts: () => parts, operands: undefined };
}

function rangePart(range: Range, takes: boolean): Part {
  return container(range, range.span, takes, [exprPart(range.from), exprPart(range.to)]);
}

function declaratorPart(declarator: Declarator, takes: boolean): Part {
  const ranges = declarator.ranges.map((range) => rangePart(range, true));
  return container(declarator, declarator.span, takes, ranges);
}

/** The parts of a statement without those of its blocks. */
function statementParts(statement: Statement): readonly Part[] {
  switch (statement.kind) {
    case "width":
    case "param":
    case "data":
    case "scalar":
    case "return":
      return statement.value === undefined ? [] : [exprPart(statement.value)];
    case "vector": {
      const targets = statement.targets.map((target) => declaratorPart(target, statement.joint));
      return statement.law === undefined ? targets : [...targets, exprPart(statement.law)];
    }
    case "matrix": {
      const target = declaratorPart(statement.target, false);
      return statement.law === undefined ? [target] : [target, exprPart(statement.law)];
    }
    case "fn": {
      const params = statement.params.map((param) => container(param, param.span, true, []));
      const [first] = statement.body;
      return statement.inline && first?.kind === "return" ? [...params, exprPart(first.value)] : params;
    }
    case "assign":
    case "readout":
      return [...statement.indices.map(exprPart), exprPart(statement.value)];
    case "for":
      return statement.ranges.map((range) => rangePart(range, false));
    case "if":
      return [exprPart(statement.when)];
    case "output":
      return statement.items.flatMap(outputParts);
    case "expect": {
      const parts = [exprPart(statement.target), exprPart(statement.value)];
      return statement.tolerance === undefined ? parts : [...parts, exprPart(statement.tolerance)];
    }
    case "import":
      return [];
    default:
      return unreachable(statement);
  }
}

function outputParts(item: OutputItem): readonly Part[] {
  switch (item.kind) {
    case "expr":
      return [exprPart(item.expr)];
    case "family":
      return [declaratorPart(item.family, false)];
    case "named":
      return [...item.indices.map(exprPart), exprPart(item.expr)];
    default:
      return unreachable(item);
  }
}

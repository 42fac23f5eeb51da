/**
 * Expressions as documents: minimal parentheses, operators with blanks around them except `^`, `..` and arithmetic in
 * indices, and line breaks only where a `(` or `[` is open, because elsewhere they would end the statement.
 */
import { unreachable } from "../diagnostics/invariant.ts";
import type { Arg, AstExpr, BinaryOp, Range, SliceIndex } from "./ast.ts";
import { isGiven } from "./ast-walk.ts";
import {
  bracketed,
  choice,
  concat,
  type Doc,
  fill,
  flatLength,
  group,
  hardline,
  indent,
  isLoose,
  join,
  sequence,
  softline,
  space,
} from "./doc.ts";
import { infixBinding, prefixLevel } from "./precedence.ts";

/** The comments that belong to a part of the tree, as documents; empty where there are none. */
export interface CommentDocs {
  readonly before: (node: object) => Doc;
  readonly after: (node: object) => Doc;
  /** In brackets that are empty but for them. */
  readonly inside: (node: object) => Doc | undefined;
}

interface Style {
  readonly comments: CommentDocs;
  /** In an index or a range: arithmetic without blanks. */
  readonly tight: boolean;
  /** Whether operators may begin a new line: only where a bracket is open. */
  readonly open: boolean;
  /** The operand whose comments before it are already printed, before its operator. */
  readonly announced: AstExpr | undefined;
  /** The call, array or fold that has its contents on lines of their own. */
  readonly unfolded: AstExpr | undefined;
}

function styleOf(comments: CommentDocs, tight: boolean, open: boolean): Style {
  return { comments, tight, open, announced: undefined, unfolded: undefined };
}

type Binary = Extract<AstExpr, { kind: "binary" }>;

/** An expression of a statement, outside of every bracket: put in parentheses when it needs several lines. */
export function slotDoc(expr: AstExpr, comments: CommentDocs, tight = false): Doc {
  const inLine = exprDoc(expr, styleOf(comments, tight, false));
  if (expr.kind !== "binary" && !isLoose(inLine)) return inLine;
  const inLines = bracketed("(", exprDoc(expr, styleOf(comments, tight, true)), ")", true);
  if (isLoose(inLine)) return inLines;
  const hugged = lastInLines(expr, styleOf(comments, tight, false));
  return hugged === undefined ? choice(inLine, inLines) : choice(inLine, hugged, inLines);
}

/** Indices in their brackets, or nothing. */
export function indicesDoc(indices: readonly AstExpr[], comments: CommentDocs): Doc {
  return indices.length === 0 ? "" : bracketed("[", listDoc(indices, styleOf(comments, true, true)), "]");
}

/** Indices of which some are `..`. */
function sliceDoc(indices: readonly SliceIndex[], style: Style): Doc {
  const docs = indices.map((index) => (isGiven(index) ? exprDoc(index, style) : around(index, "..", style.comments)));
  return bracketed("[", join(concat(",", space), docs), "]");
}

/** `i in 1..B, j in 1..i`, inside a bracket. */
export function rangesDoc(ranges: readonly Range[], comments: CommentDocs): Doc {
  const bound = (expr: AstExpr) => exprDoc(expr, styleOf(comments, true, true));
  const items = ranges.map((range) => around(range, rangeDoc(range, bound(range.from), bound(range.to)), comments));
  return join(concat(",", space), items);
}

/** `i in from..to`. */
export function rangeDoc(range: Range, from: Doc, to: Doc): Doc {
  const crowded = endsWithPoint(range.from) || beginsWithPoint(range.to);
  return concat(range.index.name, " in ", from, crowded ? " .. " : "..", to);
}

/** `1.` before `..`, or `.5` after it, would be read as something else. */
function endsWithPoint(expr: AstExpr): boolean {
  let last = expr;
  while (last.kind === "binary" || last.kind === "unary") last = last.kind === "binary" ? last.right : last.operand;
  return last.kind === "number" && last.text.endsWith(".");
}

function beginsWithPoint(expr: AstExpr): boolean {
  const first = firstOperand(expr);
  return first.kind === "number" && first.text.startsWith(".");
}

function exprDoc(expr: AstExpr, style: Style): Doc {
  const doc = plainDoc(expr, style);
  return concat(expr === style.announced ? "" : style.comments.before(expr), doc, style.comments.after(expr));
}

/** The document of a part of the tree with its comments. */
export function around(node: object, doc: Doc, comments: CommentDocs): Doc {
  return concat(comments.before(node), doc, comments.after(node));
}

function plainDoc(expr: AstExpr, style: Style): Doc {
  switch (expr.kind) {
    case "number":
      return expr.text;
    case "string":
      return `"${expr.value}"`;
    case "name":
      return concat(expr.name.name, indicesDoc(expr.indices, style.comments));
    case "slice":
      return concat(expr.name.name, sliceDoc(expr.indices, styleOf(style.comments, true, true)));
    case "call":
    case "array":
    case "fold":
      return bracketDoc(expr, { ...style, tight: false, open: true }, expr === style.unfolded);
    case "unary": {
      const operand = operandDoc(expr.operand, levelOf(expr.operand) < prefixLevel[expr.op], style);
      return concat(expr.op === "not" ? "not " : "-", operand);
    }
    case "transpose":
      return concat(operandDoc(expr.operand, !isPrimary(expr.operand), style), ".T");
    case "binary":
      return binaryDoc(expr, style);
    default:
      return unreachable(expr);
  }
}

/** A call, an array or a fold; `broken` puts its contents on lines of their own. */
function bracketDoc(expr: Extract<AstExpr, { kind: "call" | "array" | "fold" }>, style: Style, broken: boolean): Doc {
  switch (expr.kind) {
    case "call":
      if (expr.args.length === 0) return emptyDoc(expr, `${expr.callee.name}(`, ")", style);
      return bracketed(`${expr.callee.name}(`, join(concat(",", space), argDocs(expr.args, style)), ")", broken);
    case "array":
      if (expr.items.length === 0) return emptyDoc(expr, "[", "]", style);
      return bracketed("[", listDoc(expr.items, style), "]", broken);
    case "fold": {
      const ranges = concat(rangesDoc(expr.ranges, style.comments), ":");
      return bracketed(`${expr.op}(`, concat(group(ranges), space, exprDoc(expr.body, style)), ")", broken);
    }
    default:
      return unreachable(expr);
  }
}

function emptyDoc(expr: AstExpr, open: string, close: string, { comments }: Style): Doc {
  const inside = comments.inside(expr);
  return inside === undefined ? `${open}${close}` : bracketed(open, inside, close);
}

function argDocs(args: readonly Arg[], style: Style): Doc[] {
  return args.map((arg) => {
    const value = exprDoc(arg.value, style);
    return around(arg, arg.name === undefined ? value : concat(`${arg.name.name} = `, value), style.comments);
  });
}

/** Numbers fill their lines, everything else has a line for each. */
function listDoc(items: readonly AstExpr[], style: Style): Doc {
  const docs = items.map((item) => exprDoc(item, style));
  return items.every(isConstant) && !docs.some(isLoose) ? fill(docs) : join(concat(",", space), docs);
}

function isConstant(expr: AstExpr): boolean {
  return expr.kind === "number" || (expr.kind === "unary" && expr.operand.kind === "number");
}

/** A chain of operators of one level: its first operand, then each operator with its operand. */
function binaryDoc(expr: Binary, style: Style): Doc {
  const { first, rest } = chainOf(expr);
  const leansRight = infixBinding[expr.op].chain === "right";
  const parts: Doc[] = [nestedDoc(first, needsParentheses(first, expr.op, "left"), style)];
  for (const [i, { op, operand }] of rest.entries()) {
    const side = leansRight && i < rest.length - 1 ? "left" : "right";
    const { before, after } = blanksAround(op, operand, style);
    const head = firstOperand(operand);
    const doc = nestedDoc(operand, needsParentheses(operand, op, side), { ...style, announced: head });
    const comments = style.comments.before(head);
    parts.push(isLoose(comments) && op === "^" ? hardline : before, comments, op, after, doc);
  }
  return style.open ? group(sequence(parts)) : sequence(parts);
}

function firstOperand(expr: AstExpr): AstExpr {
  let first = expr;
  while (first.kind === "binary") first = first.left;
  return first;
}

/** A part of a chain; when an inner chain is broken, its lines are indented. */
function nestedDoc(expr: AstExpr, parenthesised: boolean, style: Style): Doc {
  const doc = operandDoc(expr, parenthesised, style);
  return style.open && expr.kind === "binary" && !parenthesised ? indent(doc) : doc;
}

/** Whether `expr`, as an operand of `op`, would be read as something else without parentheses. */
function needsParentheses(expr: AstExpr, op: BinaryOp, side: "left" | "right"): boolean {
  const { level, chain } = infixBinding[op];
  if (op === "^" && side === "right" && expr.kind === "unary" && expr.op === "-") return false;
  const own = levelOf(expr);
  return own < level || (own === level && chain !== side);
}

function blanksAround(op: BinaryOp, operand: AstExpr, { tight, open }: Style): { before: Doc; after: string } {
  if (op === "^") return { before: "", after: "" };
  const arithmetic = op === "+" || op === "-" || op === "*" || op === "/";
  if (tight && arithmetic && !beginsWithSign(operand)) return { before: open ? softline : "", after: "" };
  return { before: open ? space : " ", after: " " };
}

function beginsWithSign(expr: AstExpr): boolean {
  let first = expr;
  while (first.kind === "binary" || first.kind === "transpose") {
    first = first.kind === "binary" ? first.left : first.operand;
  }
  return first.kind === "unary";
}

interface Chain {
  readonly first: AstExpr;
  readonly rest: readonly { readonly op: BinaryOp; readonly operand: AstExpr }[];
}

/** Flattens the operators of the level of `expr` that need no parentheses; long chains need no recursion. */
function chainOf(expr: Binary): Chain {
  const { level, chain } = infixBinding[expr.op];
  const continues = (side: AstExpr): side is Binary =>
    side.kind === "binary" && chain !== "none" && infixBinding[side.op].level === level;
  const rest: { op: BinaryOp; operand: AstExpr }[] = [];
  if (chain === "right") {
    let node: Binary = expr;
    while (continues(node.right)) {
      rest.push({ op: node.op, operand: node.right.left });
      node = node.right;
    }
    rest.push({ op: node.op, operand: node.right });
    return { first: expr.left, rest };
  }
  let node: Binary = expr;
  rest.push({ op: node.op, operand: node.right });
  while (continues(node.left)) {
    node = node.left;
    rest.push({ op: node.op, operand: node.right });
  }
  return { first: node.left, rest: rest.reverse() };
}

function operandDoc(expr: AstExpr, parenthesised: boolean, style: Style): Doc {
  return parenthesised ? bracketed("(", exprDoc(expr, { ...style, open: true }), ")") : exprDoc(expr, style);
}

/** The level of the loosest operator of an expression; above all of them for one without. */
function levelOf(expr: AstExpr): number {
  if (expr.kind === "binary") return infixBinding[expr.op].level;
  return expr.kind === "unary" ? prefixLevel[expr.op] : Number.POSITIVE_INFINITY;
}

function isPrimary(expr: AstExpr): boolean {
  return expr.kind !== "number" && expr.kind !== "unary" && expr.kind !== "binary";
}

/**
 * The expression in one line up to its last operand, which is a call, an array or a fold with its contents on lines of
 * their own; `undefined` when it does not end so, or when that operand is not the greater part of it.
 */
function lastInLines(expr: AstExpr, style: Style): Doc | undefined {
  const last = lastOperand(expr);
  if (last.kind !== "call" && last.kind !== "array" && last.kind !== "fold") return undefined;
  const inner: Style = { ...style, tight: false, open: true };
  if (2 * flatLength(bracketDoc(last, inner, false)) < flatLength(exprDoc(expr, style))) return undefined;
  return exprDoc(expr, { ...style, unfolded: last });
}

/** What stands at the right end, as long as no parenthesis closes after it. */
function lastOperand(expr: AstExpr): AstExpr {
  let last = expr;
  while (last.kind === "binary" || last.kind === "unary") {
    const closed =
      last.kind === "binary"
        ? needsParentheses(last.right, last.op, "right")
        : levelOf(last.operand) < prefixLevel[last.op];
    if (closed) return last;
    last = last.kind === "binary" ? last.right : last.operand;
  }
  return last;
}

/**
 * Expressions: from the parser's flat lists of operands and operators to trees, by precedence (an operator-precedence
 * parse with explicit stacks, so that chains of any length need no recursion), with the mistakes that a grammar cannot
 * see: chained comparisons, `not` after a tighter operator, reserved names of indices.
 */
import type { IToken } from "chevrotain";
import type { DiagnosticCode } from "../diagnostics/catalogue.ts";
import { invariant } from "../diagnostics/invariant.ts";
import type { Span } from "../diagnostics/source.ts";
import type { Arg, AstExpr, BinaryOp, Ident, Range, SliceIndex } from "./ast.ts";
import { isGiven } from "./ast-walk.ts";
import type {
  ArgumentCstNode,
  ExpressionCstNode,
  IndicesCstNode,
  PlaceCstNode,
  RangeCstNode,
  TermCstNode,
} from "./cst.generated.ts";
import { infixBinding, isBinaryOp, prefixLevel } from "./precedence.ts";
import { reservedNames } from "./reserved-names.ts";
import { spanOf } from "./scan.ts";

/** Says what is wrong in the statement under construction; the tree is then discarded. */
export type Report = (code: DiagnosticCode, span: Span, message: string, hint: string) => void;

/** An expression with the range that it covers, its parentheses included. */
interface Operand {
  readonly expr: AstExpr;
  readonly span: Span;
}

type Pending =
  | { readonly kind: "infix"; readonly op: BinaryOp; readonly level: number; readonly token: IToken }
  | { readonly kind: "prefix"; readonly op: "-" | "not"; readonly level: number; readonly token: IToken };

/** The only element of a list that the grammar makes exactly one long. */
export function only<T>(list: readonly T[] | undefined): T {
  const first = list?.[0];
  invariant(first !== undefined, () => "the parser left out a part that the grammar requires");
  return first;
}

/** The range of a node that has at least one token. */
export function nodeSpan(node: { readonly location?: { startOffset: number; endOffset?: number } }): Span {
  invariant(node.location?.endOffset !== undefined, () => "a syntax node has no place");
  return { start: node.location.startOffset, end: node.location.endOffset + 1 };
}

export function ident(token: IToken): Ident {
  return { kind: "ident", name: token.image, span: spanOf(token) };
}

/** A name that the program gives: not one of the built-in functions. */
export function declaredName(token: IToken, report: Report): Ident {
  return declared(ident(token), report);
}

/** As {@link declaredName}, for a name that has been read as a part of an expression. */
export function declared(name: Ident, report: Report): Ident {
  if (reservedNames.has(name.name)) {
    const message = `\`${name.name}\` is a built-in function and cannot be a name`;
    report("TP110", name.span, message, `choose another name, such as \`${name.name}_\``);
  }
  return name;
}

export function buildExpression(node: ExpressionCstNode, report: Report): AstExpr {
  return buildOperand(node, report).expr;
}

export function buildIndices(node: IndicesCstNode | undefined, report: Report): AstExpr[] {
  return node === undefined ? [] : node.children.expression.map((index) => buildExpression(index, report));
}

export function buildRange(node: RangeCstNode, report: Report): Range {
  const { Identifier, from, to } = node.children;
  return {
    index: declaredName(only(Identifier), report),
    from: buildExpression(only(from), report),
    to: buildExpression(only(to), report),
    span: nodeSpan(node),
  };
}

function buildOperand(node: ExpressionCstNode, report: Report): Operand {
  const operands: Operand[] = [];
  const pending: Pending[] = [];
  const { term, InfixOperator = [] } = node.children;
  for (const [i, operand] of term.entries()) {
    for (const token of operand.children.PrefixOperator ?? []) pushPrefix(token, pending, report);
    operands.push(buildTerm(operand, report));
    const token = InfixOperator[i];
    if (token !== undefined) pushInfix(token, pending, operands, report);
  }
  while (pending.length > 0) reduce(pending, operands);
  return only(operands);
}

function pushPrefix(token: IToken, pending: Pending[], report: Report): void {
  const op = token.image === "not" ? "not" : "-";
  const level = prefixLevel[op];
  const before = pending[pending.length - 1];
  if (op === "not" && before !== undefined && before.level > level) {
    const message = `\`not\` binds looser than \`${before.token.image}\``;
    report("TP112", spanOf(token), message, "put `not` and its operand in parentheses: (not ..)");
  }
  pending.push({ kind: "prefix", op, level, token });
}

function pushInfix(token: IToken, pending: Pending[], operands: Operand[], report: Report): void {
  const op = token.image;
  invariant(isBinaryOp(op), () => `the lexer takes ${op} for an operator`);
  const { level, chain } = infixBinding[op];
  for (let top = pending[pending.length - 1]; top !== undefined; top = pending[pending.length - 1]) {
    if (top.level < level || (top.level === level && chain === "right")) break;
    if (top.level === level && chain === "none") {
      const message = `comparisons do not chain: \`${op}\` follows \`${top.token.image}\``;
      report("TP112", spanOf(token), message, "write `a < b and b < c`");
    }
    reduce(pending, operands);
  }
  pending.push({ kind: "infix", op, level, token });
}

/** Applies the operator on top of the stack to its operands. */
function reduce(pending: Pending[], operands: Operand[]): void {
  const operator = pending.pop();
  const right = operands.pop();
  invariant(operator !== undefined && right !== undefined, () => "an operator without an operand");
  if (operator.kind === "prefix") {
    const span = { start: operator.token.startOffset, end: right.span.end };
    operands.push({ expr: { kind: "unary", op: operator.op, operand: right.expr, span }, span });
    return;
  }
  const left = operands.pop();
  invariant(left !== undefined, () => "an infix operator without a left operand");
  const span = { start: left.span.start, end: right.span.end };
  operands.push({ expr: { kind: "binary", op: operator.op, left: left.expr, right: right.expr, span }, span });
}

function buildTerm(node: TermCstNode, report: Report): Operand {
  let operand = buildPrimary(node, report);
  for (const token of node.children.Transposed ?? []) {
    const span = { start: operand.span.start, end: spanOf(token).end };
    operand = { expr: { kind: "transpose", operand: operand.expr, span }, span };
  }
  return operand;
}

function buildPrimary(node: TermCstNode, report: Report): Operand {
  const { NumberLiteral, StringLiteral, reference, fold, array, LeftParen, expression, RightParen } = node.children;
  if (NumberLiteral) {
    const token = only(NumberLiteral);
    const span = spanOf(token);
    return { expr: { kind: "number", text: token.image, value: Number(token.image), span }, span };
  }
  if (StringLiteral) {
    const token = only(StringLiteral);
    const span = spanOf(token);
    return { expr: { kind: "string", value: token.image.slice(1, -1), span }, span };
  }
  if (reference) {
    const { Identifier, places, callArguments } = only(reference).children;
    const name = ident(only(Identifier));
    const span = nodeSpan(only(reference));
    if (callArguments === undefined) {
      const indices = (places?.[0]?.children.place ?? []).map((place) => buildPlace(place, report));
      const given = indices.filter(isGiven);
      const expr: AstExpr =
        given.length === indices.length
          ? { kind: "name", name, indices: given, span }
          : { kind: "slice", name, indices, span };
      return { expr, span };
    }
    const args = (only(callArguments).children.argument ?? []).map((arg) => buildArgument(arg, report));
    return { expr: { kind: "call", callee: name, args, span }, span };
  }
  if (fold) {
    const { Sum, range, expression: body } = only(fold).children;
    const ranges = range.map((item) => buildRange(item, report));
    const span = nodeSpan(only(fold));
    const op = Sum === undefined ? "prod" : "sum";
    return { expr: { kind: "fold", op, ranges, body: buildExpression(only(body), report), span }, span };
  }
  if (array) {
    const items = (only(array).children.expression ?? []).map((item) => buildExpression(item, report));
    const span = nodeSpan(only(array));
    return { expr: { kind: "array", items, span }, span };
  }
  const span = { start: spanOf(only(LeftParen)).start, end: spanOf(only(RightParen)).end };
  return { expr: buildExpression(only(expression), report), span };
}

function buildPlace({ children: { DotDot, expression } }: PlaceCstNode, report: Report): SliceIndex {
  return DotDot === undefined ? buildExpression(only(expression), report) : { kind: "all", span: spanOf(only(DotDot)) };
}

function buildArgument(node: ArgumentCstNode, report: Report): Arg {
  const { Identifier, expression } = node.children;
  return {
    name: Identifier === undefined ? undefined : ident(only(Identifier)),
    value: buildExpression(only(expression), report),
    span: nodeSpan(node),
  };
}

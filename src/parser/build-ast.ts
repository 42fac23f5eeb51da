/**
 * One statement from the parser's tree to ours. Assumes a complete tree (parse.ts builds none where the parser
 * reported a mistake); what a grammar cannot see, such as reserved names, goes to `report`.
 */
import type { IToken } from "chevrotain";
import { invariant } from "../diagnostics/invariant.ts";
import type { AstExpr, Declarator, Ident, OutputItem, Statement } from "./ast.ts";
import { findTooDeep } from "./ast-walk.ts";
import {
  buildExpression,
  buildIndices,
  buildRange,
  declared,
  declaredName,
  ident,
  nodeSpan,
  only,
  type Report,
} from "./build-expression.ts";
import type * as cst from "./cst.generated.ts";
import { bracketLimit } from "./layout.ts";
import { spanOf } from "./scan.ts";

export interface BuildContext {
  readonly report: Report;
  /** The statements of a block token; `inFn` says that the block is, or lies in, the body of a function. */
  readonly block: (token: IToken, inFn: boolean) => readonly Statement[];
  readonly inFn: boolean;
  /** Whether the statement stands in a block of any kind. */
  readonly inBlock: boolean;
}

/** Builds the statement that `node` is the syntax of. */
export function buildStatement(node: cst.StatementCstNode, context: BuildContext): Statement {
  const c = node.children;
  const span = nodeSpan(node);
  if (c.widthStatement) return buildWidth(only(c.widthStatement), span, context);
  if (c.paramStatement) return { kind: "param", ...buildNamedValue(only(c.paramStatement), context), span };
  if (c.dataStatement) return { kind: "data", ...buildNamedValue(only(c.dataStatement), context), span };
  if (c.scalarStatement) return buildScalar(only(c.scalarStatement), span, context);
  if (c.vectorStatement) return buildVector(only(c.vectorStatement), span, context);
  if (c.matrixStatement) return buildMatrix(only(c.matrixStatement), span, context);
  if (c.fnStatement) return buildFn(only(c.fnStatement), span, context);
  if (c.returnStatement) return buildReturn(only(c.returnStatement), span, context);
  if (c.assignStatement) return { kind: "assign", ...buildTargetValue(only(c.assignStatement), context), span };
  if (c.readoutStatement) return { kind: "readout", ...buildTargetValue(only(c.readoutStatement), context), span };
  if (c.forStatement) return buildFor(only(c.forStatement), span, context);
  if (c.ifStatement) return buildIf(only(c.ifStatement), span, context);
  if (c.outputStatement) {
    const items = only(c.outputStatement).children.outputItem.map((item) => buildOutputItem(item, context));
    return { kind: "output", items, span };
  }
  if (c.expectStatement) return buildExpect(only(c.expectStatement), span, context);
  return buildImport(only(c.importStatement), span, context);
}

type Span = Statement["span"];

function buildSlot(node: cst.ExpressionCstNode, { report }: BuildContext): AstExpr {
  const expr = buildExpression(node, report);
  const deep = findTooDeep(expr);
  if (deep !== undefined) {
    report("TP109", deep.span, "this expression is nested too deep", "name its parts in statements of their own");
  }
  return expr;
}

function buildOptional(
  nodes: readonly cst.ExpressionCstNode[] | undefined,
  context: BuildContext,
): AstExpr | undefined {
  return nodes === undefined ? undefined : buildSlot(only(nodes), context);
}

function buildNamedValue(node: cst.ParamStatementCstNode | cst.DataStatementCstNode, context: BuildContext) {
  const { Identifier, expression } = node.children;
  return { name: declaredName(only(Identifier), context.report), value: buildSlot(only(expression), context) };
}

function buildTargetValue(node: cst.AssignStatementCstNode | cst.ReadoutStatementCstNode, context: BuildContext) {
  const { Identifier, indices } = only(node.children.target).children;
  return {
    name: declaredName(only(Identifier), context.report),
    indices: buildIndices(indices?.[0], context.report),
    value: buildSlot(only(node.children.expression), context),
  };
}

function buildWidth(node: cst.WidthStatementCstNode, span: Span, context: BuildContext): Statement {
  const { Identifier, expression } = node.children;
  const name = declaredName(only(Identifier), context.report);
  return { kind: "width", name, value: buildOptional(expression, context), span };
}

function buildScalar(node: cst.ScalarStatementCstNode, span: Span, context: BuildContext): Statement {
  const { Identifier, expression } = node.children;
  const name = declaredName(only(Identifier), context.report);
  return { kind: "scalar", name, value: buildOptional(expression, context), span };
}

function buildVector(node: cst.VectorStatementCstNode, span: Span, context: BuildContext): Statement {
  const { declarator, LeftParen, Identifier, expression } = node.children;
  return {
    kind: "vector",
    targets: (declarator ?? []).map((target) => buildDeclarator(target, context)),
    joint: LeftParen !== undefined,
    width: Identifier === undefined ? undefined : ident(only(Identifier)),
    law: buildOptional(expression, context),
    span,
  };
}

function buildMatrix(node: cst.MatrixStatementCstNode, span: Span, context: BuildContext): Statement {
  const { declarator, rows, cols, expression } = node.children;
  return {
    kind: "matrix",
    target: buildDeclarator(only(declarator), context),
    shape: rows === undefined ? undefined : { rows: ident(only(rows)), cols: ident(only(cols)) },
    law: buildOptional(expression, context),
    span,
  };
}

function buildDeclarator(node: cst.DeclaratorCstNode, context: BuildContext): Declarator {
  const { family, Identifier } = node.children;
  if (family) return buildFamily(only(family), context);
  const name = declaredName(only(Identifier), context.report);
  return { name, ranges: [], span: name.span };
}

function buildFamily(node: cst.FamilyCstNode, context: BuildContext): Declarator {
  const { Identifier, range } = node.children;
  return {
    name: declaredName(only(Identifier), context.report),
    ranges: range.map((item) => buildRange(item, context.report)),
    span: nodeSpan(node),
  };
}

function buildFn(node: cst.FnStatementCstNode, span: Span, context: BuildContext): Statement {
  const { name: names, params: parameters = [], expression, Block } = node.children;
  const name = declaredName(only(names), context.report);
  const params = parameters.map((token) => declaredName(token, context.report));
  reportRepeatedParameter(params, context);
  if (expression !== undefined) {
    const value = buildSlot(only(expression), context);
    return { kind: "fn", name, params, body: [{ kind: "return", value, span: value.span }], inline: true, span };
  }
  const block = only(Block);
  const body = context.block(block, true);
  if (!body.some(returns)) {
    const message = `the function \`${name.name}\` returns nothing`;
    context.report("TP114", name.span, message, "end its body with `return ..`");
  }
  return { kind: "fn", name, params, body, inline: false, span };
}

function reportRepeatedParameter(params: readonly Ident[], { report }: BuildContext): void {
  const seen = new Set<string>();
  for (const { name, span } of params) {
    if (seen.has(name)) report("TP110", span, `two parameters are named \`${name}\``, "give each its own name");
    seen.add(name);
  }
}

/** Whether a statement is a `return` or has one in a branch. */
function returns(statement: Statement): boolean {
  if (statement.kind === "if") return [...statement.then, ...(statement.otherwise ?? [])].some(returns);
  if (statement.kind === "for") return statement.body.some(returns);
  return statement.kind === "return";
}

function buildReturn(node: cst.ReturnStatementCstNode, span: Span, context: BuildContext): Statement {
  if (!context.inFn) {
    context.report("TP113", spanOf(only(node.children.Return)), "`return` outside of a function", "write `output ..`");
  }
  return { kind: "return", value: buildSlot(only(node.children.expression), context), span };
}

function buildFor(node: cst.ForStatementCstNode, span: Span, context: BuildContext): Statement {
  const { range, Block } = node.children;
  const ranges = range.map((item) => buildRange(item, context.report));
  return { kind: "for", ranges, body: context.block(only(Block), context.inFn), span };
}

/** The conditions of an `else if` chain are a flat list here and nested in the tree. */
function buildIf(node: cst.IfStatementCstNode, span: Span, context: BuildContext): Statement {
  const { If, expression, Block, otherwise: last } = node.children;
  if (If.length > bracketLimit) {
    const message = `more than ${bracketLimit} branches in one \`if\``;
    context.report("TP109", spanOf(only(If)), message, "use arrays, or several statements");
  }
  const blocks = Block.map((block) => context.block(block, context.inFn));
  const branch = (i: number, otherwise: readonly Statement[] | undefined): Statement => {
    const [token, condition, then] = [If[i], expression[i], blocks[i]];
    invariant(token && condition && then, () => "a branch without a condition or a block");
    const start = token.startOffset;
    return { kind: "if", when: buildSlot(condition, context), then, otherwise, span: { start, end: span.end } };
  };
  let otherwise = last === undefined ? undefined : blocks[blocks.length - 1];
  for (let i = If.length - 1; i > 0; i--) otherwise = [branch(i, otherwise)];
  return branch(0, otherwise);
}

function buildOutputItem(node: cst.OutputItemCstNode, context: BuildContext): OutputItem {
  const { family, expression, Equals } = node.children;
  const span = nodeSpan(node);
  if (family) return { kind: "family", family: buildFamily(only(family), context), span };
  const expr = buildSlot(only(expression), context);
  if (Equals === undefined) return { kind: "expr", expr, span };
  const value = expression?.[1];
  invariant(value !== undefined, () => "an output without a value");
  if (expr.kind !== "name") {
    context.report("TP101", expr.span, "a name must stand before the `=`", "write `output name = expression`");
    return { kind: "expr", expr, span };
  }
  const name = declared(expr.name, context.report);
  return { kind: "named", name, indices: expr.indices, expr: buildSlot(value, context), span };
}

function buildExpect(node: cst.ExpectStatementCstNode, span: Span, context: BuildContext): Statement {
  const [target, value, tolerance] = node.children.expression;
  invariant(target !== undefined && value !== undefined, () => "an expect without two sides");
  return {
    kind: "expect",
    target: buildSlot(target, context),
    value: buildSlot(value, context),
    tolerance: tolerance === undefined ? undefined : buildSlot(tolerance, context),
    span,
  };
}

function buildImport(node: cst.ImportStatementCstNode, span: Span, context: BuildContext): Statement {
  if (context.inBlock) context.report("TP113", span, "`import` inside a block", "move it to the top of the file");
  const token = only(node.children.StringLiteral);
  return { kind: "import", path: token.image.slice(1, -1), pathSpan: spanOf(token), span };
}

/**
 * Walking over expressions without recursion. Chains of infix operators lean to the left and may be as long as the
 * text, so a recursive walk must not follow `left`; every other way down is at most `depthLimit` long.
 */
import { unreachable } from "../diagnostics/invariant.ts";
import type { AstExpr, SliceIndex } from "./ast.ts";

/** How deep an expression may be nested, the left operands of infix operators not counted. */
export const depthLimit = 400;

/** The parts of an expression in the order of the text. */
export function childExpressions(expr: AstExpr): readonly AstExpr[] {
  switch (expr.kind) {
    case "number":
    case "string":
      return [];
    case "name":
      return expr.indices;
    case "slice":
      return expr.indices.filter(isGiven);
    case "call":
      return expr.args.map((arg) => arg.value);
    case "unary":
    case "transpose":
      return [expr.operand];
    case "binary":
      return [expr.left, expr.right];
    case "array":
      return expr.items;
    case "fold":
      return [...expr.ranges.flatMap((range) => [range.from, range.to]), expr.body];
    default:
      return unreachable(expr);
  }
}

/** Whether an index of a slice is an expression and not `..`. */
export function isGiven(index: SliceIndex): index is AstExpr {
  return index.kind !== "all";
}

/** A part of `root` that lies deeper than {@link depthLimit}, if there is one. */
export function findTooDeep(root: AstExpr): AstExpr | undefined {
  const waiting: { readonly expr: AstExpr; readonly depth: number }[] = [{ expr: root, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { expr, depth } = next;
    if (depth > depthLimit) return expr;
    for (const child of childExpressions(expr)) {
      const down = expr.kind === "binary" && child === expr.left ? depth : depth + 1;
      waiting.push({ expr: child, depth: down });
    }
  }
  return undefined;
}

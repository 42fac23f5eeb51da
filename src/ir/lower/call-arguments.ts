/** The arguments of a call, by place. */
import type { AstExpr } from "../../parser/ast.ts";
import { complain } from "./complain.ts";
import type { Frame } from "./context.ts";

export type CallExpr = Extract<AstExpr, { kind: "call" }>;

/** The arguments of a call that takes `count` of them (any number where undefined), none by name. */
export function positional(expr: CallExpr, frame: Frame, count: number | undefined): AstExpr[] | undefined {
  const { callee, args } = expr;
  const named = args.find((arg) => arg.name !== undefined);
  if (named !== undefined) {
    complain(frame, "TP216", named.span, `\`${callee.name}\` takes no arguments by name`, "write the value alone");
    return undefined;
  }
  if (count !== undefined && args.length !== count) {
    const message = `\`${callee.name}\` takes ${count} argument${count === 1 ? "" : "s"}, not ${args.length}`;
    complain(frame, "TP216", expr.span, message, count > args.length ? "add what is missing" : "leave out the others");
    return undefined;
  }
  return args.map((arg) => arg.value);
}

/**
 * Calls of the program's own functions, inlined: arguments are evaluated and bound to the parameters in a frame of
 * their own, then the body runs until its `return`.
 */

import type { AstExpr, Statement } from "../../parser/ast.ts";
import { spend } from "./budget.ts";
import { complain, placeIn } from "./complain.ts";
import type { Call, FnRecord, Frame } from "./context.ts";
import { findFamily } from "./references.ts";
import { failed, type Term } from "./terms.ts";
import { partName } from "./text.ts";

type CallExpr = Extract<AstExpr, { kind: "call" }>;

/** The value of a call of `fn`. */
export function inlineFunction(expr: CallExpr, fn: FnRecord, frame: Frame): Term {
  const { cx } = frame;
  const { name, params, body } = fn.statement;
  cx.called.add(fn);
  if (cx.calls.includes(fn)) return complainRecursion(expr, fn, frame);
  if (!hasRightArguments(expr, fn, frame)) return failed;
  if (!spend(frame, 1, expr.span, `the calls of \`${name.name}\` are unrolled`)) return failed;

  const call: Call = {
    fn,
    caller: frame,
    place: placeIn(frame, expr.span),
    text: once(() => partName(expr, frame)),
    program: frame.call?.program ?? frame,
    result: undefined,
  };
  const inner: Frame = { cx, source: fn.source, names: new Map(), functions: fn.functions, call };
  const bound = params.map(({ name: param }, k) => {
    const arg = expr.args[k];
    return arg !== undefined && bindArgument(inner, param, arg.value, frame);
  });
  if (bound.includes(false)) return failed;
  cx.calls.push(fn);
  cx.run(body, inner);
  cx.calls.pop();
  if (call.result !== undefined) return call.result;
  if (cx.budget.exhausted) return failed;
  const message = `\`${name.name}\` ended without a \`return\``;
  return complain(inner, "TP218", name.span, message, "every way through the body ends with `return ..`");
}

function complainRecursion(expr: CallExpr, fn: FnRecord, frame: Frame): Term {
  const { calls } = frame.cx;
  const circle = [...calls.slice(calls.indexOf(fn)), fn].map(({ statement }) => statement.name.name);
  const message = `the function \`${fn.statement.name.name}\` calls itself: ${circle.join(" -> ")}`;
  return complain(frame, "TP215", expr.span, message, "write a loop over the members of a family");
}

function hasRightArguments(expr: CallExpr, fn: FnRecord, frame: Frame): boolean {
  const { name, params } = fn.statement;
  const named = expr.args.find((arg) => arg.name !== undefined);
  if (named !== undefined) {
    complain(frame, "TP216", named.span, `\`${name.name}\` takes no arguments by name`, "write the value alone");
    return false;
  }
  if (expr.args.length === params.length) return true;
  const count = `${params.length} argument${params.length === 1 ? "" : "s"}`;
  const signature = `${name.name}(${params.map((param) => param.name).join(", ")})`;
  complain(
    frame,
    "TP216",
    expr.span,
    `\`${name.name}\` takes ${count}, not ${expr.args.length}`,
    `it is ${signature}`,
    [{ place: { source: fn.source, span: name.span }, message: "defined here" }],
  );
  return false;
}

/** Binds a parameter to its argument, which may be a family or a part of one. False after a mistake. */
function bindArgument(inner: Frame, param: string, arg: AstExpr, caller: Frame): boolean {
  const place = placeIn(caller, arg.span);
  const text = once(() => partName(arg, caller));
  const family = findFamily(arg, caller);
  if (family?.kind === "lost") return false;
  if (family !== undefined) {
    inner.names.set(param, { ...family, isParameter: true });
    return true;
  }
  const term = bindTerm(caller.cx.evaluate(arg, caller), arg, caller);
  inner.names.set(param, { kind: "plain", term, role: "value", place, text });
  return term.kind !== "failed";
}

/** An argument that is no name is a variable of the function, so that it can be differentiated by. */
function bindTerm(term: Term, arg: AstExpr, { cx: { builder } }: Frame): Term {
  if (arg.kind === "name") return term;
  if (term.kind === "scalar") return { ...term, body: builder.bind(term.body, undefined) };
  if (term.kind === "vector") return { ...term, body: builder.bind(term.body, term.width) };
  return term.kind === "matrix" ? { ...term, node: builder.copyMatrix(term.node) } : term;
}

/** Evaluates at the first call only. */
function once(make: () => string): () => string {
  let made: string | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Checks what may stand in the body of a function, once, where it is defined. */
export function checkFunctionBody(body: readonly Statement[], frame: Frame, isLast = true): void {
  for (const [k, statement] of body.entries()) {
    const atEnd = isLast && k === body.length - 1;
    switch (statement.kind) {
      case "assign":
        break;
      case "return":
        if (!atEnd)
          complain(frame, "TP218", statement.span, "`return` stands at the end of a function", "move it there");
        break;
      case "for":
        checkFunctionBody(statement.body, frame, false);
        break;
      case "if":
        checkFunctionBody(statement.then, frame, atEnd);
        checkFunctionBody(statement.otherwise ?? [], frame, atEnd);
        break;
      default: {
        const message = `\`${statement.kind}\` cannot stand in a function`;
        complain(frame, "TP218", statement.span, message, "a function computes: move it out and pass what is needed");
      }
    }
  }
}

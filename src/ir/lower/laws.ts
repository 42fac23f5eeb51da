/**
 * Laws as written after `~`: the shape with its own parameter, and the arguments for mean and variance, positional or
 * by name. What mean and variance may be is decided where the vector or the matrix is declared.
 */

import { unreachable } from "../../diagnostics/invariant.ts";
import type { Span } from "../../diagnostics/source.ts";
import { suggest } from "../../diagnostics/suggest.ts";
import type { Shape } from "../../math/laws.ts";
import type { Arg, AstExpr } from "../../parser/ast.ts";
import { distributions } from "../../parser/reserved-names.ts";
import { complain } from "./complain.ts";
import type { Frame } from "./context.ts";
import { evaluateNumber } from "./references.ts";

type ShapeKind = Shape["kind"];

export interface Law {
  readonly shape: Shape;
  readonly mean: AstExpr | undefined;
  readonly variance: AstExpr | undefined;
  readonly span: Span;
}

/** The law of an expression such as `normal(0, 1)`, `rademacher` or `student_t(df = 5, var = 2)`. */
export function readLaw(expr: AstExpr, frame: Frame): Law | undefined {
  const callee =
    expr.kind === "call" ? expr.callee : expr.kind === "name" && expr.indices.length === 0 ? expr.name : undefined;
  if (callee === undefined) {
    complain(frame, "TP207", expr.span, "a law stands after `~`", "write `normal(0, 1)`");
    return undefined;
  }
  const kind = distributions.find((name) => name === callee.name);
  if (kind === undefined) {
    const meant = suggest(callee.name, distributions);
    const all = meant === undefined ? `the laws are ${distributions.join(", ")}` : `did you mean \`${meant}\`?`;
    const hint = /^(N|gauss\w*)$/i.test(callee.name) ? "write `normal(mean, variance)`" : all;
    complain(frame, "TP207", callee.span, `there is no law \`${callee.name}\``, hint);
    return undefined;
  }
  const args = assignArguments(kind, expr.kind === "call" ? expr.args : [], frame);
  if (args === undefined) return undefined;
  const [mean, variance] = [args.get("mean"), args.get("var")];
  if (mean !== undefined && variance === undefined) {
    complain(
      frame,
      "TP207",
      mean.span,
      `this law has a mean and no variance`,
      `write \`${kind}(mean = .., var = ..)\``,
    );
    return undefined;
  }
  const shape = readShape(kind, args, expr.span, frame);
  return shape === undefined ? undefined : { shape, mean, variance, span: expr.span };
}

/** The parameters of a law in their order. */
function parametersOf(kind: ShapeKind): readonly string[] {
  if (kind === "truncated_normal") return ["cut", "mean", "var"];
  return kind === "student_t" ? ["df", "mean", "var"] : ["mean", "var"];
}

function assignArguments(kind: ShapeKind, args: readonly Arg[], frame: Frame): Map<string, AstExpr> | undefined {
  const parameters = parametersOf(kind);
  const signature = `${kind}(${parameters.join(", ")})`;
  const assigned = new Map<string, AstExpr>();
  for (const [k, { name, value, span }] of args.entries()) {
    const parameter = name === undefined ? parameters[k] : name.name;
    if (parameter === undefined) {
      complain(
        frame,
        "TP207",
        span,
        `\`${kind}\` has ${parameters.length} arguments, not ${args.length}`,
        `it is ${signature}`,
      );
      return undefined;
    }
    if (!parameters.includes(parameter)) {
      const hint =
        parameter === "std" || parameter === "sd" ? "laws are given by their variance, `var`" : `it is ${signature}`;
      complain(frame, "TP207", span, `\`${kind}\` has no argument \`${parameter}\``, hint);
      return undefined;
    }
    if (assigned.has(parameter)) {
      complain(frame, "TP207", span, `the argument \`${parameter}\` is given twice`, `it is ${signature}`);
      return undefined;
    }
    assigned.set(parameter, value);
  }
  return assigned;
}

function readShape(kind: ShapeKind, args: ReadonlyMap<string, AstExpr>, span: Span, frame: Frame): Shape | undefined {
  switch (kind) {
    case "normal":
    case "uniform":
    case "rademacher":
    case "laplace":
    case "exponential":
    case "cubecauchy":
    case "quintcauchy":
      return { kind };
    case "truncated_normal": {
      const cut = readParameter("cut", 0, kind, args, span, frame);
      return cut === undefined ? undefined : { kind, cut };
    }
    case "student_t": {
      const df = readParameter("df", 2, kind, args, span, frame);
      return df === undefined ? undefined : { kind, df };
    }
    default:
      return unreachable(kind);
  }
}

/** A parameter of the shape, a number above `bound`. */
function readParameter(
  name: string,
  bound: number,
  kind: ShapeKind,
  args: ReadonlyMap<string, AstExpr>,
  span: Span,
  frame: Frame,
): number | undefined {
  const expr = args.get(name);
  if (expr === undefined) {
    complain(
      frame,
      "TP207",
      span,
      `\`${kind}\` needs its \`${name}\``,
      `write \`${kind}(${name} = ${bound + 2}, ..)\``,
    );
    return undefined;
  }
  const value = evaluateNumber(expr, frame, `\`${name}\` is a number`);
  if (value === undefined || value > bound) return value;
  complain(
    frame,
    "TP207",
    expr.span,
    `\`${name}\` is ${value}, but must be greater than ${bound}`,
    `choose ${name} > ${bound}`,
  );
  return undefined;
}

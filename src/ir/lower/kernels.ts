/**
 * Kernels of readouts `y = v . x / sqrt(n)`. `nngp(y, z)` is the covariance of the two over the weights, a moment;
 * `ntk(y, z)` the inner product of their gradients by the parameters, from the backward pass, every use of a shared
 * parameter counted (Yang, Tensor programs II, arXiv:2006.14548).
 */

import { invariant, unreachable } from "../../diagnostics/invariant.ts";
import * as b from "../build.ts";
import type { ExprId } from "../expr.ts";
import type { Closed, ValueId, WidthId } from "../program.ts";
import type { Builder, VariableId } from "./builder.ts";
import type { CallExpr } from "./call-arguments.ts";
import { complain, placeIn } from "./complain.ts";
import type { Frame } from "./context.ts";
import { covarianceOf } from "./initial-laws.ts";
import { type Parameter, readKernelOptions } from "./kernel-options.ts";
import { unnamed } from "./labels.ts";
import { describe } from "./operator-mistakes.ts";
import { addChunks } from "./sums.ts";
import { failed, type ReadoutTerm, type Term } from "./terms.ts";

/** `nngp(y, z)`. */
export function evaluateCovariance(expr: CallExpr, frame: Frame): Term {
  const named = expr.args.find((arg) => arg.name !== undefined);
  if (named !== undefined) {
    return complain(frame, "TP234", named.span, "`nngp` takes two readouts and nothing else", "write nngp(y, z)");
  }
  const pair = evaluateReadouts(expr, frame);
  if (pair === undefined) return failed;
  const { builder } = frame.cx;
  const [y, z] = pair;
  const covariance = covarianceOf(builder.emitter, initialValue(builder, y.weights), initialValue(builder, z.weights));
  // Weights of different widths are independent, so the vectors meet only where they have one width.
  const isZero = b.constantValue(builder.pool, covariance) === 0;
  const factor = b.divide(builder.scratch, builder.ratio(y.width), divisorOf(builder, y, z));
  const overlap = isZero ? b.constant(builder.scratch, 0) : averageProduct(frame, expr, y.vector, z.vector, y.width);
  return { kind: "scalar", body: b.mul(builder.scratch, factor, builder.open(covariance), overlap) };
}

/** `ntk(y, z, wrt = [U, W], convention = plain)`. */
export function evaluateTangentKernel(expr: CallExpr, frame: Frame): Term {
  const options = readKernelOptions(expr, frame);
  const pair = evaluateReadouts(expr, frame);
  if (pair === undefined || options === undefined) return failed;
  const { builder, reported } = frame.cx;
  reported.conventions.add(options.isPlain ? "plain" : "standard");
  const { scratch } = builder;
  const [y, z] = pair;
  const terms = options.parameters.flatMap((parameter) => {
    const inner = gradientProduct(parameter, y, z, expr, frame);
    if (inner === undefined) return [];
    const variance = options.isPlain ? b.constant(scratch, 1) : builder.open(varianceOf(builder, parameter));
    return [b.mul(scratch, variance, inner)];
  });
  const factor = b.divide(
    scratch,
    b.mul(scratch, builder.ratio(y.width), builder.ratio(z.width)),
    divisorOf(builder, y, z),
  );
  return { kind: "scalar", body: b.mul(scratch, factor, addChunks(scratch, terms)) };
}

/** The two readouts that a kernel is of. */
function evaluateReadouts(expr: CallExpr, frame: Frame): readonly [ReadoutTerm, ReadoutTerm] | undefined {
  const args = expr.args.filter((arg) => arg.name === undefined);
  const { name } = expr.callee;
  if (args.length !== 2) {
    const message = `\`${name}\` takes two readouts, not ${args.length}`;
    complain(frame, "TP234", expr.span, message, `write ${name}(y, z), the same one twice for its variance`);
    return undefined;
  }
  const readouts = args.flatMap((arg) => {
    const term = frame.cx.evaluate(arg.value, frame);
    if (term.kind === "readout") return [term];
    if (term.kind !== "failed") {
      const message = `\`${name}\` takes two readouts, this is ${describe(frame, term)}`;
      complain(frame, "TP234", arg.span, message, "declare one: readout y = v . x / sqrt(n)");
    }
    return [];
  });
  const [y, z] = readouts;
  return y === undefined || z === undefined ? undefined : [y, z];
}

/**
 * The sum over the entries of a parameter of `dy/dp dz/dp`, without the factors and the ratios of the readouts. In the
 * backward pass a vector of width `m = r n` has the adjoint `m dc/dx` of `c = moment(v * x)`, where `y` is `sqrt(n)`
 * times `c`: its part is the average of the product of both adjoints, over r. That of a matrix, whose entries have a
 * variance over the number of its columns, is `rows moment(u u') moment(w w')` for adjoints `u w^T / n` and
 * `u' w'^T / n`.
 */
function gradientProduct(
  parameter: Parameter,
  y: ReadoutTerm,
  z: ReadoutTerm,
  expr: CallExpr,
  frame: Frame,
): ExprId | undefined {
  const { builder, readoutGradients } = frame.cx;
  const { scratch } = builder;
  const place = placeIn(frame, expr.span);
  switch (parameter.kind) {
    case "vector": {
      const { variable, width } = parameter;
      const [dy, dz] = [y, z].map((readout) => readoutGradients.byVector(readout, variable, place));
      if (dy === undefined || dz === undefined) return undefined;
      return b.divide(scratch, averageProduct(frame, expr, dy, dz, width), builder.ratio(width));
    }
    case "matrix": {
      const { node } = parameter;
      const [ours, theirs] = [y, z].map((readout) => readoutGradients.byMatrix(readout, node, place));
      if (ours === undefined || theirs === undefined) return undefined;
      const terms = ours.flatMap((one) =>
        theirs.map((other) => {
          const left = averageProduct(frame, expr, one.left, other.left, node.rows);
          const right = averageProduct(frame, expr, one.right, other.right, node.cols);
          return b.mul(scratch, one.factor, other.factor, left, right);
        }),
      );
      return b.mul(scratch, builder.ratio(node.rows), addChunks(scratch, terms));
    }
    default:
      return unreachable(parameter);
  }
}

function averageProduct(frame: Frame, expr: CallExpr, x: ExprId, y: ExprId, width: WidthId): ExprId {
  const { builder } = frame.cx;
  const body = b.mul(builder.scratch, x, y);
  const label = () => unnamed(`moment(${builder.textOf(body)})`);
  return builder.moment(body, width, { label, place: placeIn(frame, expr.span) });
}

/** The product of the divisors of two readouts: `r` where both are over `sqrt(m)` with `m = r n`, since r > 0. */
function divisorOf({ scratch }: Builder, y: ReadoutTerm, z: ReadoutTerm): ExprId {
  if (y.divisor !== z.divisor) return b.mul(scratch, y.divisor, z.divisor);
  const node = scratch.get(y.divisor);
  const squares = (node.op === "mul" ? node.args : [y.divisor]).map((factor) => {
    const part = scratch.get(factor);
    const isRoot = part.op === "pow" && b.constantValue(scratch, part.exponent) === 0.5;
    return isRoot ? part.base : b.powInt(scratch, factor, 2);
  });
  return b.mul(scratch, ...squares);
}

function varianceOf(builder: Builder, parameter: Parameter): Closed {
  if (parameter.kind === "matrix") return parameter.variance;
  const value = initialValue(builder, parameter.variable);
  return covarianceOf(builder.emitter, value, value);
}

/** The value of an initial vector. */
function initialValue(builder: Builder, variable: VariableId): ValueId {
  const { definition } = builder.variable(variable);
  invariant(definition.op === "initial", () => "a parameter that is computed");
  return definition.value;
}

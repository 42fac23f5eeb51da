/**
 * Coordinatewise work: new vectors, and sums over coordinates for averages. An item takes every `strips`-th coordinate
 * and leaves its share of each sum in scratch memory, where the kernels of sum-kernels.ts add the shares up.
 */
import type { ExprId, ExprPool } from "../../ir/expr.ts";
import { expressionText } from "./expression.ts";
import { type GroupShape, index, type Kernel, kernel } from "./kernel.ts";
import { createNames } from "./names.ts";

/** Coordinates of an item. */
export const STRIP = 32;

export interface PassForm {
  readonly outputs: readonly ExprId[];
  readonly reductions: readonly ExprId[];
}

export interface PassLabels {
  readonly vectors: readonly string[];
  readonly scalars: readonly string[];
  readonly outputs: readonly string[];
  readonly reductions: readonly string[];
}

/** Words: length, number of strips, where the shares begin; then the places of vectors, scalars and outputs. */
export function passKernel(
  pool: ExprPool,
  form: PassForm,
  labels: PassLabels,
  group: GroupShape,
  comment: string,
): Kernel {
  const names = createNames();
  const vectors = labels.vectors.map(names.fresh);
  const scalars = labels.scalars.map(names.fresh);
  const outputs = labels.outputs.map(names.fresh);
  const sums = labels.reductions.map((label) => names.fresh(`sum ${label}`));
  const body = expressionText(
    pool,
    [...form.outputs, ...form.reductions],
    { coord: (i) => vectors[i] ?? "", param: (j) => scalars[j] ?? "" },
    names,
    new Map(form.outputs.map((id, k) => [id, outputs[k] ?? ""])),
  );
  return kernel({
    name: "transform",
    comment,
    memory: "f32",
    scalars: scalars.length > 0,
    words: [...["length", "strips", "partials"], ...vectors, ...scalars, ...outputs].map(index),
    shape: group,
    together: false,
    needs: body.needs,
    functions: [],
    body: (writer) => {
      writer.line("let here = trial * call.stride;");
      for (const name of scalars) writer.line(`let ${name} = scalars[call.${name} * call.batch + trial];`);
      for (const line of body.before) writer.line(line);
      for (const name of sums) writer.line(`var ${name} = 0.0;`);
      writer.block("for (var i = item; i < call.length; i += call.strips) {", () => {
        for (const name of vectors) writer.line(`let ${name} = memory[here + call.${name} + i];`);
        for (const line of body.inside) writer.line(line);
        // All is read before anything is written: an output may lie where an input was.
        for (const [k, name] of outputs.entries()) {
          writer.line(`memory[here + call.${name} + i] = ${body.roots[k]};`);
        }
        for (const [k, name] of sums.entries()) writer.line(`${name} += ${body.roots[outputs.length + k]};`);
      });
      for (const [k, name] of sums.entries()) {
        const row = k === 0 ? "" : ` + ${k}u * call.strips`;
        writer.line(`memory[here + call.partials${row} + item] = ${name};`);
      }
    },
  });
}

/** Arithmetic of the scalars of a trial: a run of assignments, in order, by one invocation. */
import type { ExprId, ExprPool } from "../../ir/expr.ts";
import { expressionText } from "./expression.ts";
import { groupShape, index, type Kernel, kernel } from "./kernel.ts";
import type { LibraryName } from "./library.ts";
import { createNames } from "./names.ts";

/** Variables are numbered: first the scalars that are read, then those that are assigned, in order. */
export interface ScalarForm {
  readonly inputs: number;
  readonly assignments: readonly {
    readonly body: ExprId;
    /** The variables that `param j` of the body are. */
    readonly reads: readonly number[];
  }[];
}

/** Words: the places of all variables. `labels` names them. */
export function scalarKernel(pool: ExprPool, form: ScalarForm, labels: readonly string[], comment: string): Kernel {
  const names = createNames();
  const variables = labels.map(names.fresh);
  const needs = new Set<LibraryName>();
  const statements = form.assignments.flatMap(({ body, reads }, k) => {
    const text = expressionText(
      pool,
      [body],
      { coord: () => "", param: (j) => variables[reads[j] ?? -1] ?? "" },
      names,
    );
    for (const name of text.needs) needs.add(name);
    return [...text.before, `let ${variables[form.inputs + k]} = ${text.roots[0]};`];
  });
  return kernel({
    name: "compute_scalars",
    comment,
    memory: "f32",
    scalars: true,
    words: variables.map(index),
    shape: groupShape(1),
    together: false,
    needs,
    functions: [],
    body: (writer) => {
      for (const name of variables.slice(0, form.inputs)) {
        writer.line(`let ${name} = scalars[call.${name} * call.batch + trial];`);
      }
      for (const line of statements) writer.line(line);
      for (const name of variables.slice(form.inputs)) {
        writer.line(`scalars[call.${name} * call.batch + trial] = ${name};`);
      }
    },
  });
}

/** A derived limit as code: every output as a function that computes what it needs, in the order of the theory. */
import { type ExprId, leavesOf } from "../../ir/expr.ts";
import { describeLimit } from "../../limit/describe.ts";
import type { LimitProgram } from "../../limit/limit-program.ts";
import { dependenciesOf } from "../../limit/recurrence/dependencies.ts";
import type { Equation } from "../../limit/recurrence/equation.ts";
import { findRecurrences } from "../../limit/recurrence/find-recurrences.ts";
import { textEquations } from "../../limit/recurrence/print-equation.ts";
import { tableOfQuantities } from "../../limit/recurrence/quantities.ts";
import { basisLaw } from "../../limit/symbolic/basis-law.ts";
import type { Dialect } from "./dialect.ts";
import { emitFunction, type FunctionSetting } from "./emit-function.ts";
import type { CodeFunction, LimitCode } from "./limit-code.ts";
import { createNames } from "./names.ts";
import { type GeneralReduced, rightSides } from "./right-side.ts";

/** `limit` has its closed forms already. `reserved` are names that no function may have. */
export function emitLimit(limit: LimitProgram, dialect: Dialect, reserved: Iterable<string>): LimitCode {
  const { program } = limit;
  const table = tableOfQuantities(limit);
  const sides = rightSides(limit, table);
  const recurrences = findRecurrences(limit);
  const loops: { equation: Equation; right: GeneralReduced }[] = [];
  for (const equation of recurrences.equations) {
    if (equation.variables.length === 0) continue;
    const right = sides.general(equation);
    if (right !== undefined) loops.push({ equation, right });
  }
  const report = describeLimit(limit, { estimates: new Map(), missing: new Map() });
  const entries = new Map<number, { readonly name: string; readonly text: string }>();
  let next = 0;
  for (const [j, { definition }] of limit.scalars.entries()) {
    if (definition.kind === "symbol") continue;
    const entry = report.definitions[next++];
    if (entry !== undefined) entries.set(j, entry);
  }
  const needs = new Set<string>();
  const setting: FunctionSetting = {
    limit,
    pool: limit.pool,
    table,
    dialect,
    sides,
    loops,
    dependencies: withInputs(limit),
    entries,
    titleOf: (j) => entries.get(j)?.name ?? "value",
    equationText: textEquations(limit, recurrences),
    need: (piece) => needs.add(piece),
  };
  const names = createNames([...dialect.reserved, ...reserved]);
  const functions: CodeFunction[] = [];
  const refused: LimitCode["refused"][number][] = [];
  for (const [k, { name, value, place }] of program.outputs.entries()) {
    const root = limit.scalarOf.get(value) as ExprId;
    const roots = leavesOf(limit.pool, [root]).params;
    const emitted = emitFunction(setting, root, roots);
    if ("refusal" in emitted) {
      refused.push({ output: name, place, reason: emitted.refusal });
      continue;
    }
    functions.push({
      ...emitted,
      name: names.fresh(name),
      output: name,
      place,
      formula: report.outputs[k]?.text ?? "",
    });
  }
  return { program: program.name, functions, needs, refused };
}

/** For each number those that it reads; the symbols in laws of inputs as well, of which recurrences know nothing. */
function withInputs(limit: LimitProgram): readonly (readonly number[])[] {
  const { pool, basis, scalars } = limit;
  const law = basisLaw(limit);
  return dependenciesOf(limit).map((read, j) => {
    const definition = scalars[j]?.definition;
    if (definition?.kind !== "expectation" && definition?.kind !== "stein") return read;
    const { coords } = leavesOf(pool, [definition.integrand]);
    const inputs = coords.filter((k) => basis[k]?.kind === "input");
    const covariances = inputs.flatMap((i, k) => inputs.slice(0, k + 1).map((other) => law.covariance(i, other)));
    return [...new Set([...read, ...leavesOf(pool, covariances).params])];
  });
}

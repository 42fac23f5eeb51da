/**
 * The derived system as a reader sees it: every covariance, Onsager coefficient and scalar with its formula in terms
 * of earlier ones, and its number.
 */
import { constantValue } from "../ir/build.ts";
import type { ExprId } from "../ir/expr.ts";
import type { LimitValues } from "./evaluate.ts";
import { latexWriter, textWriter } from "./formula-writer.ts";
import { type LimitProgram, type LimitScalar, type Meaning, meaningKey } from "./limit-program.ts";
import type { Estimate, LimitEntry, LimitReport } from "./limit-report.ts";
import { describeEquations } from "./recurrence/describe-equations.ts";

/** Every definition and output of `limit`, with the numbers of `values` where there are any. */
export function describeLimit(limit: LimitProgram, values: LimitValues): LimitReport {
  const { program, pool } = limit;
  const text = textWriter(limit);
  const latex = latexWriter(limit);
  const entries = new Map<LimitScalar, LimitEntry>();
  for (const scalar of limit.scalars) {
    if (scalar.definition.kind === "symbol") continue;
    entries.set(scalar, {
      name: text.meaning(scalar.meaning),
      text: text.formula(scalar),
      latex: `${latex.meaning(scalar.meaning)} = ${latex.formula(scalar)}`,
      estimate: estimateOf(limit, scalar.meaning, values),
      place: scalar.place,
    });
  }
  const outputs = program.outputs.map(({ name, value, place }): LimitEntry => {
    const id = limit.scalarOf.get(value) as ExprId;
    const node = pool.get(id);
    const known = node.op === "param" ? limit.scalars[node.index] : undefined;
    const entry = known === undefined ? undefined : entries.get(known);
    if (entry !== undefined) return { ...entry, name, place };
    const constant = constantValue(pool, id);
    const given: Estimate | undefined =
      constant === undefined ? undefined : { value: constant, error: 0, method: "closed" };
    const estimate = given ?? (known === undefined ? undefined : estimateOf(limit, known.meaning, values));
    return { name, text: text.expression(id), latex: latex.expression(id), estimate, place };
  });
  const known = limit.scalars.map((scalar) => entries.get(scalar));
  return {
    program: program.name,
    definitions: [...entries.values()],
    equations: describeEquations(limit, known),
    outputs,
  };
}

/** A number that was not evaluated although others were has vanished: it stands before a Z that is 0. */
function estimateOf(limit: LimitProgram, meaning: Meaning, values: LimitValues): Estimate | undefined {
  if (values.estimates.size === 0 && limit.scalars.length > 0) return undefined;
  const of = meaning.kind === "scalar" ? meaning.value : meaning.kind === "onsager" ? meaning.product : meaning.first;
  if (values.missing.has(of)) return undefined;
  return values.estimates.get(meaningKey(meaning)) ?? { value: 0, error: 0, method: "closed" };
}

/**
 * The derived system as a reader sees it: every covariance, Onsager coefficient and scalar with its formula in terms
 * of earlier ones, and its number. Formulas are written when they are read: of the thousands of entries of a deep
 * network a table shows a few.
 */
import { constantValue } from "../ir/build.ts";
import type { ExprId } from "../ir/expr.ts";
import type { ValueId } from "../ir/program.ts";
import type { LimitValues } from "./evaluate.ts";
import { type FormulaWriter, latexWriter, textWriter } from "./formula-writer.ts";
import { type LimitProgram, type LimitScalar, type Meaning, meaningKey } from "./limit-program.ts";
import type { Estimate, Formula, LimitEntry, LimitReport } from "./limit-report.ts";
import { describeEquations } from "./recurrence/describe-equations.ts";
import { openValues } from "./symbol-free.ts";

/**
 * Every definition and output of `limit`, with the numbers of `values`; `dropped` are those of the same limit without
 * Onsager terms, where they were asked for.
 */
export function describeLimit(limit: LimitProgram, values: LimitValues, dropped?: LimitValues): LimitReport {
  const { program, pool } = limit;
  const text = textWriter(limit);
  const latex = latexWriter(limit);
  const estimate = estimator(limit, values);
  const independent = dropped === undefined ? () => undefined : estimator(limit, dropped);
  const exists = (value: ValueId): boolean => !isWithoutLimit(values, value);
  const entries = new Map<LimitScalar, LimitEntry>();
  for (const scalar of limit.scalars) {
    if (scalar.definition.kind === "symbol") continue;
    const { meaning, place } = scalar;
    const isThere = exists(subjectOf(meaning));
    const isFormula = isThere || !isWorkedOut(scalar);
    entries.set(scalar, {
      get name() {
        return text.meaning(meaning);
      },
      get text() {
        return isFormula ? text.formula(scalar) : text.unevaluated(scalar);
      },
      get latex() {
        return `${latex.meaning(meaning)} = ${isFormula ? latex.formula(scalar) : latex.unevaluated(scalar)}`;
      },
      get integral() {
        return isFormula ? integralOf(scalar, text, latex) : undefined;
      },
      exists: isThere,
      estimate:
        estimate(meaning) ?? (values.missing.has(subjectOf(meaning)) ? undefined : writtenNumber(limit, scalar)),
      independent: independent(meaning),
      place,
    });
  }
  const all = limit.scalars.map((scalar) => entries.get(scalar));
  const { rights, ...described } = describeEquations(limit, all);
  const outputs = program.outputs.map(({ name, value, place }): LimitEntry => {
    const id = limit.scalarOf.get(value) as ExprId;
    const node = pool.get(id);
    const known = node.op === "param" ? limit.scalars[node.index] : undefined;
    const entry = known === undefined ? undefined : entries.get(known);
    const label = latex.notation.value(name);
    const isOwn = known?.meaning.kind === "scalar" && known.meaning.value === value;
    if (values.missing.has(value) && !isOwn) {
      // What the symbols say of it, such as 0 by symmetry, holds only where there is a limit.
      return {
        name,
        text: text.inSource(value),
        latex: `${label} = ${latex.inSource(value)}`,
        integral: undefined,
        exists: exists(value),
        estimate: undefined,
        independent: undefined,
        place,
      };
    }
    if (known !== undefined && entry !== undefined) {
      const right = entry.exists ? (rights.get(entry) ?? { text: entry.text, latex: latex.formula(known) }) : undefined;
      const own = right ?? { text: entry.text, latex: latex.unevaluated(known) };
      return { ...entry, name, text: own.text, latex: `${label} = ${own.latex}`, place };
    }
    const number = constantValue(pool, id);
    const given: Estimate | undefined = number === undefined ? undefined : exactly(number);
    return {
      name,
      text: text.expression(id),
      latex: `${label} = ${latex.expression(id)}`,
      integral: undefined,
      exists: true,
      estimate: given ?? (known && estimate(known.meaning)),
      independent: dropped && (given ?? (known && independent(known.meaning))),
      place,
    };
  });
  const { conventions } = program;
  return { program: program.name, definitions: [...entries.values()], ...described, outputs, conventions };
}

function integralOf(scalar: LimitScalar, text: FormulaWriter, latex: FormulaWriter): Formula | undefined {
  const [asText, asLatex] = [text.integral(scalar), latex.integral(scalar)];
  return asText === undefined || asLatex === undefined ? undefined : { text: asText, latex: asLatex };
}

/** The number that a formula is, though only numbers that wait for a free symbol read it. */
function writtenNumber({ pool }: LimitProgram, { definition }: LimitScalar): Estimate | undefined {
  const isFormula = definition.kind === "closed" || definition.kind === "arithmetic";
  const number = isFormula ? constantValue(pool, definition.body) : undefined;
  return number === undefined ? undefined : exactly(number);
}

function exactly(value: number): Estimate {
  return { value, error: 0, method: "closed" };
}

/** Whether a value of the program is known to have no limit. */
export function isWithoutLimit({ missing }: LimitValues, value: ValueId): boolean {
  return missing.get(value)?.reason.status === "undefined";
}

/** Whether a definition is more than its expectation: a closed form, or 0 by symmetry, which hold only for limits. */
export function isWorkedOut({ definition: { kind } }: LimitScalar): boolean {
  return kind !== "expectation" && kind !== "stein";
}

/** The value of the program that a number belongs to. */
export function subjectOf(meaning: Meaning): ValueId {
  switch (meaning.kind) {
    case "scalar":
      return meaning.value;
    case "onsager":
      return meaning.product;
    case "covariance":
      return meaning.first;
  }
}

/** A number that was not evaluated although others were has vanished: it stands before a Z that is 0. */
export function estimator(limit: LimitProgram, values: LimitValues): (meaning: Meaning) => Estimate | undefined {
  const open = openValues(limit.program);
  return (meaning) => {
    if (values.estimates.size === 0 && limit.scalars.length > 0) return undefined;
    const of = subjectOf(meaning);
    if (open.has(of) || values.missing.has(of)) return undefined;
    const found = values.estimates.get(meaningKey(meaning));
    // Beside free symbols only what the other outputs need is evaluated.
    return found ?? (open.size === 0 ? exactly(0) : undefined);
  };
}

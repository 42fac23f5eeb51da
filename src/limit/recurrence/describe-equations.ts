/** The equations of a limit as entries of its report: numbers first, then the Zs that they name. */
import type { LimitProgram } from "../limit-program.ts";
import type { EquationEntry, LimitEntry } from "../limit-report.ts";
import { type General, type IndexRange, type MemberAt, partsOf } from "./equation.ts";
import { findRecurrences } from "./find-recurrences.ts";
import { type EquationWriter, latexEquations, textEquations } from "./print-equation.ts";

/** `entries` are those of the numbers of `limit`, in their order; free symbols have none. */
export function describeEquations(
  limit: LimitProgram,
  entries: readonly (LimitEntry | undefined)[],
): readonly EquationEntry[] {
  const recurrences = findRecurrences(limit);
  const text = textEquations(limit, recurrences);
  const latex = latexEquations(limit, recurrences);
  const entry = (
    left: MemberAt,
    variables: readonly IndexRange[],
    right: (writer: EquationWriter, names: readonly string[]) => string,
    parts: readonly General[],
    members: readonly LimitEntry[],
  ): EquationEntry => {
    const names = variables.map(({ name }) => name);
    const formula = `${latex.member(left, names)} = ${right(latex, names)}`;
    return {
      name: text.member(left, names),
      text: right(text, names),
      latex: variables.length === 0 ? formula : `${formula} \\quad ${latex.ranges(variables)}`,
      range: [text.ranges(variables), ...text.tables(parts, names)].join("; "),
      members,
    };
  };
  return [
    ...recurrences.equations.map(({ left, variables, right, members }) => {
      const known = members.flatMap((k) => entries[k] ?? []);
      return entry(left, variables, (writer, names) => writer.right(right, names), partsOf(right), known);
    }),
    ...recurrences.vectors.map(({ left, variables, right }) =>
      entry(left, variables, (writer, names) => writer.vector(right, names), [right], []),
    ),
  ];
}

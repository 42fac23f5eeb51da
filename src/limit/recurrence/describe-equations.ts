/** The equations of a limit as entries of its report: numbers first, then the Zs that they name. */
import type { LimitProgram } from "../limit-program.ts";
import type { EquationEntry, Formula, LimitEntry, LimitReport, UnrolledEntry } from "../limit-report.ts";
import { variable } from "./affine.ts";
import {
  type General,
  type IndexRange,
  type MemberAt,
  partsOf,
  type QuantityId,
  type Recurrences,
  type Reference,
} from "./equation.ts";
import { findRecurrences } from "./find-recurrences.ts";
import { type EquationWriter, latexEquations, textEquations } from "./print-equation.ts";

/** `entries` are those of the numbers of `limit`, in their order; free symbols have none. */
export function describeEquations(
  limit: LimitProgram,
  entries: readonly (LimitEntry | undefined)[],
): Pick<LimitReport, "equations" | "unrolled"> & { readonly rights: ReadonlyMap<LimitEntry, Formula> } {
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
      latex: [formula, latex.ranges(variables), ...latex.tables(parts, names)]
        .filter((part) => part !== "")
        .join(" \\quad "),
      range: [text.ranges(variables), ...text.tables(parts, names)].join("; "),
      members,
    };
  };
  const equations = [
    ...recurrences.equations.map(({ left, variables, right, members }) => {
      const known = members.flatMap((k) => entries[k] ?? []);
      const described = entry(left, variables, (writer, names) => writer.right(right, names), partsOf(right), known);
      const [only, ...others] = known;
      if (only === undefined || known.some(({ exists }) => exists)) return described;
      // What was worked out of them holds only where there is a limit.
      if (others.length === 0) return { ...described, text: only.text, latex: only.latex };
      const isWorkedOut = members.some((k) => limit.scalars[k]?.definition.kind !== "expectation");
      return isWorkedOut ? { ...described, text: "no limit", latex: withoutLimit(described.latex) } : described;
    }),
    ...recurrences.vectors.map(({ left, variables, right }) =>
      entry(left, variables, (writer, names) => writer.vector(right, names), [right], []),
    ),
  ];
  // Of numbers that have an equation to themselves: there long sums have their sign.
  const rights = new Map<LimitEntry, Formula>();
  for (const { variables, right, members } of recurrences.equations) {
    const entry = variables.length === 0 ? entries[members[0] ?? -1] : undefined;
    if (entry === undefined || partsOf(right).some(({ references }) => references.some(isTable))) continue;
    rights.set(entry, { text: text.right(right, []), latex: latex.right(right, []) });
  }
  return { equations, rights, unrolled: unrolledIn(recurrences, text) };
}

/** The left side and the ranges of an equation, with words for its right side. */
function withoutLimit(latex: string): string {
  const [left = ""] = latex.split(" = ");
  const at = latex.lastIndexOf(" \\quad ");
  return `${left} = \\text{no limit}${at < 0 ? "" : latex.slice(at)}`;
}

/** A list of numbers, which is written behind its equation. */
function isTable(reference: Reference): boolean {
  if (reference.kind === "sum") return reference.term.references.some(isTable);
  return reference.kind === "number" && reference.law === undefined;
}

/** Equations for one number each are initial cases up to this number. */
const INITIAL_CASES = 3;

function unrolledIn({ quantities, equations }: Recurrences, text: EquationWriter): readonly UnrolledEntry[] {
  const singles = new Map<QuantityId, number>();
  for (const { left, variables } of equations) {
    if (variables.length === 0) singles.set(left.quantity, (singles.get(left.quantity) ?? 0) + 1);
  }
  return [...singles].flatMap(([quantity, count]) => {
    const names = quantities[quantity]?.indexNames ?? [];
    if (count <= INITIAL_CASES || names.length === 0) return [];
    const indices = names.map((_, k) => variable(k, names.length));
    return { name: text.member({ quantity, indices }, names), count };
  });
}

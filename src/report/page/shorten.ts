/**
 * What of a long limit a report shows. The derivation of a training run has thousands of steps with formulas of pages:
 * typeset, tens of megabytes that no browser opens. `tpc limit` prints all of it.
 */
import type { EquationEntry, LimitStep } from "../../limit/limit-report.ts";

/** Characters of LaTeX in one part of a report; typeset they become about ten times as many. */
const room = 200_000;

/** The first of a list, as many as there is room for and at least one, with a line on the others if there are any. */
export interface Shortened<T> {
  readonly shown: readonly T[];
  readonly note: string | undefined;
}

/** `what` names the items in the note: `steps`; `source` is what prints all of them. */
function shorten<T>(items: readonly T[], sizeOf: (item: T) => number, what: string, source: string): Shortened<T> {
  let used = 0;
  const end = items.findIndex((item, k) => {
    used += sizeOf(item);
    return k > 0 && used > room;
  });
  if (end === -1) return { shown: items, note: undefined };
  return { shown: items.slice(0, end), note: `The first ${end} of ${items.length} ${what}; ${source} prints all.` };
}

export function shortenEquations(equations: readonly EquationEntry[]): Shortened<EquationEntry> {
  return shorten(equations, ({ latex }) => latex.length, "definitions", "tpc limit");
}

export function shortenSteps(steps: readonly LimitStep[]): Shortened<LimitStep> {
  const sizeOf = ({ title, lines }: LimitStep): number =>
    lines.reduce((total, { formula }) => total + (formula?.latex.length ?? 0), title.latex.length);
  return shorten(steps, sizeOf, "steps", "tpc limit --steps");
}

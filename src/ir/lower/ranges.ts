/** Ranges over integers: loops, sums, and the members of families. A later range may use the index of an earlier one. */

import type { Range } from "../../parser/ast.ts";
import { checkSize, enter, leave, spend } from "./budget.ts";
import type { Frame } from "./context.ts";
import { evaluateInteger } from "./references.ts";
import { definePlain } from "./scope.ts";
import { numberTerm } from "./terms.ts";

/**
 * Runs `body` for all tuples of indices, the last range fastest, with the indices in scope. False when a range is not
 * one of integers or the budget of iterations is over.
 */
export function forRanges(
  ranges: readonly Range[],
  frame: Frame,
  what: string,
  body: (indices: readonly number[]) => void,
): boolean {
  const indices: number[] = [];

  function from(k: number): boolean {
    const range = ranges[k];
    if (range === undefined) {
      body(indices);
      return !frame.cx.budget.exhausted;
    }
    if (!enter(frame, range.span)) return false;
    const going = overRange(range, k);
    leave(frame);
    return going;
  }

  function overRange(range: Range, k: number): boolean {
    const first = evaluateInteger(range.from, frame, "a range begins with");
    const last = evaluateInteger(range.to, frame, "a range ends with");
    if (first === undefined || last === undefined) return false;
    const count = Math.max(0, last - first + 1);
    if (!spend(frame, count, range.span, `${what} has ${count} iterations`)) return false;
    const { name } = range.index;
    for (let index = first; index <= last; index++) {
      definePlain(frame, range.index, numberTerm(index), "index");
      const own = frame.names.get(name);
      if (own?.kind !== "plain" || own.role !== "index" || own.place.span !== range.index.span) return false;
      indices[k] = index;
      const going = from(k + 1);
      checkSize(frame, range.span);
      frame.names.delete(name);
      if (!going) return false;
    }
    return true;
  }

  return from(0);
}

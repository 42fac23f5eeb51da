/** Ranges over integers: loops, sums, and the members of families. A later range may use the index of an earlier one. */

import type { Range, Statement } from "../../parser/ast.ts";
import { checkSize, enter, leave, spend } from "./budget.ts";
import type { Frame } from "./context.ts";
import { countIterations } from "./count-iterations.ts";
import { evaluateInteger } from "./references.ts";
import { definePlain } from "./scope.ts";
import { numberTerm } from "./terms.ts";

/**
 * Runs `body` for all tuples of indices, the last range fastest, with the indices in scope. False when a range is not
 * one of integers or the budget of iterations is over; the iterations of loops in `block` are counted beforehand.
 */
export function forRanges(
  ranges: readonly Range[],
  frame: Frame,
  what: string,
  body: (indices: readonly number[]) => void,
  block: readonly Statement[] = [],
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

  return spendIterations(ranges, block, frame, what) && from(0);
}

/**
 * Takes the iterations of a loop from the budget. Those of loops in its body, `block`, are only looked at: they take
 * their own. Names what it is with `what`.
 */
function spendIterations(ranges: readonly Range[], block: readonly Statement[], frame: Frame, what: string): boolean {
  const { iterations } = frame.cx.budget;
  const { own, inner, whole } = countIterations(ranges, block, frame, iterations);
  const [first, last] = [ranges[0], ranges[ranges.length - 1]];
  if (first === undefined || last === undefined) return true;
  const span = { start: first.span.start, end: last.span.end };
  if (own + inner <= iterations) return spend(frame, own, span, what);
  const [count, loops] = own > iterations ? [own, what] : [own + inner, `${what}, with those in it,`];
  return spend(frame, count, span, `${loops} has ${whole ? count : `at least ${count}`} iterations`);
}

/**
 * How many iterations a loop will make, counted before the first one, so that too many are refused at once. An
 * iteration is one tuple of the indices of a loop. Loops that stand directly in its body are counted as well, as far
 * as their ranges are known beforehand. What does not use an index is counted once and multiplied.
 */
import type { AstExpr, Range, Statement } from "../../parser/ast.ts";
import { childExpressions } from "../../parser/ast-walk.ts";
import { enter, leave } from "./budget.ts";
import type { Frame } from "./context.ts";
import { evaluateInteger } from "./references.ts";
import { numberTerm } from "./terms.ts";

export interface Iterations {
  /** Of the loop itself. */
  readonly own: number;
  /** Of loops in its body. */
  readonly inner: number;
  /** Whether the count came to its end. */
  readonly whole: boolean;
}

const none: Iterations = { own: 0, inner: 0, whole: true };

/** Counts until there are more than `most`. A loop with a mistake in its ranges counts 0: it is reported when it runs. */
export function countIterations(
  ranges: readonly Range[],
  body: readonly Statement[],
  frame: Frame,
  most: number,
): Iterations {
  const { cx } = frame;
  const quiet: Frame = { ...frame, cx: { ...cx, diagnostics: [], budget: { ...cx.budget } } };
  return countLoop(ranges, body, quiet, most);
}

function countLoop(ranges: readonly Range[], body: readonly Statement[], frame: Frame, most: number): Iterations {
  const isUsed = usesOfIndices(ranges, body);

  function from(k: number, room: number): Iterations {
    const range = ranges[k];
    if (range === undefined) return countNested(body, frame, room);
    if (!enter(frame, range.span)) return none;
    const counted = overRange(range, k, room);
    leave(frame);
    return counted;
  }

  function overRange(range: Range, k: number, room: number): Iterations {
    const first = evaluateInteger(range.from, frame, "");
    const last = evaluateInteger(range.to, frame, "");
    const { name } = range.index;
    if (first === undefined || last === undefined || last < first || frame.names.has(name)) return none;
    let [own, inner, whole] = [0, 0, true];
    const count = last - first + 1;
    const steps = isUsed[k] ? count : 1;
    for (let step = 0; step < steps; step++) {
      if (own + inner > room) {
        whole = false;
        break;
      }
      frame.names.set(name, {
        kind: "plain",
        term: numberTerm(first + step),
        role: "index",
        place: { source: frame.source, span: range.index.span },
        text: undefined,
      });
      const rest = from(k + 1, room - own - inner);
      frame.names.delete(name);
      // Going through empty ranges is work, too.
      own += Math.max(1, rest.own);
      inner += rest.inner;
      whole &&= rest.whole;
    }
    const times = count / steps;
    return { own: own * times, inner: inner * times, whole };
  }

  return from(0, most);
}

function countNested(body: readonly Statement[], frame: Frame, most: number): Iterations {
  let [inner, whole] = [0, true];
  for (const statement of body) {
    if (statement.kind !== "for") continue;
    const nested = inner > most ? undefined : countLoop(statement.ranges, statement.body, frame, most - inner);
    inner += nested === undefined ? 0 : nested.own + nested.inner;
    whole &&= nested?.whole === true;
  }
  return { own: 1, inner, whole };
}

/** Whether the index of each range occurs in a later range, or in those of loops in the body. */
function usesOfIndices(ranges: readonly Range[], body: readonly Statement[]): readonly boolean[] {
  const names = new Set<string>();
  collectNested(body, names);
  const used = ranges.map(() => false);
  for (const [k, range] of [...ranges.entries()].reverse()) {
    used[k] = names.has(range.index.name);
    collectNames([range.from, range.to], names);
  }
  return used;
}

function collectNested(body: readonly Statement[], names: Set<string>): void {
  for (const statement of body) {
    if (statement.kind !== "for") continue;
    for (const { from, to } of statement.ranges) collectNames([from, to], names);
    collectNested(statement.body, names);
  }
}

function collectNames(exprs: readonly AstExpr[], names: Set<string>): void {
  const waiting = [...exprs];
  for (let expr = waiting.pop(); expr !== undefined; expr = waiting.pop()) {
    if (expr.kind === "name" || expr.kind === "slice") names.add(expr.name.name);
    waiting.push(...childExpressions(expr));
  }
}

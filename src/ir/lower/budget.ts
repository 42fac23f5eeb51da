/** The bounds on the work of lowering: iterations, depth, and the size of the program. */
import type { Span } from "../../diagnostics/source.ts";
import { complain } from "./complain.ts";
import type { Frame } from "./context.ts";

/** Takes `count` iterations from the budget; false, with a diagnostic, when they are not there. */
export function spend(frame: Frame, count: number, span: Span, what: string): boolean {
  const { budget, options } = frame.cx;
  if (budget.exhausted) return false;
  budget.iterations -= count;
  if (budget.iterations >= 0) return true;
  budget.exhausted = true;
  complain(
    frame,
    "TP222",
    span,
    `${what}: more than ${options.maxIterations} iterations in all`,
    "make it smaller, or raise --max-iterations",
  );
  return false;
}

/** Expressions, blocks and calls nested deeper than this are refused: about half of what the stack holds. */
const deepest = 600;

/** Goes one level down; false, with a diagnostic and the end of the work, at the limit. Whoever enters, leaves. */
export function enter(frame: Frame, span: Span): boolean {
  const { budget } = frame.cx;
  if (budget.depth < deepest) {
    budget.depth++;
    return true;
  }
  if (!budget.exhausted) {
    complain(frame, "TP227", span, "calls and expressions are nested too deep here", "name the inner parts");
  }
  budget.exhausted = true;
  return false;
}

export function leave(frame: Frame): void {
  frame.cx.budget.depth--;
}

/** Ends the lowering when the program has become too large. */
export function checkSize(frame: Frame, span: Span): void {
  const { budget, builder, options } = frame.cx;
  if (budget.exhausted || builder.emitter.values.length <= options.maxValues) return;
  budget.exhausted = true;
  complain(
    frame,
    "TP222",
    span,
    `the program has more than ${options.maxValues} values here`,
    "make it smaller, or raise --max-values",
  );
}

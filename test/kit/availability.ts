/**
 * Which texts the compiler already takes: some systems of the literature are written with parts of the language that
 * are refused with TP223 ("not available yet"). Their tests are skipped, visibly, and run by themselves as soon as
 * the refusal is gone.
 */
import { lowerProgram } from "../../src/ir/lower/lower.ts";
import { defaultLowerOptions } from "../../src/ir/lower/options.ts";
import { parseProgram } from "./interpret.ts";

/** The items whose text is taken, or wrong in any other way, and those that wait for a part of the language. */
export function byAvailability<T>(
  items: readonly T[],
  textOf: (item: T) => string,
): { readonly available: readonly T[]; readonly awaited: readonly T[] } {
  const awaits = (item: T): boolean => {
    const outcome = lowerProgram(parseProgram(textOf(item)), defaultLowerOptions);
    return !outcome.ok && outcome.diagnostics.some(({ code }) => code === "TP223");
  };
  return { available: items.filter((item) => !awaits(item)), awaited: items.filter(awaits) };
}

/** Whether `grad` is taken: random programs use it as soon as it is. */
export const hasDerivatives: boolean =
  byAvailability(["width n\nvector g\noutput moment(grad(moment(g), g))"], (text) => text).awaited.length === 0;

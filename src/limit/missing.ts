/** What is said of the values of a program that have no limit: each reason once, and every output that it takes along. */
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import type { Program, ValueId } from "../ir/program.ts";
import type { Missing } from "./numeric-walk.ts";

/** TP301 where a limit does not exist, TP303 where it could not be evaluated; then what depends on it. */
export function describeMissing(program: Program, missing: ReadonlyMap<ValueId, Missing>): readonly Diagnostic[] {
  const told = new Set<ValueId>();
  return [...program.outputs, ...program.expectations].flatMap(({ value, name, place }): Diagnostic[] => {
    const found = missing.get(value);
    if (found === undefined) return [];
    const { at, reason } = found;
    const code = reason.status === "undefined" ? "TP301" : "TP303";
    if (!told.has(at)) {
      told.add(at);
      const what = reason.status === "undefined" ? "this has no limit" : "this limit could not be evaluated";
      return [diagnostic(code, reason.place, `${what}: ${reason.message}`, reason.remedy)];
    }
    if (value === at) return [];
    const cause = program.values[at]?.name ?? "a value";
    const what = reason.status === "undefined" ? "has no limit" : "could not be evaluated";
    const related = [{ place: reason.place, message: `the limit of ${cause}` }];
    return [diagnostic(code, place, `${name} ${what}: it depends on ${cause}`, undefined, related)];
  });
}

/** What tangent kernels are taken by, below the limits of a program that has some: their numbers depend on it. */
import type { LimitReport } from "../limit/limit-report.ts";

const parameters: Readonly<Record<LimitReport["conventions"][number], string>> = {
  standard: "ntk, standard convention: by standardised parameters, multiplied by their declared standard deviations",
  plain: "ntk, plain convention: by the declared vectors themselves, and sqrt(n) times the matrices",
};

/** A line for each convention that occurs. */
export function conventionNotes({ conventions }: LimitReport): readonly string[] {
  return conventions.map((convention) => parameters[convention]);
}

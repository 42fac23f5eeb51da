/** With how many digits an engine computes: float32 is `single`, float64 is `double`. */
import type { Sampler } from "../plan/simulation-plan.ts";

export type Precision = "single" | "double";

/** What is asked for; `auto` leaves it to the engine. */
export type PrecisionChoice = "auto" | Precision;

/** Why numbers in float32 are to be had only for some plans: single precision needs the instructions of `simd`. */
export function precisionOn(choice: PrecisionChoice, sampler: Sampler, simd: boolean): Precision {
  if (choice === "double" || !simd) return "double";
  // Few products of vectors are cheap in float64, and what is left of a vector when others are removed needs its digits.
  return sampler === "explicit" ? "single" : "double";
}

/** The name of the numbers. */
export const numberType: Readonly<Record<Precision, string>> = { single: "float32", double: "float64" };

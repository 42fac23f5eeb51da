/** The compiler's limit of a program's outputs, for tests whose programs have one. */
import { deriveLimit } from "../../src/limit/derive.ts";
import { describeLimit } from "../../src/limit/describe.ts";
import { type EvaluateOptions, evaluateLimit } from "../../src/limit/evaluate.ts";
import type { Estimate } from "../../src/limit/limit-report.ts";
import { lower } from "./lower.ts";
import { unwrap } from "./unwrap.ts";

export interface LimitOutput {
  readonly name: string;
  readonly estimate: Estimate;
}

/** The outputs in order; throws with all messages where there is no limit, or no number for one. */
export function limitOf(
  text: string,
  settings: Readonly<Record<string, number>> = {},
  options: Partial<EvaluateOptions> = {},
): readonly LimitOutput[] {
  const limit = unwrap(deriveLimit(lower(text, settings)));
  const symbols = new Map(Object.entries(settings));
  const values = unwrap(evaluateLimit(limit, { tolerance: 1e-4, method: "auto", symbols, seed: 1n, ...options }));
  return describeLimit(limit, values).outputs.map(({ name, estimate }) => {
    if (estimate === undefined) throw new Error(`${name} has no number`);
    return { name, estimate };
  });
}

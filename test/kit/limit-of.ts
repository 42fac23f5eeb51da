/** The compiler's limit of a program's outputs, for tests whose programs have one. */
import { deriveLimit } from "../../src/limit/derive.ts";
import { describeLimit } from "../../src/limit/describe.ts";
import { type EvaluateOptions, evaluateLimit } from "../../src/limit/evaluate.ts";
import type { Estimate } from "../../src/limit/limit-report.ts";
import { lower } from "./lower.ts";

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
  const limit = deriveLimit(lower(text, settings));
  if (!limit.ok) throw new Error(limit.diagnostics.map(({ message }) => message).join("; "));
  const values = evaluateLimit(limit.value, {
    tolerance: 1e-4,
    method: "auto",
    symbols: new Map(Object.entries(settings)),
    seed: 1n,
    ...options,
  });
  if (!values.ok) throw new Error(values.diagnostics.map(({ message }) => message).join("; "));
  return describeLimit(limit.value, values.value).outputs.map(({ name, estimate }) => {
    if (estimate === undefined) throw new Error(`${name} has no number`);
    return { name, estimate };
  });
}

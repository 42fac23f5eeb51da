/** The laws of the language, for tests that go through all of them. */
import type { Shape } from "../../src/math/laws.ts";

/** One of each law, Student's with each of these degrees of freedom. */
export function everyLaw(degrees: readonly number[]): readonly Shape[] {
  return [
    { kind: "normal" },
    { kind: "uniform" },
    { kind: "rademacher" },
    { kind: "truncated_normal", cut: 2 },
    { kind: "laplace" },
    { kind: "exponential" },
    ...degrees.map((df) => ({ kind: "student_t", df }) as const),
    { kind: "cubecauchy" },
    { kind: "quintcauchy" },
  ];
}

/**
 * Programs whose outputs have a limit but no variance at finite width: by the law of large numbers their means tend to
 * the limit, but so slowly that no comparison of means says anything.
 */
import { expect, test } from "vitest";
import { compare, compile, noFiles } from "../../src/index.ts";
import { unwrap } from "../kit/unwrap.ts";

async function compared(text: string, seed: bigint) {
  const program = unwrap(compile({ name: "heavy", text }, { settings: new Map(), files: noFiles }, () => {}));
  const outcome = await compare(
    program,
    {
      method: "auto",
      tolerance: 1e-4,
      alpha: 1e-4,
      device: "cpu",
      sampler: "auto",
      matrixLaw: undefined,
      memoryBytes: 2 ** 30,
      widths: [64, 128, 256, 512],
      effort: { kind: "fixed", trials: 200 },
      resolution: 0.1,
      seed,
      threads: 1,
      precision: "double",
      signal: undefined,
      onProgress: undefined,
    },
    () => {},
  );
  return { ...unwrap(outcome).comparison, diagnostics: outcome.diagnostics };
}

const programs: readonly (readonly [name: string, declarations: string, output: string])[] = [
  ["the square of a t variable", "vector z ~ student_t(df = 2.1)", "moment(z^2)"],
  ["a power of a root of a Cauchy variable", "vector z ~ cubecauchy()", "moment(abs(z)^2.9)"],
  ["an exponential of a Laplace variable", "vector z ~ laplace(var = 1)", "moment(exp(1.3 * z))"],
  [
    "a product with a heavy vector",
    "vector z ~ student_t(df = 2.1)\nmatrix W ~ normal(0, 1 / n)",
    "moment(tanh(W @ z)^2)",
  ],
];

test.each(programs)("%s is undecided, with a warning at its place", async (_, declarations, output) => {
  const text = `width n\n${declarations}\noutput q = ${output}\n`;
  let warnings = 0;
  for (let seed = 1n; seed <= 5n; seed++) {
    const { verdict, outputs, diagnostics } = await compared(text, seed);
    expect(verdict).toBe("undecided");
    // An output whose trials happen to look tame and coarse needs no warning.
    if (outputs[0]?.heavyTail === undefined) continue;
    warnings++;
    expect(outputs[0].heavyTail.kind).toBe("known");
    expect(diagnostics).toMatchObject([{ code: "TP421", severity: "warning" }]);
    const { start, end } = diagnostics[0]!.place.span;
    expect(text.slice(start, end)).toContain("moment");
  }
  expect(warnings).toBeGreaterThanOrEqual(3);
});

test("a bounded function of the same vector is compared", async () => {
  const text = "width n\nvector z ~ student_t(df = 2.1)\noutput q = moment(tanh(z)^2)";
  const { verdict, diagnostics } = await compared(text, 1n);
  expect(verdict).toBe("agree");
  expect(diagnostics).toEqual([]);
});

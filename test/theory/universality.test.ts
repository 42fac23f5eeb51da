/**
 * Universality as Golikov (EPFL thesis 2025, appendices A.13 and A.14) measured it, at reduced size: other laws of the
 * matrices leave limits where they are if there are four moments, other laws of the vectors move them. Seeds are fixed;
 * the false-alarm rates are those of the tests over seeds.
 */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compile, noFiles, studyUniversality, type UniversalityStudy } from "../../src/index.ts";
import type { Shape } from "../../src/math/laws.ts";
import type { Swap } from "../../src/universality/swap-laws.ts";

const laws = (kinds: readonly Exclude<Shape["kind"], "student_t" | "truncated_normal">[]) =>
  kinds.map((kind) => ({ name: kind, shape: { kind } }));

async function study(
  example: string,
  options: { readonly widths: readonly number[]; readonly trials: number; readonly laws: ReturnType<typeof laws> },
): Promise<UniversalityStudy> {
  const text = readFileSync(new URL(`../../examples/${example}`, import.meta.url), "utf8");
  const program = compile({ name: example, text }, { settings: new Map(), files: noFiles }, () => {});
  if (!program.ok) throw new Error("not compiled");
  const found = await studyUniversality(
    program.value,
    {
      ...options,
      seed: 1n,
      alpha: 1e-3,
      method: "auto",
      tolerance: 2e-3,
      sampler: "auto",
      device: "cpu",
      matrixLaw: undefined,
      memoryBytes: 2 ** 30,
      threads: 2,
      precision: "double",
      signal: undefined,
      onProgress: undefined,
    },
    () => {},
  );
  if (!found.ok) throw new Error(found.diagnostics.map(({ message }) => message).join("; "));
  return found.value;
}

function outputOf({ experiments }: UniversalityStudy, law: string, swap: Swap | undefined, name: string) {
  const output = experiments
    .find((one) => one.law === law && one.swap === swap)
    ?.outputs.find((one) => one.name === name);
  if (output === undefined) throw new Error(`no ${name} under ${law}`);
  const widest = output.distances.at(-1);
  if (widest === undefined) throw new Error(`no distances of ${name}`);
  return { ...output, widest };
}

test("a tied autoencoder: all tensors keep a distance, matrices with four moments none, cubecauchy does", async () => {
  const found = await study("tied-autoencoder.tp", {
    widths: [32, 64, 128],
    trials: 200,
    laws: laws(["uniform", "quintcauchy", "cubecauchy"]),
  });
  // Each verdict is wrong with probability at most alpha = 1e-3 over the whole study.
  for (const { law, swap, verdict } of found.experiments) expect(verdict, `${law} ${swap}`).not.toBe("disagree");

  // All tensors: the distance of E[0] tends to the difference of the limits, E x^2 of tanh under the two laws. The
  // tolerance is five standard errors of a difference of means (2e-6 a test), and a tenth for other shapes.
  for (const law of ["uniform", "quintcauchy"]) {
    const { widest, tendency, slope, reading } = outputOf(found, law, "all tensors", "E[0]");
    const shift = Math.abs((tendency.predicted ?? Number.NaN) - 0.3942944904);
    expect(Math.abs(widest.wasserstein - shift)).toBeLessThan(5 * widest.differenceSe + 0.1 * shift);
    expect(reading).toBe("distance");
    // A distance that vanished like the spread of an average would have the slope -1/2.
    expect(slope?.low ?? Number.NaN).toBeGreaterThan(-0.25);
  }

  // Matrices: where nothing is left of the law, 1 % of distances are above the bound by chance; three times the floor is
  // beyond the 99.99 % point of the area under a bridge.
  for (const law of ["uniform", "quintcauchy"]) {
    for (const name of ["E[0]", "E[1]", "E[2]"]) {
      const { widest } = outputOf(found, law, "matrices", name);
      expect(widest.wasserstein, `${law} ${name}`).toBeLessThan(3.5 * widest.floor);
    }
  }
  const wide = outputOf(found, "cubecauchy", "matrices", "E[2]").widest;
  // Entries of tail index 3 have no eighth moment: single trials of E[2] lie orders of magnitude above the others.
  expect(wide.wasserstein).toBeGreaterThan(30 * wide.floor);
  expect(outputOf(found, "cubecauchy", "matrices", "E[2]").tendency.predicted).toBeUndefined();
});

test("kernels of a transformer: under every law of matrices the distance from the limit falls like n^(-1/2)", async () => {
  const found = await study("transformer.tp", {
    widths: [16, 64],
    trials: 60,
    laws: laws(["uniform", "laplace", "cubecauchy"]),
  });
  for (const { law, swap, kernels } of found.experiments) {
    const [kernel, ...others] = kernels;
    expect(others).toEqual([]);
    expect(kernel?.name).toBe("Q[*,*]");
    const [narrow, wide] = kernel?.distances ?? [];
    const ratio = (narrow?.toLimit?.mean ?? Number.NaN) / (wide?.toLimit?.mean ?? Number.NaN);
    // 2 in theory, with terms of higher order. The mean of 60 distances has a relative error near 0.06, their ratio 0.08:
    // 1.4 is seven of these below 2.
    expect(ratio, `${law} ${swap}`).toBeGreaterThan(1.4);
  }
  // All tensors too: this program reads of its vectors the covariances alone.
  for (const { outputs, swap, reach } of found.experiments) {
    if (swap !== "all tensors" || reach === "outside") continue;
    for (const { name, tendency } of outputs) {
      const limit = found.limits.find((one) => one.name === name)?.value ?? Number.NaN;
      expect(tendency.predicted).toBeCloseTo(limit, 8);
    }
  }
});

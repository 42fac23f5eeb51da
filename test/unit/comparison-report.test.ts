/** Reports of a comparison: whatever they are written in, they say the same. */
import { expect, test } from "vitest";
import { compare } from "../../src/comparison.ts";
import { comparisonReport } from "../../src/comparison-report.ts";
import { lower } from "../kit/lower.ts";
import { unwrap } from "../kit/unwrap.ts";

// Its trials have infinite variance, which is a warning and a note.
const program = lower("width n\nvector g ~ normal(0, 1)\noutput q = moment(exp(0.3 * g^2))\n");
const options = {
  method: "auto",
  tolerance: 1e-6,
  alpha: 1e-4,
  resolution: 0.1,
  effort: { kind: "fixed", trials: 500 },
  widths: [16, 32],
  seed: 1n,
  sampler: "auto",
  device: "cpu",
  matrixLaw: undefined,
  memoryBytes: 2 ** 30,
  threads: 1,
  precision: "auto",
  signal: undefined,
  onProgress: undefined,
} as const;

test("HTML and Markdown have the warnings, the notes, the circumstances, and that a run is partial", async () => {
  const outcome = await compare(program, options, () => {});
  const { diagnostics: warnings } = outcome;
  expect(warnings.map(({ code }) => code)).toEqual(["TP421"]);
  const compared = unwrap(outcome);
  for (const format of ["html", "md"] as const) {
    for (const partial of [false, true]) {
      const simulation = { ...compared.simulation, partial };
      const request = { format, stem: "out", command: "tpc compare heavy.tp", program, warnings };
      const [file] = await comparisonReport({ ...compared, simulation }, request);
      const text = (file?.text ?? "").replaceAll("\\", "");
      expect(text).toContain("warning[TP421] at ");
      expect(text).toContain("q: its trials have infinite variance");
      expect(text).toContain("seed 1; 1 thread");
      expect(text).toContain("widths 16 (500 trials), 32 (500 trials); chance of a false disagreement 0.0001");
      expect(text.includes("Partial: interrupted before all trials were done.")).toBe(partial);
    }
  }
});

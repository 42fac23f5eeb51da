/** Bounds beside simulations: when those end, and what they then claim. */
import { expect, test } from "vitest";
import { bound } from "../../src/bounding.ts";
import { boundJson, boundLines } from "../../src/report/bound-lines.ts";
import { frequencyBound } from "../../src/report/frequency.ts";
import { lower } from "../kit/lower.ts";
import { unwrap } from "../kit/unwrap.ts";

const program = lower(`width n
vector z ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
output q = moment((W @ z)^2)`);
const options = { tau: 1, delta: 0.2, lipschitz: new Map<string, number>(), tolerance: 1e-6 };
const simulation = {
  widths: [16, 32, 64],
  seed: 1n,
  trials: 60,
  signal: undefined,
  onProgress: undefined,
  sampler: "auto",
  device: "cpu",
  matrixLaw: undefined,
  memoryBytes: 2 ** 30,
  threads: 1,
  precision: "auto",
} as const;

test("widths are tried until one is enough; the chance of an error is shared by all that could be", async () => {
  const seen = new Set<number>();
  const onProgress = (width: number) => void seen.add(width);
  const found = unwrap(await bound(program, options, { ...simulation, onProgress }, () => {}));
  const [q] = found.outputs;
  expect(found.partial).toBe(false);
  expect(q?.enough).toBe(true);
  expect([...seen]).toEqual(q?.simulated.map(({ width }) => width));
  for (const { beyond, trials, atMost } of q?.simulated ?? []) {
    expect(trials).toBe(60);
    expect(atMost).toBe(frequencyBound(beyond, trials, 0.05 / 3));
  }
});

test("what was interrupted is partial, and claims no trials that were not run", async () => {
  const signal = AbortSignal.abort();
  const found = unwrap(await bound(program, options, { ...simulation, signal }, () => {}));
  expect(found.outputs[0]).toMatchObject({ simulated: [], enough: false });
  expect(boundJson(found)).toMatchObject({ partial: true });
  expect(boundLines(found).join("\n")).not.toContain("simulation");
});

/**
 * What single precision costs: samples in float32 beside those in float64 of the same trials, which have the same
 * random numbers. Rounding has to stay below a tenth of the Monte-Carlo error of a thousand trials, so that it is not
 * seen where no comparison could see it.
 */
import { describe, expect, it } from "vitest";
import { openCpuEngine } from "../../../../src/runtime/cpu/engine.ts";
import type { Precision } from "../../../../src/runtime/precision.ts";
import { planText } from "../../../kit/plan-text.ts";
import { unwrap } from "../../../kit/unwrap.ts";

async function samplesOf(text: string, width: number, trials: number, precision: Precision) {
  const engine = unwrap(await openCpuEngine({ threads: 1, precision, samplers: ["explicit"] }));
  const prepared = unwrap(await engine.prepare(planText(text, width)));
  const request = { seed: 11n, firstTrial: 0, trials, signal: undefined, onProgress: undefined };
  const { samples } = unwrap(await prepared.run(request));
  await prepared.release();
  await engine.close();
  return samples;
}

const TRIALS = 12;

/** By output: the root mean square of the rounding errors, and the standard deviation over trials. */
async function errors(text: string, width: number): Promise<readonly { rounding: number; spread: number }[]> {
  const [single, double] = [
    await samplesOf(text, width, TRIALS, "single"),
    await samplesOf(text, width, TRIALS, "double"),
  ];
  return double.map((judged, o) => {
    const differences = [...judged].map((value, t) => (single[o]?.[t] ?? Number.NaN) - value);
    const mean = judged.reduce((sum, value) => sum + value, 0) / TRIALS;
    const square = (values: Iterable<number>) => [...values].reduce((sum, value) => sum + value ** 2, 0);
    return {
      rounding: Math.sqrt(square(differences) / TRIALS),
      spread: Math.sqrt(square([...judged].map((value) => value - mean)) / (TRIALS - 1)),
    };
  });
}

/** Of the mean of 1,000 trials. The seed is fixed: what is measured here is the same in every run. */
const monteCarlo = (spread: number): number => spread / Math.sqrt(1000);

describe("rounding of single precision at n = 65536", () => {
  it("is below a tenth of the Monte-Carlo error for a perceptron", async () => {
    const perceptron = `width n
param sigma = 1.5
data X = [[1, 0, 0], [0.6, 0.8, 0], [0.5, 0.5, 0.7]]
vector U[j in 1..3] ~ normal(0, sigma^2)
vector v ~ normal(0, 1)
for i in 1..3 { h[i] = sum(j in 1..3: X[i, j] * U[j]) }
for i in 1..3 { f[i] = moment(v * tanh(h[i])) }
for i in 1..3, j in 1..i { K[i, j] = moment(tanh(h[i]) * tanh(h[j])) }
output f[i in 1..3], K[i in 1..3, j in 1..i]
`;
    for (const { rounding, spread } of await errors(perceptron, 65_536)) {
      expect(rounding).toBeLessThan(0.1 * monteCarlo(spread));
    }
  });

  it("is so for a layer of 32 neurons, each a sum of 65,536 products", async () => {
    const layer = `width n
width m = n / 2048
vector x : n ~ normal(0, 1)
matrix W : m x n ~ normal(0, 1 / n)
h = W @ x
y = W.T @ tanh(h)
output moment(tanh(h)^2), moment(h), moment(y * x)
`;
    for (const { rounding, spread } of await errors(layer, 65_536)) {
      expect(rounding).toBeLessThan(0.1 * monteCarlo(spread));
    }
  });
});

it("sums a million numbers by blocks", async () => {
  const text = "width n\nvector x ~ normal(0, 1)\noutput moment(x^2), moment(x^4)\n";
  const [single, double] = [await samplesOf(text, 1e6, 1, "single"), await samplesOf(text, 1e6, 1, "double")];
  for (const [o, judged] of double.entries()) {
    // Each number goes through at most 4 levels of 32 additions, 8e-6 if all were rounded one way; as they are not, a
    // tenth of that is much. One after the other, a million additions lose some 1e-5.
    expect(Math.abs((single[o]?.[0] ?? Number.NaN) / (judged[0] ?? 0) - 1)).toBeLessThan(1e-6);
  }
});

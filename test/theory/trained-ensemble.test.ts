/**
 * Predictions against what they are about: four hundred networks of width 1024, each trained by gradient descent on all
 * of its weights until it has its targets. Nothing here knows of kernels.
 */
import { expect, test } from "vitest";
import { noFiles, predictFromProgram } from "../../src/index.ts";
import { createRandom, type Random } from "../kit/random.ts";
import { unwrap } from "../kit/unwrap.ts";

const text = `data X = [[1, 0], [-0.4, 1.2], [2, 0]]
width n
vector U[j in 1..2] ~ normal(0, 1)
vector v ~ normal(0, 1)
for i in 1..3 {
  readout y[i] = v . tanh(X[i, 1] * U[1] + X[i, 2] * U[2]) / sqrt(n)
}
`;
const trained = [
  [1, 0],
  [-0.4, 1.2],
] as const;
const predicted = [2, 0] as const;
const targets = [1, 0.5] as const;

/** The answer of one network f(x) = n^{-1/2} sum_a v_a tanh(u_a . x), trained until its targets are met to 1e-6. */
function train(width: number, random: Random): number {
  const draw = () => Float64Array.from({ length: width }, () => random.normal());
  const [u1, u2, v] = [draw(), draw(), draw()];
  const root = Math.sqrt(width);
  const answer = ([x1, x2]: readonly [number, number]) => {
    let sum = 0;
    for (let a = 0; a < width; a++) sum += v[a]! * Math.tanh(u1[a]! * x1 + u2[a]! * x2);
    return sum / root;
  };
  // The tangent kernel has the eigenvalues 0.695 and 1.258: each step leaves at most 0.45 of the residuals.
  const rate = 0.8;
  for (let step = 0; step < 200; step++) {
    const residuals = trained.map((x, i) => answer(x) - targets[i]!);
    if (residuals.every((r) => Math.abs(r) < 1e-6)) return answer(predicted);
    for (let a = 0; a < width; a++) {
      let [d1, d2, dv] = [0, 0, 0];
      for (const [i, [x1, x2]] of trained.entries()) {
        const h = Math.tanh(u1[a]! * x1 + u2[a]! * x2);
        const back = (residuals[i]! * v[a]! * (1 - h * h)) / root;
        d1 += back * x1;
        d2 += back * x2;
        dv += (residuals[i]! * h) / root;
      }
      u1[a]! -= rate * d1;
      u2[a]! -= rate * d2;
      v[a]! -= rate * dv;
    }
  }
  throw new Error("training did not converge");
}

test("mean and variance of the trained ensemble", () => {
  const prediction = predictFromProgram(
    { name: "net.tp", text },
    { settings: new Map(), files: noFiles, method: "auto", tolerance: 1e-6 },
    {
      arguments: { train: "y[1..2]", test: "y[3]", targets: targets.join(","), wrt: undefined, weights: undefined },
      kernel: "both",
      times: [Number.POSITIVE_INFINITY],
      ridge: 0,
      noise: 0,
      convention: undefined,
      covariance: false,
      files: noFiles,
    },
    () => {},
  );
  const [ntk, nngp] = unwrap(prediction).laws;
  const [mean, variance] = [ntk?.mean.values[0] ?? Number.NaN, ntk?.covariance.values[0] ?? Number.NaN];

  const count = 400;
  const random = createRandom("trained ensemble");
  const answers = Array.from({ length: count }, () => train(1024, random));
  const average = answers.reduce((sum, x) => sum + x, 0) / count;
  const spread = answers.reduce((sum, x) => sum + (x - average) ** 2, 0) / (count - 1);
  // Normal answers: standard errors sd / sqrt(count) and variance * sqrt(2 / count). Five of them are exceeded by chance
  // with probability 6e-7; the bias of width 1024, of the order of 1/1024, is far below one.
  expect(Math.abs(average - mean)).toBeLessThan(5 * Math.sqrt(variance / count));
  expect(Math.abs(spread - variance)).toBeLessThan(5 * variance * Math.sqrt(2 / count));
  // Sharp enough to tell training from Bayes' rule with the same prior, whose mean is 0.085 lower.
  expect(Math.abs(average - (nngp?.mean.values[0] ?? 0))).toBeGreaterThan(5 * Math.sqrt(variance / count));
});

/**
 * The comparison has teeth: it tells the limit of a program from what the limit would be without Onsager terms, in
 * every example where the two differ. Both are compared with the same trials.
 */
import { describe, expect, test } from "vitest";
import { noFiles } from "../../src/index.ts";
import type { Program } from "../../src/ir/program.ts";
import { deriveLimit } from "../../src/limit/derive.ts";
import { describeLimit } from "../../src/limit/describe.ts";
import { evaluateLimit } from "../../src/limit/evaluate.ts";
import type { Onsager } from "../../src/limit/limit-program.ts";
import { compile } from "../../src/pipeline.ts";
import { compareWithLimit, type LimitOf } from "../../src/report/compare.ts";
import { type SimulateOptions, simulate } from "../../src/simulator.ts";
import { examplePrograms } from "../kit/example-programs.ts";
import { unwrap } from "../kit/unwrap.ts";

/** The examples that use a matrix on both sides and show it in an output. */
const withOnsagerTerms = [
  "batch-training",
  "gradient-dependence",
  "interpolation",
  "jacobian-spectrum",
  "marchenko-pastur",
  "message-passing",
  "mup-step",
  "mup-training",
  "nested-gradient",
  "semicircle",
  "smoothed-step",
  "spiked-matrix",
  "symmetric-iteration",
  "tied-autoencoder",
  "transpose",
  "words-in-a-matrix",
];

/** Matrices on one side only, or without effect on any output: dropping the terms changes nothing. */
const without = [
  "attention-heads",
  "batch-norm",
  "central-limit",
  "convolution",
  "depth-limit",
  "edge-of-chaos",
  "fourth-moments",
  "gated-recurrent",
  "gaussian-expectations",
  "gaussian-images",
  "gram-matrix",
  "hierarchy",
  "input-gradients",
  "kernel-prediction",
  "laws",
  "layer-norm",
  "mean-field",
  "moment",
  "momentum-training",
  "perceptron",
  "product-law",
  "residual",
  "square-activation",
  "tied-weights",
  "transformer",
];

/** Backward passes from fresh weights: the terms are there, and each is an expectation that is odd in the weights. */
const withVanishingTerms = [
  "backward-pass",
  "biases",
  "eoc-kernel",
  "recurrent",
  "relu-kernel",
  "robust-training",
  "tangent-kernel",
  "tanh-kernel",
  "two-sequences",
];

const settings: SimulateOptions = {
  device: "cpu",
  sampler: "auto",
  matrixLaw: undefined,
  memoryBytes: 2 ** 30,
  widths: [64, 128, 256, 512],
  // Enough for every output to be told to 2 %.
  trials: 1000,
  seed: 1n,
  threads: 2,
  precision: "double",
  signal: undefined,
  onProgress: undefined,
};

function programOf(name: string): Program {
  const text = examplePrograms.find((example) => example.name === name)?.text ?? "";
  return unwrap(compile({ name, text }, { settings: new Map(), files: noFiles }, () => {}));
}

function limitsOf(program: Program, onsager: Onsager): readonly LimitOf[] {
  const limit = unwrap(deriveLimit(program, { onsager }));
  const values = unwrap(evaluateLimit(limit, { method: "auto", tolerance: 1e-4, symbols: new Map(), seed: 1n }));
  return describeLimit(limit, values).outputs.map(({ name, estimate }) => ({
    name,
    value: estimate?.value ?? Number.NaN,
    error: estimate?.error ?? Number.NaN,
  }));
}

test("every example is in one of the lists", () => {
  expect([...withOnsagerTerms, ...without, ...withVanishingTerms].sort()).toEqual(
    examplePrograms.map(({ name }) => name),
  );
});

describe("examples without Onsager terms", () => {
  test.each(without)("%s", (name) => {
    const { scalars } = unwrap(deriveLimit(programOf(name)));
    expect(scalars.filter(({ meaning }) => meaning.kind === "onsager")).toEqual([]);
  });
});

describe("examples whose Onsager terms vanish have the same limit without them", () => {
  test.each(withVanishingTerms)("%s", (name) => {
    const program = programOf(name);
    const dropped = limitsOf(program, "dropped");
    for (const [k, { value, error }] of limitsOf(program, "counted").entries()) {
      expect(Math.abs(value - (dropped[k]?.value ?? Number.NaN))).toBeLessThanOrEqual(error + (dropped[k]?.error ?? 0));
    }
  });
});

describe("examples with Onsager terms agree with their limit, and not with the one without these terms", () => {
  test.each(withOnsagerTerms)("%s", async (name) => {
    const program = programOf(name);
    const { runs } = unwrap(await simulate(program, settings, () => {}));
    const rounding = { relative: 1e-9, absolute: 1e-15 };
    const verdict = (onsager: Onsager) =>
      compareWithLimit(limitsOf(program, onsager), runs, {
        alpha: 1e-4,
        beta: 1e-3,
        resolution: 0.1,
        rounding,
        infiniteVariance: () => undefined,
      }).verdict;
    expect(verdict("counted")).toBe("agree");
    expect(verdict("dropped")).toBe("disagree");
  });
});

test("a step of training without the Onsager term has the known wrong value", () => {
  // Golikov's one step of a two-hidden-layer tanh net: 0.34584798 is right, 0.23127636 what independence gives.
  const program = programOf("mup-step");
  const value = (onsager: Onsager) => limitsOf(program, onsager).find(({ name }) => name === "f1")?.value;
  expect(value("counted")).toBeCloseTo(0.34584798, 8);
  expect(value("dropped")).toBeCloseTo(0.23127636, 8);
});

test.each(["quadrature", "qmc", "particles"] as const)("what is dropped is dropped by the method %s", (method) => {
  const program = programOf("transpose");
  const limit = unwrap(deriveLimit(program, { onsager: "dropped" }));
  const values = unwrap(evaluateLimit(limit, { method, tolerance: 1e-3, symbols: new Map(), seed: 1n }));
  const [zy, yy] = describeLimit(limit, values).outputs.map(({ estimate }) => estimate);
  // W.T @ tanh(W @ z) is independent of z then, with variance E tanh(g)^2.
  expect(Math.abs(zy?.value ?? Number.NaN)).toBeLessThanOrEqual((zy?.error ?? 0) + 1e-12);
  expect(Math.abs((yy?.value ?? Number.NaN) - 0.39429449039784)).toBeLessThanOrEqual((yy?.error ?? 0) + 1e-12);
});

test("a muP step, read at an input on which the network was not trained", () => {
  // Yang and Hu, Tensor programs IV, theorem 6.4: trained on an input of norm 1 with eta = 1, evaluated at 0.8 of it.
  // Gradient independence forgets the correction of W @ x1_after.
  const program = unwrap(
    compile(
      {
        name: "mup-elsewhere",
        text: `width n
vector g ~ normal(0, 1)
vector v ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
x1 = tanh(g)
h2 = W @ x1
d2 = -v * (1 - tanh(h2)^2)
d1 = (W.T @ d2) * (1 - x1^2)
h2_after = (W - outer(d2, x1) / n) @ tanh(0.8 * (g - d1))
output moment((v + tanh(h2)) * tanh(h2_after))
`,
      },
      { settings: new Map(), files: noFiles },
      () => {},
    ),
  );
  expect(Math.abs((limitsOf(program, "counted")[0]?.value ?? 0) - 0.5373050889)).toBeLessThan(1e-9);
  expect(Math.abs((limitsOf(program, "dropped")[0]?.value ?? 0) - 0.3938778769)).toBeLessThan(1e-9);
});

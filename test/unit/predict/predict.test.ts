/** Predictions from matrices: the example of the page, and matrices that do not fit. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { block, type Problem, predictOutputs } from "../../../src/index.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

const kernel = {
  train: block([
    [1, 0.5],
    [0.5, 1],
  ]),
  cross: block([[0.8, 0.2]]),
};
const problem: Problem = {
  train: ["a", "b"],
  test: ["c"],
  kernels: { ntk: kernel, nngp: { ...kernel, test: block([[1]]) } },
  kernel: "both",
  targets: Float64Array.of(1, -1),
  weights: Float64Array.of(1, 1),
  times: [1, Number.POSITIVE_INFINITY],
  ridge: 0,
  noise: 0,
  place: { source: { name: "kernel", text: "" }, span: { start: 0, end: 0 } },
};

test("the example of docs/predict.md", async () => {
  const page = readFileSync(`${root}/docs/predict.md`, "utf8");
  const code = /^```ts\n(.*?)^```/ms.exec(page)?.[1] ?? "";
  const cache = `${root}/node_modules/.cache/tpc-page`;
  mkdirSync(cache, { recursive: true });
  const text = code.replace('"tensor-programs"', JSON.stringify(`${root}/src/index.ts`));
  writeFileSync(`${cache}/predict.ts`, `${text}\nexport { outcome };\n`);
  const { outcome } = await import(`${cache}/predict.ts`);
  expect(outcome).toEqual(predictOutputs(problem));
  // By hand: y is an eigenvector of [[1, 1/2], [1/2, 1]] with eigenvalue 1/2, and (0.8 - 0.2) / (1/2) = 1.2.
  const means = outcome.value.map(({ mean }: { readonly mean: { readonly values: Float64Array } }) => mean.values[0]);
  const expected = [1.2 * (1 - Math.exp(-0.5)), 1.2, 1.2];
  for (const [k, mean] of means.entries()) expect(Math.abs(mean - (expected[k] ?? 0))).toBeLessThan(1e-14);
});

test("parts that do not fit are refused", () => {
  const message = (change: Partial<Problem>) => {
    const outcome = predictOutputs({ ...problem, ...change });
    expect(outcome.ok).toBe(false);
    return `${outcome.diagnostics[0]?.code} ${outcome.diagnostics[0]?.message}`;
  };
  const { nngp } = problem.kernels;
  const withNngp = (change: Partial<typeof nngp>) => ({ kernels: { ntk: kernel, nngp: { ...nngp, ...change } } });
  expect(message(withNngp({ train: block([[1]]) }))).toBe("TP432 nngp.train is 1 x 1");
  expect(message(withNngp({ test: block([[1, 0]]) }))).toBe("TP432 nngp.test is 1 x 2");
  expect(message(withNngp({ cross: block([[Number.NaN, 1]]) }))).toBe("TP433 entry (1, 1) of nngp.cross is NaN ± 0");
  expect(message(withNngp({ cross: block([[0, 1]], -1) }))).toBe("TP433 entry (1, 1) of nngp.cross is 0 ± -1");
  expect(message({ targets: Float64Array.of(1) })).toBe("TP432 1 targets and 2 weights for 2 training outputs");
  expect(message({ weights: Float64Array.of(1, 0) })).toBe("TP432 a target or a weight is out of range");
  expect(message({ times: [-1] })).toBe("TP432 a time, the ridge or the noise is out of range");
  expect(message({ noise: Number.POSITIVE_INFINITY })).toBe("TP432 a time, the ridge or the noise is out of range");
  expect(message({ kernels: { ...problem.kernels, ntk: undefined } })).toBe("TP432 there is no tangent kernel");
  const empty = block([]);
  const none = { train: empty, cross: { ...empty, rows: 1 }, test: block([[1]]) };
  expect(
    message({ train: [], kernel: "nngp", kernels: { ntk: undefined, nngp: none }, targets: new Float64Array() }),
  ).toBe("TP432 there is no training output");
});

test("outputs and weights of very different sizes make no kernel singular", () => {
  // Training to the end does not depend on the weights, and scales with the outputs.
  const means = (size: number, weights: readonly number[]) => {
    const sized = {
      train: block([
        [1, 0.5 * size],
        [0.5 * size, size * size],
      ]),
      cross: block([[0.8, 0.2 * size]]),
    };
    const kernels = { ntk: sized, nngp: { ...sized, test: block([[1]]) } };
    const times = [Number.POSITIVE_INFINITY];
    const changed = { kernels, times, targets: Float64Array.of(1, -size), weights: Float64Array.from(weights) };
    const outcome = predictOutputs({ ...problem, ...changed });
    return outcome.ok ? outcome.value.map(({ mean }) => mean) : [];
  };
  for (const [size, weights] of [
    [1, [1e-12, 1e12]],
    [1e-10, [1, 1]],
    [1e9, [1e20, 1]],
  ] as const) {
    const found = means(size, weights);
    expect(found).toHaveLength(2);
    // Some roundings of numbers of order 1.
    for (const { values, errors } of found) {
      expect(Math.abs((values[0] ?? 0) - 1.2)).toBeLessThan(1e-14);
      expect(errors[0]).toBeLessThan(1e-13);
    }
  }
});

test("what is too large for a number is told, and is no negative variance", () => {
  const told = (change: Partial<Problem>) =>
    predictOutputs({ ...problem, ...change }).diagnostics.map(({ code, message }) => `${code} ${message}`);
  const tooLarge = "TP432 the prediction of `c` is too large for a number";
  expect(told({ targets: Float64Array.of(1e308, -1e308) })).toEqual([tooLarge]);
  expect(told({ weights: Float64Array.of(1e-300, 1e300), times: [1] })).toEqual([]);
});

test("a negative eigenvalue is told in proportion", () => {
  const indefinite = {
    train: block([
      [4, 4.4],
      [4.4, 4],
    ]),
    cross: kernel.cross,
  };
  const kernels = { ntk: indefinite, nngp: { ...indefinite, test: block([[1]]) } };
  const outcome = predictOutputs({ ...problem, kernel: "ntk", kernels });
  expect(outcome.diagnostics.map(({ message }) => message)).toEqual([
    "the tangent kernel of the training outputs has a negative eigenvalue, -0.0476 times the largest in size",
  ]);
});

/** From programs to predictions: published values, and every way from the arguments to a message. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { noFiles } from "../../src/index.ts";
import {
  type PredictArguments,
  type Prediction,
  type PredictRequest,
  predictFromDocument,
  predictFromProgram,
} from "../../src/prediction.ts";
import { predictionJson } from "../../src/report/prediction-json.ts";
import { unwrap } from "../kit/unwrap.ts";

const { POSITIVE_INFINITY } = Number;
const defaults: PredictRequest = {
  arguments: { train: "y[1..2]", test: undefined, targets: "1,-1", wrt: undefined, weights: undefined },
  kernel: "both",
  times: [POSITIVE_INFINITY],
  ridge: 0,
  noise: 0,
  convention: undefined,
  covariance: false,
  files: noFiles,
};

type Wishes = Partial<Omit<PredictRequest, "arguments">> & Partial<PredictArguments>;

function requestOf({ train, test, targets, wrt, weights, ...rest }: Wishes): PredictRequest {
  const given = Object.entries({ train, test, targets, wrt, weights }).filter(([, text]) => text !== undefined);
  return { ...defaults, ...rest, arguments: { ...defaults.arguments, ...Object.fromEntries(given) } };
}

function example(name: string): string {
  return readFileSync(new URL(`../../examples/${name}.tp`, import.meta.url), "utf8");
}

function predict(text: string, wishes: Wishes = {}, settings: Readonly<Record<string, number>> = {}) {
  const source = { name: "net.tp", text };
  const limit = { method: "auto", tolerance: 1e-6 } as const;
  const options = { settings: new Map(Object.entries(settings)), files: noFiles, ...limit };
  return predictFromProgram(source, options, requestOf(wishes), () => {});
}

/** The mean of the first test output under each law. */
function means({ laws }: Prediction): readonly (number | undefined)[] {
  return laws.map(({ mean }) => mean.values[0]);
}

function complaint(outcome: ReturnType<typeof predict>): readonly (string | undefined)[] {
  const [first] = outcome.diagnostics;
  expect(outcome.ok).toBe(false);
  return [first?.code, first?.message, first?.hint];
}

function within(value: number | undefined, expected: number, tolerance: number): void {
  expect(Math.abs((value ?? Number.NaN) - expected)).toBeLessThan(tolerance);
}

const three = example("kernel-prediction");
/** A readout at each of N angles; bias-free, so that y at x and 2 x are multiples of each other. */
const angles = (list: string) =>
  three.replace("[0, 0.9, 0.4]", `[${list}]`).replace("1..3", `1..${list.split(",").length}`);

test("trained ensemble and posterior (Golikov 2025, equations 2.149 to 2.156)", () => {
  const { laws } = unwrap(predict(three));
  const [ntk, nngp] = laws;
  expect(laws.map(({ kernel, time }) => [kernel, time])).toEqual([
    ["ntk", POSITIVE_INFINITY],
    ["nngp", undefined],
  ]);
  // To all digits that an independent computation in Python gives.
  within(ntk?.mean.values[0], 0.12003480611691889, 1e-13);
  within(ntk?.covariance.values[0], 0.008328037946585543, 1e-13);
  within(nngp?.mean.values[0], 0.12594853719744928, 1e-13);
  within(nngp?.covariance.values[0], 0.008246841875780536, 1e-13);
});

test("training the readout weights alone ends in the posterior", () => {
  const { laws, tangent } = unwrap(predict(three, { wrt: "v, v" }));
  expect(tangent).toEqual({ wrt: ["v"], convention: "standard" });
  const [trained, posterior] = laws;
  within(trained?.mean.values[0], posterior?.mean.values[0] ?? Number.NaN, 1e-12);
  within(trained?.covariance.values[0], posterior?.covariance.values[0] ?? Number.NaN, 1e-12);
});

test("robust training (Kim and Yang 2024): the same interpolant for every weight of the derivatives", () => {
  const robust = example("robust-training");
  const wishes: Wishes = { kernel: "ntk", train: "y[1..2,0..2]", targets: "1,0,0,-1,0,0", test: "y[3,0]" };
  for (const lambda of [1, 1e-4]) {
    const weights = [0.5, lambda / 2, lambda / 2].join(",");
    const [mean] = means(unwrap(predict(robust, { ...wishes, weights: `${weights},${weights}` })));
    within(mean, 0.86667463, 6e-9);
  }
  within(means(unwrap(predict(robust, wishes, { L: 3 })))[0], 0.74346224, 6e-9);
  const plain: Wishes = { ...wishes, train: "y[1..2, 0]", targets: "1,-1" };
  within(means(unwrap(predict(robust, plain)))[0], 1.20765854, 6e-9);
  within(means(unwrap(predict(robust, plain, { L: 3 })))[0], 0.96202639, 6e-9);
});

/** The square activation, with derivatives by the inputs (Kim and Yang 2024, appendix G). */
const square = `data X = [[1, 0], [0.6, 0.8]]
width n
vector U[a in 1..2] ~ normal(0, 1)
vector v ~ normal(0, 1)
for i in 1..2 {
  g[i] = X[i, 1] * U[1] + X[i, 2] * U[2]
  readout y[i, 0] = v . g[i]^2 / sqrt(n)
  for a in 1..2 { readout y[i, a] = v . (2 * g[i] * U[a]) / sqrt(n) }
}
`;

test("the square activation: Theta = Sigma + 4 <x, y>^2 is 3.16, and 2 f = x . grad f makes it singular", () => {
  // One training point and the test point itself: the prediction is Theta(x', x) / Theta(x, x), with Theta(x, x) = 7.
  const [mean] = means(unwrap(predict(square, { kernel: "ntk", train: "y[1,0]", targets: "7", test: "y[2,0]" })));
  within(mean, 3.16, 1e-13);
  expect(complaint(predict(square, { train: "y[1,0..2]", targets: "1,0,0", test: "y[2,0]" }))).toEqual([
    "TP433",
    "the tangent kernel is singular: the kernel row of `y[1,1]` is 2 times that of `y[1,0]`",
    "leave one of them out, or give a finite --time or --ridge 1e-6",
  ]);
  const [, message = ""] = complaint(predict(square, { train: "y[2,0..2]", targets: "1,0,0", test: "y[1,0]" }));
  expect(message).toMatch(/^the tangent kernel is singular: a combination of (`y\[2,[012]\]`(, )?){3} is always 0$/);
});

test("inputs that coincide are named; a finite time, a ridge, noise are remedies", () => {
  const twice = angles("0, 0.9, 0, 0.4");
  const wishes: Wishes = { train: "y[1..3]", targets: "1,-1,1" };
  const outcome = predict(twice, wishes);
  expect(complaint(outcome)).toEqual([
    "TP433",
    "the tangent kernel is singular: `y[1]` and `y[3]` have the same kernel row",
    "leave one of them out, or give a finite --time or --ridge 1e-6",
  ]);
  expect(outcome.diagnostics[1]?.message).toBe(
    "the NNGP kernel is singular: `y[1]` and `y[3]` have the same kernel row",
  );
  expect(outcome.diagnostics[1]?.hint).toBe(
    "leave one of them out, or allow for errors of the targets, --noise 1e-6, or do without the posterior: --kernel ntk",
  );
  // Two equal inputs with equal targets count twice.
  const [once] = means(unwrap(predict(three, { kernel: "ntk", times: [2], weights: "2,1" })));
  within(means(unwrap(predict(twice, { ...wishes, kernel: "ntk", times: [2] })))[0], once ?? Number.NaN, 1e-12);
  const eased = unwrap(predict(twice, { ...wishes, ridge: 1e-7, noise: 1e-7 }));
  within(means(eased)[0], 0.12003481, 1e-6);
  within(means(eased)[1], 0.12594854, 1e-6);
});

test("jointly normal vectors are parameters of their own: their covariance does not enter the tangent kernel", () => {
  const head = "param r = 0.6\nwidth n\nvector v ~ normal(0, 1)\nvector c ~ normal(0, 1)\n";
  const joint = `${head}vector (a, b) ~ normal([0, 0], [[1, r], [r, 1]])\n`;
  const apart = `${head}vector g ~ normal(0, 1)\nvector h ~ normal(0, 1)\na = g\nb = r * g + sqrt(1 - r^2) * h\n`;
  const readouts = "readout y[1] = v . (a + b) / sqrt(n)\nreadout y[2] = v . (a + c) / sqrt(n)\n";
  // The prediction at infinite time is the ratio of Theta(2, 1) and Theta(1, 1), for parameters without v.
  const ratio = (text: string, wrt: string) =>
    means(unwrap(predict(text + readouts, { kernel: "ntk", train: "y[1]", targets: "1", wrt })))[0];
  within(ratio(joint, "a,b"), 1 / 2, 1e-12);
  within(ratio(apart, "g,h"), (1 + 0.6) / (2 + 2 * 0.6), 1e-12);
  const other = joint.replace("[[1, r], [r, 1]]", "[[4, r], [r, 1]]");
  within(ratio(other, "a,b"), 4 / 5, 1e-12);
});

test("a singular kernel stands in the way of what needs its inverse, and of nothing else", () => {
  const twice = angles("0, 0.9, 0, 0.4");
  const wishes: Wishes = { train: "y[1..3]", targets: "1,-1,1", times: [2, POSITIVE_INFINITY] };
  const outcome = predict(twice, wishes);
  const { laws } = unwrap(outcome);
  expect(laws.map(({ kernel, time }) => [kernel, time])).toEqual([["ntk", 2]]);
  expect(outcome.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
    ["TP436", "warning"],
    ["TP436", "warning"],
  ]);
  expect(outcome.diagnostics.map(({ message }) => message.split(":")[0])).toEqual([
    "the network trained to the end is left out",
    "the posterior is left out",
  ]);
  // The same numbers as without the posterior.
  const alone = unwrap(predict(twice, { ...wishes, kernel: "ntk", times: [2] }));
  expect(laws[0]?.mean).toEqual(alone.laws[0]?.mean);
  expect(laws[0]?.covariance).toEqual(alone.laws[0]?.covariance);
  // Noise makes the posterior regular, a ridge the training: the other part is left out.
  const noisy = unwrap(predict(twice, { ...wishes, times: [POSITIVE_INFINITY], noise: 1e-3 }));
  expect(noisy.laws.map(({ kernel }) => kernel)).toEqual(["nngp"]);
  const held = unwrap(predict(twice, { ...wishes, times: [POSITIVE_INFINITY], ridge: 1e-3 }));
  expect(held.laws.map(({ kernel, time }) => [kernel, time])).toEqual([["ntk", POSITIVE_INFINITY]]);
  // The mean at a finite time from the 3 x 3 kernel by Euler's method with many small steps.
  const theta = [0, 0.9, 0].map((a) => [0, 0.9, 0].map((b) => arcCosineTangent(a - b)));
  const cross = [0, 0.9, 0].map((a) => arcCosineTangent(a - 0.4));
  const [f, y] = [
    [0, 0, 0],
    [1, -1, 1],
  ];
  let at = 0;
  const step = 1e-5;
  for (let k = 0; k < 2 / step; k++) {
    const pull = f.map((value, i) => (y[i] ?? 0) - value);
    at += step * cross.reduce((sum, c, i) => sum + c * (pull[i] ?? 0), 0);
    for (const [i, row] of theta.entries()) {
      f[i] = (f[i] ?? 0) + step * row.reduce((sum, c, j) => sum + c * (pull[j] ?? 0), 0);
    }
  }
  // Euler's method errs by about its step.
  within(means(alone)[0], at, 1e-5);
});

/** The tangent kernel of the network of the example at unit inputs: in each layer E[relu relu] + E[relu' relu'] Theta. */
function arcCosineTangent(angle: number): number {
  let [cosine, size, tangent] = [Math.cos(angle), 1, Math.cos(angle)];
  for (const _ of ["first", "second"]) {
    const between = Math.acos(Math.min(1, cosine));
    const slope = (Math.PI - between) / (2 * Math.PI);
    const covariance = size * (Math.sin(between) / (2 * Math.PI) + slope * cosine);
    tangent = covariance + slope * tangent;
    size /= 2;
    cosine = covariance / size;
  }
  return tangent;
}

test("targets, times, weights, ridge and covariances reach the laws", () => {
  const request: Wishes = { targets: "2,-2", times: [0, 1], covariance: true, train: "y[1..2]" };
  const { laws, test } = unwrap(predict(angles("0, 0.9, 0.4, 0.6"), request));
  expect(test).toEqual(["y[3]", "y[4]"]);
  // Nothing is trained at time 0: the law of the network, with the kernel 1/4 of equal inputs.
  expect([...(laws[0]?.mean.values ?? [])]).toEqual([0, 0]);
  within(laws[0]?.covariance.values[0], 0.25, 1e-14);
  expect(laws[1]?.covariance).toMatchObject({ rows: 2, cols: 2 });
  const [early] = means(unwrap(predict(three, { kernel: "ntk", times: [1] })));
  within(laws[1]?.mean.values[0], 2 * (early ?? Number.NaN), 1e-13);
});

/** The kernels of all pairs, as tpc limit --json has them. */
function documentOf(prediction: readonly (readonly [string, number])[]): string {
  const outputs = prediction.map(([name, value]) => [name, { value, error: 0 }]);
  return JSON.stringify({ program: "net.tp", outputs: Object.fromEntries(outputs) });
}

test("a document with the kernels, in either order of the outputs", () => {
  const entries: [string, number][] = [
    ["nngp(y[1],y[1])", 1],
    ["nngp(y[2],y[1])", 0.5],
    ["nngp(y[2],y[2])", 1],
    ["ntk(y[1],y[1],wrt=[U])", 2],
    ["ntk(y[1],y[2],wrt=[U])", 1],
  ];
  const request = requestOf({ train: "y[1]", targets: "3" });
  const { laws, program, tangent } = unwrap(predictFromDocument(documentOf(entries), request));
  expect(program).toBe("net.tp");
  expect(tangent).toEqual({ wrt: ["U"], convention: "standard" });
  expect(laws.map(({ mean, covariance }) => [mean.values[0], covariance.values[0]])).toEqual([
    [1.5, 0.75],
    [1.5, 0.75],
  ]);
  const [code, message] = complaint(predictFromDocument(documentOf(entries.slice(1)), request));
  expect([code, message]).toEqual(["TP435", "the input lacks nngp(y[1],y[1])"]);
  const wrong = entries.map(([name, value]): [string, number] => [name, name === "nngp(y[2],y[2])" ? 0.1 : value]);
  expect(complaint(predictFromDocument(documentOf(wrong), request)).slice(0, 2)).toEqual([
    "TP433",
    "the kernels give `y[2]` the negative variance -0.150",
  ]);
});

test("mistakes in the arguments are shown in the arguments, those of the program in the program", () => {
  const parameter = predict(three, { wrt: "U,Q" }).diagnostics[0];
  expect([parameter?.code, parameter?.place.source.name]).toEqual(["TP201", "arguments"]);
  const { source, span } = parameter?.place ?? { source: { text: "" }, span: { start: 0, end: 0 } };
  expect(source.text.slice(span.start, span.end)).toBe("Q");
  const text = predict(three.replace("cos", "cosine")).diagnostics[0];
  expect([text?.code, text?.place.source.name]).toEqual(["TP201", "net.tp"]);
  expect(complaint(predict("width n\nvector x ~ normal(0, 1)\n")).slice(0, 2)).toEqual([
    "TP431",
    "`y[1]` is no readout of the program",
  ]);
});

test("a scalar without value, and a kernel without limit", () => {
  const open = "width n\nscalar s\nvector v ~ normal(0, 1)\nvector x[i in 1..2] ~ normal(0, 1)\n";
  const text = `${open}for i in 1..2 { readout y[i] = v . (s * x[i]) / sqrt(n) }\n`;
  const wishes: Wishes = { train: "y[1]", targets: "1" };
  expect(complaint(predict(text, wishes))).toEqual([
    "TP434",
    "no number for nngp(y[1],y[1]): the scalar s has no value",
    "give it: --set s=0.5",
  ]);
  within(means(unwrap(predict(text, { ...wishes, kernel: "nngp" }, { s: 2 })))[0], 0, 1e-15);
  const none = predict(text.replace("s * x[i]", "exp(x[i]^2)").replace("scalar s\n", ""), wishes);
  expect(none.ok).toBe(false);
});

test("outputs and expectations of the program itself do not enter", () => {
  const broken = three.replace("tol 1e-12\n", "tol 1e-12\noutput moment(exp(U[1]^2))\n");
  within(means(unwrap(predict(broken)))[0], 0.12003481, 6e-9);
});

test("JSON: times, errors, covariances", () => {
  const prediction = unwrap(predict(three, { times: [0.5, POSITIVE_INFINITY] }));
  const json = JSON.parse(JSON.stringify(predictionJson(prediction)));
  expect(json).toMatchObject({
    program: "net.tp",
    train: [
      { name: "y[1]", target: 1, weight: 1 },
      { name: "y[2]", target: -1, weight: 1 },
    ],
    wrt: null,
    convention: "standard",
    ridge: 0,
    noise: 0,
    predictions: [
      { kernel: "ntk", time: 0.5 },
      { kernel: "ntk", time: "inf" },
      { kernel: "nngp", time: null },
    ],
  });
  expect(Object.keys(json.predictions[0].outputs["y[3]"])).toEqual(["mean", "meanError", "variance", "varianceError"]);
  expect(json.predictions[0].covariance).toBeUndefined();
  const both = unwrap(predict(angles("0, 0.9, 0.4, 0.6"), { covariance: true, kernel: "nngp" }));
  const single = predictionJson(unwrap(predict(three, { covariance: true, kernel: "nngp" }))).predictions[0];
  expect(single).toMatchObject({ covariance: [[single?.outputs["y[3]"]?.variance]] });
  const [{ covariance, outputs }] = JSON.parse(JSON.stringify(predictionJson(both))).predictions;
  expect(covariance[1][1]).toBe(outputs["y[4]"].variance);
  within(covariance[0][1], covariance[1][0], 1e-13);
});

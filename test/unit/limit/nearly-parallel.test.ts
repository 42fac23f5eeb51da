/**
 * Gaussians that are nearly the same, under jumps and kinks: an angle t between them counts with t, and its square is what
 * covariances carry, so that below 1e-8 they know nothing of it. References are exact functions of the angle.
 */
import { describe, expect, test } from "vitest";
import { limitOf } from "../../../src/testing/agreement.ts";

const angles = [1e-2, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-12, 1e-15];

function numberOf(program: string, name: string) {
  const estimate = limitOf(program, name)?.estimate;
  if (estimate === undefined) throw new Error(`no number for ${name}`);
  return estimate;
}

/** What of a pair g, h at a small angle is asked for, and its value. */
const questions: readonly (readonly [string, (angle: number) => number])[] = [
  ["moment(step(g) * step(h))", (t) => 0.5 - t / (2 * Math.PI)],
  ["moment((sign(g) - sign(h))^2)", (t) => (4 * t) / Math.PI],
  ["moment(relu(h - g))", (t) => (2 * Math.sin(t / 2)) / Math.sqrt(2 * Math.PI)],
  ["moment((h - g)^2)", (t) => 4 * Math.sin(t / 2) ** 2],
  ["moment(abs(g) * abs(h))", (t) => (2 / Math.PI) * (Math.cos(t) * (Math.PI / 2 - t) + Math.sin(t))],
];

describe("the angle is in the program", () => {
  test.each(angles)("angle %d: every digit is kept", (t) => {
    for (const [question, value] of questions) {
      const program = `width n
vector u ~ normal(0, 1)
vector v ~ normal(0, 1)
g = u
h = ${1 - 2 * Math.sin(t / 2) ** 2} * u + ${Math.sin(t)} * v
a = ${question}
output a`;
      const found = numberOf(program, "a");
      const wanted = value(t);
      // Differences from the cosine as it is rounded: 1e-16 of g.
      expect(Math.abs(found.value - wanted), question).toBeLessThanOrEqual(found.error + 1e-16);
      expect(found.error, question).toBeLessThan(3e-14);
    }
  });
});

describe("the angle is in the covariance of two products", () => {
  test.each(angles)("angle %d: the error says what is lost", (t) => {
    for (const [question, value] of questions) {
      const program = `width n
vector u ~ normal(0, 1)
vector v ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
g = W @ u
h = W @ (${Math.cos(t)} * u + ${Math.sin(t)} * v)
a = ${question}
output a`;
      const found = numberOf(program, "a");
      expect(Math.abs(found.value - value(t)), question).toBeLessThanOrEqual(found.error);
      // The root of some roundings, through a jump of 4.
      expect(found.error, question).toBeLessThan(1e-6);
    }
  });
});

const network = (first: string, second: string, activation: string) => `data X = [${first}, ${second}]
width n
vector U[j in 1..2] ~ normal(0, 1)
vector v ~ normal(0, 1)
matrix W[l in 2..4] ~ normal(0, 1 / n)
for i in 1..2 {
  h[1, i] = sum(j in 1..2: X[i, j] * U[j])
  for l in 2..4 {
    h[l, i] = W[l] @ ${activation}(h[l-1, i])
  }
  readout y[i] = v . ${activation}(h[4, i]) / sqrt(n)
}
output ntk(y[1], y[2])`;

/** The tangent kernel of the network with relu at a small angle; 1 - cos is carried, not cos. */
function reluKernel(angle: number): number {
  let theta = angle;
  let short = 2 * Math.sin(theta / 2) ** 2;
  let kernel = 1 - short;
  for (let layer = 1; layer <= 4; layer++) {
    kernel *= (Math.PI - theta) / (2 * Math.PI);
    short += (theta * Math.cos(theta) - Math.sin(theta)) / Math.PI;
    theta = 2 * Math.asin(Math.sqrt(short / 2));
    kernel += 2 ** -layer * (1 - short);
  }
  return kernel;
}

describe("tangent kernels", () => {
  test.each(angles)("relu at angle %d", (t) => {
    const found = numberOf(network("[1, 0]", `[${Math.cos(t)}, ${Math.sin(t)}]`, "relu"), "ntk(y[1],y[2])");
    expect(Math.abs(found.value - reluKernel(t))).toBeLessThanOrEqual(found.error);
    expect(found.error).toBeLessThan(1e-6);
  });

  // At multiples of one input the kernel of a positively homogeneous network is that multiple of the diagonal.
  test.each([
    ["relu", "[1, 0]", "[3, 0]", 15 / 16],
    ["relu", "[1, 0]", "[0.1, 0]", 1 / 32],
    ["relu", "[0.6, 0.8]", "[6, 8]", 25 / 8],
    ["abs", "[1, 0]", "[-1, 0]", 5],
    ["abs", "[0.6, 0.8]", "[-6, -8]", 50],
    ["sin", "[1, 0]", "[-1, 0]", undefined],
    ["tanh", "[0.3, 0.4]", "[-0.3, -0.4]", undefined],
  ])("%s at %s and %s is exact", (activation, first, second, wanted) => {
    const found = numberOf(network(first, second, activation), "ntk(y[1],y[2])");
    const value = wanted ?? -numberOf(network(first, first, activation), "ntk(y[1],y[2])").value;
    expect(Math.abs(found.value - value)).toBeLessThan(1e-14 * Math.abs(value));
    expect(found.error).toBeLessThan(1e-12 * Math.abs(value));
  });
});

describe("dependent products", () => {
  const products = `width n
vector u ~ normal(0, 1)
vector v ~ normal(0, 1)
vector (a, b) ~ normal([0, 0], [[1, 0.1], [0.1, 0.01]])
matrix W ~ normal(0, 1 / n)
matrix S ~ normal(0, 1 / n)
x = tanh(u)
y = tanh(v)
g = W @ x
h = W @ y
`;
  test.each([
    ["a product with a sum is the sum of the products", "moment(step(g + h) * step(W @ (x + y)))", 0.5],
    ["also with factors", "moment(step(2 * g - h) * step(W @ (3 * y - 6 * x)))", 0],
    ["three of them under jumps", "moment(step(g) * step(h) * step(W @ (x + y)))", 0.25],
    ["a sum before its parts", "moment(step((S @ (x + y)) - (S @ x) - (S @ y)))", 0],
    ["what a sum leaves of it", "moment(step((S @ (x - y)) + (S @ y)) * step(S @ x))", 0.5],
    ["a singular pair of inputs", "moment(step(W @ a) * step(W @ b) * relu(a) * relu(b))", 0.025],
    ["nothing is left", "moment(abs(g + h - W @ (x + y)))", 0],
    ["nothing is left of sums", "moment(abs(2 * (u + v) - 2 * u - 2 * v))", 0],
    ["a function of nothing, beside others", "moment(exp(2 * (u + v) - 2 * u - 2 * v) * u^2 * step(v))", 0.5],
  ])("%s", (_, question, wanted) => {
    const found = numberOf(`${products}q = ${question}\noutput q`, "q");
    expect(Math.abs(found.value - wanted)).toBeLessThanOrEqual(found.error + 1e-16);
    expect(found.error).toBeLessThan(1e-14);
  });

  test("a sum that cancels keeps its own variance, which is in doubt", () => {
    const program = `width n
vector x ~ normal(0, 1e-8)
matrix W ~ normal(0, 1 / n)
p = W @ x
q = W @ tanh(x)
r = moment(tanh(1e12 * (W @ (x - tanh(x))))^2)
output r, c = moment(p * q)`;
    const found = numberOf(program, "r");
    // x - tanh(x) has the variance 5e-24/3, E[tanh(s z)^2] for s^2 = 5/3 is 0.4873.
    expect(Math.abs(found.value - 0.4873)).toBeLessThanOrEqual(found.error);
  });
});

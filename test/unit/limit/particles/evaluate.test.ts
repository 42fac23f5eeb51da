/**
 * Known limits by particles: one transpose, words in W and W.T, random matrices, a training step and several. Linear
 * programs come out to rounding, since the moments of fresh columns are matched; the bounds on errors of the others
 * are twice what this number of particles gives.
 */
import { describe, expect, test } from "vitest";
import { expectLimits, limitsOf } from "./estimates.ts";

const ROUNDING = 1e-11;
const base = "width n\nvector z ~ normal(0, 1)\nmatrix W ~ normal(0, 1 / n)\n";

describe("one product and its transpose", () => {
  test("tanh: E tanh' and E tanh^2 + (E tanh')^2", () => {
    const text = `${base}y = W.T @ tanh(W @ z)\noutput a = moment(z * y), b = moment(y^2)`;
    expectLimits(text, { a: 0.6057055096021587, b: 0.761173654760252 }, 4e-3);
  });

  test("relu: 1/2 and 3/4", () => {
    const text = `${base}y = W.T @ relu(W @ z)\noutput a = moment(z * y), b = moment(y^2)`;
    expectLimits(text, { a: 0.5, b: 0.75 }, 2e-2);
  });

  test("a vector that is drawn from another law keeps it: E tanh(r e) = 0, E (r e)^4 = 9 for an exponential e", () => {
    const text = `width n
      vector r ~ rademacher
      vector e ~ exponential
      matrix W ~ normal(0, 1 / n)
      h = W @ (r * e)
      output v = moment(h^2), k = moment((r * e)^4), t = moment(tanh(r * e)), s = moment(r^2), g = moment(h * e)`;
    expectLimits(text, { v: 1, k: 9, t: 0, s: 1, g: 0 }, 1.5, { particles: 4096 });
  });
});

describe("words in W and its transpose", () => {
  const words: readonly (readonly [string, number])[] = [
    ["W @ W.T", 1],
    ["W @ W", 0],
    ["W @ W @ W.T @ W.T", 1],
    ["W @ W.T @ W.T @ W", 1],
    ["W @ W.T @ W @ W.T", 2],
    ["W @ W.T @ W @ W.T @ W @ W.T", 5],
    ["W @ W @ W.T @ W @ W.T @ W.T", 2],
    ["W.T @ W @ W @ W.T @ W.T @ W", 2],
  ];
  test.each(words)("z . %s z / n -> %d", (word, value) => {
    expectLimits(`${base}output t = moment(z * (${word} @ z))`, { t: value }, ROUNDING, { particles: 64 });
  });

  test("the semicircle: moments 0, 1, 0, 2, 0, 5, 0, 14 of W + W.T", () => {
    const text = `width n
      vector z ~ normal(0, 1)
      matrix W ~ normal(0, 1 / (2 * n))
      g[0] = z
      for k in 1..8 { g[k] = (W + W.T) @ g[k-1] }
      for k in 1..8 { output m[k] = moment(z * g[k]) }`;
    const moments = [0, 1, 0, 2, 0, 5, 0, 14].map((value, k) => [`m[${k + 1}]`, value] as const);
    expectLimits(text, Object.fromEntries(moments), ROUNDING, { particles: 160 });
  });

  test.each([
    [0.5, [1, 1.5, 2.75, 5.625, 12.3125]],
    [2, [1, 3, 11, 45, 197]],
  ] as const)("Marchenko and Pastur, %d rows for each column", (ratio, moments) => {
    const text = `width n
      width m = ${ratio} * n
      vector v : m ~ normal(0, 1)
      matrix A : m x n ~ normal(0, 1 / n)
      x[0] = v
      for k in 1..5 { x[k] = A @ (A.T @ x[k-1]) }
      for k in 1..5 { output t[k] = moment(v * x[k]) }`;
    const exact = Object.fromEntries(moments.map((value, k) => [`t[${k + 1}]`, value]));
    expectLimits(text, exact, 1e-9, { particles: 128 });
  });
});

/** muP training of v . phi(W phi(u)) / n to the target 1, by hand: the gradient terms as MatMuls and Moments. */
function training(steps: number, eta: number, phi: string, slope: string): string {
  const lines = ["width n", "vector u0 ~ normal(0, 1)", "vector v0 ~ normal(0, 1)", "matrix W ~ normal(0, 1 / n)"];
  lines.push(`fn phi(z) = ${phi}`, `fn slope(z) = ${slope}`);
  for (let t = 0; t <= steps; t++) {
    const earlier = Array.from({ length: t }, (_, i) => i);
    const forward = earlier.map((i) => ` - ${eta} * d${i} * moment(x${i} * x${t})`).join("");
    const backward = earlier.map((i) => ` - ${eta} * x${i} * moment(d${i} * d${t})`).join("");
    lines.push(
      `x${t} = phi(u${t})`,
      `h${t} = W @ x${t}${forward}`,
      `f${t} = moment(v${t} * phi(h${t}))`,
      `output f${t}`,
    );
    lines.push(`e${t} = f${t} - 1`, `d${t} = e${t} * v${t} * slope(h${t})`);
    if (t === steps) break;
    lines.push(`g${t} = (W.T @ d${t}${backward}) * slope(u${t})`);
    lines.push(`u${t + 1} = u${t} - ${eta} * g${t}`, `v${t + 1} = v${t} - ${eta} * e${t} * phi(h${t})`);
  }
  return lines.join("\n");
}

describe("muP training", () => {
  test.each([
    [0.5, 0.34584797504855497],
    [1, 0.5616705429749085],
  ])("a step of a tanh net, eta = %d, needs the Onsager term", (eta, f1) => {
    expectLimits(training(1, eta, "tanh(z)", "1 - tanh(z)^2"), { f0: 0, f1 }, 0.03);
  });

  test("without the Onsager term it would be 0.23127636", () => {
    const f1 = limitsOf(training(1, 0.5, "tanh(z)", "1 - tanh(z)^2")).get("f1");
    expect(Math.abs((f1?.value ?? 0) - 0.23127635839113447)).toBeGreaterThan(5 * (f1?.error ?? 1));
  });

  test.each([
    [0.5, 0.3185224271268958],
    [1, 0.6137059081498704],
  ])("a step of a relu net, eta = %d: the step in the backward pass is a jump", (eta, f1) => {
    expectLimits(training(1, eta, "relu(z)", "step(z)"), { f0: 0, f1 }, 0.1);
  });

  test.each([
    [0.1, [0, 0.3, 0.52436687, 0.6970654149381893, 0.8205261748978797, 0.9001627521386414, 0.9469356386087512]],
    [0.2, [0, 0.6, 0.89458432, 0.9889867404637617, 0.9994531547442029, 0.9999761919141349, 0.9999989707433029]],
  ] as const)("six steps of a linear net, eta = %d", (eta, losses) => {
    const exact = Object.fromEntries(losses.map((value, t) => [`f${t}`, value]));
    expectLimits(training(6, eta, "z", "1"), exact, ROUNDING, { particles: 256 });
  });
});

/**
 * Places where a derivation of limits goes wrong easily: jumps at atoms, nearly dependent products, correction terms
 * that carry other matrices along, extreme scales, great depth, and limits that do not exist.
 */
import { describe, expect, it } from "vitest";
import { expectOracle } from "../kit/expect-oracle.ts";
import { limitOf } from "../kit/limit-of.ts";

interface Delicate {
  readonly name: string;
  readonly text: string;
  readonly expected: readonly number[];
  readonly tolerance: number;
}

const header = "width n\nvector z; vector a\nmatrix W ~ normal(0, 1 / n)\nmatrix V ~ normal(0, 1 / n)\n";

function delicate(name: string, tolerance: number, expected: readonly number[], text: string): Delicate {
  return { name, text: header + text, expected, tolerance };
}

/** E tanh^2, E tanh' of a standard normal variable, and E tanh' at the variance E tanh^2. */
const [square, slope, innerSlope] = [0.3942944904, 0.6057055096, 0.7635495896];
const density = 1 / Math.sqrt(2 * Math.PI);

const known: readonly Delicate[] = [
  delicate(
    "comparisons that are met at a limit and do not matter, or not by an average",
    1e-12,
    [density, 0, 0.5, 0],
    `g = W @ z
     c = moment(z)
     output moment(where(relu(g) >= c, relu(g), c)), where(c > 0, c, 0)
     output moment(step(relu(g / moment(z^2)))), moment(step(W @ (z + a) - g - W @ a))`,
  ),
  delicate(
    "a step of a relu, which jumps at an atom",
    1e-9,
    [density, 0.5 + density ** 2],
    "x = W.T @ step(relu(W @ z))\noutput moment(z * x), moment(x^2)",
  ),
  delicate(
    "products that differ by a thousandth of another",
    1e-7,
    [slope, 0],
    "x = tanh(1000 * (W.T @ (z + 0.001 * a) - W.T @ z))\ny = W @ x\noutput moment(a * y), moment(z * y)",
  ),
  delicate(
    "equal products under different names, and a vanishing one",
    1e-9,
    [0.7294775315, 2, 0],
    `p = W @ z
     q = W @ (2 * z)
     o = W @ (z - z)
     output moment(z * (W.T @ tanh(p + q / 2 + o))), moment(p * q), moment(o^2)`,
  ),
  delicate(
    "a correction term that depends on another matrix",
    1e-8,
    [slope * innerSlope],
    "u = V.T @ tanh(V @ tanh(W @ z))\noutput moment(z * (W.T @ u))",
  ),
  delicate(
    "a product of a constant vector",
    1e-9,
    [1, square, slope],
    "one = 1 + 0 * z\nh = W @ one\noutput moment(h^2), moment(tanh(h)^2), moment(W.T @ tanh(h))",
  ),
  delicate(
    "the same vector on both sides of one matrix",
    1e-9,
    [0, 1, 1, 0],
    "g = W @ z\nh = W.T @ z\noutput moment(g * h), moment(z * (W @ h)), moment(z * (W.T @ g)), moment(z * (W @ g))",
  ),
  delicate(
    "covariances of rank one",
    1e-9,
    [4, 0, 4 * square],
    `vector (b, c) ~ normal([0, 0], [[1, 2], [2, 4]])
     p = W @ b + W @ c - W @ (b + c)
     output moment((W @ c)^2), moment(p^2), moment((W @ c) * (W @ b) * 2) * moment(tanh(b)^2)`,
  ),
  delicate(
    "variances of 1e-12 and 1e12, and a steep tanh",
    1e-9,
    [square, square, 1 - 2e-6 * density, 1e-12, 1e12],
    `vector small ~ normal(0, 1e-12)
     vector large ~ normal(0, 1e12)
     output moment(tanh(1e6 * small)^2), moment(tanh(1e-6 * large)^2), moment(tanh(1e6 * z)^2)
     output moment((W @ small)^2), moment((V @ large)^2)`,
  ),
  delicate(
    "a window between two values of a curved function, seen by no point of a coarse rule",
    1e-9,
    [-0.10457768006764984, 0.07397872371758918],
    `t = tanh(z)
     output moment(where(not (t < -0.7 or t > 0.3137), z, 0)), moment(z^2 * step(t + 0.7) * step(0.3137 - t))`,
  ),
  delicate(
    "expectations that just exist: exponential growth against exponential tails",
    1e-8,
    [4.222211992888511, Math.exp(0.5), 2, 50, 10 * Math.exp(-0.9)],
    `vector u ~ uniform
     vector l ~ laplace
     vector e ~ exponential
     output moment(exp(u^2)), moment(exp(z)), moment(exp(l)), moment(exp(1.4 * l)), moment(exp(0.9 * e))`,
  ),
  delicate(
    "expectations that just exist: powers against power tails",
    1e-8,
    [6.993689430022673, 18.941649560663592, 12.145661120849345],
    `vector c ~ cubecauchy
     vector q ~ quintcauchy
     vector t ~ student_t(df = 3)
     output moment(abs(c)^2.9), moment(abs(q)^4.9), moment(abs(t)^2.9)`,
  ),
];

describe("delicate limits", () => {
  it.each(known)("$name", ({ text, expected, tolerance }) => {
    const outputs = limitOf(text);
    expect(outputs.length).toBe(expected.length);
    for (const [k, { name, estimate }] of outputs.entries()) {
      const limit = expected[k] ?? Number.NaN;
      expect(Math.abs(estimate.value - limit), `${name} = ${estimate.value} for ${limit}`).toBeLessThanOrEqual(
        tolerance * Math.abs(limit) + 1e-9 * Math.min(1, tolerance * 1e9) * (limit === 0 ? 1 : 0),
      );
    }
  });

  it("a thousand layers of relu keep the digits of a correlation near 1", () => {
    const text = `width n
      vector g[1..2]
      matrix W[l in 2..1000] ~ normal(0, 2 / n)
      h[1, 1] = g[1]; h[1, 2] = g[2]
      for l in 2..1000, i in 1..2 { h[l, i] = W[l] @ relu(h[l-1, i]) }
      output moment(h[1000, 1] * h[1000, 2])`.replace("g[1..2]", "g[j in 1..2]");
    const [last] = limitOf(text);
    expect(Math.abs((last?.estimate.value ?? Number.NaN) - 0.9999567850111643)).toBeLessThan(1e-12);
  });
});

const judged: readonly (readonly [name: string, text: string])[] = [
  [
    "two steps of training a tanh net",
    `vector v
     fn net(g, W, v) = moment(v * tanh(W @ tanh(g)))
     l0 = (net(z, W, v) - 1)^2 / 2
     g1 = z - 0.5 * grad(l0, z); W1 = W - 0.5 * grad(l0, W); v1 = v - 0.5 * grad(l0, v)
     l1 = (net(g1, W1, v1) - 1)^2 / 2
     output net(g1 - 0.5 * grad(l1, g1), W1 - 0.5 * grad(l1, W1), v1 - 0.5 * grad(l1, v1))`,
  ],
  [
    "two steps of training a relu net: steps inside of correction terms",
    `vector v
     fn net(g, W, v) = moment(v * relu(W @ relu(g)))
     l0 = (net(z, W, v) - 1)^2 / 2
     g1 = z - 0.5 * grad(l0, z); W1 = W - 0.5 * grad(l0, W); v1 = v - 0.5 * grad(l0, v)
     l1 = (net(g1, W1, v1) - 1)^2 / 2
     output net(g1 - 0.5 * grad(l1, g1), W1 - 0.5 * grad(l1, W1), v1 - 0.5 * grad(l1, v1))`,
  ],
  [
    "a jump and a smooth function of the same products",
    `g = W @ z; h = W @ a
     x = W.T @ (sign(g + 0.5 * h - 0.2) * tanh(h) + g)
     output moment(z * x), moment(a * x), moment(x^2)`,
  ],
  [
    "a jump in a sum of products of both sides",
    `g = W @ z
     h = W.T @ tanh(g)
     x = W @ where(h + z < 0.3, 1, tanh(h))
     y = W.T @ where(x < g, x, g)
     output moment(z * y), moment(h * y), moment(x * g), moment(y^2)`,
  ],
  [
    "long memory of one matrix and its transpose",
    `x[0] = z
     for t in 1..3 { x[t] = tanh(W.T @ tanh(W @ x[t-1])) }
     for t in 1..3 { output moment(z * x[t]), moment(x[t]^2) }`,
  ],
];

describe("delicate limits, by the oracle", () => {
  it.each(judged)("%s", (_, text) => expectOracle(header + text, limitOf(header + text)), 300_000);
});

const missing: readonly (readonly [name: string, text: string])[] = [
  ["exp of a square", "output moment(exp(z^2))"],
  ["exp of a square, in a product", "output moment((W @ exp(z^2))^2)"],
  ["1 / z^2", "output moment(1 / z^2)"],
  ["fourth moment of the cube root of a Cauchy variable", "vector u ~ cubecauchy\noutput moment(u^4)"],
  ["third moment of it", "vector u ~ cubecauchy\noutput moment(u^3)"],
  ["sixth moment of the fifth root", "vector u ~ quintcauchy\noutput moment(u^6)"],
  ["fourth moment of Student's t with 3 degrees of freedom", "vector u ~ student_t(df = 3)\noutput moment(u^4)"],
  ["exp(2 u) of a Laplace variable", "vector u ~ laplace\noutput moment(exp(2 * u))"],
  ["exp(u) of an exponential variable", "vector u ~ exponential\noutput moment(exp(u))"],
  ["exp(u^2 / 100) of a Laplace variable", "vector u ~ laplace\noutput moment(exp(u^2 / 100))"],
  ["|u|^3 of Student's t with 3 degrees of freedom", "vector u ~ student_t(df = 3)\noutput moment(abs(u)^3)"],
  ["a division by a scalar that tends to 0", "output 1 / moment(z)"],
  ["a vector over a scalar that tends to 0", "output moment((z / moment(a))^2)"],
  ["a jump met exactly at a scalar's limit", "output moment(step(moment(z)) * z^2)"],
  ["a jump met where products become one", "output moment(step(W @ (z + moment(z) * a) - W @ z))"],
  ["a jump met where relu is flat", "output moment(step(relu(W @ z) - moment(z)))"],
  ["a jump met where clip is flat", "output moment(where(clip(W @ z, -1, 1) >= moment(z^2), 1, 0))"],
  ["a division by what two products leave", "output moment(1 / (W @ (z + moment(z) * a) - W @ z))"],
];

describe("limits that do not exist are refused", () => {
  it.each(missing)("%s", (_, text) => {
    expect(() => limitOf(header + text)).toThrow(/no limit/);
  });
});

import { describe, expect, it } from "vitest";
import type { Tensor } from "./dense.ts";
import * as dense from "./dense.ts";
import { createRandom } from "./random.ts";

/** Central differences of step 1e-5 err by about 1e-10 where third derivatives are of order 1. */
const step = 1e-5;
const tolerance = 1e-7;

function shifted(x: Tensor, at: number, by: number): Tensor {
  const data = Float64Array.from(x.data);
  data[at] = (data[at] as number) + by;
  return dense.leaf(x.dims, data);
}

/** Compares the gradient of `f` with finite differences in every entry of `x`. */
function expectGradient(f: (x: Tensor) => Tensor, x: Tensor): void {
  const gradient = dense.gradient(f(x), x);
  expect(gradient.dims).toEqual(x.dims);
  for (let i = 0; i < x.data.length; i++) {
    const slope = ((f(shifted(x, i, step)).data[0] ?? 0) - (f(shifted(x, i, -step)).data[0] ?? 0)) / (2 * step);
    expect(Math.abs((gradient.data[i] ?? Number.NaN) - slope)).toBeLessThan(tolerance * Math.max(1, Math.abs(slope)));
  }
}

function draw(dims: readonly number[], name: string): Tensor {
  const random = createRandom(name);
  const length = dims.reduce((size, dim) => size * dim, 1);
  return dense.leaf(
    dims,
    Float64Array.from({ length }, () => random.normal()),
  );
}

const smoothAndKinked = [
  ...["relu", "abs", "erf", "normal_cdf", "normal_pdf", "gelu", "sigmoid", "tanh", "softplus", "silu", "sin", "cos"],
  ...["exp", "neg"],
];

describe("derivatives of dense tensors", () => {
  it.each(smoothAndKinked)("%s agrees with finite differences, and so does its derivative", (fn) => {
    const x = draw([5], fn);
    const w = draw([5], "weights");
    const of = (z: Tensor): Tensor => dense.sum(dense.apply("*", [w, dense.apply(fn, [z])]));
    expectGradient(of, x);
    expectGradient((z) => dense.sum(dense.apply("*", [w, dense.gradient(of(z), z)])), x);
  });

  it.each(["log", "sqrt"])("%s agrees with finite differences for positive arguments", (fn) => {
    expectGradient((z) => dense.sum(dense.apply(fn, [dense.apply("exp", [z])])), draw([5], fn));
  });

  it.each(["+", "-", "*", "/", "max", "min", "leaky_relu"])("%s has both partial derivatives", (fn) => {
    const [x, y] = [draw([5], "x"), draw([5], "y")];
    expectGradient((z) => dense.sum(dense.apply(fn, [z, y])), x);
    expectGradient((z) => dense.sum(dense.apply(fn, [x, z])), y);
    expectGradient((z) => dense.sum(dense.apply(fn, [x, z])), draw([], "scalar"));
  });

  it("powers, clips, choices and Hermite polynomials", () => {
    const x = draw([5], "x");
    const number = dense.scalar;
    expectGradient((z) => dense.sum(dense.apply("^", [dense.apply("exp", [z]), z])), x);
    expectGradient((z) => dense.sum(dense.apply("^", [z, number(3)])), x);
    expectGradient((z) => dense.sum(dense.apply("clip", [z, number(-0.5), number(0.7)])), x);
    expectGradient((z) => dense.sum(dense.apply("hermite", [number(4), z])), x);
    expectGradient((z) => {
      const condition = dense.apply("<", [z, number(0.1)]);
      return dense.sum(dense.apply("where", [condition, dense.apply("*", [z, z]), dense.apply("sin", [z])]));
    }, x);
  });

  it("products, transposes and outer products, in every argument and twice", () => {
    const [M, x, u] = [draw([4, 3], "M"), draw([3], "x"), draw([4], "u")];
    const energy = (A: Tensor, z: Tensor): Tensor => {
      const h = dense.apply("tanh", [dense.product(A, z)]);
      const back = dense.product(dense.transpose(A), dense.apply("*", [h, u]));
      const updated = dense.apply("+", [A, dense.outer(h, back)]);
      return dense.sum(dense.apply("sin", [dense.product(updated, z)]));
    };
    expectGradient((z) => energy(M, z), x);
    expectGradient((A) => energy(A, x), M);
    expectGradient((z) => {
      const slope = dense.gradient(energy(M, z), M);
      return dense.sum(dense.apply("*", [slope, slope]));
    }, x);
  });

  it("the forward derivative is the limit of differences", () => {
    const x = draw([4], "x");
    const of = (s: Tensor): Tensor => dense.apply("tanh", [dense.apply("*", [s, x])]);
    const s = dense.scalar(0.7);
    const derivative = dense.forwardDerivative(of(s), s);
    const [above, below] = [of(dense.scalar(0.7 + step)), of(dense.scalar(0.7 - step))];
    for (let i = 0; i < 4; i++) {
      const slope = ((above.data[i] ?? 0) - (below.data[i] ?? 0)) / (2 * step);
      expect(Math.abs((derivative.data[i] ?? Number.NaN) - slope)).toBeLessThan(tolerance);
    }
  });

  it("is zero where there is no dependence", () => {
    const [x, y] = [draw([3], "x"), draw([3], "y")];
    expect([...dense.gradient(dense.sum(y), x).data]).toEqual([0, 0, 0]);
  });
});

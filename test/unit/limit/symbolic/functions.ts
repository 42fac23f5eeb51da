/** Nonlinearities that have closed forms, as expressions, with published values of E f(u) f(v) and E f'(u) f'(v). */
import * as b from "../../../../src/ir/build.ts";
import type { ExprId, ExprPool } from "../../../../src/ir/expr.ts";
import type { FunctionName } from "../../../../src/ir/functions.ts";

export type Fn = (pool: ExprPool, z: ExprId) => ExprId;

export interface Sample {
  readonly name: string;
  readonly f: Fn;
  /** E f f at (q11, q12, q22) = (1, .5, 1) and (1.7, -.6, .4), E f' f' at (1, .5, 1); undefined where none is published. */
  readonly kernel: readonly [number, number];
  readonly slopes: number | undefined;
}

const num = b.constant;

export function call(fn: FunctionName, ...constants: readonly number[]): Fn {
  return (p, z) => b.call(p, fn, z, ...constants.map((c) => num(p, c)));
}

/** outer * f(inner * z + shift) + offset */
function scaled(f: Fn, outer: number, inner: number, shift: number, offset: number): Fn {
  return (p, z) =>
    b.add(p, b.mul(p, num(p, outer), f(p, b.add(p, b.mul(p, num(p, inner), z), num(p, shift)))), num(p, offset));
}

export function polynomial(...coefficients: readonly number[]): Fn {
  return (p, z) => b.add(p, ...coefficients.map((c, k) => b.mul(p, num(p, c), b.powInt(p, z, k))));
}

function times(...factors: readonly Fn[]): Fn {
  return (p, z) => b.mul(p, ...factors.map((f) => f(p, z)));
}

const square: Fn = (p, z) => b.powInt(p, z, 2);
const identity: Fn = (_, z) => z;
/** exp(c z^2) */
const bell =
  (c: number): Fn =>
  (p, z) =>
    b.call(p, "exp", b.mul(p, num(p, c), square(p, z)));
/** f where z > 0, g elsewhere */
const where =
  (f: Fn, g: Fn): Fn =>
  (p, z) =>
    b.select(p, b.call(p, "less", num(p, 0), z), f(p, z), g(p, z));
const expMinusOne: Fn = (p, z) => b.add(p, b.call(p, "exp", z), num(p, -1));
const SELU = { scale: 1.0507009873554805, alpha: 1.6732632423543772 };
const selu: Fn = (p, z) => {
  const inner = where(identity, (q, y) => b.mul(q, num(q, SELU.alpha), expMinusOne(q, y)));
  return b.mul(p, num(p, SELU.scale), inner(p, z));
};
/** z - clip(z, -lambda, lambda) */
const softThreshold: Fn = (p, z) => b.subtract(p, z, b.call(p, "clip", z, num(p, -0.5), num(p, 0.5)));

export const samples: readonly Sample[] = [
  { name: "identity", f: identity, kernel: [0.5, -0.6], slopes: 1 },
  { name: "relu", f: call("relu"), kernel: [0.304498890522, 0.0178418705186], slopes: 0.333333333333 },
  { name: "leaky_relu", f: call("leaky_relu", 0.1), kernel: [0.296644101323, -0.04554808488], slopes: 0.37 },
  {
    name: "abrelu",
    f: where(scaled(identity, 1.5, 1, 0, 0), scaled(identity, -0.5, 1, 0, 0)),
    kernel: [0.842995562088, 0.521367482074],
    slopes: 0.583333333333,
  },
  { name: "abs", f: call("abs"), kernel: [0.717995562088, 0.671367482074], slopes: 0.333333333333 },
  { name: "erf", f: call("erf"), kernel: [0.216346895939, -0.280437798008], slopes: 0.450158158079 },
  {
    name: "sigmoid-like erf",
    f: scaled(call("erf"), 0.5, 1 / 2.4020563531719796, 0, 0.5),
    kernel: [0.270540566882, 0.22529490014],
    slopes: 0.041310753494,
  },
  {
    name: "2 erf(1.5 z) - 0.3",
    f: scaled(call("erf"), 2, 1.5, 0, -0.3),
    kernel: [1.1632328852, -1.38879238131],
    slopes: 2.28328485673,
  },
  { name: "sign", f: call("sign"), kernel: [0.333333333333, -0.518734926019], slopes: undefined },
  { name: "step", f: call("step"), kernel: [0.333333333333, 0.120316268495], slopes: undefined },
  { name: "gelu", f: call("gelu"), kernel: [0.227294915022, -0.0588968050088], slopes: 0.342267242459 },
  { name: "sin", f: call("sin"), kernel: [0.191700249782, -0.222789121501], slopes: 0.414830409931 },
  {
    name: "a sin(b z + c)",
    f: scaled(call("sin"), 0.3, 1.5, -Math.PI / 4, 0),
    kernel: [0.0146093610311, 0.00109873826514],
    slopes: 0.03287106232,
  },
  { name: "cos", f: call("cos"), kernel: [0.414830409931, 0.414839030121], slopes: 0.191700249782 },
  {
    name: "radial basis",
    f: scaled(call("sin"), Math.SQRT2, Math.SQRT2, Math.PI / 4, 0),
    kernel: [0.367879441171, 0.0368831674012],
    slopes: 0.735758882343,
  },
  { name: "exp", f: call("exp"), kernel: [4.48168907034, 1.56831218549], slopes: 4.48168907034 },
  {
    name: "a exp(b z)",
    f: scaled(call("exp"), 0.25, -0.5, 0, 0),
    kernel: [0.0909369634136, 0.069942016057],
    slopes: 0.0227342408534,
  },
  { name: "exp(-z^2)", f: bell(-1), kernel: [0.353553390593, 0.392837100659], slopes: 0.0883883476483 },
  {
    name: "a exp(b z^2)",
    f: times((p) => num(p, 0.25), bell(-0.1)),
    kernel: [0.0522651256254, 0.0522140319914],
    slopes: 0.000730980777978,
  },
  {
    name: "gabor",
    f: times(bell(-1), call("sin")),
    kernel: [0.0161771013083, -0.0280636434281],
    slopes: 0.0460562779721,
  },
  { name: "z^2", f: polynomial(0, 0, 1), kernel: [1.5, 1.4], slopes: 2 },
  { name: "z^3", f: polynomial(0, 0, 0, 1), kernel: [5.25, -4.968], slopes: 13.5 },
  { name: "z^4", f: polynomial(0, 0, 0, 0, 1), kernel: [28.5, 24.8976], slopes: 84 },
  { name: "z^5", f: polynomial(0, 0, 0, 0, 0, 1), kernel: [191.25, -159.8832], slopes: 712.5 },
  {
    name: "rectified z^2",
    f: times(identity, call("relu")),
    kernel: [0.706748335783, 0.00638583898504],
    slopes: 1.21799556209,
  },
  {
    name: "rectified z^3",
    f: times(square, call("relu")),
    kernel: [2.68036751102, 0.00368007730864],
    slopes: 6.36073502205,
  },
  { name: "1.3 - 1.2 z^2 - 0.5 z^3", f: polynomial(1.3, 0, -1.2, -0.5), kernel: [2.0425, -0.812], slopes: 6.255 },
  {
    name: "-0.1 + 2.1 z - 1.2 z^4 - 0.5 z^5",
    f: polynomial(-0.1, 2.1, 0, 0, -1.2, -0.5),
    kernel: [76.0375, 23.166244],
    slopes: 271.995,
  },
  { name: "elu", f: where(identity, expMinusOne), kernel: [0.324783648957, -0.327128653846], slopes: 0.617184210078 },
  { name: "selu", f: selu, kernel: [0.490569128325, -0.605184510674], slopes: 0.994459069051 },
  { name: "hardtanh", f: call("clip", -1, 1), kernel: [0.238169165801, -0.304939012956], slopes: 0.497971777839 },
  { name: "soft threshold", f: softThreshold, kernel: [0.193252589633, -0.189187650763], slopes: 0.399235415595 },
  {
    name: "relu(z - 1)",
    f: scaled(call("relu"), 1, 1, -1, 0),
    kernel: [0.0281369754991, 1.5757530148e-6],
    slopes: 0.0625140947097,
  },
  {
    name: "snake",
    f: (p, z) => b.add(p, z, b.powInt(p, b.call(p, "sin", z), 2)),
    kernel: [0.699559112808, -0.449843151487],
    slopes: 1.06642826553,
  },
];

/**
 * E[f(u) f(v)] and E[f'(u) f'(v)] for centred normal pairs (u, v), by activation, to twelve digits: closed forms of
 * the literature and panelled quadrature agree on all of them. Variances 1, 1 and covariance 0.5 in the first two
 * columns; variances 1.7, 0.4 and covariance -0.6 in the third.
 */
import { describe, expect, it } from "vitest";
import { limitOf } from "../kit/limit-of.ts";

interface Kernel {
  readonly activation: string;
  readonly value: number;
  /** Undefined for functions that jump: the pointwise derivative says nothing. */
  readonly slope: number | undefined;
  readonly other: number | undefined;
}

function kernel(activation: string, value: number, slope?: number, other?: number): Kernel {
  return { activation, value, slope, other };
}

const kernels: readonly Kernel[] = [
  kernel("z", 0.5, 1, -0.6),
  kernel("relu(z)", 0.304498890522, 1 / 3, 0.0178418705186),
  kernel("leaky_relu(z, 0.1)", 0.296644101323, 0.37, -0.04554808488),
  kernel("1.5 * relu(z) + 0.5 * relu(-z)", 0.842995562088, 0.583333333333, 0.521367482074),
  kernel("abs(z)", 0.717995562088, 1 / 3, 0.671367482074),
  kernel("erf(z)", 0.216346895939, 0.450158158079, -0.280437798008),
  kernel("0.5 * erf(z / 2.4020563531719796) + 0.5", 0.270540566882, 0.041310753494, 0.22529490014),
  kernel("2 * erf(1.5 * z) - 0.3", 1.1632328852, 2.28328485673, -1.38879238131),
  kernel("sign(z)", 1 / 3, undefined, -0.518734926019),
  kernel("step(z)", 1 / 3, undefined, 0.120316268495),
  kernel("gelu(z)", 0.227294915022, 0.342267242459, -0.0588968050088),
  kernel("sin(z)", 0.191700249782, 0.414830409931, -0.222789121501),
  kernel("0.3 * sin(1.5 * z - 0.7853981633974483)", 0.0146093610311, 0.03287106232, 0.00109873826514),
  kernel("cos(z)", 0.414830409931, 0.191700249782, 0.414839030121),
  kernel("sqrt(2) * sin(sqrt(2) * z + 0.7853981633974483)", 0.367879441171, 0.735758882343, 0.0368831674012),
  kernel("exp(z)", 4.48168907034, 4.48168907034, 1.56831218549),
  kernel("0.25 * exp(-0.5 * z)", 0.0909369634136, 0.0227342408534, 0.069942016057),
  kernel("exp(-z^2)", 0.353553390593, 0.0883883476483, 0.392837100659),
  kernel("0.25 * exp(-0.1 * z^2)", 0.0522651256254, 0.000730980777978, 0.0522140319914),
  kernel("exp(-z^2) * sin(z)", 0.0161771013083, 0.0460562779721, -0.0280636434281),
  kernel("z^2", 1.5, 2, 1.4),
  kernel("z^3", 5.25, 13.5, -4.968),
  kernel("z^4", 28.5, 84, 24.8976),
  kernel("z^5", 191.25, 712.5, -159.8832),
  kernel("relu(z)^2", 0.706748335783, 1.21799556209, 0.00638583898504),
  kernel("relu(z)^3", 2.68036751102, 6.36073502205, 0.00368007730864),
  kernel("1.3 - 1.2 * z^2 - 0.5 * z^3", 2.0425, 6.255, -0.812),
  kernel("-0.1 + 2.1 * z - 1.2 * z^4 - 0.5 * z^5", 76.0375, 271.995, 23.166244),
  kernel("hermite(3, z) / sqrt(6)", 0.125, 0.75),
  kernel("hermite(6, z) / sqrt(720)", 0.015625, 0.1875),
  kernel("tanh(z)", 0.186324413203, 0.384747028441, -0.238827415569),
  kernel("sigmoid(z)", 0.271428325632, 0.0431900204623, 0.224021938109),
  kernel("softplus(z)", 0.780078165207, 0.271428325632, 0.506043689067),
  kernel("silu(z)", 0.183169663088, 0.312279615294, -0.097827472896),
  kernel("z * tanh(softplus(z))", 0.235212562573, 0.392707984829, -0.123879288733),
  kernel("where(z > 0, z, exp(z) - 1)", 0.324783648957, 0.617184210078, -0.327128653846),
  kernel(
    "1.0507009873554805 * where(z > 0, z, 1.6732632423543772 * (exp(z) - 1))",
    0.490569128325,
    0.994459069051,
    -0.605184510674,
  ),
  kernel("clip(z, -1, 1)", 0.238169165801, 0.497971777839, -0.304939012956),
  kernel("z / (1 + abs(z))", 0.08635439355, 0.17770993606, -0.113496066978),
  kernel("relu(z - 0.5) - relu(-z - 0.5)", 0.193252589633, 0.399235415595, -0.189187650763),
  kernel(
    "0.5 * z * (1 + tanh(0.7978845608028654 * (z + 0.044715 * z^3)))",
    0.227267076426,
    0.342279978272,
    -0.0589231069058,
  ),
  kernel("relu(z - 1)", 0.0281369754991, 0.0625140947097, 1.5757530148e-6),
  kernel("z + sin(z)^2", 0.699559112808, 1.06642826553, -0.449843151487),
  kernel("log((exp(z) + exp(-z)) / 2)", 0.186515466273, 0.186324413203, 0.168595106668),
];

function programOf(activation: string, covariance: string, of: string): string {
  return `width n
    vector (u, v) ~ normal([0, 0], ${covariance})
    fn f(z) = ${activation}
    x = f(u)
    y = f(v)
    output ${of}`;
}

function expectMoment(activation: string, covariance: string, of: string, known: number): void {
  const [found] = limitOf(programOf(activation, covariance, of));
  const { value, error } = found?.estimate ?? { value: Number.NaN, error: Number.NaN };
  const size = Math.abs(known);
  // half a unit of the twelfth digit that is given, and the error that the evaluation states, which is small
  expect(error).toBeLessThan(1e-9 * Math.max(1, size));
  expect(Math.abs(value - known), `${value} for ${known}`).toBeLessThanOrEqual(1e-11 * size + error);
}

const equal = "[[1, 0.5], [0.5, 1]]";
const unequal = "[[1.7, -0.6], [-0.6, 0.4]]";

describe("products of a function of two normal variables", () => {
  it.each(kernels)("$activation", ({ activation, value, other }) => {
    expectMoment(activation, equal, "moment(x * y)", value);
    if (other !== undefined) expectMoment(activation, unequal, "moment(x * y)", other);
  });
});

const slopes = "moment(grad(moment(x), u) * grad(moment(y), v))";

describe("products of its derivatives", () => {
  const known = kernels.filter(({ slope }) => slope !== undefined);
  it.each(known)("$activation", ({ activation, slope = Number.NaN }) => {
    expectMoment(activation, equal, slopes, slope);
  });
});

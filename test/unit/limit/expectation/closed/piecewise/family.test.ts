/**
 * Two-point expectations of piecewise functions against mpmath, at means, at variances from 1e-8 to 1e8 and at correlations
 * next to +-1, and against this repository's own quadrature where no table has them.
 */
import { describe, expect, it } from "vitest";
import * as b from "../../../../../../src/ir/build.ts";
import type { ExprId, ExprPool } from "../../../../../../src/ir/expr.ts";
import { affine, expect2, type Fn, functions, kernel, slope } from "./functions.ts";

/**
 * Name, means, q11, q12, q22 and E[f(x) f(y)]: the outer integral by panelled Gauss-Legendre in mpmath at 40 digits, the
 * inner one in closed form there.
 */
const KERNELS: readonly (readonly [keyof typeof functions, number, number, number, number, number, number])[] = [
  ["relu", 0, 0, 1, 0.5, 1, 0.30449889052211465],
  ["relu", 0, 0, 1.7, -0.6, 0.4, 0.01784187051857219],
  ["relu", 0.5, -0.3, 1.2, 0.6, 0.8, 0.33998924175300116],
  ["relu", -4, 3, 0.5, -0.3, 0.6, 5.05240284641738e-10],
  ["relu", 0, 0, 1, 1 - 1e-12, 1, 0.4999999999995],
  ["relu", 0.25, 0.25, 1, -1 + 1e-9, 1, 0.008259697943355267],
  ["relu", 0, 0, 100000000.0, 50000000.0, 200000000.0, 36429888.16942232],
  ["relu", 0, 0, 1e-8, 5e-9, 2e-8, 3.642988816942232e-9],
  ["relu", 10000, -10000, 100000000.0, 30000000.0, 100000000.0, 13266876.3707775],
  ["relu", 0.9, -0.2, 0.03, 0.02, 50, 2.459642961459531],
  ["elu", 0, 0, 1, 0.5, 1, 0.3247836489567624],
  ["elu", 0, 0, 1.7, -0.6, 0.4, -0.32712865384616946],
  ["elu", 0.5, -0.3, 1.2, 0.6, 0.8, 0.31353718973891065],
  ["elu", -4, 3, 0.5, -0.3, 0.6, -2.9365033291973908],
  ["elu", 0, 0, 1, 1 - 1e-12, 1, 0.6449454174922558],
  ["elu", 0.25, 0.25, 1, -1 + 1e-9, 1, -0.5278779976796486],
  ["elu", 0, 0, 100000000.0, 50000000.0, 200000000.0, 36426775.72606212],
  ["elu", 0, 0, 1e-8, 5e-9, 2e-8, 4.999518498676417e-9],
  ["elu", 10000, -10000, 100000000.0, 30000000.0, 100000000.0, 13258356.162049238],
  ["elu", 0.9, -0.2, 0.03, 0.02, 50, 2.0505895922627353],
  ["selu", 0, 0, 1, 0.5, 1, 0.4905691283254751],
  ["selu", 0, 0, 1.7, -0.6, 0.4, -0.6051845106743655],
  ["selu", 0.5, -0.3, 1.2, 0.6, 0.8, 0.4288461839779173],
  ["selu", -4, 3, 0.5, -0.3, 0.6, -5.424407709207314],
  ["selu", 0, 0, 1, 1 - 1e-12, 1, 0.9999999999989283],
  ["selu", 0.25, 0.25, 1, -1 + 1e-9, 1, -0.9812547548142118],
  ["selu", 0, 0, 100000000.0, 50000000.0, 200000000.0, 40211848.041621074],
  ["selu", 0, 0, 1e-8, 5e-9, 2e-8, 1.105751521010752e-8],
  ["selu", 10000, -10000, 100000000.0, 30000000.0, 100000000.0, 14630528.876413722],
  ["selu", 0.9, -0.2, 0.03, 0.02, 50, 1.9597599493339302],
  ["hardtanh", 0, 0, 1, 0.5, 1, 0.23816916580077066],
  ["hardtanh", 0, 0, 1.7, -0.6, 0.4, -0.3049390129558362],
  ["hardtanh", 0.5, -0.3, 1.2, 0.6, 0.8, 0.1836391138139968],
  ["hardtanh", -4, 3, 0.5, -0.3, 0.6, -0.9987980792969449],
  ["hardtanh", 0, 0, 1, 1 - 1e-12, 1, 0.5160585509610306],
  ["hardtanh", 0.25, 0.25, 1, -1 + 1e-9, 1, -0.4486550170246893],
  ["hardtanh", 0, 0, 100000000.0, 50000000.0, 200000000.0, 0.23005345556106674],
  ["hardtanh", 0, 0, 1e-8, 5e-9, 2e-8, 5e-9],
  ["hardtanh", 10000, -10000, 100000000.0, 30000000.0, 100000000.0, -0.40664716259610545],
  ["hardtanh", 0.9, -0.2, 0.03, 0.02, 50, -0.017944574525829433],
  ["soft", 0, 0, 1, 0.5, 1, 0.19325258963322023],
  ["soft", 0, 0, 1.7, -0.6, 0.4, -0.18918765076282432],
  ["soft", 0.5, -0.3, 1.2, 0.6, 0.8, 0.18556046752583374],
  ["soft", -4, 3, 0.5, -0.3, 0.6, -9.050265298253622],
  ["soft", 0, 0, 1, 1 - 1e-12, 1, 0.41927852005005073],
  ["soft", 0.25, 0.25, 1, -1 + 1e-9, 1, -0.38767124536440506],
  ["soft", 0, 0, 100000000.0, 50000000.0, 200000000.0, 49996594.87215361],
  ["soft", 10000, -10000, 100000000.0, 30000000.0, 100000000.0, -69994625.03108954],
  ["soft", 0.9, -0.2, 0.03, 0.02, 50, -0.05693170283320618],
  ["shifted", 0, 0, 1, 0.5, 1, 0.028136975499063195],
  ["shifted", 0, 0, 1.7, -0.6, 0.4, 1.5757530147998062e-6],
  ["shifted", 0.5, -0.3, 1.2, 0.6, 0.8, 0.031115034302321695],
  ["shifted", -4, 3, 0.5, -0.3, 0.6, 8.687241311387167e-16],
  ["shifted", 0, 0, 1, 1 - 1e-12, 1, 0.0753397833436121],
  ["shifted", 0, 0, 100000000.0, 50000000.0, 200000000.0, 36423370.38282737],
  ["shifted", 10000, -10000, 100000000.0, 30000000.0, 100000000.0, 13263731.066144096],
  ["shifted", 0.9, -0.2, 0.03, 0.02, 50, 0.07099601735171857],
];

/**
 * Where the terms cancel or overflow and quadrature has to answer: a clip that is narrow in units of the deviation, e^z with
 * a mean of 1e4, a tail beyond six deviations.
 */
const DECLINED: ReadonlySet<string> = new Set([
  "hardtanh,0,0,100000000,50000000,200000000",
  "hardtanh,10000,-10000,100000000,30000000,100000000",
  "elu,10000,-10000,100000000,30000000,100000000",
  "selu,10000,-10000,100000000,30000000,100000000",
  "shifted,-4,3,0.5,-0.3,0.6",
]);

describe("E f f against mpmath", () => {
  it.each(KERNELS)("%s: means %d, %d; covariance %d, %d, %d", (name, m1, m2, q11, q12, q22, reference) => {
    const result = kernel(functions[name], { means: [m1, m2], covariance: [q11, q12, q22] }, "closed");
    if (result === undefined) {
      expect(DECLINED).toContain([name, m1, m2, q11, q12, q22].join());
      return;
    }
    expect(Math.abs(result.value - reference)).toBeLessThanOrEqual(result.error + 4e-16 * Math.abs(reference));
    // The brief for a closed form is 1e-12 of the integral of |f f|; correlations 1e-12 from 1 shift by a rounding.
    const size = Math.sqrt((q11 + m1 * m1) * (q22 + m2 * m2));
    expect(Math.abs(result.value - reference)).toBeLessThan(1e-12 * Math.max(Math.abs(reference), 1e-3 * size));
  });
});

describe("published kernels", () => {
  // f, K at (1, .5, 1), the kernel of slopes there, K at (1.7, -.6, .4): twelve digits.
  const published: readonly (readonly [keyof typeof functions, number, number, number])[] = [
    ["elu", 0.324783648957, 0.617184210078, -0.327128653846],
    ["selu", 0.490569128325, 0.994459069051, -0.605184510674],
    ["hardtanh", 0.238169165801, 0.497971777839, -0.304939012956],
    ["soft", 0.193252589633, 0.399235415595, -0.189187650763],
    ["shifted", 0.0281369754991, 0.0625140947097, 1.5757530148e-6],
  ];
  it.each(published)("%s", (name, first, slopes, second) => {
    const f = functions[name];
    const unit = { means: [0, 0], covariance: [1, 0.5, 1] } as const;
    const other = { means: [0, 0], covariance: [1.7, -0.6, 0.4] } as const;
    expect(Math.abs((kernel(f, unit, "closed")?.value ?? Number.NaN) - first)).toBeLessThan(1e-12);
    expect(Math.abs((kernel(slope(f), unit, "closed")?.value ?? Number.NaN) - slopes)).toBeLessThan(1e-12);
    expect(Math.abs((kernel(f, other, "closed")?.value ?? Number.NaN) - second)).toBeLessThan(1e-12);
  });
});

/** A user's own: a parabola left of -1/2, an exponential up to 1, a line beyond. */
const own: Fn = (p, z) =>
  b.select(
    p,
    b.call(p, "less", affine(p, 2, z, 1), b.constant(p, 0)),
    b.mul(p, b.constant(p, 0.3), z, z),
    b.select(
      p,
      b.call(p, "less_equal", z, b.constant(p, 1)),
      b.mul(p, z, b.call(p, "exp", affine(p, -0.8, z, 0.1))),
      affine(p, -0.5, z, 2),
    ),
  );

describe("against panelled quadrature", () => {
  const settings = [
    { means: [0.3, -0.8], covariance: [0.9, 0.4, 2.1] },
    { means: [2, 1], covariance: [0.5, 0.4999, 0.5] },
    { means: [-0.2, 0.1], covariance: [30, -12, 9] },
  ] as const;
  const pairs: readonly (readonly [string, Fn, Fn])[] = [
    ["quantiser, six levels", functions.quantiser, functions.quantiser],
    ["own, relu6", own, functions.relu6],
    ["leaky with bias, hinge", functions.leaky, functions.hinge],
    ["own, slope of own", own, slope(own)],
  ];
  const cases = pairs.flatMap(([name, f, g]) => settings.map((setting) => ({ name, f, g, setting })));
  it.each(cases)("$name at $setting", ({ f, g, setting }) => {
    const product = (p: ExprPool, x: ExprId, y: ExprId): ExprId => b.mul(p, f(p, x), g(p, y));
    const closed = expect2(product, setting, "closed");
    const quadrature = expect2(product, setting, "quadrature");
    expect(closed).toBeDefined();
    if (closed === undefined || quadrature === undefined) return;
    expect(Math.abs(closed.value - quadrature.value)).toBeLessThanOrEqual(closed.error + quadrature.error);
    expect(closed.error).toBeLessThan(1e-11 * Math.max(1, Math.abs(closed.value)));
  });

  it("integrands of both variables: max, a choice between them, polynomial weights", () => {
    const integrands: ((p: ExprPool, x: ExprId, y: ExprId) => ExprId)[] = [
      (p, x, y) => b.call(p, "max", x, y),
      (p, x, y) => b.mul(p, b.call(p, "min", x, y), b.call(p, "relu", x)),
      (p, x, y) => b.select(p, b.call(p, "less", b.constant(p, 0.2), x), y, b.call(p, "exp", y)),
      (p, x, y) => b.mul(p, x, y, y, b.call(p, "relu", affine(p, 1, x, -0.5)), functions.elu(p, y)),
      (p, x, y) => b.mul(p, y, y, b.call(p, "clip", x, b.constant(p, -1), b.constant(p, 2))),
      (p, x, y) => b.select(p, b.call(p, "and", b.call(p, "step", x), b.call(p, "less", y, x)), y, b.constant(p, 1)),
    ];
    for (const setting of settings) {
      for (const integrand of integrands) {
        const closed = expect2(integrand, setting, "closed");
        const quadrature = expect2(integrand, setting, "quadrature");
        if (closed === undefined || quadrature === undefined) throw new Error("no value");
        expect(Math.abs(closed.value - quadrature.value)).toBeLessThanOrEqual(closed.error + quadrature.error);
      }
    }
  });

  it("one variable twice is the case of correlation 1", () => {
    const setting = { means: [0.4, 0], covariance: [1.3, 0, 1] } as const;
    const same = (method: "closed" | "quadrature") =>
      expect2((p, x) => b.mul(p, own(p, x), functions.quantiser(p, affine(p, -2, x, 1))), setting, method);
    const [closed, quadrature] = [same("closed"), same("quadrature")];
    expect(Math.abs((closed?.value ?? Number.NaN) - (quadrature?.value ?? 0))).toBeLessThan(1e-13);
    const full = kernel(functions.elu, { means: [0.4, 0.4], covariance: [1.3, 1.3, 1.3] }, "closed");
    const square = expect2((p, x) => b.powInt(p, functions.elu(p, x), 2), setting, "closed");
    expect(Math.abs((full?.value ?? Number.NaN) - (square?.value ?? 0))).toBeLessThan(1e-14);
  });
});

describe("what is left to quadrature", () => {
  it("another function, three variables, a loss of digits", () => {
    const setting = { means: [0, 0], covariance: [1, 0.5, 1] } as const;
    expect(
      expect2((p, x, y) => b.mul(p, b.call(p, "tanh", x), b.call(p, "relu", y)), setting, "closed"),
    ).toBeUndefined();
    const three = (p: ExprPool, x: ExprId, y: ExprId): ExprId =>
      b.mul(p, ...[x, y, b.add(p, x, y)].map((z) => b.call(p, "relu", affine(p, 1, z, -1))));
    expect(expect2(three, setting, "closed")).toBeUndefined();
    // The product is 1e-15 of its factors.
    const opposite = { means: [0, 0], covariance: [1, -1 + 1e-9, 1] } as const;
    expect(kernel(functions.relu, opposite, "closed")).toBeUndefined();
  });

  it("an underflow that a large factor would bring to light", () => {
    // E[e^z; z < 0] is 3e-17 here: e^709 times a number below the smallest.
    const far = { means: [709, 0], covariance: [88 * 88, 0, 1] } as const;
    const below = (p: ExprPool, x: ExprId): ExprId => b.mul(p, b.call(p, "step", b.negate(p, x)), b.call(p, "exp", x));
    expect(expect2(below, far, "closed")).toBeUndefined();
    const nearer = { means: [600, 0], covariance: [70 * 70, 0, 1] } as const;
    const found = expect2(below, nearer, "closed");
    expect(Math.abs((found?.value ?? Number.NaN) / 5.64807234480413e-19 - 1)).toBeLessThan(1e-12);
  });
});

import { describe, expect, it } from "vitest";
import { erf, erfc, normalCdf, normalPdf, normalQuantile, sigmoid, softplus } from "../../../src/math/special.ts";
import { relativeError } from "./accuracy.ts";

// The references are mpmath 1.4 at 60 digits, evaluated at the float64 argument and rounded to float64.
const ERF: readonly (readonly [number, number])[] = [
  [1e-300, 1.1283791670955126e-300],
  [1e-9, 1.1283791670955127e-9],
  [0.3, 0.3286267594591274],
  [0.84374, 0.7672201241832406],
  [0.84376, 0.7672311981880058],
  [1.1, 0.8802050695740817],
  [1.24999, 0.9228977630156684],
  [1.3, 0.9340079449406524],
  [2.857, 0.9999466417399131],
  [3.5, 0.9999992569016276],
  [5.9, 0.9999999999999999],
];
const ERFC: readonly (readonly [number, number])[] = [
  [-3.0, 1.9999779095030015],
  [-1.0, 1.8427007929497148],
  [-0.2, 1.2227025892104784],
  [1e-20, 1],
  [0.24, 0.734299941046208],
  [0.26, 0.7131002767842508],
  [0.8, 0.2578990352923395],
  [1.0, 0.15729920705028513],
  [1.3, 0.06599205505934755],
  [2.85, 0.000055656279961398957],
  [2.86, 0.0000524011730443978],
  [7.3, 5.502573750691923e-25],
  [20.1, 9.735977140428878e-178],
  [26.5, 2.2109076642637343e-307],
];
const NORMAL_CDF: readonly (readonly [number, number])[] = [
  [-37.3, 8.205494844930773e-305],
  [-25.7, 5.844410374380774e-146],
  [-10.1, 2.762109471764517e-24],
  [-4.4, 0.000005412543907703851],
  [-1.5, 0.06680720126885807],
  [-1.3, 0.09680048458561033],
  [-0.2, 0.42074029056089696],
  [0.7, 0.758036347776927],
  [3.0, 0.9986501019683699],
  [8.0, 0.9999999999999993],
];
const NORMAL_PDF: readonly (readonly [number, number])[] = [
  [0.0, 0.3989422804014327],
  [0.3, 0.3813878154605241],
  [-2.2, 0.03547459284623142],
  [9.87, 2.7996194932097906e-22],
  [30.123, 3.652257171513472e-198],
  [-37.01, 1.4642880900793681e-298],
];
const NORMAL_QUANTILE: readonly (readonly [number, number])[] = [
  [1e-300, -37.0470962993612],
  [1e-100, -21.273453560965326],
  [1e-20, -9.262340089798407],
  [1e-10, -6.361340902404057],
  [1e-5, -4.264890793922825],
  [0.01, -2.326347874040841],
  [0.0749, -1.4402382675279637],
  [0.0751, -1.43882539275254],
  [0.3, -0.5244005127080408],
  [0.49999999, -2.5066282733116222e-8],
  [0.7, 0.5244005127080407],
  [0.924, 1.4325027208258119],
  [0.926, 1.4466320671589787],
  [0.999, 3.090232306167813],
];
const SIGMOID: readonly (readonly [number, number])[] = [
  [-700.0, 9.85967654375977e-305],
  [-37.5, 5.175555005801868e-17],
  [-1.0, 0.2689414213699951],
  [0.5, 0.6224593312018546],
  [40.0, 1],
];
const SOFTPLUS: readonly (readonly [number, number])[] = [
  [-700.0, 9.85967654375977e-305],
  [-37.5, 5.175555005801868e-17],
  [-1.0, 0.3132616875182228],
  [0.5, 0.9740769841801067],
  [40.0, 40],
  [1000.0, 1000.0],
];

/** Four units in the last place: a rational function, a division and two exponentials of one unit each. */
const FEW_ULPS = 8.9e-16;

describe.each([
  ["erf", erf, ERF],
  ["erfc", erfc, ERFC],
  ["normalCdf", normalCdf, NORMAL_CDF],
  ["normalPdf", normalPdf, NORMAL_PDF],
  ["normalQuantile", normalQuantile, NORMAL_QUANTILE],
  ["sigmoid", sigmoid, SIGMOID],
  ["softplus", softplus, SOFTPLUS],
] as const)("%s", (_name, compute, references) => {
  it.each(references)("is right at %d", (x, reference) => {
    expect(relativeError(compute(x), reference)).toBeLessThanOrEqual(FEW_ULPS);
  });
});

describe("limits", () => {
  it("the ends of the line", () => {
    expect([erf(-Infinity), erf(Infinity)]).toEqual([-1, 1]);
    expect([erfc(-Infinity), erfc(Infinity)]).toEqual([2, 0]);
    expect([normalCdf(-Infinity), normalCdf(Infinity)]).toEqual([0, 1]);
    expect([normalPdf(-Infinity), normalPdf(Infinity)]).toEqual([0, 0]);
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
    expect([sigmoid(-Infinity), sigmoid(Infinity)]).toEqual([0, 1]);
    expect([softplus(-Infinity), softplus(Infinity)]).toEqual([0, Infinity]);
  });

  it("not a number stays so, and a probability outside [0, 1] has no quantile", () => {
    for (const f of [erf, erfc, normalCdf, normalPdf, normalQuantile, sigmoid, softplus]) expect(f(NaN)).toBeNaN();
    expect(normalQuantile(-1e-300)).toBeNaN();
    expect(normalQuantile(1.0000000001)).toBeNaN();
  });

  it("signs of zero are kept", () => {
    expect(Object.is(erf(-0), -0)).toBe(true);
    expect(normalQuantile(0.5)).toBe(0);
  });
});

describe("identities on a grid", () => {
  it("erf + erfc = 1, sigmoid(x) + sigmoid(-x) = 1, softplus(x) - softplus(-x) = x", () => {
    for (let x = -9; x <= 9; x += 0.0137) {
      expect(Math.abs(erf(x) + erfc(x) - 1)).toBeLessThanOrEqual(4.5e-16);
      expect(Math.abs(sigmoid(x) + sigmoid(-x) - 1)).toBeLessThanOrEqual(2.3e-16);
      expect(Math.abs(softplus(x) - softplus(-x) - x)).toBeLessThanOrEqual(3.6e-15);
    }
  });

  it("the quantile inverts the distribution function", () => {
    // A relative error e of x is one of x^2 e in a tail probability: hence the factor.
    for (let x = -37; x <= 0; x += 0.113) {
      expect(Math.abs(normalQuantile(normalCdf(x)) - x)).toBeLessThanOrEqual(6 * 2.3e-16 * (1 + Math.abs(x)));
    }
  });

  it("the quantile is increasing across its seams", () => {
    const seams = [0.075, Math.exp(-25), 0.925];
    for (const p of seams) expect(normalQuantile(p * (1 - 1e-12))).toBeLessThan(normalQuantile(p * (1 + 1e-12)));
  });
});

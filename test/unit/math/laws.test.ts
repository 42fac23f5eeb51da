import { describe, expect, it } from "vitest";
import {
  atoms,
  density,
  isSymmetric,
  moment,
  quantile,
  type Shape,
  support,
  upperQuantile,
} from "../../../src/math/laws.ts";
import { integrate } from "../../../src/math/quadrature.ts";
import { erf, normalCdf } from "../../../src/math/special.ts";
import { studentTCdf } from "../../../src/math/student-t.ts";
import { relativeError } from "./accuracy.ts";

const continuous: readonly Shape[] = [
  { kind: "normal" },
  { kind: "uniform" },
  { kind: "truncated_normal", cut: 2 },
  { kind: "truncated_normal", cut: 0.5 },
  { kind: "truncated_normal", cut: 12 },
  { kind: "laplace" },
  { kind: "exponential" },
  { kind: "student_t", df: 5 },
  { kind: "student_t", df: 2.5 },
  { kind: "cubecauchy" },
  { kind: "quintcauchy" },
];
const all: readonly Shape[] = [...continuous, { kind: "rademacher" }];
const name = (shape: Shape) => Object.values(shape).join(" ");
const named = (shapes: readonly Shape[]) => shapes.map((shape) => [name(shape), shape] as const);

/** Distribution functions written down a second time, from the definition of the raw variable. */
function cdf(shape: Shape, x: number): number {
  switch (shape.kind) {
    case "normal":
      return normalCdf(x);
    case "uniform":
      return (x / Math.sqrt(3) + 1) / 2;
    case "rademacher":
      return x < -1 ? 0 : x < 1 ? 0.5 : 1;
    case "truncated_normal": {
      const c = shape.cut;
      const inside = erf(c / Math.SQRT2);
      // Var(Z given |Z| < c) = 1 - 2 c phi(c) / P(|Z| < c).
      const raw = x * Math.sqrt(1 - (2 * c * Math.exp((-c * c) / 2)) / Math.sqrt(2 * Math.PI) / inside);
      return (1 + erf(raw / Math.SQRT2) / inside) / 2;
    }
    case "laplace":
      return x < 0 ? Math.exp(Math.SQRT2 * x) / 2 : 1 - Math.exp(-Math.SQRT2 * x) / 2;
    case "exponential":
      return 1 - Math.exp(-1 - x);
    case "student_t":
      return studentTCdf(x * Math.sqrt(shape.df / (shape.df - 2)), shape.df);
    case "cubecauchy":
      return 0.5 + Math.atan((x * Math.SQRT2) ** 3) / Math.PI;
    case "quintcauchy":
      return 0.5 + Math.atan((x * Math.sqrt(Math.sqrt(5) - 1)) ** 5) / Math.PI;
  }
}

describe.each(named(all))("%s", (_name, shape) => {
  it("has mean 0 and variance 1", () => {
    expect([0, 1, 2].map((k) => moment(shape, k))).toEqual([1, 0, 1]);
  });

  it("the quantile inverts the distribution function", () => {
    for (const p of [1e-9, 1e-4, 0.02, 0.2, 0.35, 0.6, 0.9, 0.999]) {
      const x = quantile(shape, p);
      if (shape.kind === "rademacher") expect(x).toBe(p < 0.5 ? -1 : 1);
      // 1 - p and the reference distribution functions lose 1e-16 each, next to 1.
      else expect(Math.abs(cdf(shape, x) - p)).toBeLessThan(1e-15 + 1e-12 * p);
    }
  });

  it("the upper quantile is the mirror image, or the same point", () => {
    for (const q of [1e-12, 0.01, 0.25, 0.4]) {
      const [low, high] = [quantile(shape, q), upperQuantile(shape, q)];
      if (isSymmetric(shape)) expect(low).toBe(-high);
      else expect(relativeError(upperQuantile(shape, 1 - q), low)).toBeLessThan(1e-15);
      expect(relativeError(quantile(shape, 1 - q), high)).toBeLessThan(1e-3);
    }
  });

  it("the support holds all quantiles and is tight", () => {
    const [low, high] = support(shape);
    expect(quantile(shape, 1e-300)).toBeGreaterThanOrEqual(low * (1 + 1e-15));
    expect(upperQuantile(shape, 1e-300)).toBeLessThanOrEqual(high * (1 + 1e-15));
    // 1e-300 lies far beyond the end of a normal law cut at 12, whose tail is 2e-33.
    if (Number.isFinite(high)) expect(relativeError(upperQuantile(shape, 1e-300), high)).toBeLessThan(1e-14);
    if (Number.isFinite(low)) expect(relativeError(quantile(shape, 1e-300), low)).toBeLessThan(1e-14);
  });
});

describe.each(named(continuous))("density of %s", (_name, shape) => {
  it("is the derivative of the distribution function", () => {
    const [low, high] = support(shape);
    const from = Math.max(low, -4);
    const to = Math.min(high, 4);
    const cuts = [from, -0.5, 0, 0.5, 1, to];
    const mass = integrate(
      (points) => points.map((x) => density(shape, x)),
      cuts,
      { absolute: 1e-13, relative: 0 },
      100_000,
    );
    expect(mass.outcome).toBe("converged");
    expect(Math.abs(mass.value - (cdf(shape, to) - cdf(shape, from)))).toBeLessThan(1e-12);
  });

  it("vanishes outside the support", () => {
    for (const end of support(shape)) if (Number.isFinite(end)) expect(density(shape, end * 1.001)).toBe(0);
    expect(density(shape, 1e200)).toBeLessThan(1e-200);
    expect(atoms(shape)).toEqual([]);
  });
});

describe("moments", () => {
  const cases: readonly (readonly [Shape, readonly (number | undefined)[]])[] = [
    // Orders 3 to 6.
    [{ kind: "normal" }, [0, 3, 0, 15]],
    [{ kind: "rademacher" }, [0, 1, 0, 1]],
    [{ kind: "uniform" }, [0, 9 / 5, 0, 27 / 7]],
    [{ kind: "laplace" }, [0, 6, 0, 90]],
    [{ kind: "exponential" }, [2, 9, 44, 265]],
    [{ kind: "truncated_normal", cut: 2 }, [0, 2.3655367171296495, 0, 7.471193300610923]],
    [{ kind: "truncated_normal", cut: 0.001 }, [0, 1.8000001371428618, 0, 3.8571435428572056]],
    [{ kind: "truncated_normal", cut: 6 }, [0, 2.99999759395002, 0, 14.999894571257283]],
    [{ kind: "truncated_normal", cut: 1e6 }, [0, 3, 0, 15]],
    // E t^4 = 3 df^2 / ((df-2)(df-4)), E t^6 = 15 df^3 / ((df-2)(df-4)(df-6)), in units of the variance df/(df-2).
    [{ kind: "student_t", df: 5 }, [0, 9, undefined, Infinity]],
    [{ kind: "student_t", df: 10 }, [0, 4, 0, 40]],
    [{ kind: "student_t", df: 3 }, [undefined, Infinity, undefined, Infinity]],
    [{ kind: "student_t", df: 2.5 }, [undefined, Infinity, undefined, Infinity]],
    [{ kind: "cubecauchy" }, [undefined, Infinity, undefined, Infinity]],
    [{ kind: "quintcauchy" }, [0, 2.118033988749895, undefined, Infinity]],
  ];
  it.each(cases.map(([shape, expected]) => [name(shape), shape, expected] as const))("%s", (_name, shape, expected) => {
    expected.forEach((reference, i) => {
      const found = moment(shape, 3 + i);
      if (reference === undefined || found === undefined) expect(found).toBe(reference);
      else expect(relativeError(found, reference)).toBeLessThan(4e-15);
    });
  });

  it("agree with integrals of the density, at orders up to 12", () => {
    for (const shape of continuous) {
      if (shape.kind === "cubecauchy" || shape.kind === "quintcauchy" || shape.kind === "student_t") continue;
      const [low, high] = support(shape);
      for (let k = 3; k <= 12; k++) {
        const f = (points: Float64Array) => points.map((x) => x ** k * density(shape, x));
        const { value } = integrate(
          f,
          [Math.max(low, -60), 0, Math.min(high, 60)],
          { absolute: 0, relative: 1e-12 },
          1e6,
        );
        expect(Math.abs(value - moment(shape, k)!)).toBeLessThan(1e-10 * moment(shape, k % 2 === 0 ? k : k + 1)!);
      }
    }
  });

  it("refuses orders that are none", () => {
    expect(() => moment({ kind: "normal" }, -1)).toThrow(RangeError);
    expect(() => moment({ kind: "normal" }, 1.5)).toThrow(RangeError);
  });
});

describe("precise points", () => {
  it("a truncated normal law, against 40-digit references", () => {
    const at = (cut: number, q: number) => upperQuantile({ kind: "truncated_normal", cut }, q);
    expect(relativeError(at(2, 0.3), 0.5666079384677455)).toBeLessThan(2e-15);
    // Next to the end the quantile turns on the rounding of P(Z > cut) = 0.023, at a slope of 1 / phi(2) = 19.
    expect(relativeError(at(2, 1e-9), 2.273694448578917)).toBeLessThan(1e-14);
    expect(relativeError(at(0.001, 0.4), 0.34641012918216535)).toBeLessThan(2e-15);
    expect(relativeError(at(6, 1e-12), 5.99983571480157)).toBeLessThan(2e-14);
    expect(relativeError(at(8, 0.01), 2.326347874040911)).toBeLessThan(2e-15);
  });

  it("only the Rademacher law has atoms, and it has no density", () => {
    expect(atoms({ kind: "rademacher" })).toEqual([
      { value: -1, probability: 0.5 },
      { value: 1, probability: 0.5 },
    ]);
    expect(() => density({ kind: "rademacher" }, 0)).toThrow(RangeError);
  });

  it("laws without a variance are refused", () => {
    expect(() => quantile({ kind: "student_t", df: 2 }, 0.3)).toThrow(RangeError);
    expect(() => quantile({ kind: "truncated_normal", cut: 0 }, 0.3)).toThrow(RangeError);
  });
});

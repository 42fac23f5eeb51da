/**
 * The laws of the language, for tests: standardised draws (mean 0, variance 1) and jointly Gaussian vectors, written
 * from the definitions in the language reference and independent of the samplers under test.
 */
import type { Random } from "./random.ts";

export type LawName =
  | "normal"
  | "uniform"
  | "rademacher"
  | "truncated_normal"
  | "laplace"
  | "exponential"
  | "student_t"
  | "cubecauchy"
  | "quintcauchy";

/** A standardised law; `parameter` is the cut of a truncated normal and the degrees of freedom of Student's t. */
export interface StandardLaw {
  readonly name: LawName;
  readonly parameter: number | undefined;
}

/** A source of draws of mean 0 and variance 1. */
export function standardSampler(law: StandardLaw, random: Random): () => number {
  switch (law.name) {
    case "normal":
      return () => random.normal();
    case "uniform":
      return () => Math.sqrt(12) * (random.uniform() - 0.5);
    case "rademacher":
      return () => (random.uniform() < 0.5 ? -1 : 1);
    case "truncated_normal":
      return truncatedNormal(parameterOf(law), random);
    case "laplace":
      return () => {
        const u = random.uniform() - 0.5;
        return (-Math.sign(u) * Math.log(1 - 2 * Math.abs(u))) / Math.SQRT2;
      };
    case "exponential":
      return () => -Math.log(random.uniform()) - 1;
    case "student_t": {
      const df = parameterOf(law);
      return () => random.normal() * Math.sqrt((df - 2) / (2 * drawGamma(df / 2, random)));
    }
    case "cubecauchy":
      return () => Math.cbrt(cauchy(random)) / Math.SQRT2;
    case "quintcauchy":
      return () => {
        const c = cauchy(random);
        return Math.sign(c) * Math.abs(c) ** 0.2 * Math.sqrt(Math.cos(Math.PI / 5));
      };
  }
}

function parameterOf(law: StandardLaw): number {
  if (law.parameter === undefined) throw new Error(`${law.name} needs its parameter`);
  return law.parameter;
}

function cauchy(random: Random): number {
  return Math.tan(Math.PI * (random.uniform() - 0.5));
}

function truncatedNormal(cut: number, random: Random): () => number {
  const deviation = Math.sqrt(truncatedVariance(cut));
  return () => {
    let z = random.normal();
    while (Math.abs(z) > cut) z = random.normal();
    return z / deviation;
  };
}

/** Variance of a standard normal given that it lies within `cut`, by Simpson's rule on 2000 panels. */
function truncatedVariance(cut: number): number {
  let mass = 0;
  let second = 0;
  const panels = 2000;
  for (let i = 0; i <= panels; i++) {
    const z = (cut * i) / panels;
    const weight = (i === 0 || i === panels ? 1 : i % 2 === 1 ? 4 : 2) * Math.exp(-z * z * 0.5);
    mass += weight;
    second += weight * z * z;
  }
  return second / mass;
}

/** Gamma(shape, 1) by Marsaglia and Tsang (2000); `shape` at least 1. */
function drawGamma(shape: number, random: Random): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = random.normal();
    const v = (1 + c * z) ** 3;
    if (v > 0 && Math.log(random.uniform()) < 0.5 * z * z + d * (1 - v + Math.log(v))) return d * v;
  }
}

/** `length` iid draws with this mean and variance. */
export function drawVector(
  law: StandardLaw,
  mean: number,
  variance: number,
  length: number,
  random: Random,
): Float64Array {
  const draw = standardSampler(law, random);
  const deviation = Math.sqrt(variance);
  return Float64Array.from({ length }, () => mean + deviation * draw());
}

/** Jointly Gaussian vectors with iid coordinates; the covariance may be singular. */
export function drawJoint(
  mean: readonly number[],
  covariance: readonly (readonly number[])[],
  length: number,
  random: Random,
): Float64Array[] {
  const factor = lowerFactor(covariance);
  const normals = mean.map(() => Float64Array.from({ length }, () => random.normal()));
  return mean.map((m, i) => {
    const values = new Float64Array(length).fill(m);
    for (let k = 0; k <= i; k++) {
      const weight = factor[i]?.[k] ?? 0;
      const z = normals[k] as Float64Array;
      for (let a = 0; a < length; a++) values[a] = (values[a] as number) + weight * (z[a] as number);
    }
    return values;
  });
}

/** Lower triangular L with L L^T = K for positive semidefinite K; a pivot below 1e-12 of its diagonal counts as 0. */
export function lowerFactor(K: readonly (readonly number[])[]): number[][] {
  const L = K.map(() => K.map(() => 0));
  for (let i = 0; i < K.length; i++) {
    for (let j = 0; j <= i; j++) {
      const row = L[i] as number[];
      const other = L[j] as number[];
      let rest = K[i]?.[j] ?? Number.NaN;
      for (let k = 0; k < j; k++) rest -= (row[k] as number) * (other[k] as number);
      if (i === j) row[j] = rest > 1e-12 * (K[i]?.[i] ?? 0) ? Math.sqrt(rest) : 0;
      else row[j] = (other[j] as number) > 0 ? rest / (other[j] as number) : 0;
    }
  }
  return L;
}

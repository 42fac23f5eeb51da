/**
 * Gaussian forms in standard coordinates: form k is load[k] . u with independent standard normal u, by Gram-Schmidt
 * with the covariance as inner product, the form with the largest share of its variance left first. What is left of a
 * form is carried as a form itself and not as a difference of variances, so that g and g + 1e-9 k are two dimensions at
 * the right angle. Where the covariances themselves cancel - products of a matrix with nearly parallel vectors - what is
 * left counts as a dimension only above their errors.
 */
import type { BasisLaw } from "./law.ts";

export type Coefficients = readonly (readonly [variable: number, coefficient: number])[];

export interface Standardised {
  readonly rank: number;
  /** One row for each form, of `rank` entries. */
  readonly loads: readonly (readonly number[])[];
  /** Covariance of a Gaussian basis variable with each coordinate. */
  readonly covarianceWith: (variable: number) => number[];
}

/** A form over the variables at hand, and how far rounding may have moved each coefficient. */
interface Residual {
  readonly coefficients: Float64Array;
  readonly noise: Float64Array;
}

/** What is left of a form. */
interface Left {
  readonly variance: number;
  /** The variance with the doubt about it; what its coordinate is divided by the root of. */
  readonly counted: number;
  /** Whether it is a dimension, and not rounding. */
  readonly isThere: boolean;
}

const EPSILON = 2 ** -52;
/** A variance below this share of its terms has cancelled so far that the errors of the terms matter. */
const CANCELLED = 1e-3;

/** A form with this many times a doubtful variance in other coordinates is smooth on the scale of the doubt. */
const MUCH = 1e10;

/**
 * `jumps` says whether the forms are read through jumps: there a dimension that is doubtful counts with its standard
 * deviation. Through continuous functions it counts with its variance, which is below all errors, unless the form has
 * little else and may lie on a kink.
 */
export function standardise(forms: readonly Coefficients[], law: BasisLaw, jumps: () => boolean): Standardised {
  const variables = [...new Set(forms.flatMap((form) => form.map(([variable]) => variable)))];
  const places = new Map(variables.map((variable, place) => [variable, place]));
  const covariance = variables.map((i) => Float64Array.from(variables, (j) => law.covariance(i, j)));
  const deviations = covariance.map((row, i) => Math.sqrt(Math.max(0, row[i] ?? 0)));

  /** Of a form with each variable. */
  const covarianceOf = (coefficients: Float64Array): readonly number[] =>
    covariance.map((row) => dot(row, coefficients));
  const leftOf = ({ coefficients, noise }: Residual, explained: number): Left => {
    let variance = 0;
    let size = 0;
    for (let i = 0; i < coefficients.length; i++) {
      const x = coefficients[i] as number;
      const row = covariance[i] as Float64Array;
      for (let j = 0; x !== 0 && j < coefficients.length; j++) {
        const term = x * (coefficients[j] as number) * (row[j] as number);
        variance += term;
        size += Math.abs(term);
      }
    }
    const moved = noise.reduce((sum, x, i) => sum + x * (deviations[i] as number), 0);
    const isClear = variance > CANCELLED * size && variance > 4 * moved * moved;
    if (isClear) return { variance, counted: variance, isThere: true };
    let stated = 0;
    for (const [i, x] of coefficients.entries())
      for (const [j, y] of coefficients.entries())
        if (x !== 0 && y !== 0) stated += Math.abs(x * y) * law.error(variables[i] as number, variables[j] as number);
    const rounding = 4 * EPSILON * size + 4 * moved * moved;
    const counted = Math.max(0, variance) + law.doubt * stated;
    const isDoubtful = law.doubt * stated > 0 && counted > rounding;
    const isThere = variance > rounding + stated || (isDoubtful && (explained < MUCH * counted || jumps()));
    return { variance: variance > rounding ? variance : 0, counted, isThere };
  };

  const residuals = forms.map((form): Residual => {
    const coefficients = new Float64Array(variables.length);
    for (const [variable, x] of form) coefficients[places.get(variable) as number] = x;
    // Coefficients are rounded themselves: x - (x + y + z) / 3 and its like have a sum that is 0 but for rounding.
    return { coefficients, noise: coefficients.map((x) => 2 * EPSILON * Math.abs(x)) };
  });
  const scales = residuals.map(({ coefficients }) =>
    coefficients.reduce((sum, x, i) => sum + Math.abs(x) * (deviations[i] as number), 0),
  );
  const loads: number[][] = forms.map(() => []);
  /** Covariances of every variable with each coordinate. */
  const coordinates: Float64Array[] = [];
  const open = new Set(forms.keys());
  for (;;) {
    const candidates = [...open].map((row) => ({
      row,
      left: leftOf(residuals[row] as Residual, squares(loads[row] as number[])),
    }));
    const share = ({ row, left }: (typeof candidates)[number]): number => left.counted / (scales[row] as number) ** 2;
    const [first, ...others] = candidates.filter(({ left }) => left.isThere);
    if (first === undefined) break;
    const { row: pivot } = others.reduce((best, other) => (share(other) > share(best) ? other : best), first);
    open.delete(pivot);
    const { coefficients, noise } = residuals[pivot] as Residual;
    const load = loads[pivot] as number[];
    // What little is left after several steps has lost the right angle to the coordinates of the earlier ones.
    for (const _ of [0, 1]) {
      for (const [k, coordinate] of coordinates.entries()) {
        const step = dot(covarianceOf(coordinate), coefficients);
        load[k] = (load[k] as number) + step;
        for (const [i, x] of coordinate.entries()) coefficients[i] = (coefficients[i] as number) - step * x;
      }
    }
    const left = leftOf({ coefficients, noise }, squares(load));
    if (!left.isThere) continue;
    const along = covarianceOf(coefficients);
    const root = Math.sqrt(left.counted);
    for (const [row, load] of loads.entries()) {
      if (row === pivot) load.push(root);
      else if (!open.has(row) || left.variance === 0) load.push(0);
      else {
        const residual = residuals[row] as Residual;
        let slope = 0;
        // Twice is enough for what is left to be orthogonal.
        for (const _ of [0, 1]) {
          const step = dot(along, residual.coefficients) / left.variance;
          slope += step;
          for (const [i, x] of coefficients.entries()) {
            const before = residual.coefficients[i] as number;
            residual.coefficients[i] = before - step * x;
            residual.noise[i] =
              (residual.noise[i] as number) +
              Math.abs(step) * (noise[i] as number) +
              EPSILON * (Math.abs(residual.coefficients[i] as number) + Math.abs(step * x));
          }
        }
        load.push((slope * left.variance) / root);
      }
    }
    coordinates.push(Float64Array.from(coefficients, (x) => (left.variance === 0 ? 0 : x / root)));
  }
  return {
    rank: coordinates.length,
    loads,
    covarianceWith: (variable) =>
      coordinates.map((coordinate) =>
        coordinate.reduce(
          (sum, x, i) => (x === 0 ? sum : sum + x * law.covariance(variable, variables[i] as number)),
          0,
        ),
      ),
  };
}

function dot(a: ArrayLike<number>, c: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < c.length; i++) sum += (c[i] as number) * (a[i] as number);
  return sum;
}

function squares(load: readonly number[]): number {
  return load.reduce((sum, x) => sum + x * x, 0);
}

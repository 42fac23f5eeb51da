/** Affine functions of index variables with integer values: `l - 1`, `t - s + 1`. */

/** `constant + sum_k coefficients[k] * x[k]` of the variables `x` of an equation. */
export interface Affine {
  readonly constant: number;
  readonly coefficients: readonly number[];
}

/** The function that is `value` everywhere, of `variables` variables. */
export function constantFunction(value: number, variables: number): Affine {
  return { constant: value, coefficients: new Array<number>(variables).fill(0) };
}

/** The k-th of `variables` variables. */
export function variable(k: number, variables: number): Affine {
  return { constant: 0, coefficients: Array.from({ length: variables }, (_, i) => (i === k ? 1 : 0)) };
}

/** The value at `point`, which may have more coordinates than there are coefficients. */
export function evaluateAffine({ constant, coefficients }: Affine, point: readonly number[]): number {
  return coefficients.reduce((sum, coefficient, k) => sum + coefficient * (point[k] ?? 0), constant);
}

/** Whether two functions of the same variables are one. */
export function sameAffine(one: Affine, two: Affine): boolean {
  return (
    one.constant === two.constant &&
    one.coefficients.every((coefficient, k) => coefficient === (two.coefficients[k] ?? 0)) &&
    one.coefficients.length === two.coefficients.length
  );
}

/** `outer` of the values of `inner`, as a function of the variables of `inner`. */
export function composeAffine(outer: Affine, inner: readonly Affine[], variables: number): Affine {
  const coefficients = new Array<number>(variables).fill(0);
  let { constant } = outer;
  for (const [k, factor] of outer.coefficients.entries()) {
    const part = inner[k];
    if (part === undefined || factor === 0) continue;
    constant += factor * part.constant;
    for (const [i, c] of part.coefficients.entries()) coefficients[i] = (coefficients[i] ?? 0) + factor * c;
  }
  return { constant, coefficients };
}

/** `l-1`, `2l+3`, `t-s`, `0`. */
export function printAffine({ constant, coefficients }: Affine, names: readonly string[]): string {
  const terms = coefficients.flatMap((coefficient, k) => {
    if (coefficient === 0) return [];
    const size = Math.abs(coefficient) === 1 ? "" : String(Math.abs(coefficient));
    return [{ negative: coefficient < 0, text: `${size}${names[k] ?? "?"}` }];
  });
  const ordered = [...terms.filter((term) => !term.negative), ...terms.filter((term) => term.negative)];
  if (ordered.length === 0) return String(constant);
  const all = constant === 0 ? ordered : [...ordered, { negative: constant < 0, text: String(Math.abs(constant)) }];
  // A constant comes first where every variable is subtracted: `7-t`.
  if (ordered.every((term) => term.negative) && constant > 0) all.unshift(...all.splice(-1));
  return all.map(({ negative, text }, k) => `${negative ? "-" : k === 0 ? "" : "+"}${text}`).join("");
}

/** Solves for affine functions from their values at points that determine them. */
export interface AffineSolver {
  /** Positions of the points that are used, among those given. */
  readonly chosen: readonly number[];
  /** The function with these values at the chosen points; its coefficients are any real numbers. */
  readonly solve: (values: readonly number[]) => Affine;
}

/**
 * Chooses affinely independent points, those first in the list preferred, for functions of `variables` variables;
 * undefined where the points lie in a smaller affine space.
 */
export function affineSolver(points: readonly (readonly number[])[], variables: number): AffineSolver | undefined {
  const size = variables + 1;
  const chosen: number[] = [];
  // Rows of the chosen points, extended by the unit vectors that record the elimination.
  const rows: { readonly pivot: number; readonly row: number[] }[] = [];
  for (const [at, point] of points.entries()) {
    if (chosen.length === size) break;
    const row = [1, ...point.slice(0, variables), ...new Array<number>(size).fill(0)];
    row[size + chosen.length] = 1;
    for (const known of rows) {
      const factor = row[known.pivot] ?? 0;
      if (factor !== 0) for (let k = 0; k < 2 * size; k++) row[k] = (row[k] ?? 0) - factor * (known.row[k] ?? 0);
    }
    const pivot = row.slice(0, size).findIndex((entry) => Math.abs(entry) > 1e-9);
    if (pivot < 0) continue;
    const scale = row[pivot] ?? 1;
    const normal = row.map((entry) => entry / scale);
    for (const known of rows) {
      const factor = known.row[pivot] ?? 0;
      for (let k = 0; k < 2 * size; k++) known.row[k] = (known.row[k] ?? 0) - factor * (normal[k] ?? 0);
    }
    rows.push({ pivot, row: normal });
    chosen.push(at);
  }
  if (chosen.length < size) return undefined;
  return {
    chosen,
    solve(values) {
      const solution = new Array<number>(size).fill(0);
      for (const { pivot, row } of rows) {
        solution[pivot] = values.reduce((sum, value, k) => sum + value * (row[size + k] ?? 0), 0);
      }
      const [constant = 0, ...coefficients] = solution;
      return { constant, coefficients };
    },
  };
}

/** The function with coefficients rounded to integers, or undefined where they are none. */
export function integral({ constant, coefficients }: Affine): Affine | undefined {
  const near = (value: number): boolean => Math.abs(value - Math.round(value)) < 1e-6;
  if (!near(constant) || !coefficients.every(near)) return undefined;
  // `+ 0` turns -0 into 0.
  return { constant: Math.round(constant) + 0, coefficients: coefficients.map((c) => Math.round(c) + 0) };
}

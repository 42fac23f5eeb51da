/**
 * One side of a matrix: the Gaussian parts of all products W x with one W (or all W.T y). The vectors multiplied are kept
 * as combinations of orthonormal columns e_k (Gram-Schmidt over copies), and the Zhat of a product is the same
 * combination of as many independent standard normal columns xi_k, so that Cov(Zhat^{Wx}, Zhat^{Wy}) is
 * s^2 times the average of Z^x Z^y, exactly. Nothing is inverted: dependent, repeated and nearly dependent vectors need
 * no care, and scales do not matter. (Bolthausen's conditioning; Lu, "Householder Dice", 2021.)
 */
import { addScaled, averageProduct, type ColumnStore, setScaled } from "./columns.ts";

export interface Side {
  /** Cov of the Zhats over that of the vectors: s^2, for a transpose s^2 rows / columns. */
  readonly factor: number;
  /** The e_k. */
  readonly inputs: Float64Array[];
  /** The xi_k: mean 0, variance 1, uncorrelated. */
  readonly innovations: Float64Array[];
  /** By product: the coordinates of its vector along the e_k so far, all later ones being 0. */
  readonly rows: Float64Array[];
}

export function createSide(factor: number): Side {
  return { factor, inputs: [], innovations: [], rows: [] };
}

/** What is left of a vector below this part of its length is rounding: the vector depends on earlier ones. */
const DEPENDENT = 1e-13;
/** When a projection takes all but this part of a length away, a second one restores the lost digits. */
const CANCELLED = 0.1;

/**
 * Adds the product with `vector` and writes its Zhat to `out`. `fresh` fills a column with standard normal numbers that
 * are uncorrelated with `innovations`. With `keep` false the product is the last of its side and leaves no columns.
 * Answers false, having changed nothing, when the vector's mean square is not finite.
 */
export function addProduct(
  side: Side,
  vector: Float64Array,
  out: Float64Array,
  store: ColumnStore,
  fresh: (column: Float64Array) => void,
  keep: boolean,
): boolean {
  const rank = side.inputs.length;
  const size = Math.sqrt(averageProduct(vector, vector));
  if (!Number.isFinite(size)) return false;
  const rest = store.take();
  rest.set(vector);
  const row = new Float64Array(rank + 1);
  let left = size;
  for (let before = Infinity; rank > 0 && left > DEPENDENT * size && left < CANCELLED * before; ) {
    before = left;
    left = projectOut(rest, side.inputs, row);
  }
  const deviation = Math.sqrt(side.factor);
  const innovates = left > DEPENDENT * size && deviation > 0;
  if (innovates) {
    row[rank] = left;
    const innovation = store.take();
    fresh(innovation);
    setScaled(out, deviation * left, innovation);
    if (keep) {
      setScaled(rest, 1 / left, rest);
      side.inputs.push(rest);
      side.innovations.push(innovation);
    } else store.give(innovation);
  } else out.fill(0);
  for (let k = 0; k < rank; k++) addScaled(out, deviation * row[k]!, side.innovations[k]!);
  if (!innovates || !keep) store.give(rest);
  side.rows.push(innovates ? row : row.subarray(0, rank));
  return true;
}

/** Takes the components along orthonormal columns away and adds them to `row`; answers the length that is left. */
function projectOut(rest: Float64Array, inputs: readonly Float64Array[], row: Float64Array): number {
  for (const [k, column] of inputs.entries()) {
    const along = averageProduct(rest, column);
    row[k]! += along;
    addScaled(rest, -along, column);
  }
  return Math.sqrt(averageProduct(rest, rest));
}

/** Cov(Zhat_i, Zhat_j) of two products of a side. */
export function covarianceOf(side: Side, i: number, j: number): number {
  return side.factor * inner(side.rows[i]!, side.rows[j]!);
}

/** The inner product of two rows, of which the shorter goes on with zeros. */
export function inner(a: Float64Array, b: Float64Array): number {
  const length = Math.min(a.length, b.length);
  let sum = 0;
  for (let k = 0; k < length; k++) sum += a[k]! * b[k]!;
  return sum;
}

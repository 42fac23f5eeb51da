/**
 * The conditioned sampler (E. Bolthausen's conditioning; Y. M. Lu, "Householder Dice", IEEE Trans. Inf. Theory 67,
 * 2021): no matrix exists. What a trial has seen of W, an n x m matrix with iid N(0, v) entries, is its products with
 * orthonormal vectors of both sides: W r for the r seen from the right, W^T l for the l from the left. For a new unit
 * vector q orthogonal to all r,
 *
 *     W q = sum_l (W^T l . q) l + sqrt(v) (I - sum_l l l^T) xi,    xi ~ N(0, I) fresh,
 *
 * which is exact in distribution at every width; W^T y is the same with the sides exchanged.
 */
import type { EntrySource } from "./entries.ts";
import { plainKernels, type VectorKernels } from "./vector-kernels.ts";

/** Numbers at a time: a stretch stays in the nearest caches while all that is done with it is done. */
const STRETCH = 2048;

/** Squared lengths from which, and up to which, the input is taken as it is: no square vanishes or overflows. */
const SQUARES = [1e-200, 1e200] as const;

/** A remainder below this part of the input is rounding: the input lies in the span of earlier ones. */
const IN_SPAN = 1e-10;

/** An orthonormal vector and its product. */
interface Seen {
  readonly unit: Float64Array;
  readonly product: Float64Array;
}

interface Side {
  readonly noise: EntrySource;
  seen: Seen[];
  /** Products of this side so far in the trial: the row of the noise. */
  uses: number;
}

export interface ConditionedMatrix {
  /** Forgets what the trial before has seen. */
  begin(seed: bigint, trial: number): void;
  /**
   * `out = W input`, or with the transpose. The new direction of the input, if it has one, is kept in `unit` with its
   * product in `product`, until `begin`.
   */
  multiply(
    transposed: boolean,
    input: Float64Array,
    out: Float64Array,
    unit: Float64Array,
    product: Float64Array,
  ): void;
}

/** `scale` is the standard deviation of an entry; the sources draw standard normal noise. */
export function conditionedMatrix(
  scale: number,
  noise: { readonly plain: EntrySource; readonly transposed: EntrySource },
  kernels: VectorKernels = plainKernels,
): ConditionedMatrix {
  const plain: Side = { noise: noise.plain, seen: [], uses: 0 };
  const transposed: Side = { noise: noise.transposed, seen: [], uses: 0 };
  return {
    begin(seed, trial) {
      for (const { noise: source } of [plain, transposed]) source.begin(seed, trial);
      for (const side of [plain, transposed]) [side.seen, side.uses] = [[], 0];
    },
    multiply(isTransposed, input, out, unit, product) {
      const [own, other] = isTransposed ? [transposed, plain] : [plain, transposed];
      const row = own.uses++;
      out.fill(0);
      unit.set(input);
      let first = products(kernels, unit, own.seen);
      let size = 1;
      if (!(first[0]! >= SQUARES[0] && first[0]! <= SQUARES[1])) {
        size = largest(input);
        if (size === 0) return;
        if (!Number.isFinite(size)) {
          out.fill(Number.NaN);
          return;
        }
        for (let i = 0; i < unit.length; i++) unit[i]! /= size;
        first = products(kernels, unit, own.seen);
      }
      const { parts, whole, rest, shares } = removeSpan(kernels, unit, first, own.seen, other.seen);
      const images = own.seen.map((known) => known.product);
      const isNew = rest > IN_SPAN * whole && own.seen.length < unit.length;
      const factors = parts.map((part) => size * part);
      if (!isNew) {
        each(out.length, (at, count) => kernels.combine(out, images, factors, at, count));
        return;
      }
      each(unit.length, (at, count) => kernels.scale(unit, 1 / rest, at, count));
      const units = other.seen.map(({ unit: known }) => known);
      const changes = drawProduct(kernels, product, own.noise, row, units, scale);
      for (const k of changes.keys()) changes[k] = shares[k]! / rest - changes[k]!;
      const step = Float64Array.of(size * rest);
      each(out.length, (at, count) => {
        kernels.combine(product, units, changes, at, count);
        kernels.combine(out, images, factors, at, count);
        kernels.combine(out, [product], step, at, count);
      });
      own.seen.push({ unit, product });
    },
  };
}

/** Stretches of `length` numbers. */
function each(length: number, visit: (at: number, count: number) => void): void {
  for (let at = 0; at < length; at += STRETCH) visit(at, Math.min(STRETCH, length - at));
}

/** The square of a vector, and its inner products with the units seen. */
function products(kernels: VectorKernels, x: Float64Array, seen: readonly Seen[]): Float64Array {
  const sums = new Float64Array(1 + seen.length);
  const vectors = [x, ...seen.map(({ unit }) => unit)];
  each(x.length, (at, count) => kernels.dots(x, vectors, at, count, sums));
  return sums;
}

/** The largest size of a coordinate; NaN if one is NaN. */
function largest(x: Float64Array): number {
  let size = 0;
  for (let i = 0; i < x.length; i++) {
    const a = Math.abs(x[i]!);
    if (a > size) size = a;
    else if (Number.isNaN(a)) return a;
  }
  return size;
}

interface Remainder {
  /** The components of the vector along the units. */
  readonly parts: Float64Array;
  /** Lengths before and after these were removed. */
  readonly whole: number;
  readonly rest: number;
  /** Inner products of what is left with the products of the other side. */
  readonly shares: Float64Array;
}

/**
 * Makes `x` orthogonal to all units seen, given its `products`: two rounds of Gram and Schmidt, each of all units at
 * once.
 */
function removeSpan(
  kernels: VectorKernels,
  x: Float64Array,
  first: Float64Array,
  seen: readonly Seen[],
  others: readonly Seen[],
): Remainder {
  const parts = first.slice(1);
  const whole = Math.sqrt(first[0]!);
  const images = others.map(({ product }) => product);
  if (seen.length === 0) {
    const shares = new Float64Array(images.length);
    each(x.length, (at, count) => kernels.dots(x, images, at, count, shares));
    return { parts, whole, rest: whole, shares };
  }
  const units = seen.map(({ unit }) => unit);
  const taken = parts.map((part) => -part);
  const left = new Float64Array(units.length);
  each(x.length, (at, count) => {
    kernels.combine(x, units, taken, at, count);
    kernels.dots(x, units, at, count, left);
  });
  const again = left.map((part) => -part);
  const last = new Float64Array(1 + images.length);
  each(x.length, (at, count) => {
    kernels.combine(x, units, again, at, count);
    kernels.dots(x, [x, ...images], at, count, last);
  });
  for (const k of parts.keys()) parts[k]! += left[k]!;
  return { parts, whole, rest: Math.sqrt(last[0]!), shares: last.slice(1) };
}

/**
 * `product` = fresh noise of the scale of an entry, or nothing where the other side spans everything; the answer are
 * its inner products with the units of the other side.
 */
function drawProduct(
  kernels: VectorKernels,
  product: Float64Array,
  noise: EntrySource,
  row: number,
  units: readonly Float64Array[],
  scale: number,
): Float64Array {
  const shares = new Float64Array(units.length);
  const known = units.length === product.length;
  if (known) product.fill(0);
  each(known ? 0 : product.length, (at, count) => {
    noise.fill(row, at, product, at, count);
    kernels.scale(product, scale, at, count);
    kernels.dots(product, units, at, count, shares);
  });
  return shares;
}

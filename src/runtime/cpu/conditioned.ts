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
import { invariant } from "../../diagnostics/invariant.ts";
import type { EntrySource } from "./entries.ts";
import { addMultiple, dot } from "./loops.ts";

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
): ConditionedMatrix {
  const plain: Side = { noise: noise.plain, seen: [], uses: 0 };
  const transposed: Side = { noise: noise.transposed, seen: [], uses: 0 };
  return {
    begin(seed, trial) {
      for (const { noise: source } of [plain, transposed]) source.begin(seed, trial);
      for (const each of [plain, transposed]) [each.seen, each.uses] = [[], 0];
    },
    multiply(isTransposed, input, out, unit, product) {
      const [own, other] = isTransposed ? [transposed, plain] : [plain, transposed];
      const row = own.uses++;
      out.fill(0);
      const size = largest(input);
      if (size === 0) return;
      if (!Number.isFinite(size)) {
        out.fill(Number.NaN);
        return;
      }
      // Of the input divided by its largest coordinate: squares neither overflow nor vanish.
      for (let i = 0; i < unit.length; i++) unit[i] = input[i]! / size;
      const whole = norm(unit);
      const parts = removeSpan(unit, own.seen);
      for (const [k, { product: image }] of own.seen.entries()) {
        addMultiple(size * parts[k]!, image, 0, out, 0, out.length);
      }
      const rest = norm(unit);
      if (rest <= IN_SPAN * whole || own.seen.length === unit.length) return;
      for (let i = 0; i < unit.length; i++) unit[i]! /= rest;
      drawProduct(unit, product, own.noise, row, other.seen, scale);
      own.seen.push({ unit, product });
      addMultiple(size * rest, product, 0, out, 0, out.length);
    },
  };
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

function norm(x: Float64Array): number {
  return Math.sqrt(dot(x, 0, x, 0, x.length));
}

/** Makes `x` orthogonal to all units seen and returns its components along them. Two rounds of Gram and Schmidt. */
function removeSpan(x: Float64Array, seen: readonly Seen[]): Float64Array {
  const parts = new Float64Array(seen.length);
  for (let round = 0; round < 2; round++) {
    for (const [k, { unit }] of seen.entries()) {
      const part = dot(unit, 0, x, 0, x.length);
      addMultiple(-part, unit, 0, x, 0, x.length);
      parts[k]! += part;
    }
  }
  return parts;
}

/** `product` = W q, given the products of the other side; no noise is left when those span everything. */
function drawProduct(
  q: Float64Array,
  product: Float64Array,
  noise: EntrySource,
  row: number,
  others: readonly Seen[],
  scale: number,
): void {
  if (others.length === product.length) {
    product.fill(0);
  } else {
    noise.fill(row, 0, product, 0, product.length);
    for (let i = 0; i < product.length; i++) product[i]! *= scale;
  }
  const changes = others.map(({ unit, product: image }) => {
    invariant(image.length === q.length, () => "a product of the other side has another length");
    return dot(image, 0, q, 0, q.length) - dot(unit, 0, product, 0, product.length);
  });
  for (const [k, { unit }] of others.entries()) addMultiple(changes[k]!, unit, 0, product, 0, product.length);
}

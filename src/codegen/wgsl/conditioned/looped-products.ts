/**
 * Products of the conditioned sampler as calls: sweeps over coordinates that find inner products, an invocation that
 * turns these into factors, then sweeps that make the product and what is kept for later ones. The formulas stand in
 * runtime/cpu/conditioned.ts. For its input x, earlier inputs r with products g from this side, l and h from the other:
 *
 *     a = r . x,  p = x - sum a r,  b = r . p,  q = (p - sum b r) / |p - sum b r|
 *     w = sum (h . q - s l . xi) l + s xi,      W x = sum (a + b) g + |p - sum b r| w
 *
 * where h . q = h . p - sum b (h . r), and the h . r are known from the products in which they became known.
 */
import { invariant } from "../../../diagnostics/invariant.ts";
import type { Place } from "../../../diagnostics/source.ts";
import type { Step } from "../../../plan/simulation-plan.ts";
import type { Emission } from "../emission.ts";
import { emitPackedSums } from "../emit-sums.ts";
import { floatWord, type GroupShape, groupShape, type Kernel } from "../kernel.ts";
import { padded } from "../padding.ts";
import {
  combineKernel,
  dotsKernel,
  MEMBERS,
  remainderKernel,
  SQUARE_ROWS,
  STRIP,
  squaresKernel,
} from "./basis-kernels.ts";
import { settleKernel, settleWords } from "./settle-kernel.ts";

type MatmulStep = Step & { readonly op: "matmul" };

/** Times in units of drawing and using one matrix entry. */
const COST_OF_READING = 1;
const COST_OF_DRAWING = 1;
const COST_OF_SCALAR = 4;

/** Shares of sums lie in quadruples, and so do their scalars. */
const inFours = (count: number) => 4 * Math.ceil(count / 4);

/** A vector that a kernel reads: where it begins. */
type Address = number;

/**
 * The product with input `k` of a step; `uses` are those of the matrix before it. Input and product are vectors in
 * memory.
 */
export function emitLooped(
  emission: Emission,
  step: MatmulStep,
  k: number,
  uses: { readonly plain: number; readonly transposed: number },
): void {
  const { plan, layout } = emission;
  const matrix = plan.matrices[step.matrix];
  const [input, out, place] = [step.inputs[k], step.outs[k], step.places[k]];
  invariant(matrix !== undefined && input !== undefined && out !== undefined && place !== undefined, () => "odd ends");
  const base = layout.baseOf(step.matrix);
  const [side, other] = step.transposed ? [base.transposed, base.plain] : [base.plain, base.transposed];
  const [earlier, others] = step.transposed ? [uses.transposed, uses.plain] : [uses.plain, uses.transposed];
  const variable = step.transposed ? matrix.noise.transposed : matrix.noise.plain;
  const isKept = earlier < side.most;
  const [apart, across] = [padded(side.length), padded(other.length)];
  const sweep = sweeps(emission, place);

  const x = emission.vectorAt(input);
  // In the order in which they are summed.
  const whole = emission.claimScalars(inFours(SQUARE_ROWS));
  const parts = emission.claimScalars(inFours(earlier));
  const rest = earlier === 0 ? whole : emission.claimScalars(inFours(SQUARE_ROWS));
  const again = emission.claimScalars(inFours(earlier));
  const images = emission.claimScalars(inFours(others));
  const noises = emission.claimScalars(inFours(others));
  const [unit, fresh, noise] = [emission.claimScalars(1), emission.claimScalars(1), emission.claimScalars(1)];

  sweep.squares(x, side.length, whole);
  let remainder = x;
  if (earlier > 0) {
    remainder = isKept ? side.units + earlier * apart : emission.claim(apart);
    sweep.dots({ vector: x }, side.length, side.units, earlier, parts);
    sweep.finishSums();
    sweep.remainder(x, side.length, side.units, earlier, parts, remainder, rest);
    sweep.dots({ vector: remainder }, side.length, side.units, earlier, again);
  }
  sweep.dots({ vector: remainder }, side.length, other.products, others, images);
  sweep.dots({ variable, row: earlier }, other.length, other.units, others, noises);

  sweep.finishSums();

  const [ownStep, otherStep] = step.transposed ? [1, base.transposed.most] : [base.transposed.most, 1];
  emitSettle(emission, place, {
    ...{ earlier, others, length: side.length, width: other.length },
    ...{ whole, rest, parts, totals: parts, again, images, noises },
    ...{ count: side.count, other_count: other.count },
    inner: isKept ? base.inner + earlier * ownStep : images,
    inner_step: isKept ? otherStep : 1,
    ...{ known: base.inner, known_own: ownStep, known_other: otherStep },
    ...{ unit, fresh, noise },
    deviation: floatWord(matrix.scale),
  });

  const goal = emission.vectorAt(out);
  const product = isKept ? side.products + earlier * across : goal;
  sweep.combine({ variable, row: earlier }, noise, other.length, other.units, others, noises, product);
  if (isKept) {
    sweep.combine({ vector: remainder }, unit, side.length, side.units, earlier, again, side.units + earlier * apart);
  }
  sweep.combine({ vector: product }, fresh, other.length, side.products, earlier, parts, goal);
}

type Source = { readonly vector: Address } | { readonly variable: number; readonly row: number };

const isNoise = (source: Source) => "variable" in source;

/** The two words of fresh noise, or the one of a vector. */
function sourceWords(source: Source): readonly number[] {
  return "vector" in source ? [source.vector] : [source.variable, source.row];
}

/** Calls of the kernels of basis-kernels.ts. */
function sweeps(emission: Emission, place: Place) {
  const call = (
    key: string,
    kernel: () => Kernel,
    shape: GroupShape,
    items: number,
    words: readonly number[],
    cost: number,
  ): void => {
    const number = emission.table.use(`${key} ${shape}`, [], kernel);
    emission.calls.push({ kernel: number, items, words, cost, place });
  };
  /** Shares of sums that are not added up yet: so many scalars from `first` on, in quadruples from `start` on. */
  let shares: { readonly start: number; readonly strips: number; readonly first: number; readonly sums: number }[] = [];
  const later = (start: number, strips: number, first: number, sums: number): void => {
    const last = shares.at(-1);
    // Sums whose shares and scalars follow those before them go with them.
    const joins =
      last?.strips === strips && last.start + last.sums * strips === start && last.first + last.sums === first;
    if (joins) shares.splice(-1, 1, { ...last, sums: last.sums + inFours(sums) });
    else shares.push({ start, strips, first, sums: inFours(sums) });
  };
  // An even number, so that shares of several sums follow one another in memory.
  const measure = (length: number) => ({ quads: padded(length) / 4, strips: 2 * Math.ceil(length / (2 * STRIP)) });

  return {
    /** Adds up what has been summed in strips; until then its scalars are not there. */
    finishSums(): void {
      for (const { start, strips, first, sums } of shares) {
        const goal = { first, rows: sums, factor: 1, labels: [] };
        emitPackedSums(emission, { start, count: strips, rows: sums }, [goal], place);
      }
      shares = [];
    },
    squares(vector: Address, length: number, first: number): void {
      const { quads, strips } = measure(length);
      const partials = emission.claim(4 * strips);
      const shape = groupShape(strips);
      const cost = STRIP * COST_OF_READING;
      call("squares", () => squaresKernel(shape), shape, strips, [vector, quads, strips, partials], cost);
      later(partials, strips, first, SQUARE_ROWS);
    },
    /** `count` scalars from `first` on: inner products with the vectors of a basis. */
    dots(source: Source, length: number, basis: Address, count: number, first: number): void {
      if (count === 0) return;
      const { quads, strips } = measure(length);
      const fours = Math.ceil(count / MEMBERS.length);
      const partials = emission.claim(4 * strips * fours);
      // One shape for any number of vectors, so that the kernel is the same.
      const shape = groupShape(strips);
      const kind = isNoise(source) ? "noise" : "vector";
      const words = [...sourceWords(source), quads, strips, partials, basis, padded(length), count];
      const cost = STRIP * (MEMBERS.length * COST_OF_READING + (isNoise(source) ? COST_OF_DRAWING : COST_OF_READING));
      call(`dots ${kind}`, () => dotsKernel(kind, shape), shape, strips * fours, words, cost);
      later(partials, strips, first, count);
    },
    remainder(
      vector: Address,
      length: number,
      basis: Address,
      count: number,
      parts: number,
      out: Address,
      first: number,
    ): void {
      const { quads, strips } = measure(length);
      const partials = emission.claim(4 * strips);
      const shape = groupShape(strips);
      const words = [vector, quads / 2, strips, partials, basis, padded(length), count, parts, out];
      call("remainder", () => remainderKernel(shape), shape, strips, words, STRIP * COST_OF_READING * (2 + count));
      later(partials, strips, first, SQUARE_ROWS);
    },
    /** `out = factor source + sum of parts times basis`; `out` may be the source. */
    combine(
      source: Source,
      factor: number,
      length: number,
      basis: Address,
      count: number,
      parts: number,
      out: Address,
    ): void {
      const items = padded(length) / 8;
      const shape = groupShape(items);
      const kind = isNoise(source) ? "noise" : "vector";
      const words = [...sourceWords(source), length, factor, basis, padded(length), count, parts, out];
      const cost = 8 * (COST_OF_READING * (1 + count) + (isNoise(source) ? COST_OF_DRAWING : COST_OF_READING));
      call(`combine ${kind}`, () => combineKernel(kind, shape), shape, items, words, cost);
    },
  };
}

/** From sums to factors: one invocation for each trial. */
export function emitSettle(emission: Emission, place: Place, values: Parameters<typeof settleWords>[0]): void {
  const shape = groupShape(1);
  const kernel = emission.table.use("settle", [], () => settleKernel(shape));
  const { earlier, others } = values;
  const cost = COST_OF_SCALAR * (8 + earlier) * (1 + others);
  emission.calls.push({ kernel, items: 1, words: settleWords(values), cost, place });
}

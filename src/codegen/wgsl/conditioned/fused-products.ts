/**
 * Products of matrices that are used a few times: the sums that they need are found by the sweep that makes their
 * input, and products and directions are no vectors in memory but combinations, made again by the sweeps that read
 * them. The formulas are those of looped-products.ts.
 */
import { invariant } from "../../../diagnostics/invariant.ts";
import type { Step } from "../../../plan/simulation-plan.ts";
import { bufferOf, type Emission } from "../emission.ts";
import { floatWord } from "../kernel.ts";
import { padded } from "../padding.ts";
import type { KnownVectors } from "./known-vectors.ts";
import { emitSettle } from "./looped-products.ts";
import type { SweepSum, SweepValue } from "./sweep.ts";
import { minus, orNothing, times, type VectorNode } from "./vectors.ts";

/** An orthonormal input and its product. */
interface Seen {
  readonly unit: VectorNode;
  readonly product: VectorNode;
}

export type SeenSides = Readonly<Record<"plain" | "transposed", { uses: number; readonly seen: Seen[] }>>;

const product =
  (left: SweepValue) =>
  (right: SweepValue): SweepSum => ({ kind: "product", left, right });

/** The product with input `k` of step number `s`. */
export function emitFused(
  emission: Emission,
  known: KnownVectors,
  step: Step & { readonly op: "matmul" },
  s: number,
  k: number,
  sides: SeenSides,
): void {
  const { plan, layout } = emission;
  const matrix = plan.matrices[step.matrix];
  const [input, out, place] = [step.inputs[k], step.outs[k], step.places[k]];
  invariant(matrix !== undefined && input !== undefined && out !== undefined && place !== undefined, () => "odd ends");
  const base = layout.baseOf(step.matrix);
  const [side, other] = step.transposed ? [base.transposed, base.plain] : [base.plain, base.transposed];
  const [own, others] = step.transposed ? [sides.transposed, sides.plain] : [sides.plain, sides.transposed];
  const variable = step.transposed ? matrix.noise.transposed : matrix.noise.plain;
  const row = own.uses++;
  const isKept = row < side.most;
  const { label } = bufferOf(plan, out);
  // The inputs that follow in this step may still be read.
  const done = k + 1 === step.inputs.length ? s : s - 1;
  const noise: VectorNode = { kind: "noise", label: `noise of ${label}`, variable, row };
  const units = own.seen.map(({ unit }) => unit);

  known.openFor(side.length, place, s);
  let rest = known.valueOf(input);
  const whole = known.sums([{ kind: "squares", of: rest }]);
  const kept = isKept
    ? lasting(known, rest, side.units + row * padded(side.length), bufferOf(plan, input).label)
    : undefined;
  let remainder = kept;
  let [once, parts, again] = [whole, 0, 0];
  if (row > 0) {
    parts = known.sums(units.map(product(rest)));
    known.close(s - 1);
    known.openFor(side.length, place, s);
    const node = kept ?? known.nodeOf(input);
    remainder = {
      kind: "combination",
      label: `rest of ${node.label}`,
      terms: [{ factor: "one", vector: node }, ...units.map((unit, i) => minus(parts + i, unit))],
    };
    rest = remainder;
    once = known.sums([{ kind: "squares", of: rest }]);
    again = known.sums(units.map(product(rest)));
  }
  const images = known.sums(others.seen.map(({ product: image }) => image).map(product(rest)));
  const inNoise = others.seen.map(({ unit }) => unit).map(product(noise));
  // In a sweep of their own where the product has another length than the input.
  if (inNoise.length > 0 && other.length !== side.length) {
    known.close(done);
    known.openFor(other.length, place, s);
  }
  const noises = known.sums(inNoise);
  known.close(done);

  const [totals, unit, fresh, deviation] = [row, 1, 1, 1].map((count) => emission.keepScalars(count));
  invariant(totals !== undefined && unit !== undefined && fresh !== undefined && deviation !== undefined, () => "four");
  const [ownStep, otherStep] = step.transposed ? [1, base.transposed.most] : [base.transposed.most, 1];
  emitSettle(emission, place, {
    ...{ earlier: row, others: others.seen.length, length: side.length, width: other.length },
    ...{ whole, rest: once, parts, totals, again, images, noises },
    ...{ count: side.count, other_count: other.count },
    inner: isKept ? base.inner + row * ownStep : images,
    inner_step: isKept ? otherStep : 1,
    ...{ known: base.inner, known_own: ownStep, known_other: otherStep },
    ...{ unit, fresh, noise: deviation },
    deviation: floatWord(matrix.scale),
  });

  const image: VectorNode = {
    kind: "combination",
    label: `new part of ${label}`,
    terms: [...others.seen.map(({ unit: vector }, j) => times(noises + j, vector)), times(deviation, noise)],
  };
  known.know(out, {
    kind: "combination",
    label,
    terms: [...own.seen.map(({ product: earlier }, i) => times(totals + i, earlier)), times(fresh, image)],
  });
  if (!isKept || remainder === undefined) return;
  const direction: VectorNode = {
    kind: "combination",
    label: `direction of ${label}`,
    terms: [orNothing(unit, remainder), ...units.map((earlier, i) => times(again + i, earlier))],
  };
  own.seen.push({ unit: direction, product: image });
}

/** A value as a vector that is there as long as the matrix is: drawn again, or kept at `at`. */
function lasting(known: KnownVectors, x: SweepValue, at: number, label: string): VectorNode {
  const isDrawn = x.kind === "noise" || (x.kind === "affine" && x.of.kind === "noise");
  return isDrawn ? x : known.keepAt(x, at, label);
}

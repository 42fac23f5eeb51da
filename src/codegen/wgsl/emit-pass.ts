/** A pass as calls: the kernel of its coordinatewise work, then the tree that adds up its averages. */
import { invariant } from "../../diagnostics/invariant.ts";
import { reachable } from "../../ir/expr.ts";
import type { Step } from "../../plan/simulation-plan.ts";
import { bufferOf, type Emission, scalarLabel } from "./emission.ts";
import { emitAverages } from "./emit-sums.ts";
import { groupShape, listed } from "./kernel.ts";
import { type PassForm, passKernel, STRIP } from "./pass-kernel.ts";

/** In units of drawing and using one matrix entry: one operation for one coordinate. */
const COST_OF_OPERATION = 1;

export function emitPass(emission: Emission, step: Step & { readonly op: "pass" }): void {
  const { plan, layout } = emission;
  const strips = Math.ceil(step.length / STRIP);
  const shape = groupShape(strips);
  const form: PassForm = {
    outputs: step.outputs.map(({ body }) => body),
    reductions: step.reductions.map(({ body }) => body),
  };
  const labels = {
    vectors: step.vectors.map((id) => bufferOf(plan, id).label),
    scalars: step.scalars.map((slot) => scalarLabel(plan, slot)),
    outputs: step.outputs.map(({ buffer }) => bufferOf(plan, buffer).label),
    reductions: step.reductions.map(({ slot }) => scalarLabel(plan, slot)),
  };
  const key = `pass ${JSON.stringify([form, step.vectors.length, step.scalars.length, shape])}`;
  const kernel = emission.table.use(key, [...labels.outputs, ...labels.reductions], (all) =>
    passKernel(plan.pool, form, labels, shape, `Coordinatewise: ${listed(all)}.`),
  );
  const partials = emission.claim(strips * step.reductions.length);
  const roots = [...form.outputs, ...form.reductions];
  const [place] = step.places;
  invariant(place !== undefined, () => "a pass without place");
  emission.calls.push({
    kernel,
    items: strips,
    words: [
      ...[step.length, strips, partials],
      ...step.vectors.map((id) => emission.vectorAt(id)),
      ...step.scalars.map((slot) => layout.scalarAt(slot)),
      ...step.outputs.map(({ buffer }) => emission.vectorAt(buffer)),
    ],
    cost: STRIP * COST_OF_OPERATION * (2 + step.vectors.length + reachable(plan.pool, roots).length),
    place,
  });
  const slots = step.reductions.map(({ slot }) => slot);
  emitAverages(emission, slots, partials, strips, step.length, place);
}

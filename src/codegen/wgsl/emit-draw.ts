/** A draw step as a call. */
import type { Step } from "../../plan/simulation-plan.ts";
import { drawKernel } from "./draw-kernel.ts";
import { bufferOf, type Emission } from "./emission.ts";
import { floatWord, groupShape, listed } from "./kernel.ts";
import { padded } from "./padding.ts";

/** In units of drawing and using one matrix entry: drawing and keeping eight coordinates. */
const COST_OF_OCTET = 16;

export function emitDraw(emission: Emission, step: Step & { readonly op: "draw" }): void {
  const { label, length } = bufferOf(emission.plan, step.out);
  const { shape, variable } = step.stream;
  const items = padded(length) / 8;
  const group = groupShape(items);
  const kernel = emission.table.use(`draw ${JSON.stringify([shape, group])}`, [label], (all) =>
    drawKernel(shape, group, `Initial vectors of the ${shape.kind.replaceAll("_", " ")} law: ${listed(all)}.`),
  );
  emission.calls.push({
    kernel,
    items,
    words: [variable, emission.vectorAt(step.out), length, floatWord(step.mean), floatWord(step.deviation)],
    cost: COST_OF_OCTET,
    place: step.place,
  });
}

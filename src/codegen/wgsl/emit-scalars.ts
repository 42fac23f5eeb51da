/** Runs of scalar steps as calls. */
import { invariant } from "../../diagnostics/invariant.ts";
import type { ScalarSlot, Step } from "../../plan/simulation-plan.ts";
import { type Emission, scalarLabel } from "./emission.ts";
import { listed } from "./kernel.ts";
import { type ScalarForm, scalarKernel } from "./scalar-kernel.ts";

type ScalarStep = Step & { readonly op: "scalar" };

/** Assignments of one kernel; more would take a device long to compile. */
const LONGEST_RUN = 48;

export function emitScalars(emission: Emission, run: readonly ScalarStep[]): void {
  for (let start = 0; start < run.length; start += LONGEST_RUN) {
    emitRun(emission, run.slice(start, start + LONGEST_RUN));
  }
}

function emitRun(emission: Emission, run: readonly ScalarStep[]): void {
  const assigned = new Set(run.map(({ out }) => out));
  const inputs = [...new Set(run.flatMap(({ scalars }) => scalars))].filter((slot) => !assigned.has(slot));
  const variables: readonly ScalarSlot[] = [...inputs, ...assigned];
  const numbers = new Map(variables.map((slot, k) => [slot, k]));
  const form: ScalarForm = {
    inputs: inputs.length,
    assignments: run.map(({ body, scalars }) => ({ body, reads: scalars.map((slot) => numbers.get(slot) ?? -1) })),
  };
  const labels = variables.map((slot) => scalarLabel(emission.plan, slot));
  const made = run.map(({ out }) => scalarLabel(emission.plan, out));
  const kernel = emission.table.use(`scalars ${JSON.stringify(form)}`, made, (all) =>
    scalarKernel(emission.plan.pool, form, labels, `Scalars: ${listed(all)}.`),
  );
  const [first] = run;
  invariant(first !== undefined, () => "an empty run of scalars");
  emission.calls.push({
    kernel,
    items: 1,
    words: variables.map((slot) => emission.layout.scalarAt(slot)),
    cost: 4 * variables.length,
    place: first.place,
  });
}

/** A sweep as calls: its kernel, then the trees that add its sums up. */
import type { Emission } from "../emission.ts";
import { emitSums, emitUnpacking } from "../emit-sums.ts";
import { listed, steadyShape } from "../kernel.ts";
import { STRIP } from "./basis-kernels.ts";
import type { Sweep } from "./sweep.ts";
import { formSweep } from "./sweep-form.ts";
import { shareRows, sweepKernel } from "./sweep-kernel.ts";

/** In units of drawing and using one matrix entry. */
const COST_OF_NODE = 1;
const COST_OF_OPERATION = 0.05;

/** Emits the sweep; its sums, in their order, are scalars from `firstSum` on. */
export function emitSweep(emission: Emission, sweep: Sweep, firstSum: number): void {
  const { form, labels, words } = formSweep(sweep);
  const strips = Math.ceil(sweep.length / STRIP);
  const shape = steadyShape(strips, emission.target.invocations === 0);
  const { pass } = sweep;
  const outputs = (pass?.outputs ?? []).map(({ label }) => label);
  const averages = (pass?.averages ?? []).map(({ label }) => label);
  const all = { nodes: labels, params: (pass?.scalars ?? []).map(({ label }) => label), outputs, averages };
  const subject = [...outputs, ...averages, ...(pass === undefined ? labels.slice(-1) : [])];
  const kernel = emission.table.use(`sweep ${JSON.stringify([form, shape])}`, subject, (uses) =>
    sweepKernel(emission.plan.pool, form, all, shape, `Sweep: ${listed(uses)}.`),
  );
  const rows = shareRows(form);
  const count = rows.averages + rows.sums;
  const partials = emission.claim(4 * strips * Math.ceil(count / 4));
  const perCoordinate = form.nodes.length * COST_OF_NODE + (pass?.operations ?? 0) * COST_OF_OPERATION;
  emission.calls.push({
    kernel,
    items: strips,
    words: [sweep.length, strips, partials, 2, 4, ...words],
    cost: STRIP * (1 + perCoordinate),
    place: sweep.place,
  });
  if (count > 0) {
    const level = emitUnpacking(emission, partials, strips, count, sweep.place);
    if (pass !== undefined && rows.averages > 0) {
      const goal = { first: pass.firstAverage, labels: averages };
      emitSums(emission, goal, rows.averages, level.start, level.count, 1 / sweep.length, sweep.place);
    }
    if (rows.sums > 0) {
      const start = level.start + level.count * rows.averages;
      emitSums(emission, { first: firstSum, labels: [] }, rows.sums, start, level.count, 1, sweep.place);
    }
  }
  emission.release();
}

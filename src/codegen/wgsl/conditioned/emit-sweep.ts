/** A sweep as calls: its kernel, then the trees that add its sums up. */
import type { Emission } from "../emission.ts";
import { emitPackedSums } from "../emit-sums.ts";
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
    const shares = { start: partials, count: strips, rows: count };
    const goals = [
      { first: pass?.firstAverage ?? 0, rows: rows.averages, factor: 1 / sweep.length, labels: averages },
      { first: firstSum, rows: rows.sums, factor: 1, labels: [] },
    ];
    emitPackedSums(emission, shares, goals, sweep.place);
  }
  emission.release();
}

/** Samples as an array file of numpy (format version 1.0): float64 of shape (widths, trials, outputs). */
import type { Simulation } from "./simulation.ts";

/** Trials that an interrupted run did not finish are NaN. */
export function samplesNpy({ runs }: Simulation): Uint8Array {
  const trials = Math.max(0, ...runs.map((run) => run.trials));
  const outputs = runs[0]?.outputs.length ?? 0;
  const values = new Float64Array(runs.length * trials * outputs).fill(Number.NaN);
  runs.forEach((run, w) => {
    run.outputs.forEach((output, o) => {
      output.samples.forEach((value, t) => {
        values[(w * trials + t) * outputs + o] = value;
      });
    });
  });
  return toNpy(values, [runs.length, trials, outputs]);
}

/** The header is padded so that the data begin at a multiple of 64 bytes, and ends in a newline. */
function toNpy(values: Float64Array, shape: readonly number[]): Uint8Array {
  const start = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.join(", ")}), }`;
  const header = `${start.padEnd(64 * Math.ceil((10 + start.length + 1) / 64) - 11)}\n`;
  const bytes = new Uint8Array(10 + header.length + 8 * values.length);
  bytes.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, header.length & 255, header.length >> 8]);
  bytes.set(new TextEncoder().encode(header), 10);
  const view = new DataView(bytes.buffer, 10 + header.length);
  for (const [i, value] of values.entries()) view.setFloat64(8 * i, value, true);
  return bytes;
}

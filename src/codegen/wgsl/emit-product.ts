/**
 * A matmul step as calls: at most four vectors at a time, each call with all entries of the matrix drawn once. When
 * there are too few octets of results to keep the device busy the sum is cut into stretches, which are added afterwards.
 */
import { invariant } from "../../diagnostics/invariant.ts";
import type { Step } from "../../plan/simulation-plan.ts";
import { bufferOf, type Emission } from "./emission.ts";
import { emitFold } from "./emit-sums.ts";
import { floatWord, groupShape, listed } from "./kernel.ts";
import { isLong } from "./laws.ts";
import { padded } from "./padding.ts";
import { MOST_VECTORS, productKernel } from "./product-kernel.ts";
import { FAN } from "./sum-kernels.ts";

/** Turns of the loop, of 64 entries each, that make a stretch worth its own invocation. */
const SHORTEST_STRETCH = 8;

/** Share of the time of one more vector beside that of drawing an entry. */
const COST_OF_VECTOR = 0.2;

export function emitProduct(emission: Emission, step: Step & { readonly op: "matmul" }): void {
  const { plan } = emission;
  const matrix = plan.matrices[step.matrix];
  invariant(matrix !== undefined, () => `no matrix ${step.matrix}`);
  const length = step.transposed ? matrix.cols : matrix.rows;
  const octets = padded(length) / 8;
  const terms = padded(step.transposed ? matrix.rows : matrix.cols) / 8;
  const parts = stretches(octets, terms, emission.target.invocations);
  const shape = groupShape(octets * parts);
  const items = parts === 1 ? octets : shape[0] * Math.ceil(octets / shape[0]);
  const shared = emission.target.subgroups && shape[1] === 1;
  const [firstPlace] = step.places;
  invariant(firstPlace !== undefined, () => "a product without place");

  for (let done = 0; done < step.inputs.length; done += MOST_VECTORS) {
    const inputs = step.inputs.slice(done, done + MOST_VECTORS);
    const outs = step.outs.slice(done, done + MOST_VECTORS);
    const form = { shape: matrix.stream.shape, transposed: step.transposed, vectors: inputs.length, shared };
    const labels = outs.map((out) => bufferOf(plan, out).label);
    const kernel = emission.table.use(`product ${JSON.stringify([form, shape])}`, labels, (all) =>
      productKernel(form, shape, `Products with a matrix${step.transposed ? ", transposed" : ""}: ${listed(all)}.`),
    );
    const size = parts * padded(length);
    const scratch = parts === 1 ? 0 : emission.claim(size * inputs.length);
    const goals = outs.map((out, b) => (parts === 1 ? emission.vectorAt(out) : scratch + b * size));
    const stretch = Math.ceil(terms / parts);
    emission.calls.push({
      kernel,
      items: items * parts,
      words: [
        ...[matrix.stream.variable, length, octets, items, terms, stretch, padded(length)],
        floatWord(matrix.scale),
        ...(isLong(form.shape) ? [8] : []),
        ...inputs.map((input) => emission.vectorAt(input)),
        ...goals,
      ],
      cost: 64 * stretch * (1 + COST_OF_VECTOR * (inputs.length - 1)),
      place: step.places[done] ?? firstPlace,
    });
    if (parts === 1) continue;
    for (const [b, out] of outs.entries()) {
      emitFold(emission, goals[b] ?? 0, size, emission.vectorAt(out), padded(length), 1, firstPlace);
    }
  }
}

/**
 * The number of stretches, at most FAN, that brings `items` of one trial nearest to what the device wants. It does not
 * count the trials of a batch, which would make sums, and so their last digits, depend on how trials are batched.
 */
function stretches(items: number, terms: number, wanted: number): number {
  const most = Math.min(FAN, Math.floor(terms / SHORTEST_STRETCH));
  const parts = Math.max(1, Math.min(most, Math.floor(wanted / items)));
  // No stretch is left without turns.
  return Math.ceil(terms / Math.ceil(terms / parts));
}

/**
 * Trials in batches: handed out in order to whoever is free, put together by their place. The samples do not depend
 * on who computed what.
 */
import type { RunRequest } from "../engine.ts";

export interface Batch {
  readonly seed: bigint;
  readonly firstTrial: number;
  readonly trials: number;
}

/** Computes a batch: one array of samples per output of the plan. */
export type Performer = (batch: Batch) => Promise<readonly Float64Array[]>;

export interface Finished {
  /** The trials before the first one that is missing. */
  readonly trials: number;
  /** Per output, `trials` long. */
  readonly samples: readonly Float64Array[];
  /** Why a performer gave up, if one did. */
  readonly failure: unknown;
}

/**
 * Runs all batches, one at a time on each performer. After an abort or a failure no further batch begins; those
 * under way are waited for.
 */
export async function runBatches(
  request: RunRequest,
  performers: readonly Performer[],
  batchTrials: number,
  outputs: number,
): Promise<Finished> {
  const { seed, firstTrial, trials, signal, onProgress } = request;
  const count = Math.ceil(trials / batchTrials);
  const results: (readonly Float64Array[] | undefined)[] = [];
  let next = 0;
  let done = 0;
  let failure: unknown;

  const work = async (perform: Performer): Promise<void> => {
    while (next < count && failure === undefined && signal?.aborted !== true) {
      const index = next++;
      const from = index * batchTrials;
      const batch = { seed, firstTrial: firstTrial + from, trials: Math.min(batchTrials, trials - from) };
      try {
        results[index] = await perform(batch);
      } catch (error) {
        failure ??= error;
        return;
      }
      done += batch.trials;
      onProgress?.(done, trials);
    }
  };
  await Promise.all(performers.map(work));

  const missing = Array.from({ length: count }, (_, index) => results[index]).indexOf(undefined);
  const whole = results.slice(0, missing < 0 ? count : missing);
  const finished = Math.min(trials, whole.length * batchTrials);
  const samples = Array.from({ length: outputs }, (_, o) => {
    const all = new Float64Array(finished);
    for (const [index, batch] of whole.entries()) all.set(batch?.[o] ?? [], index * batchTrials);
    return all;
  });
  return { trials: finished, samples, failure };
}

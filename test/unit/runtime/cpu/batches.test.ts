import { describe, expect, it } from "vitest";
import { type Batch, type Performer, runBatches } from "../../../../src/runtime/cpu/batches.ts";
import type { RunRequest } from "../../../../src/runtime/engine.ts";

const REQUEST: RunRequest = { seed: 1n, firstTrial: 100, trials: 25, signal: undefined, onProgress: undefined };

/** Answers every trial with its own number, after as many turns of the event loop as `delay` says. */
function performer(log: Batch[], delay: (batch: Batch) => number = () => 0): Performer {
  return async (batch) => {
    log.push(batch);
    for (let k = delay(batch); k > 0; k--) await new Promise((resolve) => setImmediate(resolve));
    return [Float64Array.from({ length: batch.trials }, (_, t) => batch.firstTrial + t)];
  };
}

const NUMBERS = Float64Array.from({ length: 25 }, (_, t) => 100 + t);

describe("runBatches", () => {
  it("hands out batches in order and puts samples in their places", async () => {
    const log: Batch[] = [];
    const slow = performer(log, (batch) => (batch.firstTrial === 100 ? 20 : 1));
    const finished = await runBatches(REQUEST, [slow, performer(log), performer(log)], 4, 1);
    expect(finished).toEqual({ trials: 25, samples: [NUMBERS], failure: undefined });
    expect(log.map((batch) => batch.firstTrial)).toEqual([100, 104, 108, 112, 116, 120, 124]);
    expect(log.map((batch) => batch.trials)).toEqual([4, 4, 4, 4, 4, 4, 1]);
  });

  it("waits for the batches under way when it is aborted, and begins no other", async () => {
    const controller = new AbortController();
    const log: Batch[] = [];
    const request = { ...REQUEST, signal: controller.signal, onProgress: () => controller.abort() };
    const finished = await runBatches(request, [performer(log), performer(log, () => 5)], 4, 1);
    expect(log).toHaveLength(2);
    expect(finished).toEqual({ trials: 8, samples: [NUMBERS.slice(0, 8)], failure: undefined });
  });

  it("keeps the trials before the first batch that failed", async () => {
    const error = new Error("lost");
    const failing: Performer = async (batch) => {
      if (batch.firstTrial === 108) throw error;
      return performer([])(batch);
    };
    const finished = await runBatches(REQUEST, [failing, failing], 4, 1);
    expect(finished).toEqual({ trials: 8, samples: [NUMBERS.slice(0, 8)], failure: error });
  });

  it("counts progress by finished trials", async () => {
    const seen: number[] = [];
    const request = { ...REQUEST, onProgress: (done: number) => seen.push(done) };
    await runBatches(request, [performer([])], 10, 1);
    expect(seen).toEqual([10, 20, 25]);
  });

  it("has nothing to do for no trials", async () => {
    const finished = await runBatches({ ...REQUEST, trials: 0 }, [performer([])], 4, 2);
    expect(finished).toEqual({ trials: 0, samples: [new Float64Array(), new Float64Array()], failure: undefined });
  });
});

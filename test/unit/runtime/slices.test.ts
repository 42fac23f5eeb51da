import { describe, expect, test } from "vitest";
import { diagnostic, failure, type Outcome, success } from "../../../src/diagnostics/diagnostic.ts";
import type { Run } from "../../../src/runtime/engine.ts";
import { runInSlices, type SlicedRun, type TrialRange } from "../../../src/runtime/slices.ts";
import { unwrap } from "../../kit/unwrap.ts";

const place = { source: { name: "a.tp", text: "" }, span: { start: 0, end: 0 } };
const nothing: Run = { trials: 0, samples: [new Float64Array(), new Float64Array()], seconds: 0 };

/** The trials of a range that takes `each` seconds for a trial: their number, and its square. */
function trialsOf({ first, count }: TrialRange, each: number): Run {
  const numbers = Float64Array.from({ length: count }, (_, i) => first + i);
  return { trials: count, samples: [numbers, numbers.map((x) => x * x)], seconds: count * each };
}

function request(changes: Partial<SlicedRun> & Pick<SlicedRun, "run">): SlicedRun {
  return { start: nothing, trials: 100, least: 2, ended: () => false, onSlice: async () => {}, ...changes };
}

describe("slices", () => {
  test("grow to a second each, and are together the whole run", async () => {
    const ranges: TrialRange[] = [];
    const seen: number[] = [];
    const run = async (range: TrialRange) => {
      ranges.push(range);
      return success(trialsOf(range, 1 / 30));
    };
    const onSlice = async (soFar: () => Run) => {
      seen.push(soFar().trials);
    };
    const whole = unwrap(await runInSlices(request({ run, onSlice })));
    expect(ranges.map(({ count }) => count)).toEqual([2, 16, 30, 30, 22]);
    expect(seen).toEqual([2, 18, 48, 78, 100]);
    expect(whole.samples).toEqual(trialsOf({ first: 0, count: 100 }, 0).samples);
    expect(whole.seconds).toBeCloseTo(100 / 30, 12);
  });

  test("go on from what is there", async () => {
    const ranges: TrialRange[] = [];
    const run = async (range: TrialRange) => {
      ranges.push(range);
      return success(trialsOf(range, 10));
    };
    const start = trialsOf({ first: 0, count: 95 }, 1);
    const whole = unwrap(await runInSlices(request({ run, start })));
    expect(ranges.map(({ first, count }) => [first, count])).toEqual([
      [95, 2],
      [97, 2],
      [99, 1],
    ]);
    expect(whole.samples).toEqual(trialsOf({ first: 0, count: 100 }, 0).samples);
    const all = trialsOf({ first: 0, count: 100 }, 1);
    expect(unwrap(await runInSlices(request({ run: () => Promise.reject(), start: all })))).toEqual(all);
  });

  test("one slice where nothing is to be kept", async () => {
    const run = async (range: TrialRange) => success(trialsOf(range, 1));
    expect(unwrap(await runInSlices(request({ run, least: Number.POSITIVE_INFINITY }))).trials).toBe(100);
  });

  test("a slice that ended early ends the run, and tells all trials", async () => {
    const cause = diagnostic("TP408", place, "only 3 of 16 trials were finished: the device was lost");
    const run = async (range: TrialRange) =>
      range.first === 0 ? success(trialsOf(range, 0.01)) : success(trialsOf({ ...range, count: 3 }, 0.01), [cause]);
    const ended = await runInSlices(request({ run }));
    expect(unwrap(ended).trials).toBe(5);
    expect(ended.diagnostics).toMatchObject([
      { code: "TP408", message: "only 5 of 100 trials were finished: the device was lost" },
    ]);
  });

  test("a failure keeps what there was, and fails where there was nothing", async () => {
    const failed: Outcome<Run> = failure([diagnostic("TP414", place, "the device was lost")]);
    const run = async (range: TrialRange) => (range.first < 4 ? success(trialsOf(range, 1)) : failed);
    const kept = await runInSlices(request({ run }));
    expect(unwrap(kept).trials).toBe(4);
    expect(kept.diagnostics).toMatchObject([
      { code: "TP408", severity: "warning", message: "only 4 of 100 trials were finished: the device was lost" },
    ]);
    expect(await runInSlices(request({ run: async () => failed }))).toEqual(failed);
  });

  test("none begins after an end", async () => {
    let slices = 0;
    const run = async (range: TrialRange) => {
      slices++;
      return success(trialsOf(range, 1));
    };
    expect(unwrap(await runInSlices(request({ run, ended: () => slices === 2 }))).trials).toBe(4);
  });
});

/**
 * A run in slices of about a second, so that what was finished can be kept meanwhile. A trial is a function of the
 * seed, the width and its number: slices put together are the run in one piece, bit for bit.
 */
import { type Diagnostic, diagnostic, failure, type Outcome, success } from "../diagnostics/diagnostic.ts";
import type { Run } from "./engine.ts";

/** The trials `first .. first + count - 1`. */
export interface TrialRange {
  readonly first: number;
  readonly count: number;
}

export interface SlicedRun {
  /** The first trials, which are there already. */
  readonly start: Run;
  /** Trials in all. */
  readonly trials: number;
  /** Trials of the first slice, and of every one at least; infinite for one slice. */
  readonly least: number;
  /** Whether no further slice is to begin. */
  readonly ended: () => boolean;
  readonly run: (range: TrialRange) => Promise<Outcome<Run>>;
  /** Told after each slice; the next one waits for it. */
  readonly onSlice: (soFar: () => Run) => Promise<void>;
}

/** Seconds that a slice is to take. */
const SLICE_SECONDS = 1;
/** Slices grow by this factor at most: the first trials are slower than later ones. */
const GROWTH = 8;

/** A failure keeps what was finished before, if anything was. */
export async function runInSlices(request: SlicedRun): Promise<Outcome<Run>> {
  const { start, trials, least, ended, run, onSlice } = request;
  const slices: Run[] = [start];
  const diagnostics: Diagnostic[] = [];
  let done = start.trials;
  let count = least;
  while (done < trials && !ended()) {
    const range = { first: done, count: Math.min(count, trials - done) };
    const slice = await run(range);
    if (!slice.ok && done === 0) return failure([...diagnostics, ...slice.diagnostics]);
    if (slice.ok) slices.push(slice.value);
    done += slice.ok ? slice.value.trials : 0;
    diagnostics.push(...slice.diagnostics.map((each) => ofTheWhole(each, done, trials)));
    await onSlice(() => joinRuns(slices));
    if (!slice.ok || slice.value.trials < range.count) break;
    const ideal = (range.count * SLICE_SECONDS) / slice.value.seconds;
    count = Math.ceil(Math.max(least, Math.min(ideal, GROWTH * range.count)));
  }
  return success(joinRuns(slices), diagnostics);
}

/** What ended a slice ended the run; it tells the trials of all slices. */
function ofTheWhole(found: Diagnostic, done: number, trials: number): Diagnostic {
  if (found.severity !== "error" && found.code !== "TP408") return found;
  const cause = found.message.replace(/^only \d+ of \d+ trials were finished: /, "");
  return diagnostic("TP408", found.place, `only ${done} of ${trials} trials were finished: ${cause}`, found.hint);
}

/** Runs of consecutive trials, one after another, as one. */
export function joinRuns(runs: readonly Run[]): Run {
  const trials = runs.reduce((sum, run) => sum + run.trials, 0);
  const [first] = runs;
  const samples = (first?.samples ?? []).map((_, o) => {
    const all = new Float64Array(trials);
    let at = 0;
    for (const run of runs) {
      all.set(run.samples[o] ?? [], at);
      at += run.trials;
    }
    return all;
  });
  return { trials, samples, seconds: runs.reduce((sum, run) => sum + run.seconds, 0) };
}

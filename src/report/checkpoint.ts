/**
 * What a file of results holds so that its run can go on: everything that a trial depends on, and the samples bit for
 * bit. A trial is a function of the seed, the width and its number, so that trials of a file and new ones together are
 * what one run would have given, on the same engine and the same version.
 */
import type { Shape } from "../math/laws.ts";
import type { Sampler } from "../plan/simulation-plan.ts";
import { decodeSamples, encodeSamples } from "./sample-text.ts";
import type { Simulation } from "./simulation.ts";

/** What the trials of a run depend on, besides widths and numbers of trials. */
export interface RunIdentity {
  readonly version: string;
  /** Of the program with its settings. */
  readonly fingerprint: string;
  /** As they were given: only to say what differs, and to be taken up again. */
  readonly settings: ReadonlyMap<string, number>;
  readonly seed: bigint;
  readonly matrixLaw: Shape | undefined;
}

/** The first trials at a width. */
export interface KnownRun {
  readonly width: number;
  readonly sampler: Sampler;
  readonly trials: number;
  /** Wall-clock seconds that they took. */
  readonly seconds: number;
  /** By output, in the order of the program. */
  readonly samples: readonly Float64Array[];
}

export interface Checkpoint {
  readonly identity: RunIdentity;
  readonly engine: "cpu" | "webgpu";
  readonly device: string;
  /** Trials per width that were asked for. */
  readonly requested: number;
  readonly widths: readonly number[];
  /** Names of the outputs. */
  readonly outputs: readonly string[];
  readonly runs: readonly KnownRun[];
}

/** Of this form; a later one will have another number. */
const FORMAT = 1;

/** Numbers beyond which the text would be longer than strings may be. */
export const mostSamples = 2 ** 25;

/** The field `resume` of a file of results. */
export function checkpointJson(identity: RunIdentity, simulation: Simulation, plan: RunPlan) {
  const { version, fingerprint, settings, seed, matrixLaw } = identity;
  return {
    format: FORMAT,
    version,
    program: fingerprint,
    settings: Object.fromEntries(settings),
    seed: String(seed),
    matrixLaw: matrixLaw ?? null,
    engine: simulation.engine,
    device: simulation.device,
    trials: plan.trials,
    widths: plan.widths,
    outputs: plan.outputs,
    runs: simulation.runs.map(({ width, sampler, trials, seconds, outputs }) => ({
      width,
      sampler,
      trials,
      seconds,
      samples: outputs.map(({ samples }) => encodeSamples(samples)),
    })),
  };
}

/** What a run was asked for. */
export interface RunPlan {
  readonly widths: readonly number[];
  readonly trials: number;
  readonly outputs: readonly string[];
}

export type CheckpointRead =
  | { readonly ok: true; readonly checkpoint: Checkpoint }
  /** `reason` ends the sentence `FILE cannot be continued: ...`. */
  | { readonly ok: false; readonly reason: string };

/** The checkpoint in the text of a file of results. */
export function readCheckpoint(text: string): CheckpointRead {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return { ok: false, reason: "it is no JSON document" };
  }
  const resume = field(document, "resume");
  if (resume === undefined) return { ok: false, reason: "it has no field `resume`, which `-o FILE.json` writes" };
  if (field(resume, "format") !== FORMAT) return { ok: false, reason: "another version of tpc wrote it" };
  const checkpoint = checkpointOf(resume);
  return checkpoint === undefined ? { ok: false, reason: "its field `resume` is damaged" } : { ok: true, checkpoint };
}

function checkpointOf(resume: unknown): Checkpoint | undefined {
  const text = (name: string): string => stringOr(field(resume, name), "");
  const engine = field(resume, "engine");
  const runs = listOr(field(resume, "runs")).map(knownRun);
  const widths = listOr(field(resume, "widths")).map((width) => numberOr(width, 0));
  const outputs = listOr(field(resume, "outputs")).map((name) => stringOr(name, ""));
  const seed = text("seed");
  if ((engine !== "cpu" && engine !== "webgpu") || !/^\d{1,20}$/.test(seed) || outputs.length === 0) return undefined;
  const whole = runs.filter((run) => run !== undefined);
  if (whole.length < runs.length || whole.some((run) => run.samples.length !== outputs.length)) return undefined;
  const requested = numberOr(field(resume, "trials"), 0);
  if (!widths.every(isCount) || !isCount(requested)) return undefined;
  const settings = new Map(
    Object.entries(Object(field(resume, "settings"))).map(([name, value]) => [name, numberOr(value, Number.NaN)]),
  );
  const identity = {
    version: text("version"),
    fingerprint: text("program"),
    settings,
    seed: BigInt(seed),
    matrixLaw: shapeOf(field(resume, "matrixLaw")),
  };
  return { identity, engine, device: text("device"), requested, widths, outputs, runs: whole };
}

function knownRun(run: unknown): KnownRun | undefined {
  const sampler = field(run, "sampler");
  const [width, trials] = [numberOr(field(run, "width"), 0), numberOr(field(run, "trials"), 0)];
  if ((sampler !== "explicit" && sampler !== "conditioned") || !isCount(width) || !isCount(trials)) return undefined;
  const decoded = listOr(field(run, "samples")).map((samples) => decodeSamples(stringOr(samples, "?")));
  const samples = decoded.filter((values) => values !== undefined);
  if (samples.length < decoded.length || samples.some(({ length }) => length !== trials)) return undefined;
  return { width, sampler, trials, seconds: numberOr(field(run, "seconds"), 0), samples };
}

const plainLaws = ["normal", "uniform", "rademacher", "laplace", "exponential", "cubecauchy", "quintcauchy"] as const;

function shapeOf(law: unknown): Shape | undefined {
  const kind = field(law, "kind");
  if (kind === "student_t") return { kind, df: numberOr(field(law, "df"), Number.NaN) };
  if (kind === "truncated_normal") return { kind, cut: numberOr(field(law, "cut"), Number.NaN) };
  const plain = plainLaws.find((name) => name === kind);
  return plain === undefined ? undefined : { kind: plain };
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined;
}

function listOr(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function stringOr(value: unknown, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

/**
 * Numbers for a limit, each with an error that holds. Deterministic rules: the whole system is evaluated twice, the
 * second time with coarser rules and every number moved by its stated error; the difference counts how errors grow
 * through later definitions. Quasi-Monte Carlo: several times with independent scrambles, the spread is the error.
 * Where that would take too long, particles carry the whole program.
 */
import { type Diagnostic, diagnostic, failure, type Outcome, success } from "../diagnostics/diagnostic.ts";
import type { Place } from "../diagnostics/source.ts";
import type { Program, ValueId } from "../ir/program.ts";
import type { Result } from "./expectation/result.ts";
import { impossibleWidths } from "./impossible-widths.ts";
import type { LimitProgram } from "./limit-program.ts";
import type { Estimate, Method } from "./limit-report.ts";
import { describeMissing } from "./missing.ts";
import { type Missing, type NumericOptions, type NumericValues, numericWalk, TooMuchWork } from "./numeric-walk.ts";
import { evaluateByParticles, type Performer } from "./particles/evaluate.ts";
import { summarise } from "./replicates.ts";
import { sampledMissing } from "./sampled-missing.ts";

export interface EvaluateOptions {
  /** Wanted absolute accuracy of sampled numbers, relative to max(1, |value|); others are as exact as they come. */
  readonly tolerance: number;
  /** `closed` refuses what has no closed form; `quadrature` uses no closed forms; `auto` takes the best, entry by entry. */
  readonly method: "auto" | "closed" | "quadrature" | "qmc" | "particles";
  /** Values of the scalars that the program leaves open, by name. */
  readonly symbols: ReadonlyMap<string, number>;
  readonly seed: bigint;
  /** Who carries runs of particles out; this thread where it is left out. */
  readonly perform?: Performer | undefined;
}

export interface LimitValues {
  /** By meaning key. Empty when a scalar without value is not given. */
  readonly estimates: ReadonlyMap<string, Estimate>;
  /** Values of the program without a limit, and what depends on them. */
  readonly missing: ReadonlyMap<ValueId, Missing>;
}

const REPLICATES = 8;
/** More expectations over many variables than this, or more milliseconds of quadrature, go to particles. */
const LIMITS = { work: 12_000, many: 40 } as const;
const NO_LIMITS = { work: Number.POSITIVE_INFINITY, many: Number.POSITIVE_INFINITY } as const;
/** Points of quasi-Monte Carlo: first and at most. */
const POINTS = { first: 2 ** 12, most: 2 ** 16 } as const;
/** Column operations times copies that a run by particles may take: some seconds. */
const PARTICLE_WORK = 4e9;

/**
 * Evaluates every number of the limit. Errors: TP301 and TP303 (no limit, with its place; the outputs that have one keep
 * their values), TP302 (no closed form), TP312 (a ratio of widths that is not positive).
 */
export function evaluateLimit(limit: LimitProgram, options: EvaluateOptions): Outcome<LimitValues> {
  const { program } = limit;
  const open = program.symbols.map((id) => program.values[id]?.name ?? "").filter((name) => !options.symbols.has(name));
  if (open.length > 0) return success({ estimates: new Map(), missing: new Map() });
  const values = program.symbols.map((id) => options.symbols.get(program.values[id]?.name ?? "") ?? Number.NaN);
  const impossible = impossibleWidths(program, values);
  if (impossible.length > 0) return failure(impossible);
  if (options.method === "particles") return byParticles(limit, options, undefined);
  const quadrature = options.method === "closed" || options.method === "quadrature";
  const walk: NumericOptions = {
    onsager: limit.onsager,
    symbols: options.symbols,
    level: "fine",
    closedForms: options.method === "auto" || options.method === "closed",
    alwaysQmc: options.method === "qmc",
    qmc: undefined,
    tolerance: options.method === "auto" ? options.tolerance : undefined,
    disturbing: undefined,
    limits: options.method === "auto" ? LIMITS : { ...NO_LIMITS, many: 0 },
    expected: limit.scalars.length,
  };
  if (options.method === "qmc") return sampled(limit, options, { ...walk, limits: NO_LIMITS });
  try {
    const fine = numericWalk(program, walk);
    const second = numericWalk(program, { ...walk, level: "coarse", disturbing: fine.values, limits: NO_LIMITS });
    return onlyClosed(program, options, reported(program, deterministic(fine, second), fine.missing, []));
  } catch (error) {
    if (!(error instanceof TooMuchWork)) throw error;
    // Samples of single expectations would take the same quadratures first.
    if (error.because === "work") return byParticles(limit, options, error.found);
    if (!quadrature) return sampled(limit, options, walk);
    return refused(
      program,
      `some expectations of this program are over more than three variables, which --method ${options.method} cannot do`,
    );
  }
}

/** Replicates of the whole system, with more points until the tolerance is met or the budget is spent. */
function sampled(limit: LimitProgram, options: EvaluateOptions, walk: NumericOptions): Outcome<LimitValues> {
  const { program } = limit;
  for (let { first: points } = POINTS; ; points *= 4) {
    try {
      const runs = Array.from({ length: REPLICATES }, (_, k) =>
        numericWalk(program, { ...walk, qmc: { points, seed: Number(options.seed & 0xffffn) * 65_537 + 1009 * k } }),
      );
      const estimates = summarise(runs.map(({ values }) => values));
      const worst = Math.max(
        ...[...estimates.values()].map(({ error, value }) => error / Math.max(1, Math.abs(value))),
      );
      if (worst <= options.tolerance || points >= POINTS.most) {
        const missing = new Map(runs.flatMap((run) => [...run.missing]));
        return reported(program, estimates, missing, []);
      }
    } catch (error) {
      if (!(error instanceof TooMuchWork)) throw error;
      return byParticles(limit, options, error.found);
    }
  }
}

/** What the second walk could not evaluate has only the errors of the first. */
function deterministic(fine: NumericValues, second: NumericValues): Map<string, Estimate> {
  const estimates = new Map<string, Estimate>();
  for (const [key, { value, error, method }] of fine.values) {
    const other = second.values.get(key)?.value ?? value;
    estimates.set(key, { value, error: error + 2 * Math.abs(value - other), method });
  }
  return estimates;
}

/** `before` is what deterministic rules had found: it is exact up to the first sampled number. */
function byParticles(
  limit: LimitProgram,
  options: EvaluateOptions,
  before: NumericValues | undefined,
): Outcome<LimitValues> {
  const { program, onsager } = limit;
  const missing = new Map<ValueId, Missing>(before?.missing);
  const outcome = evaluateByParticles(
    {
      ...program,
      outputs: program.outputs.filter(({ value }) => !missing.has(value)),
      expectations: program.expectations.filter(({ value }) => !missing.has(value)),
    },
    {
      onsager,
      particles: particlesFor(options.tolerance),
      work: PARTICLE_WORK,
      replicates: REPLICATES,
      seed: options.seed,
      symbols: options.symbols,
      perform: options.perform,
    },
  );
  if (!outcome.ok) return outcome;
  const estimates = new Map<string, Estimate>(outcome.value.values);
  for (const [key, result] of exactPart(before?.values ?? new Map())) estimates.set(key, result);
  for (const [value, found] of sampledMissing(limit, estimates)) if (!missing.has(value)) missing.set(value, found);
  return reported(program, estimates, missing, outcome.diagnostics);
}

function exactPart(values: ReadonlyMap<string, Result>): readonly (readonly [string, Result])[] {
  const all = [...values];
  const sampled = all.findIndex(([, { method }]) => method === "qmc");
  return sampled < 0 ? all : all.slice(0, sampled);
}

/** Particles per replicate: error about 3 / sqrt(replicates * particles), within what memory allows. */
function particlesFor(tolerance: number): number {
  const wanted = (3 / tolerance) ** 2 / REPLICATES;
  return 2 ** Math.round(Math.log2(Math.min(2 ** 17, Math.max(2 ** 12, wanted))));
}

/** A failure when no output has a limit; otherwise those that have none are among the diagnostics. */
function reported(
  program: Program,
  estimates: ReadonlyMap<string, Estimate>,
  missing: ReadonlyMap<ValueId, Missing>,
  warnings: readonly Diagnostic[],
): Outcome<LimitValues> {
  const diagnostics = [...describeMissing(program, missing), ...warnings];
  const all = [...program.outputs, ...program.expectations];
  if (all.length > 0 && all.every(({ value }) => missing.has(value))) return failure(diagnostics);
  return success({ estimates, missing }, diagnostics);
}

function onlyClosed(program: Program, options: EvaluateOptions, outcome: Outcome<LimitValues>): Outcome<LimitValues> {
  const open: Method[] = ["quadrature", "qmc", "particles"];
  if (!outcome.ok || options.method !== "closed") return outcome;
  const methods = [...outcome.value.estimates.values()].map(({ method }) => method);
  return methods.some((method) => open.includes(method))
    ? refused(program, "some expectations of this program have no closed form")
    : outcome;
}

function refused(program: Program, message: string): Outcome<LimitValues> {
  const nowhere: Place = { source: { name: program.name, text: "" }, span: { start: 0, end: 0 } };
  return failure([diagnostic("TP302", program.outputs[0]?.place ?? nowhere, message, "use --method auto")]);
}

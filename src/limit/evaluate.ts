/**
 * Numbers for a limit, each with an error that holds. Deterministic rules: the whole system is evaluated twice, the
 * second time with coarser rules and every number moved by a rounding; the difference counts how errors propagate
 * through later definitions. Quasi-Monte Carlo: several times with independent scrambles, the spread is the error.
 * Where too many expectations are over too many variables, particles carry the whole program.
 */
import { type Diagnostic, diagnostic, failure, type Outcome, success } from "../diagnostics/diagnostic.ts";
import type { Program } from "../ir/program.ts";
import type { Result } from "./expectation/result.ts";
import type { LimitProgram, Onsager } from "./limit-program.ts";
import type { Estimate, Method } from "./limit-report.ts";
import { NoLimit, type NumericOptions, type NumericValues, numericWalk, TooManyDimensions } from "./numeric-walk.ts";
import { evaluateByParticles } from "./particles/evaluate.ts";
import { summarise } from "./replicates.ts";

export interface EvaluateOptions {
  /** Wanted absolute accuracy of sampled numbers, relative to max(1, |value|); others are as exact as they come. */
  readonly tolerance: number;
  /** `closed` refuses what has no closed form; `quadrature` uses no closed forms; `auto` takes the best, entry by entry. */
  readonly method: "auto" | "closed" | "quadrature" | "qmc" | "particles";
  /** Values of the scalars that the program leaves open, by name. */
  readonly symbols: ReadonlyMap<string, number>;
  readonly seed: bigint;
}

export interface LimitValues {
  /** By meaning key. Empty when a scalar without value is not given. */
  readonly estimates: ReadonlyMap<string, Estimate>;
}

const REPLICATES = 8;
/** More expectations over many variables than this go to particles. */
const MAX_QMC = 40;

/** Evaluates every number of the limit. Errors: TP301 (no limit, with its place), TP302 (no closed form). */
export function evaluateLimit(limit: LimitProgram, options: EvaluateOptions): Outcome<LimitValues> {
  const { program, onsager } = limit;
  const open = program.symbols.map((id) => program.values[id]?.name ?? "").filter((name) => !options.symbols.has(name));
  if (open.length > 0) return success({ estimates: new Map() });
  try {
    return dispatch(program, onsager, options);
  } catch (error) {
    if (error instanceof NoLimit) return failure([noLimit(error)]);
    throw error;
  }
}

function noLimit({ status, place, message, remedy }: NoLimit): Diagnostic {
  return status === "undefined"
    ? diagnostic("TP301", place, `this has no limit: ${message}`, remedy)
    : diagnostic("TP303", place, `this limit could not be evaluated: ${message}`, remedy);
}

function dispatch(program: Program, onsager: Onsager, options: EvaluateOptions): Outcome<LimitValues> {
  if (options.method === "particles") return byParticles(program, onsager, options, new Map());
  const walk: NumericOptions = {
    onsager,
    symbols: options.symbols,
    level: "fine",
    closedForms: options.method !== "quadrature" && options.method !== "qmc",
    alwaysQmc: options.method === "qmc",
    qmc: undefined,
    maxQmc: options.method === "qmc" ? Number.POSITIVE_INFINITY : MAX_QMC,
  };
  try {
    if (options.method !== "qmc") {
      const fine = numericWalk(program, walk);
      const coarse = numericWalk(program, { ...walk, level: "coarse" });
      return onlyClosed(program, options, deterministic(fine, coarse));
    }
  } catch (error) {
    if (!(error instanceof TooManyDimensions)) throw error;
  }
  if (options.method === "closed" || options.method === "quadrature") {
    return failure([
      diagnostic(
        "TP302",
        program.outputs[0]?.place ?? { source: { name: program.name, text: "" }, span: { start: 0, end: 0 } },
        `some expectations of this program are over more than three variables, which --method ${options.method} cannot do`,
        "use --method auto",
      ),
    ]);
  }
  return sampled(program, options, walk);
}

/** Replicates of the whole system, with more points until the tolerance is met or the budget is spent. */
function sampled(program: Program, options: EvaluateOptions, walk: NumericOptions): Outcome<LimitValues> {
  let exact: NumericValues | undefined;
  for (let points = 2 ** 12; ; points *= 4) {
    try {
      const runs = Array.from({ length: REPLICATES }, (_, k) =>
        numericWalk(program, { ...walk, qmc: { points, seed: Number(options.seed & 0xffffn) * 65_537 + 1009 * k } }),
      );
      const estimates = summarise(runs.map(({ values }) => values));
      const worst = Math.max(
        ...[...estimates.values()].map(({ error, value }) => error / Math.max(1, Math.abs(value))),
      );
      if (worst <= options.tolerance || points >= 2 ** 16) return success({ estimates });
    } catch (error) {
      if (!(error instanceof TooManyDimensions)) throw error;
      exact = error.values;
      break;
    }
  }
  // What came before the first sampled number is exact; the particles give the rest.
  return byParticles(program, walk.onsager, options, exact?.values ?? new Map());
}

function deterministic(fine: NumericValues, coarse: NumericValues): Map<string, Estimate> {
  const estimates = new Map<string, Estimate>();
  for (const [key, { value, error, method }] of fine.values) {
    const other = coarse.values.get(key)?.value ?? value;
    estimates.set(key, { value, error: error + 2 * Math.abs(value - other), method });
  }
  return estimates;
}

function byParticles(
  program: Program,
  onsager: Onsager,
  options: EvaluateOptions,
  exact: ReadonlyMap<string, Result>,
): Outcome<LimitValues> {
  const outcome = evaluateByParticles(program, {
    onsager,
    particles: particlesFor(options.tolerance),
    replicates: REPLICATES,
    seed: options.seed,
    symbols: options.symbols,
  });
  if (!outcome.ok) return outcome;
  const estimates = new Map<string, Estimate>(outcome.value.values);
  let sampledBefore = false;
  for (const [key, result] of exact) {
    sampledBefore ||= result.method === "qmc";
    if (!sampledBefore) estimates.set(key, result);
  }
  return success({ estimates }, outcome.diagnostics);
}

/** Particles per replicate: error about 3 / sqrt(replicates * particles), within what memory and patience allow. */
function particlesFor(tolerance: number): number {
  const wanted = (3 / tolerance) ** 2 / REPLICATES;
  return 2 ** Math.round(Math.log2(Math.min(2 ** 17, Math.max(2 ** 12, wanted))));
}

function onlyClosed(
  program: Program,
  options: EvaluateOptions,
  estimates: Map<string, Estimate>,
): Outcome<LimitValues> {
  const open: Method[] = ["quadrature", "qmc", "particles"];
  if (options.method === "closed" && [...estimates.values()].some(({ method }) => open.includes(method))) {
    const place = program.outputs[0]?.place ?? { source: { name: program.name, text: "" }, span: { start: 0, end: 0 } };
    return failure([
      diagnostic("TP302", place, "some expectations of this program have no closed form", "use --method auto"),
    ]);
  }
  return success({ estimates });
}

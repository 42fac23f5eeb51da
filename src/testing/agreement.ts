/** What a property test asks of a program: whether its limit agrees with finite width, and what a limit is. */
import { renderDiagnostic } from "../diagnostics/render.ts";
import {
  type Compared,
  compare,
  compile,
  type Diagnostic,
  type FileReader,
  findLimit,
  type LimitEntry,
  type LimitOptions,
  noFiles,
  type Outcome,
  type Program,
  type SimulateOptions,
} from "../index.ts";
import { checkOptions, checkProgram } from "./check-options.ts";

export interface ProgramSettings {
  /** Values of params and scalars. */
  readonly settings?: Readonly<Record<string, number>>;
  /** How expectations are evaluated; `auto` where it is left out. */
  readonly method?: LimitOptions["method"];
  /** Relative accuracy that quasi-Monte Carlo and particles aim at; 1e-6 where it is left out. */
  readonly tolerance?: number;
  /** Reads what a program given as text imports and loads; where it is left out, only `std/` is there. */
  readonly files?: FileReader;
}

export interface AgreementOptions extends ProgramSettings {
  /** At least two, ascending; 64, 256 and 1024 where they are left out. */
  readonly widths?: readonly number[];
  /** Trials at each width, if they are to be fixed. Left out, they are doubled from 200 on until there is a verdict. */
  readonly trials?: number;
  /** The most that doubling goes to; 6,400 where it is left out. Time is no bound: tests end alike everywhere. */
  readonly mostTrials?: number;
  /** The largest difference that agreement may leave open, in parts of the size of an output; 0.02 where it is left out. */
  readonly resolution?: number;
  /** Chance of a false disagreement of this comparison, over all its outputs and looks; 1e-6 where it is left out. */
  readonly alpha?: number;
  /** 1 where it is left out. */
  readonly seed?: bigint;
  readonly sampler?: SimulateOptions["sampler"];
  /** Threads; 1 where they are left out, because test runners have processes of their own. */
  readonly threads?: number;
}

/** A program of the language that is wrong, or a limit or simulation that is refused, with the code frames of all reasons. */
export class ProgramError extends Error {
  override readonly name = "ProgramError";
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((one) => renderDiagnostic(one, { color: false })).join("\n\n"));
    this.diagnostics = diagnostics;
  }
}

/** `program` is compiled, or text of the language. Throws {@link ProgramError}. */
function compiled(program: string | Program, { settings = {}, files = noFiles }: ProgramSettings): Program {
  checkProgram(program);
  if (typeof program !== "string") return program;
  const source = { name: "program.tp", text: program };
  return resultOf(compile(source, { settings: new Map(Object.entries(settings)), files }, () => {}));
}

function resultOf<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new ProgramError(outcome.diagnostics);
}

/**
 * Compares the limit of every output with simulations, as `tpc compare` does: extrapolated to infinite width, Holm's
 * correction over the outputs. The same options give the same result on every machine.
 *
 * Throws {@link ProgramError} if the program is wrong, has no limit, or cannot be simulated at these widths, and
 * `RangeError` or `TypeError` if an option makes no sense.
 */
export async function compareProgram(program: string | Program, options: AgreementOptions = {}): Promise<Compared> {
  checkOptions(options);
  const { widths = [64, 256, 1024], trials, mostTrials = 6400, resolution = 0.02 } = options;
  const { alpha = 1e-6, seed = 1n, sampler = "auto", threads = 1 } = options;
  const doubling = {
    kind: "sequential",
    first: 200,
    most: mostTrials,
    budgetSeconds: Number.POSITIVE_INFINITY,
  } as const;
  const compared = await compare(
    compiled(program, options),
    {
      ...limitOptions(options),
      widths,
      effort: trials === undefined ? doubling : { kind: "fixed", trials },
      resolution,
      alpha,
      seed,
      sampler,
      threads,
      precision: "double",
      device: "cpu",
      matrixLaw: undefined,
      memoryBytes: 2 ** 31,
      signal: undefined,
      onProgress: undefined,
    },
    () => {},
  );
  return resultOf(compared);
}

/**
 * The limit of an output or of a definition, by its name as `tpc limit` shows it: `q`, `C[2,1]`, `Cov(W @ x, W @ y)`.
 * Undefined where the program has none of this name. Throws {@link ProgramError}.
 */
export function limitOf(
  program: string | Program,
  name: string,
  options: ProgramSettings = {},
): LimitEntry | undefined {
  const sought = name.replaceAll(" ", "");
  return limitsOf(program, options).find((entry) => entry.name.replaceAll(" ", "") === sought);
}

/** The limits of all outputs and definitions, outputs first. Throws {@link ProgramError}. */
export function limitsOf(program: string | Program, options: ProgramSettings): readonly LimitEntry[] {
  const whole = compiled(program, options);
  const { outputs, definitions } = resultOf(findLimit(whole, limitOptions(options), () => {})).report;
  return [...outputs, ...definitions];
}

function limitOptions({ method = "auto", tolerance = 1e-6 }: ProgramSettings): LimitOptions {
  return { method, tolerance };
}

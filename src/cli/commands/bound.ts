/** `tpc bound`: from which width on outputs are near their limits, by tail bounds and by simulation. */
import { bound } from "../../bounding.ts";
import type { Program } from "../../index.ts";
import { boundJson, boundLines } from "../../report/bound-lines.ts";
import type { ExitStatus } from "../exit-status.ts";
import { untilInterrupted } from "../interruption.ts";
import { loadProgram } from "../load-program.ts";
import { showProgress } from "../progress.ts";
import { simulatorOptions } from "../run-options.ts";
import type { Session } from "../session.ts";

export interface BoundCommandOptions {
  readonly tau: number;
  readonly delta: number;
  readonly lipschitz: ReadonlyMap<string, number>;
  readonly trials: number | undefined;
  readonly largest: number;
  readonly seed: bigint;
  readonly tol: number;
}

/** So many trials that a probability of a tenth of delta is nearly always shown to be at most delta. */
const trialsFor = (delta: number): number => Math.ceil(10 / delta);
/** As of `--trials`. */
const MOST_TRIALS = 10 ** 8;

/** The vectors that a function of vectors makes. */
function namesOfFunctions({ instrs, values }: Program): ReadonlySet<string> {
  return new Set(instrs.flatMap((instr) => (instr.op === "nonlin" ? [values[instr.out]?.name ?? ""] : [])));
}

export async function runBound(file: string, options: BoundCommandOptions, session: Session): Promise<ExitStatus> {
  const program = await loadProgram(file, session);
  if (!program.ok) return session.fail(program.diagnostics);
  session.show(program.diagnostics);
  const names = new Set(program.value.values.map(({ name }) => name));
  const unknown = [...options.lipschitz.keys()].find((name) => !names.has(name));
  if (unknown !== undefined) {
    session.warn(`error: --lipschitz ${unknown}=..: the program has no vector \`${unknown}\``);
    return 2;
  }
  const made = namesOfFunctions(program.value);
  const other = [...options.lipschitz.keys()].find((name) => !made.has(name));
  if (other !== undefined) {
    session.warn(
      `error: --lipschitz ${other}=..: \`${other}\` is no function of vectors, but drawn, a product or a number`,
    );
    return 2;
  }
  const { tau, delta, lipschitz, tol, seed } = options;
  const trials = options.trials ?? trialsFor(delta);
  if (trials > MOST_TRIALS) {
    session.warn(`error: --delta ${delta} takes ${trials} trials per width, more than ${MOST_TRIALS}: give --trials`);
    return 2;
  }
  const run = {
    seed,
    sampler: "auto",
    device: "cpu",
    matrixLaw: undefined,
    memory: undefined,
    threads: undefined,
    precision: "auto",
  } as const;
  const bounded = await untilInterrupted(session, (signal) =>
    showProgress(session, (onProgress) =>
      bound(
        program.value,
        { tau, delta, lipschitz, tolerance: tol },
        { ...simulatorOptions(run, widthsUpTo(options.largest), signal), trials, onProgress },
        session.enter,
      ),
    ),
  );
  if (!bounded.ok) return session.fail(bounded.diagnostics);
  session.show(bounded.diagnostics);
  if (session.options.json) session.printJson(boundJson(bounded.value));
  else for (const line of boundLines(bounded.value)) session.print(line);
  if (!bounded.value.partial) return 0;
  session.warn("partial: interrupted before all trials were done");
  return 3;
}

/** Doubling from 16. */
function widthsUpTo(largest: number): readonly number[] {
  const widths: number[] = [];
  for (let width = 16; width <= largest; width *= 2) widths.push(width);
  return widths.length === 0 ? [largest] : widths;
}

/** `tpc compare`: limit and simulation side by side, and whether they agree. */
import { compare } from "../../comparison.ts";
import type { LimitOptions } from "../../index.ts";
import { particleThreads } from "../../pipeline.ts";
import { comparisonTable, expectationLines, verdictLine } from "../../report/comparison-table.ts";
import { comparisonJson } from "../../report/result-json.ts";
import type { Effort } from "../../report/sequence.ts";
import { sequenceLines } from "../../report/sequence-lines.ts";
import { nonFiniteLines, runsTable } from "../../report/simulation-table.ts";
import { coverageJson, formalLines } from "../../report/theorem-lines.ts";
import { type ExitStatus, statusOf } from "../exit-status.ts";
import { untilInterrupted } from "../interruption.ts";
import { loadProgram } from "../load-program.ts";
import { refuseUnwritable } from "../output-file.ts";
import { showProgress } from "../progress.ts";
import { writeReport } from "../report-file.ts";
import { type RunOptions, simulatorOptions } from "../run-options.ts";
import type { Session } from "../session.ts";

/** Trials of the first look of a sequential test, and the bound on those of the last. */
const FIRST_TRIALS = 200;
const MOST_TRIALS = FIRST_TRIALS * 2 ** 14;
/** What agreement excludes where `--resolution` does not say: a fixed number of trials is a choice of speed. */
const RESOLUTION = { sequential: 0.01, fixed: 0.1 };

export interface CompareCommandOptions extends RunOptions {
  /** A fixed number; `undefined` for as many as the verdict takes. */
  readonly trials: number | undefined;
  /** Seconds. */
  readonly budget: number;
  readonly resolution: number | undefined;
  readonly widths: readonly number[];
  readonly alpha: number;
  readonly report: string | undefined;
  readonly tol: number;
  readonly method: LimitOptions["method"];
}

export async function runCompare(file: string, options: CompareCommandOptions, session: Session): Promise<ExitStatus> {
  const program = await loadProgram(file, session);
  if (!program.ok) return session.fail(program.diagnostics);
  session.show(program.diagnostics);
  const refused = await refuseUnwritable(options.report, session);
  if (refused !== 0) return refused;

  const effort = effortOf(options);
  const perform = await particleThreads();
  const compared = await untilInterrupted(session, (signal) =>
    showProgress(session, (onProgress) =>
      compare(
        program.value,
        {
          ...simulatorOptions(options, options.widths, signal),
          onProgress,
          effort,
          resolution: options.resolution ?? RESOLUTION[effort.kind],
          alpha: options.alpha,
          tolerance: options.tol,
          perform,
          method: options.method,
        },
        session.enter,
        { steps: options.report !== undefined },
      ),
    ),
  );
  if (!compared.ok) return session.fail(compared.diagnostics);
  session.show(compared.diagnostics);

  const { comparison, sequence, simulation, expectations, theorems } = compared.value;
  if (session.options.json) {
    const document = comparisonJson(comparison, sequence, simulation, expectations, { samples: false });
    session.printJson({ ...document, ...coverageJson(theorems) });
  } else {
    const style = { color: session.color.results };
    const where = `seed ${simulation.seed}, ${simulation.device}`;
    session.print([where, runsTable(simulation.runs), comparisonTable(comparison, style)].join("\n\n"));
    session.print(
      ["", ...simulation.runs.flatMap(nonFiniteLines), ...expectationLines(expectations, style)].join("\n"),
    );
    session.print(verdictLine(comparison, style));
    for (const line of formalLines(theorems)) session.print(line);
    for (const line of sequenceLines(sequence)) session.print(line);
  }
  if (options.report !== undefined) {
    const warnings = [...program.diagnostics, ...compared.diagnostics];
    const written = await writeReport(options.report, program.value, compared.value, warnings, session);
    if (written !== 0) return written;
  }
  if (simulation.partial) session.warn("partial: interrupted before all trials were done");
  const status = statusOf(compared.diagnostics);
  if (status !== 0 || simulation.partial) return status === 0 ? 3 : status;
  const holds = expectations.every(({ verdict }) => verdict === "holds");
  return comparison.verdict === "agree" && holds ? 0 : 1;
}

function effortOf({ trials, budget }: CompareCommandOptions): Effort {
  if (trials !== undefined) return { kind: "fixed", trials };
  return { kind: "sequential", first: FIRST_TRIALS, most: MOST_TRIALS, budgetSeconds: budget };
}

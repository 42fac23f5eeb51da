/** `tpc compare`: limit and simulation side by side, and whether they agree. */

import { compare } from "../../comparison.ts";
import type { LimitOptions } from "../../index.ts";
import { comparisonTable, expectationLines, verdictLine } from "../../report/comparison-table.ts";
import { comparisonJson } from "../../report/result-json.ts";
import { nonFiniteLines, runsTable } from "../../report/simulation-table.ts";
import { type ExitStatus, statusOf } from "../exit-status.ts";
import { catchInterruption } from "../interruption.ts";
import { loadProgram } from "../load-program.ts";
import { openProgress } from "../progress.ts";
import { cannotReport, writeReport } from "../report-file.ts";
import { type RunOptions, simulateOptions } from "../run-options.ts";
import type { Session } from "../session.ts";

export interface CompareCommandOptions extends RunOptions {
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

  if (options.report !== undefined) {
    const refused = await cannotReport(options.report, session);
    if (refused !== undefined) return refused;
  }

  const progress = await openProgress(session);
  const interruption = catchInterruption(() => session.say("stopping after this batch; Ctrl-C again stops at once"));
  const compared = await compare(
    program.value,
    {
      ...simulateOptions(options, options.widths, interruption.signal, progress.update),
      alpha: options.alpha,
      tolerance: options.tol,
      method: options.method,
    },
    session.enter,
    { steps: options.report !== undefined },
  ).finally(() => {
    progress.stop();
    interruption.release();
  });
  if (!compared.ok) return session.fail(compared.diagnostics);
  session.show(compared.diagnostics);

  const { comparison, simulation, expectations } = compared.value;
  if (session.options.json) {
    session.printJson(comparisonJson(comparison, simulation, expectations, { samples: false }));
  } else {
    const style = { color: session.color.results };
    const where = `seed ${simulation.seed}, ${simulation.device}`;
    session.print([where, runsTable(simulation.runs), comparisonTable(comparison, style)].join("\n\n"));
    session.print(
      ["", ...simulation.runs.flatMap(nonFiniteLines), ...expectationLines(expectations, style)].join("\n"),
    );
    session.print(verdictLine(comparison, style));
  }
  if (options.report !== undefined) {
    const warnings = [...program.diagnostics, ...compared.diagnostics];
    const refused = await writeReport(options.report, program.value, compared.value, warnings, session);
    if (refused !== undefined) return refused;
  }
  if (simulation.partial) session.warn("partial: interrupted before all trials were done");
  const status = statusOf(compared.diagnostics);
  if (status !== 0 || simulation.partial) return status === 0 ? 3 : status;
  const holds = expectations.every(({ verdict }) => verdict === "holds");
  return comparison.verdict === "agree" && holds ? 0 : 1;
}

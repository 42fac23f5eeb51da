/** `tpc universality`: the program under other laws of its tensors, beside the Gaussian one. */
import {
  type LimitOptions,
  type StudiedLaw,
  studyUniversality,
  universalityJson,
  universalityReport,
  universalityTable,
} from "../../index.ts";
import { type ExitStatus, statusOf } from "../exit-status.ts";
import { untilInterrupted } from "../interruption.ts";
import { loadProgram } from "../load-program.ts";
import { refuseUnwritable, writeOutputAndSay } from "../output-file.ts";
import { showProgress } from "../progress.ts";
import { commandLine } from "../report-file.ts";
import { type RunOptions, simulatorOptions } from "../run-options.ts";
import type { Session } from "../session.ts";

export interface UniversalityCommandOptions extends Omit<RunOptions, "matrixLaw"> {
  readonly laws: readonly StudiedLaw[];
  readonly widths: readonly number[];
  readonly trials: number;
  readonly alpha: number;
  readonly report: string | undefined;
  readonly tol: number;
  readonly method: LimitOptions["method"];
}

export async function runUniversality(
  file: string,
  options: UniversalityCommandOptions,
  session: Session,
): Promise<ExitStatus> {
  const program = await loadProgram(file, session);
  if (!program.ok) return session.fail(program.diagnostics);
  session.show(program.diagnostics);
  const { report, laws, trials, alpha, method, tol } = options;
  const refused = await refuseUnwritable(report, session);
  if (refused !== 0) return refused;

  const found = await untilInterrupted(session, (signal) =>
    showProgress(session, (update) =>
      studyUniversality(
        program.value,
        {
          ...simulatorOptions({ ...options, matrixLaw: undefined }, options.widths, signal),
          laws,
          trials,
          alpha,
          method,
          tolerance: tol,
          onProgress: (run, width, done, of) => update(width, done, of, run),
        },
        session.enter,
      ),
    ),
  );
  if (!found.ok) return session.fail(found.diagnostics);
  session.show(found.diagnostics);
  const study = found.value;
  if (session.options.json) session.printJson(universalityJson(study));
  else session.print(universalityTable(study));

  if (report !== undefined) {
    const text = await universalityReport(study, report.endsWith(".svg") ? "svg" : "html", commandLine());
    const written = await writeOutputAndSay(report, text, session);
    if (written !== 0) return written;
  }
  const status = statusOf(found.diagnostics);
  if (status !== 0 || study.partial) return status === 0 ? 3 : status;
  return study.experiments.some(({ verdict }) => verdict === "disagree") ? 1 : 0;
}

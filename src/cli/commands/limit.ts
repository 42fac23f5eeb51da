/** `tpc limit`: the limit of every output, with its derivation and its error. */
import type { LimitOptions } from "../../index.ts";
import { findLimit } from "../../pipeline.ts";
import { limitTable } from "../../report/limit-table.ts";
import { limitJson } from "../../report/result-json.ts";
import { type ExitStatus, statusOf } from "../exit-status.ts";
import { loadProgram } from "../load-program.ts";
import type { Session } from "../session.ts";

/** Where there is no terminal to ask. */
const PIPE_COLUMNS = 160;

export async function runLimit(
  file: string,
  { method, tol }: { readonly method: LimitOptions["method"]; readonly tol: number },
  session: Session,
): Promise<ExitStatus> {
  const program = await loadProgram(file, session);
  if (!program.ok) return session.fail(program.diagnostics);
  const limit = findLimit(program.value, { method, tolerance: tol }, session.enter);
  const diagnostics = [...program.diagnostics, ...limit.diagnostics];
  if (!limit.ok) return session.fail(diagnostics);
  session.show(diagnostics);
  if (session.options.json) session.printJson(limitJson(limit.value.report));
  else session.print(limitTable(limit.value.report, process.stdout.columns ?? PIPE_COLUMNS));
  // Outputs without a limit are among the diagnostics; the others have been printed.
  return statusOf(diagnostics);
}

/** `tpc check`: everything that can be said of a program without running it, and every `expect`. */
import { diagnosticsJson } from "../../diagnostics/render.ts";
import { findLimit } from "../../pipeline.ts";
import { expectationLines } from "../../report/comparison-table.ts";
import { expectationJson } from "../../report/result-json.ts";
import { type ExitStatus, statusOf } from "../exit-status.ts";
import { loadProgram } from "../load-program.ts";
import type { Session } from "../session.ts";

export async function runCheck(file: string, { tol }: { readonly tol: number }, session: Session): Promise<ExitStatus> {
  const program = await loadProgram(file, session);
  const limit = program.ok ? findLimit(program.value, { method: "auto", tolerance: tol }, session.enter) : program;
  const diagnostics = limit === program ? program.diagnostics : [...program.diagnostics, ...limit.diagnostics];
  const expectations = limit.ok ? limit.value.expectations : [];
  const status = statusOf(diagnostics);
  const ok = status === 0 && expectations.every(({ verdict }) => verdict === "holds");
  session.show(diagnostics);
  if (session.options.json) {
    session.printJson({
      program: file === "-" ? "<stdin>" : file,
      ok,
      ...diagnosticsJson(diagnostics),
      expects: expectations.map(expectationJson),
    });
  } else if (limit.ok) {
    for (const line of expectationLines(expectations, { color: session.color.results })) session.print(line);
    if (ok) session.print(`ok: ${summary(limit.value.report.outputs.length, expectations.length)}`);
  }
  return status === 0 && !ok ? 1 : status;
}

function summary(outputs: number, expectations: number): string {
  const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
  const reported = `${plural(outputs, "output")} with a limit`;
  if (expectations === 0) return reported;
  return `${reported}, ${plural(expectations, "expectation")} ${expectations === 1 ? "holds" : "hold"}`;
}

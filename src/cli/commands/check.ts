/** `tpc check`: everything that can be said of a program without running it, and every `expect`. */
import { diagnosticsJson } from "../../diagnostics/render.ts";
import { findLimit, findTheorems, particleThreads } from "../../pipeline.ts";
import { expectationLines } from "../../report/comparison-table.ts";
import { expectationJson } from "../../report/result-json.ts";
import { functionTable, theoremLines, theoremsJson } from "../../report/theorem-lines.ts";
import { type ExitStatus, statusOf } from "../exit-status.ts";
import { loadProgram } from "../load-program.ts";
import type { Session } from "../session.ts";

export interface CheckCommandOptions {
  readonly tol: number;
  readonly functions: true | undefined;
}

export async function runCheck(file: string, options: CheckCommandOptions, session: Session): Promise<ExitStatus> {
  const program = await loadProgram(file, session);
  const evaluation = { method: "auto", tolerance: options.tol, perform: await particleThreads() } as const;
  const limit = program.ok ? findLimit(program.value, evaluation, session.enter) : program;
  const diagnostics = limit === program ? program.diagnostics : [...program.diagnostics, ...limit.diagnostics];
  const expectations = limit.ok ? limit.value.expectations : [];
  const status = statusOf(diagnostics);
  const ok = status === 0 && expectations.every(({ verdict }) => verdict === "holds");
  const theorems = program.ok ? findTheorems(program.value) : undefined;
  session.show(diagnostics);
  if (session.options.json) {
    session.printJson({
      program: file === "-" ? "<stdin>" : file,
      ok,
      ...diagnosticsJson(diagnostics),
      ...(theorems === undefined ? { theorems: [], functions: [] } : theoremsJson(theorems)),
      expects: expectations.map(expectationJson),
    });
  } else if (limit.ok && theorems !== undefined) {
    for (const line of theoremLines(theorems)) session.print(line);
    if (options.functions === true) session.print(`\n${functionTable(theorems)}\n`);
    for (const line of expectationLines(expectations, { color: session.color.results })) session.print(line);
    if (ok) session.print(`ok: ${summary(limit.value.numbers.length, expectations.length)}`);
  }
  return status === 0 && !ok ? 1 : status;
}

function summary(outputs: number, expectations: number): string {
  const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
  const reported = `${plural(outputs, "output")} with a limit`;
  if (expectations === 0) return reported;
  return `${reported}, ${plural(expectations, "expectation")} ${expectations === 1 ? "holds" : "hold"}`;
}

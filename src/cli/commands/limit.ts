/** `tpc limit`: the limit of every output, with its derivation and its error. */
import type { FoundLimit, LimitOptions } from "../../index.ts";
import { findLimit, findTheorems, particleThreads } from "../../pipeline.ts";
import { limitJson } from "../../report/limit-json.ts";
import { limitLatex } from "../../report/limit-latex.ts";
import { limitMarkdown } from "../../report/limit-markdown.ts";
import { stepsText } from "../../report/limit-steps.ts";
import { limitTable } from "../../report/limit-table.ts";
import { coverageJson, formalLines } from "../../report/theorem-lines.ts";
import { type ExitStatus, statusOf } from "../exit-status.ts";
import { loadProgram } from "../load-program.ts";
import type { Session } from "../session.ts";

/** Where there is no terminal to ask. */
const PIPE_COLUMNS = 160;

type LimitFormat = "text" | "latex" | "markdown" | "json";

export interface LimitCommandOptions {
  readonly method: LimitOptions["method"];
  readonly tol: number;
  readonly format: LimitFormat;
  readonly symbolic: ReadonlySet<string>;
  readonly steps: true | undefined;
  readonly independent: true | undefined;
}

export async function runLimit(file: string, options: LimitCommandOptions, session: Session): Promise<ExitStatus> {
  const program = await loadProgram(file, session, options.symbolic);
  if (!program.ok) return session.fail(program.diagnostics);
  const details = { independent: options.independent === true, steps: options.steps === true };
  const settings = { method: options.method, tolerance: options.tol };
  const limit = findLimit(program.value, { ...settings, perform: await particleThreads() }, session.enter, details);
  const diagnostics = [...program.diagnostics, ...limit.diagnostics];
  if (!limit.ok) return session.fail(diagnostics);
  session.show(diagnostics);
  const theorems = findTheorems(program.value);
  if (session.options.json) {
    session.printJson({ ...limitJson(limit.value.report, limit.value.steps), ...coverageJson(theorems) });
  } else {
    session.print(written(limit.value, options.format));
    if (options.format === "text") for (const line of formalLines(theorems)) session.print(line);
  }
  // Outputs without a limit are among the diagnostics; the others have been printed.
  return statusOf(diagnostics);
}

function written({ report, steps }: FoundLimit, format: LimitFormat): string {
  switch (format) {
    case "latex":
      return limitLatex(report, steps);
    case "markdown":
      return limitMarkdown(report, steps);
    case "text":
    case "json": {
      const columns = process.stdout.columns ?? PIPE_COLUMNS;
      const table = limitTable(report, columns);
      return steps.length === 0 ? table : `${stepsText(steps, columns)}\n\n${table}`;
    }
  }
}

/** `tpc fmt`: programs in their canonical layout, in place; `-` from standard input to standard output. */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { diagnosticsJson } from "../../diagnostics/render.ts";
import { formatAst, parseSource } from "../../index.ts";
import { type ExitStatus, statusOf } from "../exit-status.ts";
import { writeOutput } from "../output-file.ts";
import { readProgram } from "../read-program.ts";
import type { Session } from "../session.ts";

export interface FmtCommandOptions {
  readonly check: true | undefined;
}

interface Formatted {
  readonly file: string;
  /** Whether the text differs from its canonical layout; false for a text that cannot be parsed. */
  readonly changed: boolean;
  readonly status: ExitStatus;
  readonly diagnostics: readonly Diagnostic[];
}

/** The status is that of the file that fared worst. `check` writes nothing and names the files that would change. */
export async function runFmt(
  files: readonly string[],
  { check }: FmtCommandOptions,
  session: Session,
): Promise<ExitStatus> {
  const results: Formatted[] = [];
  for (const file of files) {
    const result = await formatFile(file, check, session);
    session.show(result.diagnostics);
    results.push(result);
  }
  if (session.options.json) {
    session.printJson({
      files: results.map(({ file, changed, diagnostics }) => ({
        file,
        changed,
        ...diagnosticsJson(diagnostics),
      })),
    });
  }
  return results.reduce<ExitStatus>((worst, { status }) => (status > worst ? status : worst), 0);
}

async function formatFile(file: string, check: true | undefined, session: Session): Promise<Formatted> {
  const source = await readProgram(file);
  session.enter("parse");
  const ast = source.ok ? parseSource(source.value) : source;
  if (!source.ok || !ast.ok) {
    return { file, changed: false, status: statusOf(ast.diagnostics), diagnostics: ast.diagnostics };
  }
  const text = formatAst(ast.value);
  const changed = text !== source.value.text;
  const result = { file, changed, diagnostics: ast.diagnostics };
  if (check) {
    if (changed && !session.options.json) session.print(source.value.name);
    return { ...result, status: changed ? 1 : 0 };
  }
  if (file === "-") {
    if (!session.options.json) process.stdout.write(text);
    return { ...result, status: 0 };
  }
  return { ...result, status: changed ? await writeOutput(file, text, session) : 0 };
}

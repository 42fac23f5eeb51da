/** `--report`: the documents of a comparison, written to files. */
import { basename, dirname, extname, join } from "node:path";
import { type Compared, comparisonReport, type Diagnostic, type Program } from "../index.ts";
import type { ExitStatus } from "./exit-status.ts";
import { writeOutputAndSay } from "./output-file.ts";
import type { Session } from "./session.ts";

/** Writes the report that the ending of `path` asks for, and says so; 0, or the status to end with. */
export async function writeReport(
  path: string,
  program: Program,
  compared: Compared,
  warnings: readonly Diagnostic[],
  session: Session,
): Promise<ExitStatus> {
  const ending = extname(path);
  const stem = basename(path, ending);
  const format = ending === ".svg" ? "svg" : ending === ".md" ? "md" : "html";
  const files = await comparisonReport(compared, { format, stem, command: commandLine(), program, warnings });
  for (const file of files) {
    const target = join(dirname(path), `${stem}.${file.ending}`);
    const status = await writeOutputAndSay(target, file.text, session);
    if (status !== 0) return status;
  }
  return 0;
}

/** What was typed, for a shell. */
export function commandLine(): string {
  const quoted = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
  return ["tpc", ...process.argv.slice(2).map(quoted)].join(" ");
}

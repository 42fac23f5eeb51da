/** `--report`: the documents of a comparison, written to files. */
import { basename, dirname, extname, join } from "node:path";
import { type Compared, comparisonReport, type Diagnostic, type Program } from "../index.ts";
import { canWrite, writeResultFile } from "../report/files.ts";
import type { ExitStatus } from "./exit-status.ts";
import type { Session } from "./session.ts";

/** The exit status if `path` cannot be written to, found before the work whose result goes there. */
export async function cannotReport(path: string, session: Session): Promise<ExitStatus | undefined> {
  const writable = await canWrite(path);
  return writable.ok ? undefined : refuse(path, writable.reason, session);
}

/** Writes the report that the ending of `path` asks for, and says so; the exit status if that fails. */
export async function writeReport(
  path: string,
  program: Program,
  compared: Compared,
  warnings: readonly Diagnostic[],
  session: Session,
): Promise<ExitStatus | undefined> {
  const ending = extname(path);
  const stem = basename(path, ending);
  const format = ending === ".svg" ? "svg" : ending === ".md" ? "md" : "html";
  const files = await comparisonReport(compared, { format, stem, command: commandLine(), program, warnings });
  for (const file of files) {
    const target = join(dirname(path), `${stem}.${file.ending}`);
    const written = await writeResultFile(target, file.text);
    if (!written.ok) return refuse(target, written.reason, session);
    session.say(`wrote ${target}`);
  }
  return undefined;
}

function refuse(path: string, reason: string, session: Session): ExitStatus {
  session.warn(`error: cannot write ${path}: ${reason}`);
  return 3;
}

/** What was typed, for a shell. */
export function commandLine(): string {
  const quoted = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
  return ["tpc", ...process.argv.slice(2).map(quoted)].join(" ");
}

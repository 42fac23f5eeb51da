/** Files that commands write: whether that will go, asked before the work whose result goes there, and then writing. */
import { canWrite, writeResultFile } from "../report/files.ts";
import type { ExitStatus } from "./exit-status.ts";
import type { Session } from "./session.ts";

/** Says why `path` could not be written; the status that the command then ends with. */
export function cannotWrite(path: string, reason: string, session: Session): ExitStatus {
  session.warn(`error: cannot write ${path}: ${reason}`);
  return 3;
}

/** 0 if `path`, where one was asked for, can be written to; the status to end with if not, after saying why. */
export async function refuseUnwritable(path: string | undefined, session: Session): Promise<ExitStatus> {
  if (path === undefined) return 0;
  const writable = await canWrite(path);
  return writable.ok ? 0 : cannotWrite(path, writable.reason, session);
}

/** Writes `content` to `path`; 0, or the status to end with, after saying why it did not go. */
export async function writeOutput(path: string, content: string | Uint8Array, session: Session): Promise<ExitStatus> {
  const written = await writeResultFile(path, content);
  return written.ok ? 0 : cannotWrite(path, written.reason, session);
}

/** The same for a file beside the results that are printed: says that it was written. */
export async function writeOutputAndSay(
  path: string,
  content: string | Uint8Array,
  session: Session,
): Promise<ExitStatus> {
  const status = await writeOutput(path, content, session);
  if (status === 0) session.say(`wrote ${path}`);
  return status;
}

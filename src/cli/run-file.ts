/**
 * The file of a simulation while it runs: read by `--resume`, written about every second, so that what `kill -9` or a
 * power failure takes is the last second or, where it is longer, the last batch.
 */
import { readFile } from "node:fs/promises";
import { type Diagnostic, diagnostic, failure, type Outcome, success } from "../diagnostics/diagnostic.ts";
import type { Place } from "../diagnostics/source.ts";
import { type Checkpoint, readCheckpoint } from "../report/checkpoint.ts";
import { reasonOf, writeResultFile } from "../report/files.ts";
import type { Session } from "./session.ts";

/** The run in the file at `path`. Fails with TP441. */
export async function readRunFile(path: string): Promise<Outcome<Checkpoint>> {
  const refuse = (message: string): Outcome<Checkpoint> => failure([diagnostic("TP441", placeOf(path), message)]);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    return refuse(`cannot read ${path}: ${reasonOf(error)}`);
  }
  const read = readCheckpoint(text);
  return read.ok ? success(read.checkpoint) : refuse(`${path} cannot be continued: ${read.reason}`);
}

/** TP442, where there are differences. */
export function notTheSameRun(path: string, differences: readonly string[]): readonly Diagnostic[] {
  if (differences.length === 0) return [];
  const message = `${path} holds another run: ${differences.join("; ")}`;
  return [
    diagnostic(
      "TP442",
      placeOf(path),
      message,
      "the same program goes on with it; options that are left out are as it began",
    ),
  ];
}

/** A file is not a program: nothing of its text is shown. */
function placeOf(path: string): Place {
  return { source: { name: path, text: "" }, span: { start: 0, end: 0 } };
}

/** Milliseconds from the end of one writing to the beginning of the next: at least these, and a share of its own time. */
const PAUSE = 1000;
const PAUSE_PER_WRITING = 20;

/** Writes `content` to `path` now and then; says once why that does not go, and tries again. */
export function createRunFileWriter(path: string, session: Session): (content: () => string) => Promise<void> {
  let earliest = performance.now() + PAUSE;
  let complained = false;
  return async (content) => {
    const begin = performance.now();
    if (begin < earliest) return;
    const written = await writeResultFile(path, content());
    const end = performance.now();
    earliest = end + Math.max(PAUSE, PAUSE_PER_WRITING * (end - begin));
    if (written.ok || complained) return;
    complained = true;
    const message = `the results so far cannot be written to ${path}: ${written.reason}`;
    session.show([diagnostic("TP443", placeOf(path), message, "the run goes on")]);
  };
}

/** From the argument of a command to a compiled program, with everything that was wrong on the way. */
import { andThen, type Outcome } from "../diagnostics/diagnostic.ts";
import type { Program } from "../index.ts";
import { type CompileOptions, compile } from "../pipeline.ts";
import { filesBeside } from "./file-reader.ts";
import { readProgram } from "./read-program.ts";
import type { CommonOptions, Session } from "./session.ts";

/** Reads and compiles the program at `path`; the params and scalars in `symbolic` stay symbols. */
export async function loadProgram(
  path: string,
  { options, enter }: Session,
  symbolic: ReadonlySet<string> = new Set(),
): Promise<Outcome<Program>> {
  const source = await readProgram(path);
  return andThen(source, (text) => compile(text, { ...compileOptions(path, options), symbolic }, enter));
}

/** What the common options say about the program at `path`. */
export function compileOptions(path: string, { set, maxIterations, maxValues }: CommonOptions): CompileOptions {
  return {
    settings: set,
    files: filesBeside(path),
    ...(maxIterations === undefined ? {} : { maxIterations }),
    ...(maxValues === undefined ? {} : { maxValues }),
  };
}

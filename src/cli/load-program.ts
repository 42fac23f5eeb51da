/** From the argument of a command to a compiled program, with everything that was wrong on the way. */
import { dirname } from "node:path";
import { andThen, type Outcome } from "../diagnostics/diagnostic.ts";
import type { Program } from "../index.ts";
import { compile } from "../pipeline.ts";
import { createFileReader } from "./file-reader.ts";
import { readProgram } from "./read-program.ts";
import type { Session } from "./session.ts";

/** Reads and compiles the program at `path`; files are read from its folder, or the current one for `-`. */
export async function loadProgram(path: string, { options, enter }: Session): Promise<Outcome<Program>> {
  const source = await readProgram(path);
  const files = createFileReader(path === "-" ? "." : dirname(path));
  return andThen(source, (text) => compile(text, { settings: options.set, files }, enter));
}

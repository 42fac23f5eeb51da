/**
 * Reads files for `load` and `import`: those in the folder of the program and below it, and nothing else, wherever
 * symbolic links lead. A program from elsewhere must not read one's private files.
 */
import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import type { FileReader, FileResult } from "../index.ts";
import { reasonOf } from "../report/files.ts";

const MAX_BYTES = 2 ** 30;

/** A reader for the program that a command is given as `program`; that from standard input lies in the current folder. */
export function filesBeside(program: string): FileReader {
  const folder = program === "-" ? "." : dirname(program);
  return { read: (path) => readWithin(folder, path) };
}

function readWithin(folder: string, path: string): FileResult {
  const refused = (reason: string): FileResult => ({ ok: false, reason });
  // A drive letter or a backslash is a path of another system, which `join` here would not take apart.
  if (isAbsolute(path) || /^[A-Za-z]:|\\/.test(path)) return refused("only files beside the program can be read");
  if (path.split("/").includes("..")) return refused("it lies outside the folder of the program");
  if (path.includes("\0")) return refused("the name holds a zero byte");
  try {
    const root = realpathSync(folder);
    const real = realpathSync(join(root, path));
    const inside = relative(root, real);
    if (inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
      return refused("it is a link that leads outside the folder of the program");
    }
    const status = statSync(real);
    if (status.isDirectory()) return refused("it is a folder");
    if (!status.isFile()) return refused("it is no regular file");
    if (status.size > MAX_BYTES) return refused("it is larger than 1 GiB");
    return { ok: true, bytes: readFileSync(real) };
  } catch (error) {
    return refused(reasonOf(error));
  }
}

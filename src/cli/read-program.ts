/** Reads the program that a command is given: a file, or the standard input as `-`. */
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { type Diagnostic, diagnostic, failure, type Outcome, success } from "../diagnostics/diagnostic.ts";
import type { Source } from "../diagnostics/source.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { reasonOf } from "../report/files.ts";

/** No program is this long; a data file given by mistake is. */
const MAX_BYTES = 32 * 2 ** 20;

/** The text of the program at `path`. Errors: TP121 (not readable), TP120 (not UTF-8). */
export async function readProgram(path: string): Promise<Outcome<Source>> {
  const name = path === "-" ? "<stdin>" : path;
  try {
    const bytes = path === "-" ? await readInput() : await readRegularFile(path);
    return typeof bytes === "string" ? failure([notReadable(name, bytes)]) : decode(name, bytes);
  } catch (error) {
    return failure([notReadable(name, reasonOf(error), await similarName(path))]);
  }
}

function notReadable(name: string, reason: string, similar?: string): Diagnostic {
  const hint = similar === undefined ? undefined : `did you mean ${similar}?`;
  const place = { source: { name, text: "" }, span: { start: 0, end: 0 } };
  return diagnostic("TP121", place, `cannot read ${name}: ${reason}`, hint);
}

async function readInput(): Promise<Uint8Array | string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    const bytes: Uint8Array = chunk;
    chunks.push(bytes);
    length += bytes.length;
    if (length > MAX_BYTES) return "it is larger than 32 MiB";
  }
  return Buffer.concat(chunks);
}

/** The bytes, or why not. */
async function readRegularFile(path: string): Promise<Uint8Array | string> {
  const status = await stat(path);
  if (status.isDirectory()) return "it is a folder";
  if (status.size > MAX_BYTES) return "it is larger than 32 MiB";
  return readFile(path);
}

/** A file beside the missing one with nearly the same name. */
async function similarName(path: string): Promise<string | undefined> {
  const names = await readdir(dirname(path)).catch(() => []);
  const found = suggest(
    basename(path),
    names.filter((name) => name.endsWith(".tp")),
  );
  return found === undefined ? undefined : path.slice(0, path.length - basename(path).length) + found;
}

function decode(name: string, bytes: Uint8Array): Outcome<Source> {
  try {
    return success({ name, text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) });
  } catch {
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    const start = firstReplacement(text, bytes);
    const place = { source: { name, text }, span: { start, end: start + 1 } };
    return failure([diagnostic("TP120", place, "these bytes are no UTF-8", "save the file as UTF-8")]);
  }
}

/** Where decoding went wrong: a replacement character that is not itself in the file, whose UTF-8 is EF BF BD. */
function firstReplacement(text: string, bytes: Uint8Array): number {
  for (let i = text.indexOf("\ufffd"); i >= 0; i = text.indexOf("\ufffd", i + 1)) {
    const at = new TextEncoder().encode(text.slice(0, i)).length;
    if (bytes[at] !== 0xef || bytes[at + 1] !== 0xbf || bytes[at + 2] !== 0xbd) return i;
  }
  return 0;
}

/** Reads the program that a command is given: a file, or the standard input as `-`. */
import { open, readdir } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { type Diagnostic, diagnostic, failure, type Outcome, success } from "../diagnostics/diagnostic.ts";
import type { Source } from "../diagnostics/source.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { findUnreadable, longestProgram, tooLong } from "../diagnostics/text-limits.ts";
import { reasonOf } from "../report/files.ts";

/** The text of the program at `path`. Errors: TP121 (not readable), TP115 (too long), TP122 (no text), TP120 (not UTF-8). */
export async function readProgram(path: string): Promise<Outcome<Source>> {
  const name = path === "-" ? "<stdin>" : path;
  try {
    const bytes = path === "-" ? await readInput() : await readRegularFile(path);
    if (typeof bytes === "string") return failure([notReadable(name, bytes)]);
    return decode(name, bytes);
  } catch (error) {
    return failure([notReadable(name, reasonOf(error), await similarName(path))]);
  }
}

function notReadable(name: string, reason: string, similar?: string): Diagnostic {
  const hint = similar === undefined ? undefined : `did you mean ${similar}?`;
  const place = { source: { name, text: "" }, span: { start: 0, end: 0 } };
  return diagnostic("TP121", place, `cannot read ${name}: ${reason}`, hint);
}

/** To the end, or to where it is too long. */
async function readInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    const bytes: Uint8Array = chunk;
    chunks.push(bytes);
    length += bytes.length;
    if (length > longestProgram) break;
  }
  return Buffer.concat(chunks);
}

/** The bytes, those of a long file not to its end, or why there are none. */
async function readRegularFile(path: string): Promise<Uint8Array | string> {
  const file = await open(path);
  try {
    if ((await file.stat()).isDirectory()) return "it is a folder";
    const chunks: Uint8Array[] = [];
    const stream = file.createReadStream({ end: longestProgram, autoClose: false });
    for await (const chunk of stream) chunks.push(chunk);
    return Buffer.concat(chunks);
  } finally {
    await file.close();
  }
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
  const beginning = new TextDecoder("utf-8").decode(bytes.subarray(0, longestProgram));
  const unreadable = findUnreadable({ name, text: beginning });
  if (unreadable !== undefined) return failure([unreadable]);
  if (bytes.length > longestProgram) return failure([tooLong(name)]);
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
  let at = 0;
  let before = 0;
  for (let i = text.indexOf("\ufffd"); i >= 0; i = text.indexOf("\ufffd", i + 1)) {
    at += Buffer.byteLength(text.slice(before, i), "utf8");
    before = i;
    if (bytes[at] !== 0xef || bytes[at + 1] !== 0xbf || bytes[at + 2] !== 0xbd) return i;
  }
  return 0;
}

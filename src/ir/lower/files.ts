/** Reading files beside the program through the reader that lowering is given: paths, bytes, text. */

import type { Span } from "../../diagnostics/source.ts";
import { complain } from "./complain.ts";
import type { Frame } from "./context.ts";

/**
 * `path` as it is written in the file `from`, relative to the folder of the program: without `.`, and with `..` only
 * at the beginning. Absolute paths stay absolute.
 */
export function resolvePath(from: string, path: string): string {
  const isAbsolute = path.startsWith("/");
  const folder = isAbsolute ? [] : from.split("/").slice(0, -1);
  const parts: string[] = [];
  for (const part of [...folder, ...path.split("/")]) {
    const last = parts[parts.length - 1];
    if (part === "" || part === ".") continue;
    if (part === ".." && last !== undefined && last !== "..") parts.pop();
    else if (part !== ".." || !isAbsolute) parts.push(part);
  }
  return `${isAbsolute ? "/" : ""}${parts.join("/")}`;
}

/** The bytes of a file; `span` is where the source names it. */
export function readBytes(path: string, span: Span, frame: Frame): Uint8Array | undefined {
  const result = frame.cx.options.files.read(path);
  if (result.ok) return result.bytes;
  const hint = "paths are relative to the folder of the program";
  complain(frame, "TP224", span, `cannot read \`${path}\`: ${result.reason}`, hint);
  return undefined;
}

/** The text of a file, without a byte-order mark. */
export function readText(path: string, span: Span, frame: Frame): string | undefined {
  const bytes = readBytes(path, span, frame);
  const text = bytes === undefined ? undefined : decodeText(bytes);
  if (bytes !== undefined && text === undefined) {
    complain(frame, "TP224", span, `\`${path}\` is not text`, "text is UTF-8; arrays of numbers may be in .npy files");
  }
  return text;
}

/** UTF-8 as text, without a byte-order mark; undefined where it is none. */
function decodeText(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

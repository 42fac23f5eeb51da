/** What is refused before it is read: texts that are too long, and files that are no texts at all. */
import { type Diagnostic, diagnostic } from "./diagnostic.ts";
import type { Source } from "./source.ts";

/** Bytes of a file, or UTF-16 code units of a text, which are not more. */
export const longestProgram = 4 * 2 ** 20;

/** So much of the beginning tells a text from anything else. */
const sample = 4096;
/** Control characters besides tabs and ends of lines, and what could not be decoded; a text has none or very few. */
const strange = /[^\P{Cc}\s]|\ufffd/gu;
/** Fewer are slips, each of which is shown at its place. */
const fewest = 16;

/** Why `source` is not worth reading. Errors: TP115 (too long), TP122 (not a text). */
export function findUnreadable({ name, text }: Source): Diagnostic | undefined {
  // The place has no line: that of a binary file would be no help.
  const place = { source: { name, text: "" }, span: { start: 0, end: 0 } };
  const beginning = text.slice(0, sample);
  const count = (beginning.match(strange) ?? []).length;
  if (count >= fewest && count > beginning.length / 10)
    return diagnostic("TP122", place, `${name} is not a text`, "a program is a text in UTF-8");
  return text.length > longestProgram ? tooLong(name) : undefined;
}

/** The diagnostic of a program beyond {@link longestProgram}, whose text need not be known. */
export function tooLong(name: string): Diagnostic {
  const place = { source: { name, text: "" }, span: { start: 0, end: 0 } };
  const hint = 'keep data in files of their own: data X = load("x.csv")';
  return diagnostic("TP115", place, `${name} is longer than 4 MiB`, hint);
}

/** What lowering is given besides the program: settings from outside, a way to read files, and bounds on its work. */

/** The contents of a file, or why there are none, as the end of a sentence: `it does not exist`. */
export type FileResult =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly reason: string };

/**
 * Reads the files beside a program. Paths are relative to the folder of the program, with `/`, and have no `.` or
 * inner `..` left; a leading `..` points outside, which a reader refuses.
 */
export interface FileReader {
  read(path: string): FileResult;
}

export interface LowerOptions {
  /** Values of params and scalars by name, which take the place of those in the source. */
  readonly settings: ReadonlyMap<string, number>;
  readonly files: FileReader;
  /** Params and scalars that stay symbols, whatever value the source gives them. */
  readonly symbolic: ReadonlySet<string>;
  /** How many loop iterations, members of families and calls of functions may be unrolled. */
  readonly maxIterations: number;
  /** How many values the program may have; a million take about 1.5 GB. */
  readonly maxValues: number;
}

/** No settings, no files, and the default bounds. */
export const defaultLowerOptions: LowerOptions = {
  settings: new Map(),
  symbolic: new Set(),
  files: { read: () => ({ ok: false, reason: "no files can be read here" }) },
  maxIterations: 1_000_000,
  maxValues: 1_000_000,
};

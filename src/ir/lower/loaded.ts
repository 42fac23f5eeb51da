/** What reading a data file gives. */

/** An array from a file, rank 0 for a single number, or what is wrong with the file. */
export type Loaded =
  | { readonly ok: true; readonly shape: readonly number[]; readonly data: Float64Array }
  | { readonly ok: false; readonly problem: string; readonly remedy: string };

/** A file that cannot be read as an array: what is wrong with it, and what to do. */
export function malformed(problem: string, remedy = "mend the file"): Loaded {
  return { ok: false, problem, remedy };
}

/** What reading a data file gives. */

/** An array from a file, rank 0 for a single number, or what is wrong with the file. */
export type Loaded =
  | { readonly ok: true; readonly shape: readonly number[]; readonly data: Float64Array }
  | { readonly ok: false; readonly problem: string };

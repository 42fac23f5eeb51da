/**
 * Outputs that form a matrix, found by their names: `C[i,j]`, `nngp(y[1],y[2])`, `ntk(y,x,wrt=[U])`. A family is a
 * matrix where it has an entry for every row and column, or is square and has one of (i, j) and (j, i) for each pair,
 * which is then the other one too. Distances of matrices are relative Frobenius distances.
 */

/** A matrix of outputs. */
export interface KernelFamily {
  /** With stars in the places of the indices: `C[*,*]`. */
  readonly name: string;
  /** Row by row, the outputs that are its entries. */
  readonly entries: readonly string[];
  readonly rows: number;
}

interface Entry {
  readonly output: string;
  readonly row: string;
  readonly column: string;
}

/** The families that are matrices with at least two entries, in the order of their first outputs. */
export function findKernels(outputs: readonly string[]): readonly KernelFamily[] {
  const families = new Map<string, Entry[]>();
  for (const output of outputs) {
    const place = placeOf(output);
    if (place === undefined) continue;
    families.set(place.family, [...(families.get(place.family) ?? []), { output, ...place }]);
  }
  return [...families].flatMap(([name, members]) => matrixOf(name, members) ?? []);
}

function matrixOf(name: string, members: readonly Entry[]): KernelFamily | undefined {
  if (members.length < 2) return undefined;
  const at = new Map(members.map(({ output, row, column }) => [key(row, column), output]));
  const rows = [...new Set(members.map(({ row }) => row))];
  const columns = [...new Set(members.map(({ column }) => column))];
  const full = grid(rows, columns, (row, column) => at.get(key(row, column)));
  if (full !== undefined) return { name, entries: full, rows: rows.length };
  const labels = [...new Set([...rows, ...columns])];
  const mirrored = grid(labels, labels, (row, column) => at.get(key(row, column)) ?? at.get(key(column, row)));
  return mirrored && { name, entries: mirrored, rows: labels.length };
}

function grid(
  rows: readonly string[],
  columns: readonly string[],
  entry: (row: string, column: string) => string | undefined,
): readonly string[] | undefined {
  const entries = rows.flatMap((row) => columns.map((column) => entry(row, column)));
  const known = entries.filter((output) => output !== undefined);
  return known.length === entries.length ? known : undefined;
}

function key(row: string, column: string): string {
  return `${row}\n${column}`;
}

function placeOf(output: string): { family: string; row: string; column: string } | undefined {
  const indexed = /^([^[\](),]+)\[(\d+),(\d+)\]$/.exec(output);
  if (indexed !== null) {
    const [, base = "", row = "", column = ""] = indexed;
    return { family: `${base}[*,*]`, row, column };
  }
  const kernel = /^(nngp|ntk)\(([^,[\]()]+(?:\[[^\]]*\])?),([^,[\]()]+(?:\[[^\]]*\])?)(.*)\)$/.exec(output);
  if (kernel === null) return undefined;
  const [, base = "", row = "", column = "", options = ""] = kernel;
  return { family: `${base}(*,*${options})`, row, column };
}

/** |a - b| / |b| in the Frobenius norm, of the entries of two matrices; undefined where b is 0 or not finite. */
export function relativeDistance(a: readonly number[], b: readonly number[]): number | undefined {
  const size = norm(b);
  const found = norm(b.map((value, k) => (a[k] ?? Number.NaN) - value)) / size;
  return size > 0 && Number.isFinite(found) ? found : undefined;
}

export function norm(entries: readonly number[]): number {
  return Math.hypot(...entries);
}

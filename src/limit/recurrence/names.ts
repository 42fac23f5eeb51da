/**
 * The indices in the names of values: `W[2] @ relu(h[1,2])` has the indices 2, 1 and 2. Index variables are called as
 * in the source where the place of a value shows their names; nothing but the look of the result depends on that.
 */
import type { Program } from "../../ir/program.ts";

/** A name taken apart at its indices; `pieces` has one entry more than `indices`. */
export interface SplitName {
  readonly pieces: readonly string[];
  readonly indices: readonly number[];
}

/** Lists of whole numbers in brackets are indices. */
export function splitName(name: string): SplitName {
  const pieces: string[] = [];
  const indices: number[] = [];
  let done = 0;
  let piece = "";
  for (const match of name.matchAll(/\[(-?\d+(?:, ?-?\d+)*)\]/g)) {
    piece += name.slice(done, match.index + 1);
    for (const [k, text] of (match[1] ?? "").split(",").entries()) {
      pieces.push(k === 0 ? piece : ",");
      indices.push(Number(text));
    }
    piece = "]";
    done = match.index + match[0].length;
  }
  return { pieces: [...pieces, piece + name.slice(done)], indices };
}

/**
 * Whether a pair is called in this order, `Cov(h[1], h[2])`: names that differ in indices only by their indices,
 * others as they come.
 */
export function areInOrder(first: string, second: string): boolean {
  const [one, two] = [splitName(first), splitName(second)];
  if (one.pieces.join("#") !== two.pieces.join("#")) return true;
  const at = one.indices.findIndex((index, k) => index !== two.indices[k]);
  return at < 0 || (one.indices[at] ?? 0) < (two.indices[at] ?? 0);
}

/** The name with other texts for its indices. */
export function joinName(pieces: readonly string[], indices: readonly string[]): string {
  return pieces.map((piece, k) => `${piece}${indices[k] ?? ""}`).join("");
}

/** What the source calls the indices of its families. */
export interface IndexNames {
  /** For each index in a name; undefined where it cannot be told. */
  readonly of: (pieces: readonly string[]) => readonly (string | undefined)[];
}

/**
 * Reads the names where families are assigned or declared, `h[l, i] = ..`, `v[t+1] = ..`, `vector U[j in 1..2]`; in
 * other names, `W[2] @ relu(h[1,2])`, the indices of each family are called as there.
 */
export function indexNamesIn({ values, matrices }: Pick<Program, "values" | "matrices">): IndexNames {
  const families = new Map<string, (string | undefined)[]>();
  const seen = new Set<string>();
  for (const { base, indices, place } of [...values, ...matrices]) {
    const { source, span } = place;
    const key = `${source.name} ${span.start}`;
    if (base === "" || indices.length === 0 || seen.has(key)) continue;
    seen.add(key);
    const entries = /^\s*\[([^[\]\n]*)\]/.exec(source.text.slice(span.end, span.end + 200))?.[1]?.split(",") ?? [];
    const known = families.get(base) ?? new Array<undefined>(indices.length).fill(undefined);
    families.set(base, known);
    if (entries.length !== known.length) continue;
    for (const [k, entry] of entries.entries()) {
      const names = new Set(entry.replace(/\bin\b.*/, "").match(/[A-Za-z_]\w*/g));
      if (names.size === 1) known[k] ??= [...names][0];
    }
  }
  return {
    of(pieces) {
      let family: readonly (string | undefined)[] = [];
      let at = 0;
      return pieces.slice(0, -1).map((piece) => {
        const start = /([A-Za-z_]\w*)\[$/.exec(piece);
        if (start !== null) {
          family = families.get(start[1] ?? "") ?? [];
          at = 0;
        }
        return family[at++];
      });
    },
  };
}

/** Letters that go together: the second one is for a second index of the same kind. */
const companions: Readonly<Record<string, string>> = { t: "s", i: "j", j: "k", k: "m", l: "m", s: "r", a: "b" };
/** The letter for a second index of the same kind. */
export function companionOf(name: string): string | undefined {
  return companions[name];
}

const spare = ["l", "i", "j", "k", "m", "p", "r", "s", "t", "u"];

/** `wanted` if it is free, else the letter that people take next. */
export function freeName(wanted: string | undefined, taken: ReadonlySet<string>): string {
  if (wanted !== undefined && !taken.has(wanted)) return wanted;
  const companion = wanted === undefined ? undefined : companionOf(wanted);
  if (companion !== undefined && !taken.has(companion)) return companion;
  const letter = spare.find((name) => !taken.has(name));
  if (letter !== undefined) return letter;
  for (let k = 1; ; k++) if (!taken.has(`i${k}`)) return `i${k}`;
}

/** "Did you mean": the candidate that a mistyped name most likely stands for. */
import { distance } from "fastest-levenshtein";

/**
 * The candidate nearest to `name` by edit distance, the first of several equally near; `undefined` when none is
 * near enough: at most one edit for every three letters (rounded), and always another name than `name` itself.
 */
export function suggest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.round(name.length / 3) + 1;
  for (const candidate of candidates) {
    if (candidate === name) continue;
    const edits = editsBetween(name, candidate);
    if (edits < least) {
      least = edits;
      best = candidate;
    }
  }
  return best;
}

/** Levenshtein's distance, but upper and lower case are equal, and two letters that are exchanged are one edit. */
function editsBetween(a: string, b: string): number {
  const edits = distance(a.toLowerCase(), b.toLowerCase());
  const sorted = (text: string) => [...text.toLowerCase()].sort().join("");
  return edits === 2 && sorted(a) === sorted(b) ? 1 : edits;
}

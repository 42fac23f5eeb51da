/** The pieces of a runtime that some code needs, each after those that it needs itself. */
import { invariant } from "../../diagnostics/invariant.ts";

export interface RuntimePiece {
  readonly needs: readonly string[];
  readonly text: string;
}

export function piecesFor(
  runtime: Readonly<Record<string, RuntimePiece>>,
  wanted: Iterable<string>,
): readonly string[] {
  const done = new Set<string>();
  const texts: string[] = [];
  const add = (name: string): void => {
    if (done.has(name)) return;
    done.add(name);
    const piece = runtime[name];
    invariant(piece !== undefined, () => `the runtime has no piece ${name}`);
    piece.needs.forEach(add);
    texts.push(piece.text);
  };
  [...wanted].sort().forEach(add);
  return texts;
}

/** Long formulas on several lines, broken where a person would break them. */

/**
 * `text` in lines of at most `room` characters where it has blanks enough; lines after the first are indented by two.
 * A line ends outside of brackets rather than inside, and before `+`, `-` and `for` rather than elsewhere.
 */
export function wrapFormula(text: string, room: number): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > room) {
    const at = breakIn(rest, room);
    if (at === undefined) break;
    lines.push(rest.slice(0, at).trimEnd());
    rest = `  ${rest.slice(at).trimStart()}`;
  }
  return [...lines, rest];
}

/** Where the line ends: the outermost blank, best before an operator, and late in the line. */
function breakIn(text: string, room: number): number | undefined {
  // Not right after the sign of equality.
  const indent = /^ *(= )?/.exec(text)?.[0].length ?? 0;
  let best: { readonly at: number; readonly cost: number } | undefined;
  let depth = 0;
  for (let at = 0; at <= room; at++) {
    const c = text[at] ?? "";
    if ("([{".includes(c)) depth++;
    else if (")]}".includes(c)) depth--;
    else if (c === " " && at >= indent) {
      const word = /^ (?:([+−-])|for|where) /.exec(text.slice(at, at + 7));
      const sort = word === null ? 3 : word[1] === undefined ? -8 : 0;
      const afterOperator = /[ (][+−-]$/.test(text.slice(at - 2, at));
      const cost = depth * 2.5 + sort + (afterOperator ? 6 : 0) + (14 * (room - at)) / room;
      if (best === undefined || cost <= best.cost) best = { at, cost };
    }
  }
  return best?.at;
}

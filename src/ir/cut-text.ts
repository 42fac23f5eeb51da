/** Long texts cut for names: the beginning, `..`, and what closes the brackets that are open there. */

const closing: Readonly<Record<string, string>> = { "(": ")", "[": "]" };

/** `text`, or its beginning with `..` and closed brackets, `diff(y[1], h[2..])`: at most `longest` + 2 characters. */
export function cutText(text: string, longest: number): string {
  if (text.length <= longest) return text;
  // What is open after so many characters, each with the number of those that are open with it.
  let open: Open | undefined;
  let best: { readonly length: number; readonly open: Open | undefined } | undefined;
  for (let length = 1; length <= longest; length++) {
    const character = text[length - 1] ?? "";
    const closer = closing[character];
    if (closer !== undefined) open = { closer, depth: depthOf(open) + 1, outer: open };
    else if (character === ")" || character === "]") open = open?.outer;
    if (length + depthOf(open) <= longest) best = { length, open };
  }
  return best === undefined ? ".." : `${text.slice(0, best.length)}..${closersOf(best.open)}`;
}

interface Open {
  readonly closer: string;
  readonly depth: number;
  readonly outer: Open | undefined;
}

function depthOf(open: Open | undefined): number {
  return open?.depth ?? 0;
}

function closersOf(innermost: Open | undefined): string {
  let closers = "";
  for (let open = innermost; open !== undefined; open = open.outer) closers += open.closer;
  return closers;
}

/** Long texts cut for names: the beginning, `..`, and what closes the brackets that are open there. */

const closing: Readonly<Record<string, string>> = { "(": ")", "[": "]" };

/** `text`, or its beginning with `..` and closed brackets, `diff(y[1], h[2..])`: at most `longest` + 2 characters. */
export function cutText(text: string, longest: number): string {
  if (text.length <= longest) return text;
  for (let length = longest; length > 0; length--) {
    const closers = closersOf(text.slice(0, length));
    if (length + closers.length <= longest) return `${text.slice(0, length)}..${closers}`;
  }
  return "..";
}

function closersOf(text: string): string {
  const open: string[] = [];
  for (const c of text) {
    const closer = closing[c];
    if (closer !== undefined) open.push(closer);
    else if (c === ")" || c === "]") open.pop();
  }
  return open.reverse().join("");
}

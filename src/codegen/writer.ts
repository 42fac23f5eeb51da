/** Text built line by line, indented by blocks: what every generator of code writes into. */

export interface Writer {
  /** One line at the current indentation; without text an empty line. */
  line(text?: string): void;
  /** Lines at the current indentation; empty lines stay empty. */
  lines(text: string): void;
  /** `head`, the lines of `body` one step further in, then `tail`. */
  block(head: string, body: () => void, tail?: string): void;
  /** The lines of `body` one step further in. */
  indented(body: () => void): void;
  /** Everything written so far, with one final line end. */
  text(): string;
}

/** A writer whose blocks are indented by `step`. */
export function createWriter(step = "  "): Writer {
  const written: string[] = [];
  let depth = 0;
  const line = (text = ""): void => {
    written.push(text === "" ? "" : step.repeat(depth) + text);
  };
  const indented = (body: () => void): void => {
    depth++;
    body();
    depth--;
  };
  return {
    line,
    lines(text) {
      for (const part of text.split("\n")) line(part);
    },
    block(head, body, tail = "}") {
      line(head);
      indented(body);
      line(tail);
    },
    indented,
    text() {
      return `${written.join("\n")}\n`;
    },
  };
}

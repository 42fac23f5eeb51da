/**
 * Documents that know where they may be broken, and the printer that breaks them to a width (after Wadler, "A prettier
 * printer", 2003, with line comments, after which a line ends). Printing needs no recursion, so a document may be as long as it likes.
 */
import { unreachable } from "../diagnostics/invariant.ts";

interface Breaks {
  /** A line break is certain somewhere inside. */
  readonly forced: boolean;
  /** A line break is certain outside of every bracket inside. */
  readonly loose: boolean;
}

export type Doc =
  | string
  | ({ readonly kind: "concat"; readonly parts: readonly Doc[] } & Breaks)
  /** On one line if it fits, else broken at all lines that are its own. */
  | ({ readonly kind: "group"; readonly body: Doc } & Breaks)
  | ({ readonly kind: "indent"; readonly body: Doc } & Breaks)
  /** The first of the options whose first line fits, else the last. */
  | ({ readonly kind: "choice"; readonly options: readonly Doc[] } & Breaks)
  /** As many as fit on each line, with `, ` between. */
  | ({ readonly kind: "fill"; readonly items: readonly Doc[] } & Breaks)
  /** `flat` on one line, a line break when the group around it is broken. */
  | ({ readonly kind: "line"; readonly flat: "" | " " } & Breaks)
  | ({ readonly kind: "hardline" } & Breaks)
  /** A comment: only `,` or `:` may follow it, and is written before it, on its line. */
  | ({ readonly kind: "comment"; readonly text: string } & Breaks);

const certain: Breaks = { forced: true, loose: true };
const none: Breaks = { forced: false, loose: false };

export const space: Doc = { kind: "line", flat: " ", ...none };
export const softline: Doc = { kind: "line", flat: "", ...none };
export const hardline: Doc = { kind: "hardline", ...certain };

export function comment(text: string): Doc {
  return { kind: "comment", text, ...certain };
}

export function concat(...parts: readonly Doc[]): Doc {
  return sequence(parts);
}

/** As {@link concat}, for any number of parts. */
export function sequence(all: readonly Doc[]): Doc {
  const parts = all.filter((part) => part !== "");
  if (parts.length <= 1) return parts[0] ?? "";
  return { kind: "concat", parts, forced: parts.some(isForced), loose: parts.some(isLoose) };
}

export function group(body: Doc): Doc {
  return { kind: "group", body, forced: isForced(body), loose: isLoose(body) };
}

export function indent(body: Doc): Doc {
  return { kind: "indent", body, forced: isForced(body), loose: isLoose(body) };
}

/** `open`, `body` on lines of its own if it has to be, `close`; `broken` says that it has to be. */
export function bracketed(open: string, body: Doc, close: string, broken = false): Doc {
  const inside = concat(open, indent(concat(softline, body)), softline, close);
  return { kind: "group", body: inside, forced: broken || isForced(body), loose: false };
}

export function choice(...options: readonly Doc[]): Doc {
  const forced = options.every(isForced);
  return { kind: "choice", options, forced, loose: options.every(isLoose) };
}

export function fill(items: readonly Doc[]): Doc {
  return { kind: "fill", items, forced: items.some(isForced), loose: items.some(isLoose) };
}

export function join(separator: Doc, items: readonly Doc[]): Doc {
  return sequence(items.flatMap((item, i) => (i === 0 ? [item] : [separator, item])));
}

export function isForced(doc: Doc): boolean {
  return typeof doc !== "string" && doc.forced;
}

export function isLoose(doc: Doc): boolean {
  return typeof doc !== "string" && doc.loose;
}

/** The length of `doc` on one line, comments not counted. */
export function flatLength(doc: Doc): number {
  let length = 0;
  const stack: Doc[] = [doc];
  for (let current = stack.pop(); current !== undefined; current = stack.pop()) {
    if (typeof current === "string") length += current.length;
    else if (current.kind === "line") length += current.flat.length;
    else if (current.kind === "concat") for (const part of current.parts) stack.push(part);
    else if (current.kind === "fill") stack.push(join(", ", current.items));
    else if (current.kind === "choice") stack.push(current.options[0] ?? "");
    else if (current.kind === "group" || current.kind === "indent") stack.push(current.body);
  }
  return length;
}

interface Command {
  readonly doc: Doc;
  readonly indentation: number;
  readonly flat: boolean;
}

/** Prints `doc` in lines of `width` characters where it can be broken so; comments may stand out. */
export function printDoc(doc: Doc, width: number): string {
  const lines: string[] = [];
  let line = "";
  let pending: string | undefined;
  const stack: Command[] = [{ doc, indentation: 0, flat: false }];

  function endLine(indentation: number): void {
    const code = line.trimEnd();
    lines.push(pending === undefined ? code : code === "" ? line + pending : `${code}  ${pending}`);
    pending = undefined;
    line = " ".repeat(indentation);
  }

  for (let command = stack.pop(); command !== undefined; command = stack.pop()) {
    const { doc: current, indentation, flat } = command;
    if (typeof current === "string") {
      if (pending !== undefined && current !== "" && current !== "," && current !== ":") endLine(indentation);
      line += current;
      continue;
    }
    switch (current.kind) {
      case "concat":
        for (let i = current.parts.length - 1; i >= 0; i--) {
          stack.push({ doc: current.parts[i] ?? "", indentation, flat });
        }
        break;
      case "indent":
        stack.push({ doc: current.body, indentation: indentation + 2, flat });
        break;
      case "group": {
        const tried = { doc: current.body, indentation, flat: true };
        const fitting = !current.forced && (flat || fits(tried, stack, width - line.length));
        stack.push({ doc: current.body, indentation, flat: fitting });
        break;
      }
      case "choice": {
        const options = current.options.map((option) => ({ doc: option, indentation, flat: false }));
        const fitting = options.find((option) => fits(option, stack, width - line.length));
        const chosen = fitting ?? options[options.length - 1];
        if (chosen !== undefined) stack.push(chosen);
        break;
      }
      case "fill":
        pushFill(current.items, command, stack);
        break;
      case "line":
        if (flat) line += current.flat;
        else endLine(indentation);
        break;
      case "hardline":
        endLine(indentation);
        break;
      case "comment":
        if (pending !== undefined) endLine(indentation);
        pending = current.text;
        break;
      default:
        unreachable(current);
    }
  }
  endLine(0);
  return lines.join("\n");
}

/** Every item and the gap before it become a group of their own, so that each gap breaks only where it must. */
function pushFill(items: readonly Doc[], { indentation, flat }: Command, stack: Command[]): void {
  for (let i = items.length - 1; i >= 0; i--) {
    const item = concat(items[i] ?? "", i === items.length - 1 ? "" : ",");
    stack.push({ doc: i === 0 ? item : group(concat(space, item)), indentation, flat });
  }
}

/**
 * Whether `first`, and what follows it up to the next possible line break, fits in `room` characters. Groups inside
 * are taken flat unless a break in them is certain.
 */
function fits(first: Command, rest: readonly Command[], room: number): boolean {
  let left = room;
  let following = rest.length;
  const stack: Command[] = [first];
  while (left >= 0) {
    const command = stack.pop() ?? rest[--following];
    if (command === undefined) return true;
    const { doc, indentation, flat } = command;
    if (typeof doc === "string") {
      left -= doc.length;
      continue;
    }
    switch (doc.kind) {
      case "concat":
        for (let i = doc.parts.length - 1; i >= 0; i--) stack.push({ doc: doc.parts[i] ?? "", indentation, flat });
        break;
      case "indent":
        stack.push({ doc: doc.body, indentation, flat });
        break;
      case "group":
        stack.push({ doc: doc.body, indentation, flat: !doc.forced && (following === rest.length || flat) });
        break;
      case "choice":
        stack.push({ doc: doc.options[0] ?? "", indentation, flat });
        break;
      case "fill":
        stack.push({ doc: join(concat(",", space), doc.items), indentation, flat });
        break;
      case "line":
        if (!flat) return true;
        left -= doc.flat.length;
        break;
      case "hardline":
        return true;
      case "comment":
        break;
      default:
        unreachable(doc);
    }
  }
  return false;
}

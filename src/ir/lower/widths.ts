/** The width that a declaration names, or the only one where it names none. */

import type { Span } from "../../diagnostics/source.ts";
import { suggest } from "../../diagnostics/suggest.ts";
import type { Ident } from "../../parser/ast.ts";
import type { WidthId } from "../program.ts";
import { complain } from "./complain.ts";
import type { Frame } from "./context.ts";

/** `named` may be left out with exactly one width; `span` is the declaration, `example` what to add to it. */
export function findWidth(
  named: Ident | undefined,
  span: Span,
  example: (width: string) => string,
  frame: Frame,
): WidthId | undefined {
  const { widths } = frame.cx.builder;
  if (named !== undefined) return widthNamed(named, frame);
  const [first, second] = widths;
  if (first !== undefined && second === undefined) return 0 as WidthId;
  if (first === undefined) {
    complain(frame, "TP212", span, "there is no width yet", "write `width n` before this");
    return undefined;
  }
  const names = widths.map(({ name }) => name).join(", ");
  complain(
    frame,
    "TP212",
    span,
    `the width is not stated, and there are several: ${names}`,
    `add \`${example(first.name)}\``,
  );
  return undefined;
}

function widthNamed({ name, span }: Ident, frame: Frame): WidthId | undefined {
  const { widths } = frame.cx.builder;
  const found = widths.findIndex((width) => width.name === name);
  if (found >= 0) return found as WidthId;
  const known = frame.names.get(name);
  if (known?.kind === "lost" || (known?.kind === "plain" && known.term.kind === "failed")) return undefined;
  const meant = suggest(
    name,
    widths.map((width) => width.name),
  );
  const hint = meant === undefined ? "declare it before this: `width n`" : `did you mean \`${meant}\`?`;
  complain(
    frame,
    "TP201",
    span,
    known === undefined ? `the width \`${name}\` is not defined` : `\`${name}\` is not a width`,
    hint,
  );
  return undefined;
}

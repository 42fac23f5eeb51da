/**
 * Widths whose ratio stays a symbol are known to products with declared matrices only: `outer` and derivatives write
 * ratios as numbers. A program in which such a ratio went into a number is refused.
 */
import { type Diagnostic, diagnostic } from "../../diagnostics/diagnostic.ts";
import { constantValue } from "../build.ts";
import { reachable } from "../expr.ts";
import type { Program } from "../program.ts";

/** TP214 at the first width with a symbolic ratio, where a constant of the program is not a number. */
export function checkRatios({ widths, instrs, pool }: Program): Diagnostic[] {
  const width = widths.find(({ symbolicRatio }) => symbolicRatio !== undefined);
  if (width === undefined) return [];
  const bodies = instrs.flatMap((instr) => ("body" in instr ? [instr.body] : []));
  if (!reachable(pool, bodies).some((id) => Number.isNaN(constantValue(pool, id) ?? 0))) return [];
  const message = `the ratio of \`${width.name}\` stays a symbol, but \`outer\` and derivatives need it as a number`;
  return [diagnostic("TP214", width.place, message, "leave out --symbolic for what the ratio is made of")];
}

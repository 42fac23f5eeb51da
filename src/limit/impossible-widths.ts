/** Widths `ratio * n` whose ratio, once the free symbols have values, is not a positive number. */
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import type { Program } from "../ir/program.ts";
import { evaluateClosed } from "../ir/tape.ts";

/** TP312 for each; `symbols` are the values of `program.symbols`, in their order. */
export function impossibleWidths({ pool, widths }: Program, symbols: readonly number[]): readonly Diagnostic[] {
  const ratios = evaluateClosed(
    pool,
    widths.map(({ ratio }) => ratio),
    symbols,
  );
  const first = widths[0]?.name ?? "n";
  return widths.flatMap(({ name, place }, k): Diagnostic[] => {
    const ratio = ratios[k] ?? Number.NaN;
    if (ratio > 0 && Number.isFinite(ratio)) return [];
    return [
      diagnostic("TP312", place, `the width ${name} is ${ratio} * ${first}`, "the ratio of two widths is positive"),
    ];
  });
}

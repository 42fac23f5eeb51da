/** Places as they stand in sentences and tables. */
import { positionIn } from "../diagnostics/line-table.ts";
import type { Place } from "../diagnostics/source.ts";

/** `net.tp:3` */
export function fileAndLine({ source, span }: Place): string {
  return `${source.name}:${positionIn(source, span.start).line}`;
}

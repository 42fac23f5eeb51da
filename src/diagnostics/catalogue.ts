/**
 * Every diagnostic code with its severity and an explanation; `docs/errors.md` is generated from it.
 * TP1 syntax and files, TP2 names, types and scales, TP3 the limit, TP4 running. One table per range, so that a
 * reader finds the codes of a phase together. A code never changes its meaning and is never used again.
 */
import { limitCodes } from "./codes-limit.ts";
import { nameCodes } from "./codes-names.ts";
import { runCodes } from "./codes-run.ts";
import { syntaxCodes } from "./codes-syntax.ts";

export interface CatalogueEntry {
  readonly severity: "error" | "warning" | "info";
  /** The kind of mistake in a few words. */
  readonly title: string;
  /** A paragraph: why it is refused and what to do. Plain text, one example where it helps. */
  readonly help: string;
}

export const catalogue = { ...syntaxCodes, ...nameCodes, ...limitCodes, ...runCodes } as const;

export type DiagnosticCode = keyof typeof catalogue;

/** What a report of a comparison is made of, before it is HTML, Markdown or figures alone. */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { LimitReport, LimitStep } from "../../limit/limit-report.ts";
import type { Comparison } from "../compare.ts";
import type { CheckedExpectation } from "../expectations.ts";
import type { Sequence } from "../sequence.ts";
import type { Simulation } from "../simulation.ts";

/** A piece of the program; `kind` says how it is coloured. */
export interface MarkedText {
  readonly text: string;
  readonly kind: "keyword" | "builtin" | "number" | "string" | "comment" | "other";
}

export interface ReportContent {
  /** The program, in pieces that joined are its text. */
  readonly source: readonly MarkedText[];
  /** What to type to have this report again. */
  readonly command: string;
  readonly limit: LimitReport;
  readonly steps: readonly LimitStep[];
  readonly comparison: Comparison;
  readonly sequence: Sequence;
  readonly simulation: Simulation;
  readonly expectations: readonly CheckedExpectation[];
  /** Which theorems cover the program and what is in the way of the others, in columns. */
  readonly theorems: readonly string[];
  /** Warnings of the compiler and of the run. */
  readonly warnings: readonly Diagnostic[];
}

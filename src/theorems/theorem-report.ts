/** What is said of a program and a theorem. */
import type { Place } from "../diagnostics/source.ts";

export interface FailingHypothesis {
  /** `the functions are pseudo-Lipschitz` */
  readonly hypothesis: string;
  /** A main clause: `` `step(h)` jumps ``. */
  readonly reason: string;
  readonly place: Place;
}

/** In what sense scalars tend to their limits. */
export type Mode =
  | "almost sure"
  | "almost sure and in every L^p"
  | "in mean"
  | "with an explicit probability at every width";

export interface TheoremVerdict {
  readonly name: string;
  /** Author and number. */
  readonly source: string;
  readonly applies: boolean;
  /** What it gives, or would give. */
  readonly mode: Mode;
  readonly failing: readonly FailingHypothesis[];
  /** What a reader should know before quoting the theorem. */
  readonly remarks: readonly string[];
}

/** A function that is multiplied with a matrix or averaged. */
export interface ClassifiedFunction {
  /** As a reader of the source would write it. */
  readonly text: string;
  readonly use: "matmul" | "moment";
  readonly place: Place;
  /** In words: `polynomially smooth, Lipschitz(1)`. */
  readonly description: string;
  /** All classes that it is shown to be in, near the limits of the averages that it reads. */
  readonly classes: readonly string[];
  readonly lipschitz: number | undefined;
}

export interface TheoremReport {
  readonly theorems: readonly TheoremVerdict[];
  readonly functions: readonly ClassifiedFunction[];
  /** The theorems that give convergence. */
  readonly coveredBy: readonly string[];
  /** Where no theorem does: what is in the way of the one that comes nearest. */
  readonly formal: FailingHypothesis | undefined;
}

/** What a limit looks like to a reader: every definition and output with its formula, its number and its error. */
import type { Place } from "../diagnostics/source.ts";

/** How a number was obtained. `given` is a scalar that the user set. */
export type Method = "given" | "closed" | "quadrature" | "qmc" | "particles";

/** A number of the limit with a bound on its absolute error (numerical, and for `qmc` and `particles` 3 standard errors). */
export interface Estimate {
  readonly value: number;
  readonly error: number;
  readonly method: Method;
}

export interface LimitEntry {
  /** As a reader of the source would write it: `q`, `h[2,1]`, `Cov(W @ x, W @ y)`. */
  readonly name: string;
  /** The right side, as plain text and as LaTeX: what the number is, in terms of earlier entries. */
  readonly text: string;
  readonly latex: string;
  /** Undefined when the program has scalars without value. */
  readonly estimate: Estimate | undefined;
  readonly place: Place;
}

export interface LimitReport {
  /** Name of the source file. */
  readonly program: string;
  /** In program order: covariances, Onsager coefficients and scalars. */
  readonly definitions: readonly LimitEntry[];
  readonly outputs: readonly LimitEntry[];
}

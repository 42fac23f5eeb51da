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

/** One equation for all members of a family, such as the layers of a network, or for one number. */
export interface EquationEntry {
  /** Its left side: `q[l]`, `Cov(h[s], h[t])`, and of a vector `Z(x[t])`. */
  readonly name: string;
  /** The right side as plain text, and the whole equation with its ranges as LaTeX. */
  readonly text: string;
  readonly latex: string;
  /** `for l = 2..1000`, `for t = 2..64, s = 1..t-1`; empty for one number. */
  readonly range: string;
  /** The definitions that it stands for, in the order of the indices; none for the Z of a vector. */
  readonly members: readonly LimitEntry[];
}

export interface LimitReport {
  /** Name of the source file. */
  readonly program: string;
  /** In program order: covariances, Onsager coefficients and scalars. */
  readonly definitions: readonly LimitEntry[];
  /** The same with index variables: every definition is a member of one equation. Initial cases come first. */
  readonly equations: readonly EquationEntry[];
  readonly outputs: readonly LimitEntry[];
}

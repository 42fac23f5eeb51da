/** What a limit looks like to a reader: every definition and output with its formula, its number and its error. */
import type { Place } from "../diagnostics/source.ts";
import type { Convention } from "../ir/program.ts";
import type { Rule } from "./limit-program.ts";

/** How a number was obtained. `given` is a scalar that the user set. */
export type Method = "given" | "closed" | "quadrature" | "qmc" | "particles";

/** A number of the limit with a bound on its absolute error (numerical, and for `qmc` and `particles` 3 standard errors). */
export interface Estimate {
  readonly value: number;
  readonly error: number;
  readonly method: Method;
}

/** The same formula in two notations. */
export interface Formula {
  readonly text: string;
  readonly latex: string;
}

export interface LimitEntry {
  /** As a reader of the source would write it: `q`, `h[2,1]`, `Cov(W @ x, W @ y)`. */
  readonly name: string;
  /** The right side as plain text, and the whole equation as LaTeX: what the number is, in terms of earlier entries. */
  readonly text: string;
  readonly latex: string;
  /** The expectation of which a closed form is the value. */
  readonly integral: Formula | undefined;
  /** False where it is known to have no limit: then it has no numbers. */
  readonly exists: boolean;
  /** Undefined when it depends on a scalar without value. */
  readonly estimate: Estimate | undefined;
  /** What it would be if every `W.T` were independent of `W`; undefined where that was not asked for. */
  readonly independent: Estimate | undefined;
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

/** Numbers that differ in indices only, but of which no equation says most: they are listed one by one. */
export interface UnrolledEntry {
  /** With letters for the indices: `Cov(h[i], h[j])`. */
  readonly name: string;
  /** How many of them have an equation of their own. */
  readonly count: number;
}

export interface LimitReport {
  /** Name of the source file. */
  readonly program: string;
  /** In program order: covariances, Onsager coefficients and scalars. */
  readonly definitions: readonly LimitEntry[];
  /** The same with index variables: every definition is a member of one equation. Initial cases come first. */
  readonly equations: readonly EquationEntry[];
  readonly unrolled: readonly UnrolledEntry[];
  readonly outputs: readonly LimitEntry[];
  /** Those in which tangent kernels were taken. */
  readonly conventions: readonly Convention[];
}

/** One step of the derivation: a product with a matrix, an average, or arithmetic of scalars. */
export interface LimitStep {
  readonly kind: "matmul" | "moment" | "scalar";
  /** What is computed, as in the source: `y = W.T @ x`. */
  readonly title: Formula;
  readonly place: Place;
  readonly lines: readonly StepLine[];
}

/** An equation of a step, or a remark in words where there is no formula. */
export interface StepLine {
  readonly formula: Formula | undefined;
  /** Why a term vanishes, or what a symbol stands for. */
  readonly remark: string | undefined;
  readonly rules: readonly Rule[];
  readonly estimate: Estimate | undefined;
}

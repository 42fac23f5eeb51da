/** A limit as code in some language: one function of the free symbols for each output that can be computed. */
import type { Place } from "../../diagnostics/source.ts";

export interface CodeParameter {
  readonly name: string;
  /** What it is, for the documentation. */
  readonly meaning: string;
  /** A value that it has unless it is given. */
  readonly initial: string | undefined;
}

export interface CodeFunction {
  readonly name: string;
  /** The output as the source names it. */
  readonly output: string;
  /** What it is in terms of other numbers. */
  readonly formula: string;
  readonly place: Place;
  readonly parameters: readonly CodeParameter[];
  /** Statements, without the indentation of a function. */
  readonly body: readonly string[];
  /** Whether an integral is computed in it. */
  readonly isNumerical: boolean;
}

export interface LimitCode {
  /** Name of the source file. */
  readonly program: string;
  readonly functions: readonly CodeFunction[];
  /** Names of the pieces of the runtime that they use. */
  readonly needs: ReadonlySet<string>;
  /** Outputs without code, and why. */
  readonly refused: readonly { readonly output: string; readonly place: Place; readonly reason: string }[];
}

export interface GeneratedModule extends Pick<LimitCode, "functions" | "refused"> {
  readonly text: string;
}

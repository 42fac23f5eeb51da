/**
 * What a number of the limit is made of where it has no closed form: integrals over a few Gaussian variables, and
 * solutions of small linear systems. An expression refers to them by params from `AUXILIARY` on.
 */
import type { ExprId } from "../../ir/expr.ts";
import type { Shape } from "../../math/laws.ts";

/** Where the body of an integral is not smooth on the scale of the normal law: near `slopes . z + constant = 0`. */
export interface Feature {
  /** One per variable of the integral. */
  readonly slopes: readonly ExprId[];
  readonly constant: ExprId;
  /** False for a kink or a jump; true for a smooth function whose natural scale is one unit of its argument. */
  readonly smooth: boolean;
}

export type Auxiliary =
  /** E[body] over centred Gaussian variables, and independent standardised ones of other laws. */
  | {
      readonly kind: "integral";
      /** `coord k` is variable k, first the Gaussian ones. */
      readonly body: ExprId;
      /** Lower triangle of the covariance of the Gaussian variables. */
      readonly covariance: readonly (readonly ExprId[])[];
      readonly laws: readonly Shape[];
      readonly features: readonly Feature[];
      /** Functions of the variables whose zeros are kinks or jumps on curves. */
      readonly curves: readonly ExprId[];
    }
  /** The shortest x with A x = right, A symmetric and positive semidefinite; its entries are params of their own. */
  | {
      readonly kind: "solution";
      /** Lower triangle. */
      readonly matrix: readonly (readonly ExprId[])[];
      readonly right: readonly ExprId[];
    };

/** Params from here on are auxiliaries. */
const AUXILIARY = 2 ** 40;
/** Entries of a solution follow each other. */
const ENTRIES = 64;

export function auxiliaryParam(auxiliary: number, entry = 0): number {
  return AUXILIARY + ENTRIES * auxiliary + entry;
}

/** The auxiliary and the entry that a param stands for, if it is one. */
export function auxiliaryOf(param: number): { readonly auxiliary: number; readonly entry: number } | undefined {
  if (param < AUXILIARY) return undefined;
  const k = param - AUXILIARY;
  return { auxiliary: Math.floor(k / ENTRIES), entry: k % ENTRIES };
}

/** A number: an expression of earlier numbers and of auxiliaries, each of which may read those before it. */
export interface Reduced {
  readonly value: ExprId;
  readonly auxiliaries: readonly Auxiliary[];
}

/** Why there is no code for an expectation, as the end of a sentence. */
export interface Refusal {
  readonly refusal: string;
}

export function isRefusal(x: Reduced | Refusal): x is Refusal {
  return "refusal" in x;
}

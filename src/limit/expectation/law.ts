/** The joint law of the basis variables of an expectation, all covariances known as numbers. */
import type { Shape } from "../../math/laws.ts";

export interface BasisLaw {
  /** Covariance of two Gaussian basis variables; of variables that are independent, exactly 0. */
  covariance(i: number, j: number): number;
  /** The shape of a variable that is not Gaussian (standardised, independent of all others), or undefined. */
  shape(i: number): Shape | undefined;
}

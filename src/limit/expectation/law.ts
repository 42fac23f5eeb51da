/** The joint law of the basis variables of an expectation, all covariances known as numbers. */
import type { Shape } from "../../math/laws.ts";

export interface BasisLaw {
  /** Covariance of two Gaussian basis variables; of variables that are independent, exactly 0. */
  covariance(i: number, j: number): number;
  /** How far that number may be off; 0 for what the program states. */
  error(i: number, j: number): number;
  /**
   * How many of these errors are added to a variance that they may have made up or hidden: 0 for the number itself, more
   * in the second evaluation, whose difference from the first shows what nearly dependent variables are worth.
   */
  readonly doubt: number;
  /** The shape of a variable that is not Gaussian (standardised, independent of all others), or undefined. */
  shape(i: number): Shape | undefined;
}

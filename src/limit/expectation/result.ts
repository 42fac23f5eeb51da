/** What an expectation evaluates to, and who evaluates the components that are left after the reduction. */
import type { Component } from "./component.ts";
import type { Expander } from "./expand.ts";
import type { Polynomial } from "./polynomial.ts";

export interface Result {
  readonly value: number;
  /** Bound of the absolute error. */
  readonly error: number;
  readonly method: "closed" | "quadrature" | "qmc";
}

/** E[weight(u) * product of atoms] for one component; the weight is a polynomial in its dimensions. */
export type Integrator = (component: Component, weight: Polynomial, expander: Expander) => Result;

/** The expectation does not exist; turned into a diagnostic where the place is known. */
export class NoExpectation extends Error {
  override readonly name = "NoExpectation";
}

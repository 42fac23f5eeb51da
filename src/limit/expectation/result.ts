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

/** The method of a number that is made of several: that of the least exact one. */
export function leastExact(parts: readonly Pick<Result, "method">[]): Result["method"] {
  if (parts.some(({ method }) => method === "qmc")) return "qmc";
  return parts.some(({ method }) => method === "quadrature") ? "quadrature" : "closed";
}

/** E[weight(u) * product of atoms] for one component; the weight is a polynomial in its dimensions. */
export type Integrator = (component: Component, weight: Polynomial, expander: Expander) => Result;

/** The expectation does not exist, or cannot be found out; turned into a diagnostic where the place is known. */
export class NoExpectation extends Error {
  override readonly name = "NoExpectation";
  /** What a user can do. */
  readonly remedy: string;
  /** `undefined` limits are known not to exist, `unknown` ones could not be evaluated. */
  readonly status: "undefined" | "unknown";
  constructor(message: string, remedy: string, status: "undefined" | "unknown" = "undefined") {
    super(message);
    this.remedy = remedy;
    this.status = status;
  }
}

/** Infinite, or not a number with positive probability. */
export const TAME_IT = "a limit is a finite number: bound the function, or take a law with lighter tails";
/** Beyond the numerical methods. */
export const SAMPLE_IT = "try `--method particles`, or simulate";

/** An integrand whose tail is still there where numbers end. */
export function tooSlow(): NoExpectation {
  return new NoExpectation(
    "the integrand falls too slowly to be integrated, although its expectation may be finite",
    SAMPLE_IT,
    "unknown",
  );
}

/** An integrand that is no number on more than single points. */
export function notANumber(): NoExpectation {
  return new NoExpectation("the integrand is infinite or not a number with positive probability", TAME_IT);
}

/** An integral that adaptive rules did not settle. */
export function unsettled(): NoExpectation {
  return new NoExpectation("its integral did not converge", SAMPLE_IT, "unknown");
}

/** A pole inside of the law's support that no integral passes. */
export function pole(): NoExpectation {
  return new NoExpectation(
    "the integrand has a pole that is not integrable, where the argument of a logarithm or of a negative power is 0",
    "keep that argument away from 0: `1 / (abs(x) + 0.1)` for `1 / abs(x)`",
  );
}

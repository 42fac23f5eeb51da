/**
 * Rules for a function of one argument after another function. With F Lipschitz on the range of g, F(g) is in every
 * class between Lipschitz and pseudo-Lipschitz that g is in; with F smooth there and its derivatives bounded by powers,
 * F(g) is polynomially smooth where g is (the chain rule of higher order is a polynomial in the derivatives).
 */
import type { ExprId } from "../../ir/expr.ts";
import { combineSlopes, concludeFacts, type Facts, type Flaw, mergeFlaws } from "./facts.ts";
import { type Interval, magnitude } from "./interval.ts";

/** What is known of F on the range of its argument; the flaws are those of F itself. */
export interface Outer {
  readonly image: Interval;
  readonly slope: Interval;
  /** Growth of F(g) from that of g. */
  readonly degree: (inner: number) => number;
  readonly order: (inner: Facts) => number;
  readonly isPolynomial: boolean;
  readonly growth: Flaw | undefined;
  readonly continuous: Flaw | undefined;
  readonly pseudoLipschitz: Flaw | undefined;
  readonly smooth: Flaw | undefined;
}

/** F Lipschitz with polynomially bounded derivatives where it is smooth: relu, tanh, sin. */
export function tameOuter(image: Interval, slope: Interval, smooth: Flaw | undefined): Outer {
  return {
    image,
    slope,
    degree: (inner) => inner,
    order: (inner) => inner.order,
    isPolynomial: false,
    growth: undefined,
    continuous: undefined,
    pseudoLipschitz: undefined,
    smooth,
  };
}

export function composeFacts(node: ExprId, inner: Facts, outer: Outer): Facts {
  const own = {
    growth: outer.growth,
    continuous: outer.continuous,
    pseudoLipschitz: outer.continuous ?? outer.pseudoLipschitz,
    smooth: outer.continuous ?? outer.smooth,
  };
  // What F itself is blamed for stands first: it is what a reader can change.
  const merged = mergeFlaws([own, inner.flaws]);
  const flaws = { ...merged, growth: own.growth ?? merged.growth };
  return concludeFacts(
    node,
    {
      range: outer.image,
      degree: outer.degree(inner.degree),
      order: outer.order(inner),
      slopes: combineSlopes([{ slopes: inner.slopes, factor: outer.slope }]),
      norm: magnitude(outer.slope) === 0 ? 0 : magnitude(outer.slope) * inner.norm,
      polynomial: outer.isPolynomial && inner.polynomial,
      flaws,
    },
    [inner],
  );
}

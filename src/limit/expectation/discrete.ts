/** Coordinates with two atoms (rademacher) are summed, not integrated: one component less a dimension per value. */
import type { Component } from "./component.ts";
import { type Polynomial, polynomialOf } from "./polynomial.ts";

export interface Case {
  readonly probability: number;
  readonly component: Component;
  readonly weight: Polynomial;
}

/** The component with every rademacher coordinate fixed to -1 and 1 in turn; itself if it has none. */
export function casesOf(component: Component, weight: Polynomial): Case[] {
  const at = component.specials.findIndex((shape) => shape.kind === "rademacher");
  if (at < 0) return [{ probability: 1, component, weight }];
  const d = component.rank + at;
  return [-1, 1].flatMap((value) => {
    const forms = component.forms.map(({ constant, load }) => ({
      constant: constant + (load[d] ?? 0) * value,
      load: load.filter((_, e) => e !== d),
    }));
    const specials = component.specials.filter((_, s) => s !== at);
    const fixed = polynomialOf(
      [...weight.values()].map(({ monomial, coefficient }) => ({
        coefficient: coefficient * monomial.reduce((product, [e, p]) => (e === d ? product * value ** p : product), 1),
        monomial: monomial.filter(([e]) => e !== d).map(([e, p]) => [e > d ? e - 1 : e, p] as const),
      })),
    );
    return casesOf({ ...component, forms, specials }, fixed).map((inner) => ({
      ...inner,
      probability: inner.probability / 2,
    }));
  });
}

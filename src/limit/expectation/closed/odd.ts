/**
 * Zero by odd symmetry: if the integrand changes sign with all coordinates of a symmetric component, its expectation
 * is exactly 0, whatever the functions are.
 */
import { isSymmetric } from "../../../math/laws.ts";
import { isTame, paritiesOf, productParity } from "../../parity.ts";
import type { Component } from "../component.ts";
import { degree } from "../expand.ts";
import type { Polynomial } from "../polynomial.ts";
import type { Result } from "../result.ts";

export function odd(component: Component, weight: Polynomial): Result | undefined {
  const { pool, atoms, forms, specials } = component;
  if (!specials.every(isSymmetric) || !isTame(pool, atoms)) return undefined;
  const parity = productParity(paritiesOf(pool, atoms, (form) => (forms[form]?.constant === 0 ? "odd" : "none")));
  for (const { monomial } of weight.values()) {
    if (productParity([parity, degree(monomial) % 2 === 0 ? "even" : "odd"]) !== "odd") return undefined;
  }
  return { value: 0, error: 0, method: "closed" };
}

/**
 * Zero by odd symmetry, whatever the functions are: if the integrand changes sign with all coordinates of a symmetric
 * component, or with one of them, its expectation is exactly 0.
 */
import { isTame, type Parity, paritiesOf, productParity } from "../../../ir/parity.ts";
import { isSymmetric, type Shape } from "../../../math/laws.ts";
import type { Component, StandardForm } from "../component.ts";
import type { Polynomial } from "../polynomial.ts";
import type { Result } from "../result.ts";

export function odd(component: Component, weight: Polynomial): Result | undefined {
  const { pool, atoms, rank, specials } = component;
  if (!isTame(pool, atoms)) return undefined;
  const all = Array.from({ length: rank + specials.length }, (_, d) => d);
  const symmetric = all.filter((d) => d < rank || isSymmetric(specials[d - rank] as Shape));
  const together = symmetric.length === all.length ? [all] : [];
  return [...together, ...symmetric.map((d) => [d])].some((flipped) => isOdd(component, weight, new Set(flipped)))
    ? { value: 0, error: 0, method: "closed" }
    : undefined;
}

/** Whether the integrand changes sign with the coordinates `flipped`. */
function isOdd({ pool, atoms, forms }: Component, weight: Polynomial, flipped: ReadonlySet<number>): boolean {
  const parities = forms.map((form) => formParity(form, flipped));
  const parity = productParity(paritiesOf(pool, atoms, (form) => parities[form] ?? "none"));
  return [...weight.values()].every(({ monomial }) => {
    const degree = monomial.reduce((sum, [d, p]) => sum + (flipped.has(d) ? p : 0), 0);
    return productParity([parity, degree % 2 === 0 ? "even" : "odd"]) === "odd";
  });
}

function formParity({ constant, load }: StandardForm, flipped: ReadonlySet<number>): Parity {
  const moves = load.some((x, d) => x !== 0 && flipped.has(d));
  if (!moves) return "even";
  return constant === 0 && load.every((x, d) => x === 0 || flipped.has(d)) ? "odd" : "none";
}

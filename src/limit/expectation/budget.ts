/** How many evaluations of an integrand one expectation may cost: nested rules cost the product of what each takes. */
import type { Integrand } from "./integrand.ts";

/** What is left; the integrands that are charged to it count down. */
export interface Budget {
  left: number;
}

/** Quadrature would cost more than it may. */
export class OverBudget extends Error {
  override readonly name = "OverBudget";
  constructor() {
    super("quadrature would take too long");
  }
}

/** The function with its evaluations charged. */
export function charged(budget: Budget, f: Integrand): Integrand {
  return (coordinates, length) => {
    foresee(budget, length);
    budget.left -= length;
    return f(coordinates, length);
  };
}

/** Throws when `points` more evaluations are not left. */
export function foresee(budget: Budget, points: number): void {
  if (points > budget.left) throw new OverBudget();
}

/**
 * An integrand taken apart before any number of its law is known: a sum of polynomials times products of atoms. The
 * layers of a network have one integrand but for the numbers, so this is done once for all of them.
 */
import type { ExprId, ExprPool } from "../../ir/expr.ts";
import type { ExpandedTerm, Expander } from "./expand.ts";
import { type SeparatedAtoms, separateForms } from "./forms.ts";
import { type Polynomial, polynomialOf } from "./polynomial.ts";

/** weight * product of atoms; the weight is over basis variables. */
export interface Group {
  readonly weight: Polynomial;
  readonly separated: SeparatedAtoms;
}

/** The groups of an integrand; at most one is without atoms. */
export function groupsOf(pool: ExprPool, expander: Omit<Expander, "groups">, integrand: ExprId): readonly Group[] {
  const groups = new Map<string, ExpandedTerm[]>();
  for (const term of expander.expand(integrand)) {
    const key = term.atoms.join(",");
    const known = groups.get(key) ?? [];
    groups.set(key, known);
    known.push(term);
  }
  return [...groups.values()].map((terms) => ({
    weight: polynomialOf(terms),
    separated: separateForms(pool, expander, terms[0]?.atoms ?? []),
  }));
}

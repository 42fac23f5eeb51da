/**
 * Polynomials in numbered variables, and their expectations under a centred Gaussian law (Isserlis, Wick). A
 * monomial is a sorted list of [variable, power]; a polynomial maps the key of a monomial to its coefficient.
 */

export type Monomial = readonly (readonly [variable: number, power: number])[];

export interface Term {
  readonly monomial: Monomial;
  readonly coefficient: number;
}

export type Polynomial = ReadonlyMap<string, Term>;

export function monomialKey(monomial: Monomial): string {
  return monomial.map(([variable, power]) => `${variable}^${power}`).join(" ");
}

export const one: Polynomial = new Map([["", { monomial: [], coefficient: 1 }]]);

export function polynomialOf(terms: Iterable<Term>): Polynomial {
  const sum = new Map<string, Term>();
  for (const { monomial, coefficient } of terms) {
    const key = monomialKey(monomial);
    const total = (sum.get(key)?.coefficient ?? 0) + coefficient;
    if (total === 0) sum.delete(key);
    else sum.set(key, { monomial, coefficient: total });
  }
  return sum;
}

/** A linear form as a polynomial. */
export function linear(coefficients: Iterable<readonly [variable: number, coefficient: number]>): Polynomial {
  return polynomialOf([...coefficients].map(([variable, coefficient]) => ({ monomial: [[variable, 1]], coefficient })));
}

export function multiplyMonomials(a: Monomial, b: Monomial): Monomial {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const powers = new Map<number, number>(a);
  for (const [variable, power] of b) powers.set(variable, (powers.get(variable) ?? 0) + power);
  return [...powers].sort(([x], [y]) => x - y);
}

export function multiply(a: Polynomial, b: Polynomial): Polynomial {
  const products: Term[] = [];
  for (const x of a.values()) {
    for (const y of b.values()) {
      products.push({
        monomial: multiplyMonomials(x.monomial, y.monomial),
        coefficient: x.coefficient * y.coefficient,
      });
    }
  }
  return polynomialOf(products);
}

export function power(base: Polynomial, exponent: number): Polynomial {
  let result = one;
  for (let k = 0; k < exponent; k++) result = multiply(result, base);
  return result;
}

/**
 * E[prod z_i^{p_i}] for centred jointly Gaussian z: E[z_i f(z)] = sum_j C_ij E[d_j f(z)] (Stein), with equal
 * sub-products computed once.
 */
export function wickMoment(monomial: Monomial, covariance: (i: number, j: number) => number): number {
  const known = new Map<string, number>();
  const moment = (powers: Monomial): number => {
    const degree = powers.reduce((sum, [, p]) => sum + p, 0);
    if (degree === 0) return 1;
    if (degree % 2 === 1) return 0;
    const key = monomialKey(powers);
    const found = known.get(key);
    if (found !== undefined) return found;
    const [[first]] = powers as readonly [readonly [number, number]];
    const rest = lower(powers, first);
    let sum = 0;
    for (const [variable, p] of rest) {
      const c = covariance(first, variable);
      if (c !== 0) sum += c * p * moment(lower(rest, variable));
    }
    known.set(key, sum);
    return sum;
  };
  return moment(monomial);
}

/** The monomial divided by one factor `variable`. */
function lower(monomial: Monomial, variable: number): Monomial {
  return monomial.flatMap(([v, p]) => (v !== variable ? [[v, p] as const] : p === 1 ? [] : [[v, p - 1] as const]));
}

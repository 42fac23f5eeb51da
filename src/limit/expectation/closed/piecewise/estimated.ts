/**
 * Numbers that carry a bound of their rounding error, to first order: what is lost where terms cancel is seen, and a
 * closed form that has lost too much gives way to quadrature.
 */
import type { Estimated } from "../../../../math/tilted-normal.ts";
import type { Ordered } from "./function.ts";

const EPSILON = 2 ** -53;
/** Products below TINY lose digits to underflow, no more than UNDERFLOW. */
const TINY = 1e-290;
const UNDERFLOW = 1e-300;

export function exact(value: number): Estimated {
  return { value, error: 0 };
}

/** A number that is right up to one rounding. */
export function rounded(value: number): Estimated {
  return { value, error: EPSILON * Math.abs(value) };
}

function add(...terms: readonly Estimated[]): Estimated {
  let value = 0;
  let error = 0;
  for (const term of terms) {
    const before = value;
    value += term.value;
    error += term.error;
    if (before !== 0 && term.value !== 0) error += EPSILON * Math.abs(value);
  }
  return { value, error };
}

function multiply(...factors: readonly Estimated[]): Estimated {
  let value = 1;
  let error = 0;
  for (const factor of factors) {
    const product = value * factor.value;
    const inherited = Math.abs(factor.value) * error + (Math.abs(value) + error) * factor.error;
    const isUnit = Math.abs(factor.value) === 1 || Math.abs(value) === 1;
    const lost = Math.abs(product) < TINY && value !== 0 && factor.value !== 0 ? UNDERFLOW : 0;
    error = inherited + (isUnit ? 0 : EPSILON * Math.abs(product) + lost);
    value = product;
  }
  return { value, error };
}

function power(base: Estimated, exponent: number): Estimated {
  const value = exponent === 0.5 ? Math.sqrt(base.value) : base.value ** exponent;
  const relative = base.value === 0 ? 0 : Math.abs(exponent) * (base.error / Math.abs(base.value));
  return { value, error: Math.abs(value) * (relative + 2 * EPSILON) };
}

export const estimated: Ordered<Estimated> = {
  number: exact,
  add,
  multiply,
  divide: (a, c) => multiply(a, power(c, -1)),
  power,
  exp: (x) => {
    if (x.value === 0 && x.error === 0) return exact(1);
    const value = Math.exp(x.value);
    return { value, error: value * (x.error + 2 * EPSILON) };
  },
  isZero: ({ value, error }) => value === 0 && error === 0,
  same: (x, y) => x.value === y.value,
  sign: ({ value }) => (value > 0 ? 1 : value < 0 ? -1 : value === 0 ? 0 : undefined),
  log: ({ value, error }) => {
    const log = Math.log(value);
    return { value: log, error: error / value + 2 * EPSILON * Math.abs(log) };
  },
};

/**
 * Exponentials of small slope as polynomials: where the variance is tiny, e^{x} - 1 and its like are differences of
 * numbers next to 1, and the Taylor series takes the difference exactly. The last term kept stands for all that
 * is left out: its error is set to its own size.
 */
import type { Estimated } from "../../../../math/tilted-normal.ts";
import { estimated, exact } from "./estimated.ts";
import type { ExponentialSum, ExponentialTerm, Piecewise } from "./function.ts";
import { joined, sumOfTerms } from "./function.ts";

/** Up to this slope a term loses fewer than two digits otherwise. */
const SLOW = 0.02;
/** SLOW^10 E|x|^10 / 10! is 3e-20. */
const ORDER = 10;

export function expandSlowRates(f: Piecewise<Estimated>): Piecewise<Estimated> {
  if (!f.pieces.some((piece) => piece.some(isSlow))) return f;
  return joined(estimated, f.breaks, f.pieces.map(expandPiece));
}

function isSlow({ rate }: ExponentialTerm<Estimated>): boolean {
  return rate.value !== 0 && Math.abs(rate.value) < SLOW;
}

function expandPiece(piece: ExponentialSum<Estimated>): ExponentialSum<Estimated> {
  return sumOfTerms(
    estimated,
    piece.flatMap((term) => (isSlow(term) ? series(term) : [term])),
  );
}

function series({ coefficient, power, rate }: ExponentialTerm<Estimated>): ExponentialTerm<Estimated>[] {
  let factor = coefficient;
  return Array.from({ length: ORDER + 1 }, (_, n) => {
    if (n > 0) factor = estimated.multiply(factor, rate, exact(1 / n));
    const error = n === ORDER ? 2 * Math.abs(factor.value) : factor.error;
    return { coefficient: { value: factor.value, error }, power: power + n, rate: exact(0) };
  });
}

/**
 * E f(z) and E f(x) g(y) for piecewise functions of Gaussian variables: the sum over cells, and in each over pairs of
 * terms, of coefficients times truncated moments. Pieces that are zero cost nothing and leave no trace in a formula.
 */
import type { ExponentialSum, Field, Piecewise } from "./function.ts";
import { type Cell, type LineLaw, lineMoments, type PlaneLaw, planeMoments } from "./moments.ts";

/** The terms of one piece with one rate: the coefficient of each power. */
interface Polynomial<T> {
  readonly rate: T;
  readonly coefficients: readonly (readonly [power: number, coefficient: T])[];
  readonly degree: number;
}

interface Piece<T> {
  readonly cell: Cell<T>;
  readonly parts: readonly Polynomial<T>[];
}

function byRate<T>(a: Field<T>, sum: ExponentialSum<T>): Polynomial<T>[] {
  const groups: { readonly rate: T; readonly coefficients: [number, T][] }[] = [];
  for (const { coefficient, power, rate } of sum) {
    const group = groups.find((other) => a.same(other.rate, rate));
    if (group === undefined) groups.push({ rate, coefficients: [[power, coefficient]] });
    else group.coefficients.push([power, coefficient]);
  }
  return groups.map((group) => ({ ...group, degree: Math.max(...group.coefficients.map(([power]) => power)) }));
}

function piecesOf<T>(a: Field<T>, f: Piecewise<T>): Piece<T>[] {
  const pieces = f.pieces.map((sum, k) => ({
    cell: { from: f.breaks[k - 1], to: f.breaks[k] },
    parts: byRate(a, sum),
  }));
  return pieces.filter(({ parts }) => parts.length > 0);
}

/** E f(z), one summand for each piece of f that is not 0. */
export function piecewiseTerms<T>(a: Field<T>, law: LineLaw<T>, f: Piecewise<T>): T[] {
  return piecesOf(a, f).map(({ cell, parts }) =>
    a.add(
      ...parts.flatMap(({ rate, coefficients, degree }) => {
        const moments = lineMoments(a, law, cell, rate, degree);
        return coefficients.map(([power, coefficient]) => a.multiply(coefficient, moments[power] as T));
      }),
    ),
  );
}

/** E f(x) g(y), one summand for each pair of pieces that are not 0. */
export function piecewisePairTerms<T>(a: Field<T>, law: PlaneLaw<T>, f: Piecewise<T>, g: Piecewise<T>): T[] {
  const [ours, theirs] = [piecesOf(a, f), piecesOf(a, g)];
  return ours.flatMap((x) =>
    theirs.map((y) =>
      a.add(
        ...x.parts.flatMap((p) =>
          y.parts.map((q) => {
            const moment = planeMoments(a, law, [x.cell, y.cell], [p.rate, q.rate], [p.degree, q.degree]);
            return a.add(
              ...p.coefficients.flatMap(([i, c]) => q.coefficients.map(([j, d]) => a.multiply(c, d, moment(i, j)))),
            );
          }),
        ),
      ),
    ),
  );
}

/** E f(z) for z of this law: a formula, or a number. */
export function piecewiseExpectation<T>(a: Field<T>, law: LineLaw<T>, f: Piecewise<T>): T {
  return a.add(...piecewiseTerms(a, law, f));
}

/** E f(x) g(y) for x, y of this law. */
export function piecewisePairExpectation<T>(a: Field<T>, law: PlaneLaw<T>, f: Piecewise<T>, g: Piecewise<T>): T {
  return a.add(...piecewisePairTerms(a, law, f, g));
}

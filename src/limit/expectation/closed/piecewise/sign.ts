/**
 * Where a piecewise function is positive, negative or zero: what `relu`, `max`, `step` and comparisons ask. A piece must
 * be a polynomial of degree at most 2, a monomial, or a constant plus a constant times one exponential, each also
 * times a common exponential; other pieces have roots that no formula gives.
 */
import type { ExponentialSum, Ordered, Piecewise } from "./function.ts";
import { compare, joined } from "./function.ts";

type Sign = -1 | 0 | 1;

export interface Signs<T> {
  readonly breaks: readonly T[];
  readonly signs: readonly Sign[];
}

export function signsOf<T>(o: Ordered<T>, f: Piecewise<T>): Signs<T> | undefined {
  const breaks: T[] = [];
  const signs: Sign[] = [];
  for (const [k, piece] of f.pieces.entries()) {
    const [from, to] = [f.breaks[k - 1], f.breaks[k]];
    const found = signsOnLine(o, piece);
    if (found === undefined) return undefined;
    if (from !== undefined) breaks.push(from);
    // Of the roots on the whole line, those inside the piece count.
    let first = 0;
    let last = found.breaks.length;
    for (const [r, root] of found.breaks.entries()) {
      const after = from === undefined ? 1 : compare(o, root, from);
      const before = to === undefined ? -1 : compare(o, root, to);
      if (after === undefined || before === undefined) return undefined;
      if (after <= 0) first = r + 1;
      if (before >= 0) last = Math.min(last, r);
    }
    last = Math.max(first, last);
    breaks.push(...found.breaks.slice(first, last));
    signs.push(...found.signs.slice(first, last + 1));
  }
  return { breaks, signs };
}

/** The function that is 1 where the sign passes the test, and 0 elsewhere. */
export function indicator<T>(o: Ordered<T>, { breaks, signs }: Signs<T>, test: (sign: Sign) => boolean): Piecewise<T> {
  const one: ExponentialSum<T> = [{ coefficient: o.number(1), power: 0, rate: o.number(0) }];
  const pieces = signs.map((sign) => (test(sign) ? one : []));
  return joined(o, breaks, pieces);
}

function signsOnLine<T>(o: Ordered<T>, piece: ExponentialSum<T>): Signs<T> | undefined {
  const [head, ...rest] = piece;
  if (head === undefined) return { breaks: [], signs: [0] };
  if (rest.length === 0) {
    const sign = o.sign(head.coefficient);
    if (sign === undefined) return undefined;
    return head.power % 2 === 0
      ? { breaks: [], signs: [sign] }
      : { breaks: [o.number(0)], signs: [opposite(sign), sign] };
  }
  if (rest.every(({ rate }) => o.same(rate, head.rate))) return polynomialSigns(o, piece);
  const [other] = rest;
  if (other === undefined || rest.length > 1 || head.power !== other.power || head.power !== 0) return undefined;
  return exponentialSigns(o, head, other);
}

function opposite(sign: Sign): Sign {
  return sign === 0 ? 0 : sign > 0 ? -1 : 1;
}

function polynomialSigns<T>(o: Ordered<T>, piece: ExponentialSum<T>): Signs<T> | undefined {
  if (piece.some(({ power }) => power > 2)) return undefined;
  const part = (power: number): T => piece.find((term) => term.power === power)?.coefficient ?? o.number(0);
  const [c, b, a] = [part(0), part(1), part(2)];
  const minus = (x: T): T => o.multiply(o.number(-1), x);
  if (o.isZero(a)) {
    const rising = o.sign(b);
    if (rising === undefined || rising === 0) return undefined;
    return { breaks: [minus(o.divide(c, b))], signs: [opposite(rising), rising] };
  }
  const square = o.multiply(b, b);
  const discriminant = o.add(square, o.multiply(o.number(-4), a, c));
  const [outside, real, tilt] = [o.sign(a), o.sign(discriminant), o.sign(b)];
  if (outside === undefined || real === undefined || tilt === undefined) return undefined;
  if (real <= 0) return { breaks: [], signs: [outside] };
  // The root of larger size first, the other from their product: no difference of like numbers.
  const root = o.power(discriminant, 0.5);
  const large = o.multiply(o.number(-0.5), o.add(b, tilt < 0 ? minus(root) : root));
  const roots = [o.divide(large, a), o.divide(c, large)];
  const order = compare(o, roots[0] as T, roots[1] as T);
  if (order === undefined) return undefined;
  return { breaks: order < 0 ? roots : roots.reverse(), signs: [outside, opposite(outside), outside] };
}

/** p e^{r x} + q e^{s x}. */
function exponentialSigns<T>(
  o: Ordered<T>,
  p: ExponentialSum<T>[number],
  q: ExponentialSum<T>[number],
): Signs<T> | undefined {
  const [first, second] = [o.sign(p.coefficient), o.sign(q.coefficient)];
  const difference = o.add(p.rate, o.multiply(o.number(-1), q.rate));
  const rising = o.sign(difference);
  if (first === undefined || second === undefined || rising === undefined || rising === 0) return undefined;
  if (first === second) return { breaks: [], signs: [first] };
  const ratio = o.multiply(o.number(-1), o.divide(q.coefficient, p.coefficient));
  const height = o.same(ratio, o.number(1)) ? o.number(0) : o.log(ratio);
  if (height === undefined) return undefined;
  return { breaks: [o.divide(height, difference)], signs: rising > 0 ? [second, first] : [first, second] };
}

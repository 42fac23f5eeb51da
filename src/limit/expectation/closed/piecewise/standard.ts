/**
 * The laws of one and of two correlated standard normal variables in numbers with error bounds. Points are taken as exact:
 * a rounding of a break point moves it for all terms together, which changes an expectation by no more than that.
 */
import {
  type Correlation,
  type Estimated,
  residual,
  tiltedDensity,
  tiltedInterval,
  tiltedQuadrant,
  tiltedTail,
} from "../../../../math/tilted-normal.ts";
import { estimated, exact, rounded } from "./estimated.ts";
import type { Cell, LineLaw, PlaneLaw } from "./moments.ts";

function lineMass({ from, to }: Cell<number>, rate: number): Estimated {
  if (from === undefined) return to === undefined ? wholeLine(rate) : tiltedTail(-to, -rate);
  return to === undefined ? tiltedTail(from, rate) : tiltedInterval(from, to, rate);
}

function wholeLine(rate: number): Estimated {
  return estimated.exp(rounded((rate * rate) / 2));
}

function numeric({ from, to }: Cell<Estimated>): Cell<number> {
  return { from: from?.value, to: to?.value };
}

export const standardLine: LineLaw<Estimated> = {
  mean: exact(0),
  variance: exact(1),
  density: (x, rate) => tiltedDensity(x.value, rate.value),
  mass: (cell, rate) => lineMass(numeric(cell), rate.value),
};

export function standardPlane(angle: Correlation): PlaneLaw<Estimated> {
  const { rho, sine } = angle;
  const quadrants = new Map<string, Estimated>();
  const quadrant = (h: Half, k: Half, b: number, c: number): Estimated => {
    const key = `${h.side * h.point},${k.side * k.point},${h.side},${k.side},${b},${c}`;
    const found = quadrants.get(key);
    if (found !== undefined) return found;
    const reflected = { rho: h.side * k.side * rho, sine };
    const value = tiltedQuadrant(h.side * h.point, k.side * k.point, h.side * b, k.side * c, reflected);
    quadrants.set(key, value);
    return value;
  };
  /** The other variable is free. */
  const strip = (cell: Cell<number>, own: number, free: number): Estimated =>
    estimated.multiply(wholeLine(free * sine), lineMass(cell, own + rho * free));
  const mass = (x: Cell<number>, y: Cell<number>, b: number, c: number): Estimated => {
    const [ours, theirs] = [halvesOf(x, b + rho * c), halvesOf(y, c + rho * b)];
    if (ours.halves.length === 0) return strip(y, c, b);
    if (theirs.halves.length === 0) return strip(x, b, c);
    const corners = ours.halves.flatMap((h) =>
      theirs.halves.map((k) => estimated.multiply(exact(h.sign * k.sign), quadrant(h, k, b, c))),
    );
    // (1 - halves) * cell, and half * (1 - halves).
    const rest = ours.complement ? [strip(y, c, b)] : [];
    const ownStrips = theirs.complement ? ours.halves.map((h) => signed(h, strip(cellOf(h), b, c))) : [];
    return estimated.add(...rest, ...ownStrips, ...corners);
  };
  return {
    first: standardLine,
    second: standardLine,
    covariance: rounded(rho),
    firstGiven: (y) => conditional(y.value, angle),
    secondGiven: (x) => conditional(x.value, angle),
    mass: ([x, y], [b, c]) => mass(numeric(x), numeric(y), b.value, c.value),
  };
}

/** The law of one variable where the other is h. */
function conditional(h: number, angle: Correlation): LineLaw<Estimated> {
  const { rho, sine } = angle;
  const mean = rounded(rho * h);
  const deviation = (x: number | undefined): number | undefined =>
    x === undefined ? undefined : residual(x, h, angle) / sine;
  return {
    mean,
    variance: rounded(sine * sine),
    density: (x, rate) => {
      const standard = deviation(x.value) as number;
      const density = tiltedDensity(standard, 0);
      return estimated.multiply(estimated.exp(rounded(rate.value * x.value)), density, rounded(1 / sine));
    },
    mass: (cell, rate) => {
      const { from, to } = numeric(cell);
      const own = lineMass({ from: deviation(from), to: deviation(to) }, rate.value * sine);
      return estimated.multiply(estimated.exp(rounded(rate.value * rho * h)), own);
    },
  };
}

interface Half {
  readonly sign: 1 | -1;
  /** z > point for 1, z < point for -1. */
  readonly side: 1 | -1;
  readonly point: number;
}

/** A cell as a sum of half-lines that lie away from the centre; with `complement`, 1 is to be added. */
function halvesOf({ from, to }: Cell<number>, centre: number): { halves: readonly Half[]; complement: boolean } {
  if (from === undefined && to === undefined) return { halves: [], complement: false };
  if (from === undefined || to === undefined) {
    const [side, point] = from === undefined ? [-1 as const, to as number] : [1 as const, from];
    return { halves: [{ sign: 1, side, point }], complement: false };
  }
  const half = (sign: 1 | -1, side: 1 | -1, point: number): Half => ({ sign, side, point });
  if (from >= centre) return { halves: [half(1, 1, from), half(-1, 1, to)], complement: false };
  if (to <= centre) return { halves: [half(1, -1, to), half(-1, -1, from)], complement: false };
  return { halves: [half(-1, -1, from), half(-1, 1, to)], complement: true };
}

function cellOf({ side, point }: Half): Cell<number> {
  return side > 0 ? { from: point, to: undefined } : { from: undefined, to: point };
}

function signed(half: Half, mass: Estimated): Estimated {
  return half.sign > 0 ? mass : { value: -mass.value, error: mass.error };
}

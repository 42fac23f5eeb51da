/**
 * Exponentials times indicators under the standard normal law in one and two dimensions, E[e^{b x}; x > h] and
 * E[e^{b x + c y}; x > h, y > k]: the base cases of every truncated moment. A half-line or quadrant under a tilt is a
 * shifted one, and e^{b^2/2} P(x > h - b) overflows and underflows long before the product does; so the exponents are
 * joined before any exponential is taken, and what is left is Mills' ratio and its analogue for a wedge. Sums are arranged
 * so that what is added has one sign wherever that is possible: tails come out in relative accuracy.
 */
import { gaussLegendre } from "./quadrature.ts";
import { erf, normalCdf, normalPdf } from "./special.ts";

/** A number and a bound of its rounding error. */
export interface Estimated {
  readonly value: number;
  readonly error: number;
}

/** The angle between two standard normal variables, by both its functions: neither follows from the other near +-1. */
export interface Correlation {
  readonly rho: number;
  /** sqrt(1 - rho^2), positive. */
  readonly sine: number;
}

const EPSILON = 2 ** -53;
/** Units in the last place lost in Mills' ratio or in a wedge. */
const UNITS = 16;
/** Below TINY digits begin to be lost, which a factor of up to e^709 would bring to light; UNDERFLOW bounds the loss. */
const TINY = 1e-290;
const UNDERFLOW = 1e-300;
/** e^-LONGEST is 0 whatever it is multiplied by. */
const LONGEST = 1500;
const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);

/** Mills' ratio over sqrt(2 pi): e^{t^2/2} P(x > t) for t >= 0, in relative accuracy. */
export function scaledTail(t: number): number {
  if (t < 25) return normalCdf(-t) / (normalPdf(t) * ROOT_TWO_PI);
  // The asymptotic series; its tenth term is below a rounding error from here on.
  let term = 1;
  let sum = 1;
  for (let n = 1; n <= 9; n++) {
    term *= -(2 * n - 1) / (t * t);
    sum += term;
  }
  return sum / (t * ROOT_TWO_PI);
}

/** coefficient * e^{sum of exponents}; the error follows the size of the exponents. */
function scaled(coefficient: number, exponents: readonly number[]): Estimated {
  if (coefficient === 0) return { value: 0, error: 0 };
  const exponent = exponents.reduce((sum, e) => sum + e, 0);
  const size = exponents.reduce((sum, e) => sum + Math.abs(e), 0);
  const value = coefficient * Math.exp(exponent);
  const lost = Math.abs(value) < TINY && exponent > -LONGEST ? UNDERFLOW : 0;
  return { value, error: Math.abs(value) * EPSILON * (UNITS + 6 * size) + lost };
}

function sum(...terms: readonly Estimated[]): Estimated {
  const value = terms.reduce((total, term) => total + term.value, 0);
  return { value, error: terms.reduce((total, { error }) => total + error, EPSILON * Math.abs(value)) };
}

function negative({ value, error }: Estimated): Estimated {
  return { value: -value, error };
}

/** e^{b x} times the standard normal density at x. */
export function tiltedDensity(x: number, b: number): Estimated {
  return scaled(1 / ROOT_TWO_PI, [b * x, (-x * x) / 2]);
}

/** E[e^{b x}; x > h]. */
export function tiltedTail(h: number, b: number): Estimated {
  const shifted = h - b;
  if (shifted >= 0) return scaled(scaledTail(shifted), [b * h, (-h * h) / 2]);
  return scaled(normalCdf(-shifted), [(b * b) / 2]);
}

/** E[e^{b x}; h < x < k]: of both tails and the difference of two error functions, what cancels least. */
export function tiltedInterval(h: number, k: number, b: number): Estimated {
  if (h >= b) return sum(tiltedTail(h, b), negative(tiltedTail(k, b)));
  if (k <= b) return sum(tiltedTail(-k, -b), negative(tiltedTail(-h, -b)));
  return scaled((erf((k - b) * Math.SQRT1_2) + erf((b - h) * Math.SQRT1_2)) / 2, [(b * b) / 2]);
}

/** E[e^{b x + c y}; x > h, y > k] for finite h and k. */
export function tiltedQuadrant(h: number, k: number, b: number, c: number, angle: Correlation): Estimated {
  const { rho, sine } = angle;
  const x = edge(h, k, b, c, angle);
  const y = edge(k, h, c, b, angle);
  if (x.distance === 0 && y.distance === 0) {
    return scaled(
      Math.atan2(sine, -rho) / (2 * Math.PI),
      [b * b, 2 * rho * b * c, c * c].map((e) => e / 2),
    );
  }
  const full = [(b * b) / 2, rho * b * c, (c * c) / 2];
  if (x.distance >= 0 && y.distance >= 0) return sum(beyond(x), beyond(y));
  if (x.distance < 0 && y.distance < 0) {
    // The shifted centre lies in the quadrant: all but what lies beyond each edge, or half and half.
    if (x.along < 0 && y.along < 0) {
      const half = (e: Edge): Estimated => scaled(erf(-e.distance * Math.SQRT1_2) / 2, full);
      return sum(half(x), half(y), x.wedge(), y.wedge());
    }
    const [near, far] = x.along < 0 ? [x, y] : [y, x];
    return sum(scaled(normalCdf(-near.distance), full), near.wedge(), negative(far.wedge()));
  }
  const [inside, outside] = x.distance < 0 ? [x, y] : [y, x];
  if (outside.along < 0 && inside.along >= 0 && rho < 0 && -outside.along < 1 && inside.along < 1) {
    // A thin quadrant along its own axis: Owen's T on either side of the foot of the perpendicular.
    const difference = sum(outside.tail(), negative(inside.tail()));
    return sum({ value: difference.value / 2, error: difference.error / 2 }, outside.foot(), inside.foot());
  }
  return sum(beyond(outside), negative(beyond(inside)));
}

/** One edge of the shifted quadrant. */
interface Edge {
  /** From the shifted centre to the line of the edge; negative if the centre is on the side of the quadrant. */
  readonly distance: number;
  /** From the foot of the perpendicular to the corner, along the edge. */
  readonly along: number;
  /** The mass beyond the line, for |distance|. */
  readonly tail: () => Estimated;
  /** The mass of the triangle (centre, corner, far end of the edge) that lies beyond the line, for |distance| and |along|. */
  readonly wedge: () => Estimated;
  /** The mass of the triangle (centre, foot, corner) that lies beyond the line: Owen's T. */
  readonly foot: () => Estimated;
}

function edge(h: number, k: number, b: number, c: number, { rho, sine }: Correlation): Edge {
  const distance = -residual(b - h, -c, { rho, sine });
  const deviation = residual(k, h, { rho, sine }) / sine;
  const along = deviation - sine * c;
  const [d, a] = [Math.abs(distance), Math.abs(along)];
  const line = [h * b, h * rho * c, (-h * h) / 2, (c * sine * (c * sine)) / 2];
  const corner = [h * b, k * c, (-h * h) / 2, (-deviation * deviation) / 2];
  return {
    distance,
    along,
    tail: () => scaled(scaledTail(d), line),
    wedge: () => scaled(scaledWedge(d, a), corner),
    foot: () => scaled(scaledFoot(d, a), line),
  };
}

/** k - rho h. */
export function residual(k: number, h: number, { rho, sine }: Correlation): number {
  // rho = +-(1 - gap): the difference of like numbers is taken before the gap enters.
  const side = rho > 0 ? 1 : -1;
  const gap = (sine * sine) / (1 + Math.abs(rho));
  return k - side * h + side * gap * h;
}

/** The flux through an edge whose line is |distance| from the centre: what it adds to a quadrant without the centre. */
function beyond(e: Edge): Estimated {
  return e.along >= 0 ? e.wedge() : sum(e.tail(), negative(e.wedge()));
}

/** Ends of the panels of `scaledWedge`, as shares of the range in which the exponential falls by e^{-39}. */
const PANELS = [0, 0.12, 0.4, 1] as const;
const NODES = 16;
/** Wide in the logarithmic variable, where the poles are pi/2 away. */
const LOG_PANEL = 1.2;

/** e^{(h^2 + a^2)/2} / (2 pi) times the integral of h e^{-(h^2 + t^2)/2} / (h^2 + t^2) from a >= 0 to infinity, h >= 0. */
function scaledWedge(h: number, a: number): number {
  if (h === 0) return 0;
  if (h < 1 && a < 1) return scaledArc(h, a, 1) + Math.exp((a * a - 1) / 2) * scaledWedge(h, 1);
  const end = 78 / (a + Math.sqrt(a * a + 78));
  const { nodes, weights } = gaussLegendre(NODES);
  let total = 0;
  for (let p = 0; p + 1 < PANELS.length; p++) {
    const half = (end * (PANELS[p + 1]! - PANELS[p]!)) / 2;
    const from = end * PANELS[p]!;
    for (let i = 0; i < NODES; i++) {
      const v = from + half * (1 + nodes[i]!);
      const t = a + v;
      total += (half * weights[i]! * Math.exp(-v * (a + v / 2))) / (h * h + t * t);
    }
  }
  return (h * total) / (2 * Math.PI);
}

/** e^{a^2/2} / (2 pi) times the integral of h e^{-t^2/2} / (h^2 + t^2) from a to b, 0 <= a < b, t = h sinh w. */
function scaledArc(h: number, a: number, b: number): number {
  const from = Math.asinh(a / h);
  const to = Math.min(Math.asinh(b / h), from + 40);
  const panels = Math.max(1, Math.ceil((to - from) / LOG_PANEL));
  const half = (to - from) / panels / 2;
  const { nodes, weights } = gaussLegendre(NODES);
  let total = 0;
  for (let p = 0; p < panels; p++) {
    for (let i = 0; i < NODES; i++) {
      const w = from + half * (2 * p + 1 + nodes[i]!);
      const t = h * Math.sinh(w);
      total += (half * weights[i]! * Math.exp((a - t) * (a + t) * 0.5)) / Math.cosh(w);
    }
  }
  return total / (2 * Math.PI);
}

/** e^{h^2/2} T(h, a / h) for h >= 0 and 0 <= a < 1. */
function scaledFoot(h: number, a: number): number {
  if (a === 0) return 0;
  return h === 0 ? 0.25 : scaledArc(h, 0, a);
}

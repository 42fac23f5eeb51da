/**
 * Numbers that follow from the indices of an equation: powers of affine functions and of quotients of two, `1/sqrt(l)`,
 * `(l-1)/l`, and geometric sequences, `0.9^t`. A law is found from a few numbers and compared with all of them.
 */
import { type Affine, affineSolver, constantFunction, evaluateAffine, variable } from "./affine.ts";
import type { Point } from "./quantities.ts";

export type Law =
  /** (above / below)^power */
  | { readonly kind: "power"; readonly above: Affine; readonly below: Affine; readonly power: number }
  /** scale * ratio^exponent */
  | { readonly kind: "geometric"; readonly scale: number; readonly ratio: number; readonly exponent: Affine };

export interface LawSample {
  readonly point: Point;
  readonly value: number;
}

/** The value of a law at a point. */
export function evaluateLaw(law: Law, point: Point): number {
  switch (law.kind) {
    case "power":
      return (evaluateAffine(law.above, point) / evaluateAffine(law.below, point)) ** law.power;
    case "geometric":
      return law.scale * law.ratio ** evaluateAffine(law.exponent, point);
  }
}

const powers = [1, -1, 0.5, -0.5, 2, -2] as const;
/** Numbers agree with a law up to so many roundings. */
const ROUNDINGS = 8e-16;
/** Two numbers fit every affine function and three every quotient. */
const ENOUGH = { affine: 4, quotient: 5 } as const;
/** The coefficients of a quotient are whole numbers up to this one. */
const LARGEST = 100;

/** A law of `variables` variables that gives every one of the numbers, up to roundings. */
export function findLaw(samples: readonly LawSample[], variables: number): Law | undefined {
  if (samples.length < ENOUGH.affine) return undefined;
  for (const power of powers) {
    const found = affineLaw(samples, variables, power);
    if (found !== undefined) return found;
  }
  if (samples.length < ENOUGH.quotient) return undefined;
  for (let k = 0; k < variables; k++) {
    const line = alongOne(samples, k);
    if (line === undefined) continue;
    for (const power of [1, 0.5, 2]) {
      const found = quotientLaw(line, k, variables, power);
      if (found !== undefined && fits(found, samples)) return found;
    }
    const found = geometricLaw(line, k, variables);
    if (found !== undefined && fits(found, samples)) return found;
  }
  return undefined;
}

function fits(law: Law, samples: readonly LawSample[]): boolean {
  return samples.every(({ point, value }) => Math.abs(evaluateLaw(law, point) - value) <= ROUNDINGS * Math.abs(value));
}

function affineLaw(samples: readonly LawSample[], variables: number, power: number): Law | undefined {
  const solver = affineSolver(
    samples.map(({ point }) => point),
    variables,
  );
  if (solver === undefined) return undefined;
  const roots = solver.chosen.map((k) => (samples[k]?.value ?? Number.NaN) ** (1 / power));
  if (roots.some(Number.isNaN)) return undefined;
  const { constant, coefficients } = solver.solve(roots);
  const above = { constant: short(constant), coefficients: coefficients.map(short) };
  const law: Law = { kind: "power", above, below: constantFunction(1, variables), power };
  return fits(law, samples) ? law : undefined;
}

/** At most 12 digits, without the roundings of the solution. */
function short(value: number): number {
  return Math.abs(value) < 1e-12 ? 0 : Number(value.toPrecision(12));
}

interface OnLine {
  readonly x: number;
  readonly value: number;
}

/** The numbers as a function of variable k, if they depend on no other; ascending. */
function alongOne(samples: readonly LawSample[], k: number): readonly OnLine[] | undefined {
  const line = new Map<number, number>();
  for (const { point, value } of samples) {
    const x = point[k] ?? 0;
    if ((line.get(x) ?? value) !== value) return undefined;
    line.set(x, value);
  }
  return line.size < ENOUGH.quotient
    ? undefined
    : [...line].map(([x, value]) => ({ x, value })).sort((p, q) => p.x - q.x);
}

/** `c * x + d` as a function of all variables, x the k-th. */
function affineIn(k: number, variables: number, c: number, d: number): Affine {
  return { constant: d + 0, coefficients: variable(k, variables).coefficients.map((one) => one * c + 0) };
}

/** ((a x + b) / (c x + d))^power with whole numbers. */
function quotientLaw(line: readonly OnLine[], k: number, variables: number, power: number): Law | undefined {
  // Those in the middle: the ends are where factors vanish.
  const middle = Math.floor((line.length - 3) / 2);
  const chosen = line.slice(middle, middle + 3).map(({ x, value }) => ({ x, r: value ** (1 / power) }));
  const [p, q, s] = chosen;
  if (p === undefined || q === undefined || s === undefined || chosen.some(({ r }) => Number.isNaN(r)))
    return undefined;
  // r (c x + d) = a x + b: the second divided difference of both sides says that r x and r are in proportion.
  const second = (f: (at: { readonly x: number; readonly r: number }) => number): number =>
    (f(s) - f(q)) / (s.x - q.x) - (f(q) - f(p)) / (q.x - p.x);
  const [c, d] = [second(({ r }) => r), -second(({ r, x }) => r * x)];
  const size = Math.max(Math.abs(c), Math.abs(d));
  if (!(size > 1e-9)) return undefined;
  for (let scale = 1; scale <= 12; scale++) {
    const below = [(c / size) * scale, (d / size) * scale].map(whole);
    const sign = (below[0] ?? 0) < 0 || (below[0] === 0 && (below[1] ?? 0) < 0) ? -1 : 1;
    const [m = Number.NaN, n = Number.NaN] = below.map((value) => (value ?? Number.NaN) * sign + 0);
    const left = ({ x, r }: { readonly x: number; readonly r: number }): number => r * (m * x + n);
    const a = whole((left(s) - left(p)) / (s.x - p.x));
    const b = a === undefined ? undefined : whole(left(p) - a * p.x);
    if (a === undefined || b === undefined) continue;
    return { kind: "power", above: affineIn(k, variables, a, b), below: affineIn(k, variables, m, n), power };
  }
  return undefined;
}

function whole(value: number): number | undefined {
  const rounded = Math.round(value);
  return Math.abs(value - rounded) < 1e-7 && Math.abs(rounded) <= LARGEST ? rounded + 0 : undefined;
}

/** scale * ratio^x with a scale and a ratio of few digits. */
function geometricLaw(line: readonly OnLine[], k: number, variables: number): Law | undefined {
  const [first, second] = line;
  if (first === undefined || second === undefined || second.x !== first.x + 1 || first.value === 0) return undefined;
  const ratio = Number((second.value / first.value).toPrecision(12));
  const scale = Number((first.value / ratio ** first.x).toPrecision(12));
  if (ratio === 1 || ratio === 0 || !Number.isFinite(scale)) return undefined;
  return { kind: "geometric", scale, ratio, exponent: variable(k, variables) };
}

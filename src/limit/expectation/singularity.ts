/**
 * One side of a place where an integrand of one coordinate may be infinite. With the distance s = L exp(-v) the integral
 * over (0, L) is one over v > 0, in which log(s) and every power s^p with p > -1 fall exponentially; the tail that
 * is left where numbers end is extrapolated. A power with p <= -1 does not fall: it has no integral.
 */
import * as b from "../../ir/build.ts";
import { type ExprId, reachable } from "../../ir/expr.ts";
import { rebuild } from "../../ir/substitute.ts";
import { integrate } from "../../math/quadrature.ts";
import type { Axis } from "./axis.ts";
import type { Argument } from "./closed/argument.ts";
import type { Component } from "./component.ts";
import { compileIntegrand } from "./integrand.ts";
import { one, type Polynomial } from "./polynomial.ts";
import { notANumber, pole, tooSlow, unsettled } from "./result.ts";

export interface Singularity {
  readonly at: number;
  /** Whether the distance from it is exact however small; otherwise it is known as well as the coordinate. */
  readonly exact: boolean;
  /** The integrand at signed distances from it. */
  readonly integrand: (distances: Float64Array) => Float64Array;
}

/** exp(-40) is below a rounding error of the largest value. */
const DROP = 40;
const STEPS = 1200;
/** Logarithm of the smallest distance: of what is exact, and of what is not. */
const SMALLEST = { exact: -690, rounded: -20 } as const;
/** Decay per unit of v below which there is none; below which it is not known well enough without exact distances. */
const NO_DECAY = { exact: 1e-6, rounded: 1e-4 } as const;
const SURE = 0.05;

export interface Part {
  readonly value: number;
  readonly error: number;
  readonly magnitude: number;
}

/** The integral of integrand times density from the singularity to the distance `length` on the given side. */
export function integrateSide(
  { at, exact, integrand }: Singularity,
  axis: Axis,
  side: 1 | -1,
  length: number,
  relative: number,
  most: number,
): Part {
  const f = (v: Float64Array): Float64Array => {
    const distances = v.map((x) => side * length * Math.exp(-x));
    const values = integrand(distances);
    return values.map((value, k) => {
      const s = distances[k] as number;
      const w = axis.density(at + s) * Math.abs(s);
      return w === 0 ? 0 : value * w;
    });
  };
  const kind = exact ? "exact" : "rounded";
  const end = Math.log(length) - SMALLEST[kind];
  const grid = Float64Array.from({ length: STEPS + 1 }, (_, k) => (end * k) / STEPS);
  const values = f(grid);
  const broken = values.findIndex((value) => !Number.isFinite(value));
  // Beyond the largest number, or no number on this side at all.
  const count = broken < 0 ? grid.length : broken;
  if (count === 0 && values.every(Number.isNaN)) throw notANumber();
  if (count < 8) throw unsettled();
  const logs = [...values.subarray(0, count)].map((value) => Math.log(Math.abs(value)));
  const top = Math.max(...logs);
  if (top === Number.NEGATIVE_INFINITY) return { value: 0, error: 0, magnitude: 0 };
  const last = logs.findLastIndex((log) => log > top - DROP);
  const to = grid[Math.min(count - 1, last + 1)] as number;
  const integral = integrate(
    f,
    [0, ...[1, 3, 8, 20, 60, 200].filter((v) => v < to), to],
    { absolute: 0, relative },
    most,
  );
  if (last < count - 1) return checked(integral, 0, 0);
  const decay = (k: number): number => {
    const span = Math.floor(count / 4);
    return ((logs[k - span] ?? 0) - (logs[k] ?? 0)) / ((end * span) / STEPS);
  };
  const [slope, earlier] = [decay(count - 1), decay(Math.round((count - 1) * 0.75))];
  if (!(slope > NO_DECAY[kind])) throw pole();
  if (!exact && slope < SURE) throw tooSlow();
  const doubt = Math.abs(slope / earlier - 1);
  if (!(doubt < 0.1)) throw tooSlow();
  const beyond = (values[count - 1] as number) / slope;
  return checked(integral, beyond, Math.abs(beyond) * (10 * doubt + 1e-12));
}

function checked(integral: ReturnType<typeof integrate>, beyond: number, unknown: number): Part {
  const { outcome, value, error, magnitude } = integral;
  if (outcome === "nonfinite" || (outcome === "cap" && error > 1e-3 * magnitude)) throw unsettled();
  return { value: value + beyond, error: error + unknown, magnitude: magnitude + Math.abs(beyond) };
}

/**
 * The integrand near `at` as a function of the distance: arguments that are affine are written anew, so that one that
 * vanishes there is a multiple of the distance without rounding.
 */
export function shiftedIntegrand(
  component: Component,
  weight: Polynomial,
  argument: (id: ExprId) => Argument | undefined,
  at: number,
): Singularity["integrand"] {
  const { pool } = component;
  const image = new Map<ExprId, ExprId>();
  for (const id of reachable(pool, component.atoms)) {
    const affine = argument(id);
    if (affine === undefined) {
      image.set(
        id,
        rebuild(pool, pool.get(id), (child) => image.get(child) ?? child),
      );
      continue;
    }
    const slope = affine.load[0] ?? 0;
    const constant = affine.constant + slope * at;
    const vanishes = Math.abs(constant) <= 4 * Number.EPSILON * Math.abs(slope * at);
    image.set(
      id,
      b.add(pool, b.mul(pool, b.constant(pool, slope), b.coord(pool, 0)), b.constant(pool, vanishes ? 0 : constant)),
    );
  }
  const atoms = compileIntegrand(
    {
      ...component,
      atoms: component.atoms.map((atom) => image.get(atom) ?? atom),
      forms: [{ constant: 0, load: [1] }],
    },
    one,
  );
  const plain = compileIntegrand({ ...component, atoms: [] }, weight);
  return (distances) => {
    const values = atoms([distances], distances.length);
    const weights = plain([distances.map((s) => at + s)], distances.length);
    return values.map((value, k) => value * (weights[k] as number));
  };
}

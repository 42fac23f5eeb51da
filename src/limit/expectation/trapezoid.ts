/**
 * The trapezoidal rule on the cube, for integrands that are smooth on the scale of the normal law: it converges
 * exponentially there, faster than Gauss-Hermite. The step is refined until two steps agree; undefined where they do
 * not within a bounded number of points.
 */
import type { Axis } from "./axis.ts";
import type { Level, Problem } from "./problem.ts";
import type { Result } from "./result.ts";

/** Largest slope of a function's argument that the first steps are made for, by dimension. */
const STEEPEST = { 2: 3, 3: 1.6 } as const;
const FIRST_STEP = { 2: 0.33, 3: 0.55 } as const;
const REFINEMENT = 1.32;
/** Steps agree when they differ by less than this share of E|f|. */
const AGREEMENT = { fine: 2e-10, coarse: 1e-7 } as const;
const MAX_POINTS = 3_000_000;

/** All coordinates normal; two or three of them. */
export function trapezoid(problem: Problem, level: Level): Result | undefined {
  const dimensions = problem.axes.length === 2 ? 2 : 3;
  const steepest = Math.max(1, ...problem.features.map(({ slopes }) => Math.max(...slopes.map(Math.abs))));
  if (problem.features.some(({ scale }) => scale === 0) || steepest > STEEPEST[dimensions]) return undefined;
  const reach = (problem.axes[0] as Axis).to;
  let step = FIRST_STEP[dimensions] / steepest;
  let coarse = tensor(problem, dimensions, step);
  for (;;) {
    step /= REFINEMENT;
    if ((2 * Math.ceil(reach / step) + 1) ** dimensions > MAX_POINTS) return undefined;
    const fine = tensor(problem, dimensions, step);
    const relative = Math.abs(fine.value - coarse.value) / fine.magnitude;
    if (relative < AGREEMENT[level]) {
      // Errors fall like exp(-c / step), so the finer one is about the coarser one to the power 1.32.
      const error = fine.magnitude * Math.max(1e-15, 10 * relative ** 1.2);
      return { value: fine.value, error, method: "quadrature" };
    }
    coarse = fine;
  }
}

function tensor(problem: Problem, dimensions: number, step: number): { value: number; magnitude: number } {
  const axis = problem.axes[0] as Axis;
  const half = Math.ceil(axis.to / step);
  const nodes = Float64Array.from({ length: 2 * half + 1 }, (_, k) => (k - half) * step);
  const weights = nodes.map((x) => step * axis.weight(x));
  const length = nodes.length ** (dimensions - 1);
  const coordinates = Array.from({ length: dimensions }, () => new Float64Array(length));
  const inner = new Float64Array(length).fill(1);
  for (let i = 0; i < length; i++) {
    for (let d = 1, code = i; d < dimensions; d++, code = Math.floor(code / nodes.length)) {
      const k = code % nodes.length;
      (coordinates[d] as Float64Array)[i] = nodes[k] as number;
      inner[i] = (inner[i] as number) * (weights[k] as number);
    }
  }
  let value = 0;
  let magnitude = 0;
  for (const [k, x] of nodes.entries()) {
    const own = weights[k] as number;
    coordinates[0]?.fill(x);
    const values = problem.integrand(coordinates, length);
    for (let i = 0; i < length; i++) {
      const term = (values[i] as number) * (inner[i] as number) * own;
      value += term;
      magnitude += Math.abs(term);
    }
  }
  return { value, magnitude };
}

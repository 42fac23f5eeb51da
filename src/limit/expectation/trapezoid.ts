/**
 * The trapezoidal rule on the cube, for integrands that are smooth on the scale of the normal law: it converges
 * exponentially there, faster than Gauss-Hermite. Undefined where two step sizes disagree.
 */
import type { Axis } from "./axis.ts";
import type { Level, Problem } from "./quadrature.ts";
import type { Result } from "./result.ts";

/** Largest slope of a function's argument that the step sizes are made for, by dimension. */
const STEEPEST = { 2: 3, 3: 1.6 } as const;
const STEP = { 2: 0.25, 3: 0.42 } as const;
const COARSER = 1.32;

/** All coordinates normal; two or three of them. */
export function trapezoid(problem: Problem, level: Level): Result | undefined {
  const dimensions = problem.axes.length === 2 ? 2 : 3;
  const steepest = Math.max(1, ...problem.features.map(({ slopes }) => Math.max(...slopes.map(Math.abs))));
  if (problem.features.some(({ scale }) => scale === 0) || steepest > STEEPEST[dimensions]) return undefined;
  const step = (STEP[dimensions] * (level === "fine" ? 1 : 1.2)) / steepest;
  const fine = tensor(problem, dimensions, step);
  const coarse = tensor(problem, dimensions, step * COARSER);
  const relative = Math.abs(fine.value - coarse.value) / fine.magnitude;
  if (!(relative < 1e-8)) return undefined;
  // Errors fall like exp(-c / step), so the finer one is about the coarser one to the power 1.32.
  const error = fine.magnitude * Math.max(4e-16, 10 * relative ** 1.25);
  return { value: fine.value, error, method: "quadrature" };
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
    coordinates[0] = new Float64Array(length).fill(x);
    const values = problem.integrand(coordinates, length);
    for (let i = 0; i < length; i++) {
      const term = (values[i] as number) * (inner[i] as number) * own;
      value += term;
      magnitude += Math.abs(term);
    }
  }
  return { value, magnitude };
}

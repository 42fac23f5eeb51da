/**
 * Expectations by brute force, to judge quick ones: a tensor of Gauss-Legendre panels, graded geometrically towards every
 * place where an argument vanishes. It knows no closed form, no adaptive rule and nothing of expressions.
 */
import { density, type Shape } from "../../src/math/laws.ts";
import { gaussLegendre } from "../../src/math/quadrature.ts";

/** A function of shift + loads . variables; of its variables the last one with a load is integrated knowing the others. */
export interface Factor {
  readonly loads: readonly number[];
  readonly shift: number;
  readonly apply: (x: number) => number;
}

/** Where a standardised variable lives, through x = position(t). */
interface Line {
  readonly ends: readonly number[];
  readonly position: (t: number) => number;
  readonly parameter: (x: number) => number;
  readonly weight: (t: number) => number;
}

export interface Effort {
  readonly nodes: number;
  /** Panels grow by this ratio away from a special place, from this width on. */
  readonly ratio: number;
  readonly narrowest: number;
}

/** E of the product of the factors over independent standardised variables, and E of its absolute value. */
export function referenceIntegral(
  shapes: readonly Shape[],
  factors: readonly Factor[],
  { nodes, ratio, narrowest }: Effort,
): { readonly value: number; readonly size: number } {
  const lines = shapes.map(lineOf);
  const rule = gaussLegendre(nodes);
  const x = new Float64Array(shapes.length);
  const crossings = crossingsOf(factors, shapes);
  const lastOf = ({ loads }: Factor): number => loads.findLastIndex((c) => c !== 0);

  const level = (d: number): { value: number; size: number } => {
    const line = lines[d]!;
    const special = factors.flatMap((factor) => {
      const own = factor.loads[d] ?? 0;
      if (own === 0) return [];
      const rest = factor.loads.reduce((sum, c, e) => (e < d ? sum + c * x[e]! : sum), factor.shift);
      return [line.parameter(-rest / own)];
    });
    const crossed = crossings.flatMap(({ loads, shift }) => {
      const own = loads[d] ?? 0;
      if (own === 0 || loads.some((c, e) => e > d && Math.abs(c) > 1e-12)) return [];
      const rest = loads.reduce((sum, c, e) => (e < d ? sum + c * x[e]! : sum), shift);
      return [line.parameter(-rest / own)];
    });
    const cuts = graded([...line.ends, ...crossed], line.ends.length, special, ratio, narrowest);
    let [value, size] = [0, 0];
    for (let k = 0; k + 1 < cuts.length; k++) {
      const [from, to] = [cuts[k]!, cuts[k + 1]!];
      const half = (to - from) / 2;
      for (const [i, node] of rule.nodes.entries()) {
        const t = from + half * (1 + node);
        const w = half * rule.weights[i]! * line.weight(t);
        if (w < 1e-22) continue;
        x[d] = line.position(t);
        let product = w;
        for (const factor of factors) {
          if (lastOf(factor) !== d) continue;
          product *= factor.apply(factor.loads.reduce((sum, c, e) => (e <= d ? sum + c * x[e]! : sum), factor.shift));
        }
        if (product === 0) continue;
        const inner = d + 1 < shapes.length ? level(d + 1) : { value: 1, size: 1 };
        value += product * inner.value;
        size += Math.abs(product) * inner.size;
      }
    }
    return { value, size };
  };
  return level(0);
}

interface Bend {
  readonly loads: readonly number[];
  readonly shift: number;
}

/** Where two places meet at which the integrand bends, seen when the variables after are integrated: they bend the rest. */
function crossingsOf(factors: readonly Factor[], shapes: readonly Shape[]): readonly Bend[] {
  const edges = shapes.flatMap((shape, d) =>
    edgesOf(shape).map((edge): Bend => ({ loads: shapes.map((_, e) => (e === d ? 1 : 0)), shift: -edge })),
  );
  const pairs = (bends: readonly Bend[], e: number): Bend[] =>
    bends.flatMap((a, i) =>
      bends.slice(0, i).flatMap((b): Bend[] => {
        const [p, q] = [a.loads[e] ?? 0, b.loads[e] ?? 0];
        if (p === 0 || q === 0) return [];
        const loads = a.loads.map((c, k) => (k === e ? 0 : c / p - (b.loads[k] ?? 0) / q));
        return [{ loads, shift: a.shift / p - b.shift / q }];
      }),
    );
  const found: Bend[] = [];
  let bends: readonly Bend[] = [...factors, ...edges];
  for (let e = shapes.length - 1; e > 0; e--) {
    const met = pairs(bends, e);
    found.push(...met);
    bends = [...bends, ...met];
  }
  return found;
}

function edgesOf(shape: Shape): readonly number[] {
  if (shape.kind === "uniform") return [-Math.sqrt(3), Math.sqrt(3)];
  if (shape.kind === "exponential") return [-1];
  return shape.kind === "laplace" ? [0] : [];
}

function graded(
  ends: readonly number[],
  limits: number,
  special: readonly number[],
  ratio: number,
  narrowest: number,
): number[] {
  const [low, high] = [ends[0]!, ends[limits - 1]!];
  const cuts = [...ends];
  for (let t = low + 1.5; t < high; t += 1.5) cuts.push(t);
  for (const centre of special) {
    cuts.push(centre);
    for (let w = narrowest; w < 2; w *= ratio) cuts.push(centre - w, centre + w);
  }
  return [...new Set(cuts.filter((t) => t >= low && t <= high))].sort((a, b) => a - b);
}

function lineOf(shape: Shape): Line {
  const same = (t: number): number => t;
  const plain = (...ends: number[]): Line => ({
    ends,
    position: same,
    parameter: same,
    weight: (t) => density(shape, t),
  });
  switch (shape.kind) {
    case "uniform":
      return plain(-Math.sqrt(3), Math.sqrt(3));
    case "laplace":
      return plain(-30, 0, 30);
    case "exponential":
      return plain(-1, 40);
    case "student_t":
      return {
        ends: [-16, 0, 16],
        position: Math.sinh,
        parameter: Math.asinh,
        weight: (t) => density(shape, Math.sinh(t)) * Math.cosh(t),
      };
    default:
      return plain(-9.5, 9.5);
  }
}

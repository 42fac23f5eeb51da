/**
 * The part of a limit that one output needs: numbers one by one, and equations over no more of their members than
 * are needed, so far as that can be said by the ends of their ranges.
 */
import { evaluateAffine } from "../../limit/recurrence/affine.ts";
import { pointsOf } from "../../limit/recurrence/domain.ts";
import type { Equation, IndexRange } from "../../limit/recurrence/equation.ts";
import type { Point } from "../../limit/recurrence/quantities.ts";

/** Equations of fewer members than this are written out. */
const FEWEST = 3;

export interface SliceSetting {
  /** For each number of the limit those that it reads. */
  readonly dependencies: readonly (readonly number[])[];
  /** Those that can be written as loops. */
  readonly equations: readonly Equation[];
}

export interface Slice {
  /** Loops over needed members; `source` is the position in `SliceSetting.equations`. */
  readonly loops: readonly { readonly source: number; readonly equation: Equation }[];
  /** All other needed numbers, ascending. */
  readonly singles: readonly number[];
}

export function sliceFor({ dependencies, equations }: SliceSetting, roots: readonly number[]): Slice {
  const home = new Map<number, number>();
  for (const [source, { members }] of equations.entries()) for (const member of members) home.set(member, source);
  const points = equations.map(({ variables }) => [...pointsOf(variables)]);
  const needed = new Set<number>();
  const queue = [...roots];
  const cut = new Map<number, Equation>();
  const visit = (): void => {
    for (let j = queue.pop(); j !== undefined; j = queue.pop()) {
      if (needed.has(j)) continue;
      needed.add(j);
      queue.push(...(dependencies[j] ?? []));
    }
  };
  // Widening an equation to a full range may need more members, of others as well.
  for (let changed = true; changed; ) {
    visit();
    changed = false;
    for (const [source, equation] of equations.entries()) {
      const own = equation.members.flatMap((member, k) => (needed.has(member) ? [points[source]?.[k] ?? []] : []));
      if (own.length < FEWEST) {
        cut.delete(source);
        continue;
      }
      const narrowed = narrow(equation, own);
      cut.set(source, narrowed);
      const missing = narrowed.members.filter((member) => !needed.has(member));
      queue.push(...missing);
      changed ||= missing.length > 0;
    }
  }
  const inLoops = new Set([...cut.values()].flatMap(({ members }) => members));
  return {
    loops: [...cut].map(([source, equation]) => ({ source, equation })).sort((x, y) => x.source - y.source),
    singles: [...needed].filter((j) => !inLoops.has(j)).sort((x, y) => x - y),
  };
}

/** The equation over ranges no larger than these points need; ends that depend on other variables stay. */
function narrow(equation: Equation, own: readonly Point[]): Equation {
  const variables = equation.variables.map((range, k): IndexRange => {
    const values = own.map((point) => point[k] ?? 0);
    const [low, high] = values.reduce(([x, y], v) => [Math.min(x, v), Math.max(y, v)], [Infinity, -Infinity]);
    const isFixed = (coefficients: readonly number[]): boolean => coefficients.every((c) => c === 0);
    return {
      ...range,
      from: isFixed(range.from.coefficients)
        ? { ...range.from, constant: Math.max(range.from.constant, low) }
        : range.from,
      to: isFixed(range.to.coefficients) ? { ...range.to, constant: Math.min(range.to.constant, high) } : range.to,
    };
  });
  const all = [...pointsOf(equation.variables)];
  const members = equation.members.filter((_, k) => {
    const point = all[k] ?? [];
    return variables.every(({ from, to }, v) => {
      const value = point[v] ?? 0;
      return evaluateAffine(from, point) <= value && value <= evaluateAffine(to, point);
    });
  });
  return { ...equation, variables, members };
}

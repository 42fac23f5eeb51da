/**
 * Ranges for sets of points: `l = 2..L`, `t = 2..T, s = 1..t-1`. A set that is no such domain is cut down to the
 * largest one that is found in it; what is left over waits for another equation.
 */
import { type Affine, constantFunction, evaluateAffine, variable } from "./affine.ts";
import type { Point } from "./quantities.ts";

/** Bounds of each variable, both included; they depend on the variables before it. */
export type Domain = readonly { readonly from: Affine; readonly to: Affine }[];

/** The points of a domain in order, the last variable fastest. */
export function* pointsOf(domain: Domain): Generator<Point> {
  const point: number[] = [];
  function* rest(): Generator<Point> {
    const range = domain[point.length];
    if (range === undefined) {
      yield [...point];
      return;
    }
    const to = evaluateAffine(range.to, point);
    for (let k = evaluateAffine(range.from, point); k <= to; k++) {
      point.push(k);
      yield* rest();
      point.pop();
    }
  }
  yield* rest();
}

/** A large domain all of whose points are among `points`; undefined if there are none. */
export function domainWithin(points: readonly Point[], variables: number): Domain | undefined {
  if (points.length === 0) return undefined;
  if (variables === 0) return [];
  let kept = points;
  const domain: { from: Affine; to: Affine }[] = new Array(variables);
  for (let level = variables - 1; level >= 0; level--) {
    const intervals = intervalsOf(kept, level);
    const bounds = fitBounds(intervals, level);
    if (bounds === undefined) return undefined;
    domain[level] = bounds;
    const holds = (point: Point): boolean => {
      const value = point[level] ?? 0;
      const interval = intervals.get(prefixOf(point, level));
      if (interval === undefined || value < interval.from || value > interval.to) return false;
      return evaluateAffine(bounds.from, point) === interval.from && evaluateAffine(bounds.to, point) === interval.to;
    };
    kept = kept.filter(holds);
    if (kept.length === 0) return undefined;
  }
  return domain;
}

interface Interval {
  readonly prefix: Point;
  readonly from: number;
  readonly to: number;
}

function prefixOf(point: Point, level: number): string {
  return point.slice(0, level).join();
}

/** The longest run of values of coordinate `level`, for every prefix. */
function intervalsOf(points: readonly Point[], level: number): Map<string, Interval> {
  const values = new Map<string, { prefix: Point; values: Set<number> }>();
  for (const point of points) {
    const key = prefixOf(point, level);
    const known = values.get(key) ?? { prefix: point.slice(0, level), values: new Set<number>() };
    values.set(key, known);
    known.values.add(point[level] ?? 0);
  }
  return new Map(
    [...values].map(([key, { prefix, values: found }]) => {
      const sorted = [...found].sort((x, y) => x - y);
      let best = { from: sorted[0] ?? 0, to: sorted[0] ?? 0 };
      let from = best.from;
      for (const [k, value] of sorted.entries()) {
        if (k > 0 && value !== (sorted[k - 1] ?? 0) + 1) from = value;
        if (value - from > best.to - best.from) best = { from, to: value };
      }
      return [key, { prefix, ...best }];
    }),
  );
}

/**
 * The bounds that cover most members of the intervals they fit. Bounds are as people write them: a constant, or one
 * variable shifted.
 */
function fitBounds(intervals: ReadonlyMap<string, Interval>, level: number): { from: Affine; to: Affine } | undefined {
  const all = [...intervals.values()];
  let best: { from: Affine; to: Affine } | undefined;
  let most = 0;
  const lows = bounds(all, level, ({ from }) => from);
  const highs = bounds(all, level, ({ to }) => to);
  for (const low of lows) {
    for (const high of highs) {
      let covered = 0;
      for (const [k, { from, to }] of all.entries()) {
        if (low.values[k] === from && high.values[k] === to) covered += to - from + 1;
      }
      if (covered > most) {
        most = covered;
        best = { from: low.bound, to: high.bound };
      }
    }
  }
  return best;
}

/** Bounds with their values for all intervals; the simplest first. */
function bounds(
  intervals: readonly Interval[],
  level: number,
  end: (interval: Interval) => number,
): readonly { readonly bound: Affine; readonly values: readonly number[] }[] {
  const forms = [constantFunction(0, level), ...Array.from({ length: level }, (_, k) => variable(k, level))];
  return forms.flatMap((form) => {
    const values = intervals.map(({ prefix }) => evaluateAffine(form, prefix));
    const counts = new Map<number, number>();
    for (const [k, interval] of intervals.entries()) {
      const shift = end(interval) - (values[k] ?? 0);
      counts.set(shift, (counts.get(shift) ?? 0) + interval.to - interval.from + 1);
    }
    const common = [...counts].sort(([, x], [, y]) => y - x).slice(0, 2);
    return common.map(([shift]) => ({
      bound: { ...form, constant: shift },
      values: values.map((value) => value + shift),
    }));
  });
}

/** Lexicographic. */
export function comparePoints(one: Point, two: Point): number {
  for (const [k, value] of one.entries()) if (value !== two[k]) return value - (two[k] ?? 0);
  return 0;
}

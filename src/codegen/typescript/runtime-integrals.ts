/**
 * The quadrature and the linear algebra that generated TypeScript carries where an expectation has no closed form:
 * adaptive Gauss-Kronrod panels, one variable inside the other, in coordinates in which the variables are independent.
 */
import type { RuntimePiece } from "../limit-code/pieces.ts";

export const runtimeIntegrals: Readonly<Record<string, RuntimePiece>> = {
  panel: {
    needs: [],
    text: `/** Nodes of the Gauss-Kronrod rule (10, 21) but its centre; those with an odd index are the nodes of the Gauss rule. */
const nodes = [
  0.9956571630258081, 0.9739065285171717, 0.9301574913557082, 0.8650633666889845, 0.7808177265864169,
  0.6794095682990244, 0.5627571346686047, 0.4333953941292472, 0.2943928627014602, 0.14887433898163122,
];
const kronrodWeights = [
  0.011694638867371874, 0.032558162307964725, 0.054755896574351995, 0.07503967481091996, 0.0931254545836976,
  0.10938715880229764, 0.12349197626206584, 0.13470921731147334, 0.14277593857706009, 0.14773910490133849,
];
const centreWeight = 0.1494455540029169;
const gaussWeights = [
  0.06667134430868814, 0.1494513491505806, 0.21908636251598204, 0.26926671930999635, 0.29552422471475287,
];

interface Panel {
  readonly from: number;
  readonly to: number;
  readonly value: number;
  readonly error: number;
  /** The integral of |f|. */
  readonly size: number;
}

/** The integral of f over one interval. */
function panel(f: (x: number) => number, from: number, to: number): Panel {
  const centre = from + (to - from) / 2;
  const half = (to - from) / 2;
  const middle = f(centre);
  let [kronrod, gauss, size] = [centreWeight * middle, 0, centreWeight * Math.abs(middle)];
  const values: number[] = [];
  for (let k = 0; k < 10; k++) {
    const left = f(centre - half * nodes[k]!);
    const right = f(centre + half * nodes[k]!);
    values.push(left, right);
    kronrod += kronrodWeights[k]! * (left + right);
    size += kronrodWeights[k]! * (Math.abs(left) + Math.abs(right));
    if (k % 2 === 1) gauss += gaussWeights[(k - 1) / 2]! * (left + right);
  }
  let spread = centreWeight * Math.abs(middle - kronrod / 2);
  for (const [k, value] of values.entries()) spread += kronrodWeights[k >> 1]! * Math.abs(value - kronrod / 2);
  const difference = Math.abs(kronrod - gauss);
  const estimate = spread > 0 ? spread * Math.min(1, ((200 * difference) / spread) ** 1.5) : difference;
  return { from, to, value: kronrod * half, error: estimate * half, size: size * half };
}`,
  },
  integrate: {
    needs: ["panel"],
    text: `/**
 * The integral of f between the first and the last break point, and that of |f|; to \`relative\` of the latter, or of
 * \`natural()\` where that is more.
 */
function integrate(
  f: (x: number) => number,
  breaks: readonly number[],
  relative: number,
  natural: () => number,
): { readonly value: number; readonly size: number } {
  const total = (part: (panel: Panel) => number) => panels.reduce((before, own) => before + part(own), 0);
  let panels = breaks.slice(1).map((to, k) => panel(f, breaks[k]!, to));
  for (let round = 0; round < 60; round++) {
    const goal = relative * Math.max(total(({ size }) => size), natural());
    const share = goal / panels.length;
    if (!(total(({ error }) => error) > goal)) break;
    const canImprove = ({ from, to, error, size }: Panel) =>
      error > Math.max(share, 1e-14 * size) && to - from > 1e-15 * Math.max(Math.abs(from), Math.abs(to));
    if (!panels.some(canImprove) || panels.length > 1000) break;
    panels = panels.flatMap((part) => {
      if (!canImprove(part)) return [part];
      const centre = part.from + (part.to - part.from) / 2;
      return [panel(f, part.from, centre), panel(f, centre, part.to)];
    });
  }
  return { value: total(({ value }) => value), size: total(({ size }) => size) };
}`,
  },
  factor: {
    needs: [],
    text: `/** L with L L^T = matrix (its lower triangle is given) and as many columns as the matrix has rank. */
function factor(matrix: readonly (readonly number[])[]): number[][] {
  const n = matrix.length;
  const left = matrix.map((row, i) => row[i]!);
  const rows: number[][] = matrix.map(() => []);
  const done = new Set<number>();
  while (done.size < n) {
    let best = -1;
    for (let i = 0; i < n; i++) {
      const isNoise = !(left[i]! > 4e-15 * matrix[i]![i]!);
      if (!done.has(i) && !isNoise && (best < 0 || left[i]! / matrix[i]![i]! > left[best]! / matrix[best]![best]!)) best = i;
    }
    if (best < 0) break;
    const root = Math.sqrt(left[best]!);
    for (let i = 0; i < n; i++) {
      let c = matrix[Math.max(i, best)]![Math.min(i, best)]!;
      for (let k = 0; k < rows[best]!.length; k++) c -= (rows[i]![k] ?? 0) * rows[best]![k]!;
      if (i !== best) rows[i]!.push(done.has(i) ? 0 : c / root);
    }
    rows[best]!.push(root);
    done.add(best);
    for (let i = 0; i < n; i++) if (!done.has(i)) left[i]! -= rows[i]!.at(-1)! ** 2;
  }
  return rows;
}`,
  },
  rootsOf: {
    needs: [],
    text: `/** Where f changes its sign between low and high, seen from a grid off the symmetric places. */
function rootsOf(f: (x: number) => number, low: number, high: number): number[] {
  const grid = [low, ...Array.from({ length: 48 }, (_, k) => low + ((k + 0.1234567) * (high - low)) / 48), high];
  const values = grid.map(f);
  return grid.slice(1).flatMap((end, k) => {
    let [from, to] = [grid[k]!, end];
    if (!(values[k]! * values[k + 1]! < 0)) return [];
    for (let step = 0; step < 52; step++) {
      const middle = (from + to) / 2;
      if (f(middle) > 0 === values[k]! > 0) from = middle;
      else to = middle;
    }
    return [(from + to) / 2];
  });
}`,
  },
  expectation: {
    needs: ["law", "normal", "factor", "integrate", "rootsOf"],
    text: `/** Relative to E|f|, by the number of variables. */
const accuracies = [1e-13, 1e-13, 1e-11, 1e-8];

/**
 * E[f(z)] for centred Gaussian z with this covariance (lower triangle; it may be singular), followed by independent
 * variables of the given laws. Each row of \`near\` is a place where f is not smooth on the scale of z: its slopes,
 * constant and width say that this is where |slopes . z + constant| <= width. The zeros of \`curves\` are other
 * kinks, which are looked for along the last coordinate.
 */
function expectation(
  covariance: readonly (readonly number[])[],
  f: (...z: number[]) => number,
  near: readonly (readonly number[])[] = [],
  laws: readonly Law[] = [],
  curves: (...z: number[]) => number[] = () => [],
): number {
  const n = covariance.length;
  const loads = factor(covariance);
  const rank = Math.max(0, ...loads.map((row) => row.length));
  const axes = [...laws, ...Array.from({ length: rank }, () => normal)];
  const unit = covariance.map((_, i) => [...covariance.map((__, j) => Number(i === j)), ...laws.map(() => 0), 0, 1]);
  // In independent coordinates, laws first.
  const lines = [...near, ...unit].map((row) => ({
    slopes: [
      ...laws.map((_, k) => row[n + k]!),
      ...Array.from({ length: rank }, (_, d) => loads.reduce((total, load, i) => total + row[i]! * (load[d] ?? 0), 0)),
    ],
    constant: row.at(-2)!,
    width: row.at(-1)!,
  }));
  const u: number[] = new Array(axes.length).fill(0);
  const z: number[] = new Array(n + laws.length).fill(0);
  /** The variables at these coordinates. */
  const place = (): void => {
    for (let i = 0; i < n; i++) {
      z[i] = 0;
      for (let k = 0; k < rank; k++) z[i]! += loads[i]![k]! * u[laws.length + k]!;
    }
    for (let k = 0; k < laws.length; k++) z[n + k] = u[k]!;
  };
  const curveAt = (c: number, t: number): number => {
    u[axes.length - 1] = axes.at(-1)!.at(t);
    place();
    return curves(...z)[c]!;
  };
  const along = (d: number, before: number, relative: number): { readonly value: number; readonly size: number } => {
    if (d === axes.length) {
      place();
      const value = f(...z);
      return { value, size: Math.abs(value) };
    }
    const axis = axes[d]!;
    const breaks = new Set(axis.breaks);
    const [low, high] = [axis.breaks[0]!, axis.breaks.at(-1)!];
    const inside = (x: number) => {
      const t = axis.at === Math.sinh ? Math.asinh(x) : x;
      if (t > low && t < high) breaks.add(t);
    };
    for (const { slopes, constant, width } of lines) {
      const slope = slopes[d]!;
      if (slope === 0) continue;
      let [level, later] = [constant, width];
      for (let e = 0; e < d; e++) level += slopes[e]! * u[e]!;
      // Coordinates that are integrated later smooth what happens over their own width.
      for (let e = d + 1; e < axes.length; e++) later = Math.hypot(later, slopes[e]!);
      const reach = later / Math.abs(slope);
      if (reach >= 0.7) continue;
      inside(-level / slope);
      for (let w = 1.5 * reach; w > 0 && w < 2 * (high - low); w *= 3) {
        inside(-level / slope - w);
        inside(-level / slope + w);
      }
    }
    if (d === axes.length - 1) {
      place();
      for (const c of curves(...z).keys()) for (const t of rootsOf((x) => curveAt(c, x), low, high)) breaks.add(t);
    }
    // What cancels inside must not pass for small.
    let natural = 0;
    const integrand = (t: number): number => {
      const weight = axis.weight(t);
      if (weight * before < 1e-24) return 0;
      u[d] = axis.at(t);
      const inner = along(d + 1, weight * before, Math.min(1e-3, Math.max(relative / 10, (1e-16 * axis.weight(0)) / weight)));
      natural = Math.max(natural, weight * inner.size);
      return weight * inner.value;
    };
    const sorted = [...breaks].sort((x, y) => x - y);
    const { value, size } = integrate(integrand, sorted, relative, () => natural);
    return { value, size: Math.max(size, natural) };
  };
  return along(0, 1, accuracies[axes.length] ?? 1e-6).value;
}`,
  },
  solve: {
    needs: [],
    text: `/** The shortest x with matrix x = right, for a symmetric positive semidefinite matrix (lower triangle). */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const n = right.length;
  const a = matrix.map((_, i) => matrix.map((__, j) => matrix[Math.max(i, j)]![Math.min(i, j)]!));
  const vectors = matrix.map((_, i) => matrix.map((__, j) => Number(i === j)));
  // Jacobi's rotations make the matrix diagonal.
  for (let sweep = 0; sweep < 40; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = 0; q < p; q++) {
        if (Math.abs(a[p]![q]!) <= 1e-18 * Math.sqrt(Math.abs(a[p]![p]! * a[q]![q]!))) continue;
        const angle = Math.atan2(2 * a[p]![q]!, a[q]![q]! - a[p]![p]!) / 2;
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        for (const m of [a, vectors]) {
          for (const row of m) [row[q], row[p]] = [c * row[q]! + s * row[p]!, c * row[p]! - s * row[q]!];
        }
        const [rowQ, rowP] = [a[q]!, a[p]!];
        a[q] = rowQ.map((x, k) => c * x + s * rowP[k]!);
        a[p] = rowP.map((x, k) => c * x - s * rowQ[k]!);
      }
    }
  }
  const largest = Math.max(...a.map((row, i) => row[i]!));
  const x = new Array<number>(n).fill(0);
  for (let k = 0; k < n; k++) {
    if (!(a[k]![k]! > 1e-11 * largest)) continue;
    const along = right.reduce((total, r, i) => total + vectors[i]![k]! * r, 0) / a[k]![k]!;
    for (let i = 0; i < n; i++) x[i]! += along * vectors[i]![k]!;
  }
  return x;
}`,
  },
};

/** Fits `y = C n^slope` by weighted least squares in the logarithms: the rate at which a quantity shrinks with n. */
export interface PowerLawPoint {
  readonly n: number;
  /** Positive. */
  readonly y: number;
  /** Inverse variance of `log y`, up to a common factor. */
  readonly weight: number;
}

export interface PowerLaw {
  readonly slope: number;
  /** The point through which the line goes whatever its slope: the weighted centre of the logarithms. */
  readonly centre: { readonly n: number; readonly y: number };
}

/** `undefined` without points; slope 0 when all points have one n. */
export function fitPowerLaw(points: readonly PowerLawPoint[]): PowerLaw | undefined {
  const total = points.reduce((sum, p) => sum + p.weight, 0);
  if (!(total > 0)) return undefined;
  const average = (f: (p: PowerLawPoint) => number) => points.reduce((sum, p) => sum + (p.weight * f(p)) / total, 0);
  const x = average((p) => Math.log(p.n));
  const y = average((p) => Math.log(p.y));
  const xx = average((p) => (Math.log(p.n) - x) ** 2);
  const xy = average((p) => (Math.log(p.n) - x) * (Math.log(p.y) - y));
  return { slope: xx > 0 ? xy / xx : 0, centre: { n: Math.exp(x), y: Math.exp(y) } };
}

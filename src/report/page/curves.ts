/** Several curves over one logarithmic axis, each with its name, colour, sign and stroke, and a grey floor below them. */

export interface CurvePoint {
  readonly x: number;
  /** Positive; so are the ends of its interval. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface Curve {
  /** Curves of one name are one in the legend. */
  readonly name: string;
  /** Colour and sign: equal numbers look alike. Undefined for the curve that others are compared with. */
  readonly series: number | undefined;
  readonly dashed: boolean;
  readonly points: readonly CurvePoint[];
}

export interface CurvesFigure {
  readonly kind: "curves";
  /** In plain text, in place of the picture. */
  readonly description: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly curves: readonly Curve[];
  /** What chance alone does; empty where there is no such line. */
  readonly floor: readonly { readonly x: number; readonly value: number }[];
  /** The ends of the vertical axis. */
  readonly frame: readonly [number, number];
}

/** Values beyond so many times the median one are left outside of the frame. */
const BEYOND = 1000;

/** One axis for figures that are read side by side: all values but those that would make the others a line. */
export function frameOf(figures: readonly Pick<CurvesFigure, "curves" | "floor">[]): readonly [number, number] {
  const values = figures.flatMap(({ curves, floor }) =>
    [...curves.flatMap(({ points }) => points), ...floor].map(({ value }) => value),
  );
  const sorted = values.filter((value) => value > 0 && Number.isFinite(value)).sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 1;
  const inside = sorted.filter((value) => value <= BEYOND * median && value >= median / BEYOND);
  return [(inside[0] ?? 1) / 1.15, (inside.at(-1) ?? 1) * 1.15];
}

/** 1, 2 and 5 times powers of ten within the ends, or the powers alone where there are many. */
export function logarithmicTicks([low, high]: readonly [number, number]): readonly number[] {
  const powers = Array.from(
    { length: Math.ceil(Math.log10(high / low)) + 2 },
    (_, k) => Math.floor(Math.log10(low)) + k,
  );
  const within = (factors: readonly number[]) =>
    powers
      .flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`)))
      .filter((tick) => tick >= low && tick <= high);
  const fine = within([1, 2, 5]);
  return fine.length <= 9 ? fine : within([1]);
}

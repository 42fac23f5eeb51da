/**
 * The coordinates of a component one by one: where they run, with what density, and how wide panels may be. A
 * normal coordinate runs over the extent of the integrand; a special one over the support of its law, heavy tails
 * through x = sinh(t).
 */
import { density, type Shape, support } from "../../math/laws.ts";
import { normalPdf } from "../../math/special.ts";
import type { Component } from "./component.ts";
import type { Feature } from "./features.ts";

export interface Axis {
  readonly from: number;
  readonly to: number;
  /** The coordinate at parameter t, and the density times dx/dt there. */
  readonly coordinate: (t: number) => number;
  readonly weight: (t: number) => number;
  /** The density of the coordinate itself. */
  readonly density: (x: number) => number;
  /** The parameter of a coordinate. */
  readonly parameter: (x: number) => number;
  /** How far to follow the tails beyond `from` and `to` (see reach.ts); 0 where there are none. */
  readonly farthest: number;
  /** Where the support ends on the left, if it does. */
  readonly support: number | undefined;
  /** Kinks of the density. */
  readonly breaks: readonly number[];
  /** Panels of a fixed rule are no wider than this. */
  readonly maxWidth: number;
}

const identity = (x: number): number => x;

/**
 * Where one heavy-tailed coordinate is large, a function of its product with another changes where that is small
 * (`tanh(s t)`): panels graded towards 0.
 */
const GRADES: readonly number[] = [1e-5, 1e-4, 1e-3, 1e-2, 0.08, 0.35].flatMap((x) => [-x, x]);

/**
 * The axes of the dimensions of `component`, in order; rademacher dimensions are summed elsewhere. `bent`: functions have
 * arguments that are not affine.
 */
export function axesOf(component: Component, features: readonly Feature[], extent: number, bent: boolean): Axis[] {
  const width = (d: number): number => {
    const fastest = Math.max(
      1,
      ...features.filter(({ periodic }) => periodic).map(({ slopes }) => Math.abs(slopes[d] ?? 0)),
    );
    return 2.2 / fastest;
  };
  const normal = Array.from(
    { length: component.rank },
    (_, d): Axis => ({
      from: -extent,
      to: extent,
      coordinate: identity,
      weight: normalPdf,
      density: normalPdf,
      parameter: identity,
      farthest: 0,
      support: undefined,
      breaks: [],
      maxWidth: width(d),
    }),
  );
  return [
    ...normal,
    ...component.specials.map((shape, s) =>
      specialAxis(shape, width(component.rank + s), bent && component.specials.length > 1),
    ),
  ];
}

function specialAxis(shape: Shape, maxWidth: number, graded: boolean): Axis {
  const [low, high] = support(shape);
  const plain = (from: number, to: number, breaks: readonly number[], farthest: number): Axis => ({
    from,
    to,
    coordinate: identity,
    weight: (x) => density(shape, x),
    density: (x) => density(shape, x),
    parameter: identity,
    farthest,
    support: Number.isFinite(low) ? low : undefined,
    breaks,
    maxWidth,
  });
  switch (shape.kind) {
    case "normal":
    case "uniform":
    case "truncated_normal":
    case "rademacher":
      return plain(Math.max(low, -8.5), Math.min(high, 8.5), [], 0);
    case "laplace":
      return plain(-32, 32, [-8, -2, 0, 2, 8], 480);
    case "exponential":
      return plain(low, 42, [2, 8], 630);
    case "student_t":
    case "cubecauchy":
    case "quintcauchy":
      return {
        from: -15,
        to: 15,
        coordinate: Math.sinh,
        weight: (t) => density(shape, Math.sinh(t)) * Math.cosh(t),
        density: (x) => density(shape, x),
        parameter: Math.asinh,
        farthest: 60,
        support: undefined,
        breaks: [-4, -1, 0, 1, 4, ...(graded ? GRADES : [])],
        maxWidth: Math.min(maxWidth, 1),
      };
  }
}

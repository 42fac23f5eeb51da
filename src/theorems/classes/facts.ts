/**
 * What is shown of a function of several variables: its range, its growth, bounds on its partial derivatives, and for
 * each class of functions the first reason why it was not shown to lie in it. Everything holds on a box, the product
 * of the ranges of the variables. A fact is proved by rules on the expression; where no rule applies it is left open,
 * and an open fact says nothing about the function.
 */
import type { ExprId } from "../../ir/expr.ts";
import { type Interval, line, magnitude, product, sum, zero } from "./interval.ts";

/** Why something was not shown: `reason` continues the text of the expression, `step(h)` "jumps". */
export interface Flaw {
  readonly node: ExprId;
  readonly reason: string;
  /** `jump`: a function that does jump; `growth`: one that does grow so fast; `open`: no rule decides. */
  readonly kind: "jump" | "growth" | "kink" | "slope" | "open";
}

/** For each property the first thing that is in its way; `undefined` where the property is proved. */
export interface Flaws {
  /** Finite everywhere on the box. */
  readonly total: Flaw | undefined;
  /** |f| <= C (1 + |x|^degree). */
  readonly growth: Flaw | undefined;
  readonly continuous: Flaw | undefined;
  /** |f(x) - f(y)| <= C |x - y| (1 + |x|^d + |y|^d). */
  readonly pseudoLipschitz: Flaw | undefined;
  /** Infinitely often differentiable, all derivatives polynomially bounded. */
  readonly smooth: Flaw | undefined;
  readonly lipschitz: Flaw | undefined;
}

export interface Facts {
  readonly range: Interval;
  /** The degree of a polynomial bound; infinite where none is shown. */
  readonly degree: number;
  /** |f| <= C exp(C |x|^order); 0 with a polynomial bound, infinite where not even this is shown. */
  readonly order: number;
  /** Bounds on the partial derivatives, almost everywhere; variables that are not listed do not occur. */
  readonly slopes: ReadonlyMap<number, Interval>;
  /** A bound on the Euclidean norm of the gradient. */
  readonly norm: number;
  /** True where no variable occurs: a number, known or not. */
  readonly constant: boolean;
  readonly polynomial: boolean;
  readonly flaws: Flaws;
}

export const flawless: Flaws = {
  total: undefined,
  growth: undefined,
  continuous: undefined,
  pseudoLipschitz: undefined,
  smooth: undefined,
  lipschitz: undefined,
};

/** The same flaw in everything. */
export function spoilt(flaw: Flaw): Flaws {
  return { total: flaw, growth: flaw, continuous: flaw, pseudoLipschitz: flaw, smooth: flaw, lipschitz: flaw };
}

/** A flaw in continuity and in what is more than continuity. */
export function jumping(flaw: Flaw): Partial<Flaws> {
  return { continuous: flaw, pseudoLipschitz: flaw, smooth: flaw, lipschitz: flaw };
}

/**
 * The first flaw of each kind. That a part grows fast says nothing of the whole, in which it may be divided away or cut
 * off: its flaw stays, as an open question. Rules that know more say so by {@link growingWhole}.
 */
export function mergeFlaws(list: readonly Partial<Flaws>[]): Flaws {
  const first = (key: keyof Flaws): Flaw | undefined => list.find((flaws) => flaws[key] !== undefined)?.[key];
  const growth = first("growth");
  return {
    total: first("total"),
    growth: growth?.kind === "growth" ? { ...growth, kind: "open" } : growth,
    continuous: first("continuous"),
    pseudoLipschitz: first("pseudoLipschitz"),
    smooth: first("smooth"),
    lipschitz: first("lipschitz"),
  };
}

/** Of parts that have one growing fast, with a whole that then does so too, the flaws of the whole. */
export function growingWhole(parts: readonly Facts[]): Flaws {
  const flaws = mergeFlaws(parts.map((part) => part.flaws));
  const growing = parts.find((part) => part.flaws.growth?.kind === "growth");
  return growing === undefined ? flaws : { ...flaws, growth: growing.flaws.growth };
}

/** A number that is known only to lie in `range`. */
export function constantFacts(range: Interval): Facts {
  return { range, degree: 0, order: 0, slopes: new Map(), norm: 0, constant: true, polynomial: true, flaws: flawless };
}

/** The variable `key` itself. */
export function variableFacts(key: number, range: Interval): Facts {
  const slopes = new Map([[key, { lo: 1, hi: 1, bounded: true }]]);
  const degree = range.bounded ? 0 : 1;
  return { range, degree, order: 0, slopes, norm: 1, constant: false, polynomial: true, flaws: flawless };
}

/** Adds up slopes, each map multiplied by its factor. */
export function combineSlopes(
  parts: readonly { readonly slopes: ReadonlyMap<number, Interval>; readonly factor: Interval }[],
): ReadonlyMap<number, Interval> {
  const total = new Map<number, Interval>();
  for (const { slopes, factor } of parts) {
    for (const [key, slope] of slopes) total.set(key, sum(total.get(key) ?? zero, product(factor, slope)));
  }
  return total;
}

/** What a rule says of a node, before what follows from it in any case is added. */
export interface Claim {
  readonly range: Interval;
  readonly degree: number;
  readonly order: number;
  readonly slopes: ReadonlyMap<number, Interval>;
  /** A bound on the norm of the gradient, where a rule has a better one than the slopes; else infinite. */
  readonly norm: number;
  readonly polynomial: boolean;
  readonly flaws: Flaws;
}

/**
 * Completes a claim about `node`: a function with bounded partial derivatives that does not jump is Lipschitz, hence
 * pseudo-Lipschitz and linearly bounded; one with a bounded range is bounded.
 */
export function concludeFacts(node: ExprId, claim: Claim, parts: readonly Facts[]): Facts {
  const { total, continuous, smooth } = claim.flaws;
  if (total !== undefined) return unknownFacts(total, parts);
  const steepest = continuous ?? firstSteep(node, claim, parts);
  const isLipschitz = steepest === undefined;
  const isBounded = claim.range.bounded;
  const degree = isBounded ? 0 : isLipschitz ? Math.min(1, claim.degree) : claim.degree;
  const growth = Number.isFinite(degree) ? undefined : (claim.flaws.growth ?? openFlaw(node, "has no known bound"));
  const pseudoLipschitz = isLipschitz ? undefined : (continuous ?? claim.flaws.pseudoLipschitz ?? growth);
  return {
    range: claim.range,
    degree,
    order: growth === undefined ? 0 : claim.order,
    slopes: claim.slopes,
    norm: Math.min(claim.norm, Math.hypot(...[...claim.slopes.values()].map(magnitude))),
    constant: false,
    polynomial: claim.polynomial,
    flaws: {
      total: undefined,
      growth,
      continuous,
      pseudoLipschitz,
      smooth: continuous ?? smooth ?? growth,
      lipschitz: steepest,
    },
  };
}

/** The first reason why the slopes of `node` have no bound. */
function firstSteep(node: ExprId, { slopes }: Claim, parts: readonly Facts[]): Flaw | undefined {
  if ([...slopes.values()].every(({ bounded }) => bounded)) return undefined;
  const below = parts.find(({ flaws }) => flaws.lipschitz !== undefined)?.flaws.lipschitz;
  return below ?? { node, reason: "is not shown to have a bounded slope", kind: "slope" };
}

export function openFlaw(node: ExprId, reason: string): Flaw {
  return { node, reason, kind: "open" };
}

/** Nothing is known but on which variables it depends. */
export function unknownFacts(flaw: Flaw, parts: readonly Facts[]): Facts {
  const slopes = new Map(parts.flatMap((part) => [...part.slopes.keys()].map((key) => [key, line] as const)));
  return {
    range: line,
    degree: Number.POSITIVE_INFINITY,
    order: Number.POSITIVE_INFINITY,
    slopes,
    norm: Number.POSITIVE_INFINITY,
    constant: false,
    polynomial: false,
    flaws: spoilt(flaw),
  };
}

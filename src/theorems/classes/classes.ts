/**
 * The classes of functions that theorems ask for, read off the facts. They are ordered by implication: polynomial =>
 * polynomially smooth => pseudo-Lipschitz => polynomially bounded, Lipschitz => pseudo-Lipschitz and linearly bounded.
 */
import type { Facts, Flaw } from "./facts.ts";

export const classNames = [
  "polynomial",
  "polynomially smooth",
  "Lipschitz",
  "pseudo-Lipschitz",
  "linearly bounded",
  "quadratically bounded",
  "polynomially bounded",
] as const;

export type ClassName = (typeof classNames)[number];

/** What one class implies directly. */
export const implied: Readonly<Record<ClassName, readonly ClassName[]>> = {
  polynomial: ["polynomially smooth"],
  "polynomially smooth": ["pseudo-Lipschitz"],
  Lipschitz: ["pseudo-Lipschitz", "linearly bounded"],
  "pseudo-Lipschitz": ["polynomially bounded"],
  "linearly bounded": ["quadratically bounded"],
  "quadratically bounded": ["polynomially bounded"],
  "polynomially bounded": [],
};

/** Why the function was not shown to be in the class; `undefined` where it is in it. */
export function flawIn({ flaws, degree, polynomial }: Facts, name: ClassName): Flaw | undefined {
  switch (name) {
    case "polynomial":
      return polynomial ? undefined : (flaws.smooth ?? noPolynomial);
    case "polynomially smooth":
      return flaws.smooth;
    case "Lipschitz":
      return flaws.lipschitz;
    case "pseudo-Lipschitz":
      return flaws.pseudoLipschitz;
    case "linearly bounded":
      return flaws.growth ?? (degree <= 1 ? undefined : fast("linearly"));
    case "quadratically bounded":
      return flaws.growth ?? (degree <= 2 ? undefined : fast("quadratically"));
    case "polynomially bounded":
      return flaws.growth;
  }
}

/** Flaws of a function as a whole have no node of their own. */
export const wholeFunction = -1;

const noPolynomial: Flaw = { node: wholeFunction as Flaw["node"], reason: "is no polynomial", kind: "open" };

function fast(how: string): Flaw {
  return { node: wholeFunction as Flaw["node"], reason: `is not shown to be ${how} bounded`, kind: "growth" };
}

/** All classes that the function is shown to be in. */
export function classesOf(facts: Facts): readonly ClassName[] {
  return classNames.filter((name) => flawIn(facts, name) === undefined);
}

/** The most telling words: the smallest classes, or why there is none. */
export function describeClass(facts: Facts): string {
  const { flaws, polynomial } = facts;
  if (flaws.total !== undefined) return "not known";
  if (polynomial) return flaws.lipschitz === undefined ? "affine" : "polynomial";
  if (flaws.growth !== undefined) return flaws.growth.kind === "growth" ? "faster than polynomial" : "not known";
  if (flaws.continuous !== undefined) return flaws.continuous.kind === "jump" ? "discontinuous" : "not known";
  const constant = lipschitzConstant(facts);
  const lipschitz =
    flaws.lipschitz !== undefined ? [] : [constant === undefined ? "Lipschitz" : `Lipschitz(${short(constant)})`];
  const smooth = flaws.smooth === undefined ? ["polynomially smooth"] : [];
  const words = [...smooth, ...lipschitz];
  if (words.length > 0) return words.join(", ");
  return flaws.pseudoLipschitz === undefined ? "pseudo-Lipschitz" : "polynomially bounded";
}

function short(value: number): string {
  return String(Number(value.toPrecision(5)));
}

/** A Lipschitz constant in the Euclidean norm of the variables; `undefined` where none is derived. */
export function lipschitzConstant({ flaws, norm }: Facts): number | undefined {
  return flaws.lipschitz === undefined && Number.isFinite(norm) ? norm : undefined;
}

/**
 * What theorems ask of laws: how many moments there are, whether the tails are sub-Gaussian, and of which functions of
 * normal variables a law is the image. The uniform and the truncated normal law are Lipschitz images with polynomially
 * smooth quantile maps; the exponential law is -log Phi(-z) - 1, whose slope grows like z; the Laplace law is that of
 * z1 z2 + z3 z4. A law without all moments is the image of no polynomially bounded function, and a law on two points
 * that of no continuous one.
 */
import type { Shape } from "../math/laws.ts";

export interface LawFacts {
  readonly name: string;
  /** E|X|^p is finite for p below this. */
  readonly moments: number;
  readonly isSubGaussian: boolean;
  /** Of what functions of normal variables it is the law. */
  readonly image: "linear" | "smooth and Lipschitz" | "smooth" | "none";
  /** E exp(c |X|^order) is finite for every c where `order` is below this. */
  readonly exponentialOrder: number;
}

const all = Number.POSITIVE_INFINITY;

const normal: LawFacts = { name: "normal", moments: all, isSubGaussian: true, image: "linear", exponentialOrder: 2 };

export function lawFacts(shape: Shape): LawFacts {
  switch (shape.kind) {
    case "normal":
      return normal;
    case "uniform":
      return bounded("uniform", "smooth and Lipschitz");
    case "truncated_normal":
      return bounded("truncated_normal", "smooth and Lipschitz");
    case "rademacher":
      return bounded("rademacher", "none");
    case "laplace":
      return { name: "laplace", moments: all, isSubGaussian: false, image: "smooth", exponentialOrder: 1 };
    case "exponential":
      return { name: "exponential", moments: all, isSubGaussian: false, image: "smooth", exponentialOrder: 1 };
    case "student_t":
      return shape.df === all ? normal : heavy(`student_t(${shape.df})`, shape.df);
    case "cubecauchy":
      return heavy("cubecauchy", 3);
    case "quintcauchy":
      return heavy("quintcauchy", 5);
  }
}

function bounded(name: string, image: LawFacts["image"]): LawFacts {
  return { name, moments: all, isSubGaussian: true, image, exponentialOrder: all };
}

function heavy(name: string, moments: number): LawFacts {
  return { name, moments, isSubGaussian: false, image: "none", exponentialOrder: 0 };
}

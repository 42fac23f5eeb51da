/** How the objects of the theory are written, in plain text and in LaTeX. */
import { latexName } from "./latex-name.ts";

export interface Notation {
  /** The name of a value of the source. */
  readonly value: (name: string) => string;
  readonly variance: (of: string) => string;
  readonly covariance: (first: string, second: string) => string;
  /** The coefficient in Zdot of `product` that belongs to the opposite product `by`. */
  readonly onsager: (product: string, by: string) => string;
  readonly hat: (name: string) => string;
  readonly z: (name: string) => string;
  /** The part of Z that remembers the matrix. */
  readonly dot: (name: string) => string;
  /** An initial vector less its mean, and standardised where its law is not normal. */
  readonly centred: (name: string) => string;
  readonly product: (left: string, right: string) => string;
  readonly derivative: (of: string, by: string) => string;
  readonly expectation: (of: string) => string;
  readonly steinRemark: string;
}

export const textNotation: Notation = {
  value: (name) => name,
  variance: (of) => `Var(${of})`,
  covariance: (first, second) => `Cov(${first}, ${second})`,
  onsager: (product, by) => `B(${product}; ${by})`,
  hat: (name) => `hat(${name})`,
  z: (name) => `Z(${name})`,
  dot: (name) => `dot(${name})`,
  centred: (name) => `centred(${name})`,
  product: (left, right) => (left === right ? `${left}^2` : `${left} ${right}`),
  derivative: (of, by) => `d ${of} / d ${by}`,
  expectation: (of) => `E[${of}]`,
  steinRemark: " (by Stein's lemma)",
};

export const latexNotation: Notation = {
  value: latexName,
  variance: (of) => `\\operatorname{Var}\\left(${of}\\right)`,
  covariance: (first, second) => `\\operatorname{Cov}\\left(${first}, ${second}\\right)`,
  onsager: (product, by) => `B\\left(${product}; ${by}\\right)`,
  hat: (name) => `\\hat{Z}^{${name}}`,
  z: (name) => `Z^{${name}}`,
  dot: (name) => `\\dot{Z}^{${name}}`,
  centred: (name) => `\\bar{${name}}`,
  product: (left, right) => (left === right ? `\\left(${left}\\right)^{2}` : `${left} \\, ${right}`),
  derivative: (of, by) => `\\frac{\\partial ${of}}{\\partial ${by}}`,
  expectation: (of) => `\\mathbb{E}\\left[${of}\\right]`,
  steinRemark: " \\quad \\text{(Stein)}",
};

/**
 * The rules by which expectations over jointly Gaussian variables are closed: what each says and where it is proved.
 * A derivation names the rules that it used, in the order of their use.
 */
import type { Rule } from "../limit-program.ts";

export type RuleName =
  | "oddness"
  | "moments of a law"
  | "sum over values"
  | "independence"
  | "expansion"
  | "Wick"
  | "Stein"
  | "Stein for jumps"
  | "exponential tilting"
  | "Gaussian factor"
  | "characteristic function"
  | "normal probability"
  | "auxiliary variable"
  | "arc-cosine"
  | "arcsine"
  | "bivariate normal"
  | "orthant"
  | "same variable";

const table: Readonly<Record<RuleName, Omit<Rule, "name">>> = {
  oddness: {
    statement: "E f(z) = 0 for odd f and symmetric z",
    source: "f(z) and f(-z) = -f(z) have the same law",
  },
  "moments of a law": {
    statement: "E[x^p g] = E[x^p] E[g] for x independent of g",
    source: "the moments of the law of x",
  },
  "sum over values": {
    statement: "E[f(s, z)] = (E[f(1, z)] + E[f(-1, z)]) / 2 for s = 1 or -1 with probability 1/2",
    source: "the definition of the expectation",
  },
  independence: {
    statement: "E[f g] = E[f] E[g] for f and g of uncorrelated jointly Gaussian variables",
    source: "uncorrelated jointly Gaussian variables are independent",
  },
  expansion: {
    statement: "E[sum_k c_k f_k] = sum_k c_k E[f_k]",
    source: "linearity",
  },
  Wick: {
    statement: "E[u f(z)] = E[u] E[f(z)] + sum_j Cov(u, z_j) E[d_j f(z)], applied to polynomials",
    source: "Isserlis, Biometrika 12, 1918",
  },
  Stein: {
    statement: "E[u f(z)] = E[u] E[f(z)] + sum_j Cov(u, z_j) E[d_j f(z)]",
    source: "Stein, Annals of Statistics 9, 1981",
  },
  "Stein for jumps": {
    statement: "E[d step(z) f] = p_z(0) E[f | z = 0], p_z the density of z",
    source: "Stein's lemma with the distributional derivative of the step",
  },
  "exponential tilting": {
    statement: "E[e^v f(z)] = e^(E[v] + Var(v)/2) E[f(z + Cov(z, v))]",
    source: "Cameron and Martin, Annals of Mathematics 45, 1944",
  },
  "Gaussian factor": {
    statement:
      "E[e^(-b v^2) f(z)] = (1 + 2 b Var(v))^(-1/2) E[f(z')], v centred, Cov(z') = Cov(z) - 2 b Cov(z, v) Cov(v, z) / (1 + 2 b Var(v))",
    source: "the product of two Gaussian densities is Gaussian",
  },
  "characteristic function": {
    statement: "E[e^(i v)] = e^(i E[v] - Var(v)/2), products of sines and cosines as sums",
    source: "the characteristic function of the normal law",
  },
  "normal probability": {
    statement: "P(z > 0) = Phi(E[z] / sqrt(Var(z)))",
    source: "the definition of the normal distribution function",
  },
  "auxiliary variable": {
    statement: "Phi(z) = P(g + z > 0 | z), g ~ N(0, 1) independent; erf(z) = 2 Phi(sqrt(2) z) - 1",
    source: "Williams, Neural Computation 10, 1998",
  },
  "arc-cosine": {
    statement: "P(u > 0, v > 0) = (pi - acos(rho)) / (2 pi), rho the correlation, u and v centred",
    source: "Sheppard, Philosophical Transactions A 192, 1899; Cho and Saul, NIPS 2009",
  },
  arcsine: {
    statement: "E[sign(u) sign(v)] = (2 / pi) asin(rho), rho the correlation, u and v centred",
    source: "Sheppard, Philosophical Transactions A 192, 1899; Williams, Neural Computation 10, 1998",
  },
  "bivariate normal": {
    statement: "P(u > 0, v > 0) = Phi_2(E[u] / sd(u), E[v] / sd(v); rho)",
    source:
      "the definition of the bivariate normal distribution function; Owen, Annals of Mathematical Statistics 27, 1956",
  },
  orthant: {
    statement: "P(u > 0, v > 0, w > 0) = 1/8 + (asin(rho_uv) + asin(rho_uw) + asin(rho_vw)) / (4 pi), centred",
    source: "Sheppard, Philosophical Transactions A 192, 1899",
  },
  "same variable": {
    statement: "u = v almost surely if E[u] = E[v] and Var(u) = Cov(u, v) = Var(v)",
    source: "Var(u - v) = 0",
  },
};

export function ruleNamed(name: RuleName): Rule {
  return { name, ...table[name] };
}

/**
 * Systems of random matrix theory: transposes, correction terms and ratios of widths with linear nonlinearities, whose
 * limits are integers, and the simplest nonlinear ones. Sources: Golikov, EPFL thesis 2025 (1.39, A.2.1, A.2.4, A.2.8,
 * A.2.9); Yang, Tensor programs III.
 */
import { type System, system } from "./system.ts";

/** `n^-1 z^T (word) z` for a word in W and its transpose, leftmost factor last applied. */
function starMoment(word: string, expected: number): System {
  const factors = [...word].map((letter) => (letter === "T" ? "W.T" : "W")).join(" @ ");
  const text = `width n
    vector z
    matrix W ~ normal(0, 1 / n)
    output moment(z * (${factors} @ z))`;
  return system(`star moment of ${word}`, 12, [expected], text);
}

/** The moments 1 to 6 of A A.T for rows / columns = `ratio`. */
function marchenkoPastur(ratio: string, expected: readonly number[]): System {
  const text = `width n
    width m = ${ratio} * n
    vector z : m
    matrix A : m x n ~ normal(0, 1 / n)
    x[0] = z
    for k in 1..6 { x[k] = A @ A.T @ x[k-1] }
    for k in 1..6 { output M[k] = moment(z * x[k]) }`;
  return system(`Marchenko-Pastur, ratio ${ratio}`, 10, expected, text);
}

export const randomMatrixSystems: readonly System[] = [
  starMoment("WT", 1),
  starMoment("WW", 0),
  starMoment("WTWT", 2),
  starMoment("WWTT", 1),
  starMoment("WTTW", 1),
  starMoment("WWTWTT", 2),
  starMoment("WTWTWT", 5),
  starMoment("WWTTWT", 2),
  starMoment("WTWWTT", 2),
  starMoment("WTWTWTWTWTWT", 132),
  marchenkoPastur("1", [1, 2, 5, 14, 42, 132]),
  marchenkoPastur("1 / 2", [1, 1.5, 2.75, 5.625, 12.3125, 28.21875]),
  marchenkoPastur("2", [1, 3, 11, 45, 197, 903]),
  system(
    "semicircle, through ten powers",
    9,
    [0, 1, 0, 2, 0, 5, 0, 14, 0, 42],
    `width n
     vector z
     matrix W ~ normal(0, 1 / (2 * n))
     x[0] = z
     for r in 1..10 { x[r] = (W + W.T) @ x[r-1] }
     for r in 1..10 { output m[r] = moment(z * x[r]) }`,
  ),
  system(
    "semicircle, written as in the source: two vectors a step",
    9,
    [0, 1, 0, 2, 0, 5],
    `width n
     vector z
     matrix W ~ normal(0, 1 / (2 * n))
     g[2] = W @ z
     g[3] = W.T @ z
     for k in 2..6 {
       g[2*k] = W @ (g[2*k-1] + g[2*k-2])
       g[2*k+1] = W.T @ (g[2*k-1] + g[2*k-2])
     }
     for r in 1..6 { output m[r] = moment(z * (g[2*r] + g[2*r+1])) }`,
  ),
  system(
    "a transpose after tanh and after relu",
    10,
    [0.6057055096, 0.7611736548, 0.5, 0.75],
    `width n
     vector z
     matrix W ~ normal(0, 1 / n)
     x = W.T @ tanh(W @ z)
     y = W.T @ relu(W @ z)
     output moment(z * x), moment(x^2), moment(z * y), moment(y^2)`,
  ),
  system(
    "a transpose after a step, by Stein's lemma",
    10,
    [0.3989422804, 0.6591549431],
    `width n
     vector z
     matrix W ~ normal(0, 1 / n)
     x = W.T @ step(W @ z)
     output moment(z * x), moment(x^2)`,
  ),
  system(
    "a symmetric matrix twice (Chen and Lam)",
    8,
    [0.76117365],
    `width n
     vector z
     matrix W ~ normal(0, 1 / n)
     A = (W + W.T) / sqrt(2)
     output moment((A @ tanh(A @ z))^2)`,
  ),
  system(
    "Jacobian of one tanh layer",
    8,
    [0.4644029, 0.55717926],
    `width n
     vector z; vector v
     matrix W ~ normal(0, 1 / n)
     slope = 1 - tanh(W @ z)^2
     back = W.T @ (slope * v)
     output moment(back^2), moment((slope * (W @ back))^2)`,
  ),
  system(
    "Jacobian of two tanh layers",
    8,
    [0.29561314, 0.33343875],
    `width n
     vector z; vector v
     matrix W[l in 1..2] ~ normal(0, 1 / n)
     h[1] = W[1] @ z
     h[2] = W[2] @ tanh(h[1])
     d[1] = 1 - tanh(h[1])^2
     d[2] = 1 - tanh(h[2])^2
     back = W[1].T @ (d[1] * (W[2].T @ (d[2] * v)))
     output moment(back^2), moment((d[2] * (W[2] @ (d[1] * (W[1] @ back))))^2)`,
  ),
];

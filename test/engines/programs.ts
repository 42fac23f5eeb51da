/** Programs that together use everything a plan can ask of an engine. */
import type { Program } from "../../src/ir/program.ts";
import { lower } from "../kit/lower.ts";

export interface ConformanceCase {
  readonly name: string;
  readonly program: Program;
  readonly widths: readonly number[];
  /** Values of scalars that the program leaves open. */
  readonly settings: ReadonlyMap<string, number>;
  /** Jumps turn rounding into whole steps: engines in single precision agree on all but a few coordinates. */
  readonly jumps: boolean;
  /** Whether the conditioned sampler applies. */
  readonly gaussian: boolean;
}

interface Variation {
  readonly widths?: readonly number[];
  readonly settings?: Readonly<Record<string, number>>;
  readonly jumps?: boolean;
  readonly gaussian?: boolean;
}

function example(name: string, text: string, variation: Variation = {}): ConformanceCase {
  const { widths = [1, 7, 64], settings = {}, jumps = false, gaussian = true } = variation;
  return { name, program: lower(text), widths, settings: new Map(Object.entries(settings)), jumps, gaussian };
}

export const conformanceCases: readonly ConformanceCase[] = [
  example(
    "vectors of every law",
    `
    width n
    vector a ~ normal(0.5, 2)
    vector b ~ uniform(mean = 1, var = 3)
    vector c ~ rademacher
    vector d ~ truncated_normal(cut = 2)
    vector e ~ laplace
    vector f ~ exponential
    vector g ~ student_t(df = 5)
    vector h ~ cubecauchy
    vector k ~ quintcauchy
    output moment(a * b), moment(c * d), moment(e * f), moment(g * a), moment(h * c), moment(k * a)
    `,
    { widths: [1, 5, 600] },
  ),
  example(
    "jointly Gaussian vectors, with a singular covariance",
    `
    width n
    data K = [[1, 0.5, 1.5], [0.5, 1, 1.5], [1.5, 1.5, 3]]
    vector G[i in 1..3] ~ normal(0, K)
    vector (a, b) ~ normal([1, -1], [[2, -2], [-2, 2]])
    output moment(G[1] * G[2]), moment((G[1] + G[2] - G[3])^2), moment((a + b)^2), moment(a * G[3])
    `,
  ),
  example(
    "a batch through two hidden layers",
    `
    width n
    data X = [[1, 0], [0.6, 0.8], [-0.6, 0.8]]
    vector U[j in 1..2] ~ normal(0, 1)
    vector v ~ normal(0, 1)
    matrix W[l in 2..3] ~ normal(0, 2 / n)
    for i in 1..3 {
      h[1, i] = sum(j in 1..2: X[i, j] * U[j])
      for l in 2..3 { h[l, i] = W[l] @ relu(h[l - 1, i]) }
      f[i] = moment(v * relu(h[3, i]))
    }
    output f[1], f[2], f[3]
    for i in 1..3, j in 1..i { K[i, j] = moment(h[3, i] * h[3, j]) }
    output K[i in 1..3, j in 1..i]
    `,
    { widths: [1, 7, 64, 530] },
  ),
  example(
    "forward and back through one matrix",
    `
    width n
    vector u ~ normal(0, 1)
    matrix W ~ normal(0, 1 / n)
    g = W @ u
    h = W.T @ tanh(g)
    k = W @ relu(h + u)
    output moment(h * u), moment(k^2), moment(k * tanh(g))
    `,
    { widths: [1, 2, 3, 64, 1100] },
  ),
  example(
    "three widths",
    `
    width n
    width m = 2 * n
    width l = n / 2
    vector u : n ~ normal(0, 1)
    vector w : l ~ normal(0, 1)
    matrix A : m x n ~ normal(0, 1 / n)
    matrix B : l x m ~ normal(0, 1 / m)
    a = A @ tanh(u)
    b = B @ tanh(a)
    c = B.T @ (b * w)
    d = A.T @ (c * (1 - tanh(a)^2))
    q = moment(c^2)
    e = B @ (q * a)
    output moment(d * u), moment(d^2), moment(b^2), moment(e * w)
    `,
    { widths: [2, 7, 64] },
  ),
  example(
    "a recurrent network",
    `
    width n
    vector u ~ normal(0, 1)
    vector b ~ normal(0, 0.1)
    matrix W ~ normal(0, 1.5 / n)
    h[0] = u
    for t in 1..6 { h[t] = tanh(W @ h[t - 1] + b) }
    for s in 4..6, t in 4..s { C[s, t] = moment(h[s] * h[t]) }
    output C[s in 4..6, t in 4..s]
    `,
    { widths: [3, 64] },
  ),
  example(
    "products that are sums of others",
    `
    width n
    vector x ~ normal(0, 1)
    vector y ~ normal(0, 1)
    matrix W ~ normal(0, 1 / n)
    gap = W @ (x + y) - W @ x - W @ y
    twice = W @ (2 * x) - 2 * (W @ x)
    adjoint = moment(y * (W @ x)) - moment((W.T @ y) * x)
    output moment(gap^2), moment(twice^2), adjoint
    `,
  ),
  example(
    "a matrix that is used more often than it has columns",
    `
    width n
    width m = 2 * n
    vector u : n ~ normal(0, 1)
    vector c : m ~ rademacher
    matrix W : m x n ~ normal(0, 1 / n)
    x[0] = u
    for t in 0..3 {
      y[t] = W @ x[t]
      z[t] = W.T @ (tanh(y[t]) + 0.5 * c)
      x[t + 1] = tanh(z[t]) - 0.25 * x[t]
    }
    nothing = W @ (0 * x[1])
    again = W @ (x[0] - 2 * x[1])
    output moment(y[3]^2), moment(z[3] * u), moment(nothing^2), moment((again - y[0] + 2 * y[1])^2), moment(again * c)
    `,
    { widths: [1, 2, 3, 40] },
  ),
  example(
    "large inputs and small ones",
    `
    width n
    vector u ~ normal(0, 1)
    vector v ~ normal(0, 1)
    matrix W ~ normal(0, 1 / n)
    matrix V ~ normal(0, 1 / n)
    a = W @ (1e15 * u)
    b = W.T @ (1e-30 * a)
    c = W @ (1e12 * v)
    d = V @ (1e-14 * u)
    e = V.T @ (1e28 * d + 1e14 * v)
    f = V.T @ (1e-20 * v)
    g = V @ (1e-24 * e)
    output moment(1e-15 * a * v), moment(1e15 * b * u), moment(1e-12 * c * u)
    output moment(1e14 * d * v), moment(1e-14 * e * u), moment(1e20 * f * u), moment(1e10 * g * u)
    `,
    { widths: [64] },
  ),
  example(
    "constant vectors and vanishing ones",
    `
    width n
    vector ones ~ normal(1, 0)
    vector g ~ normal(0, 1)
    matrix W ~ normal(0, 1 / n)
    matrix Z ~ normal(0, 0 / n)
    r = W @ ones
    z = W @ (g - g)
    output moment(r^2), moment(ones), moment((r + z) * g), moment((Z @ g)^2)
    `,
  ),
  example(
    "scalars and training steps",
    `
    width n
    scalar eta = 0.5
    scalar y
    vector g ~ normal(0, 1)
    vector a ~ normal(0, 1)
    v[0] = a
    w[0] = g
    for t in 0..3 {
      f[t] = moment(v[t] * tanh(w[t]))
      e[t] = eta * (f[t] - y)
      v[t + 1] = v[t] - e[t] * tanh(w[t])
      w[t + 1] = w[t] - e[t] * v[t] * (1 - tanh(w[t])^2)
    }
    output f[0], f[1], f[2], f[3], exp(f[3]) / (1 + f[2]^2)
    `,
    { settings: { y: 1 } },
  ),
  example(
    "smooth functions",
    `
    width n
    vector g ~ normal(0, 1)
    output moment(erf(g) * g), moment(gelu(g)), moment(sigmoid(g)^2), moment(tanh(g) * g), moment(softplus(g))
    output moment(silu(g)), moment(sin(g) * g), moment(cos(g)), moment(exp(g)), moment(log(1 + g^2)), moment(sqrt(1 + g^2))
    output moment(normal_cdf(g) * g), moment(normal_pdf(g)), moment(hermite(3, g) * g), moment(g^4), moment(1 / (1 + g^2))
    output moment((1 + g^2)^1.5), moment((1 + g^2)^g), moment(exp(g)^0.5)
    `,
    { widths: [1, 64, 1500] },
  ),
  example(
    "kinks",
    `
    width n
    vector g ~ normal(0, 1)
    vector h ~ normal(0, 1)
    output moment(relu(g)), moment(leaky_relu(g, 0.1)), moment(abs(g)), moment(max(g, h)), moment(min(g, h)), moment(clip(g, -1, 0.5))
    output moment(max(g, 0.25) * h), moment(abs(max(g, -h) - 1))
    `,
    { widths: [1, 513] },
  ),
  example(
    "jumps",
    `
    width n
    vector g ~ normal(0, 1)
    vector h ~ normal(0, 1)
    output moment(step(g) * h), moment(sign(g) * g), moment(where(g < h, g, -h)), moment(where(g <= 0 and not (h < 0), 1, g))
    output moment(where(g > 1 or h == g, h, 2)), moment(where(g < 0, exp(g), log(1 + abs(g))))
    `,
    { widths: [1, 512], jumps: true },
  ),
  example(
    "matrices of other laws",
    `
    width n
    vector u ~ normal(0, 1)
    matrix A ~ uniform(var = 1 / n)
    matrix B ~ rademacher(var = 1 / n)
    matrix C ~ laplace(var = 1 / n)
    matrix D ~ exponential(var = 1 / n)
    matrix E ~ student_t(df = 5, var = 1 / n)
    matrix F ~ truncated_normal(cut = 2, var = 1 / n)
    matrix G ~ cubecauchy(var = 1 / n)
    matrix H ~ quintcauchy(var = 1 / n)
    a = B @ tanh(A @ u)
    b = D @ tanh(C @ a)
    c = F @ tanh(E @ b)
    d = H @ tanh(G @ c)
    output moment(a^2), moment(b^2), moment(c^2), moment(d^2), moment((A.T @ a) * u), moment((D.T @ b) * u)
    `,
    { widths: [1, 9, 70], gaussian: false },
  ),
];

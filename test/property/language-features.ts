/** Small programs that between them use every construct of the language, each on its own. */

export interface LanguageFeature {
  readonly feature: string;
  readonly text: string;
  readonly settings: Readonly<Record<string, number>>;
}

function feature(name: string, text: string, settings: Readonly<Record<string, number>> = {}): LanguageFeature {
  return { feature: name, text, settings };
}

export const languageFeatures: readonly LanguageFeature[] = [
  feature(
    "params and scalars set from outside",
    `param L = 2; param s = sqrt(2)
     width n
     scalar c
     scalar d = 0.5
     vector g
     x[0] = g
     for l in 1..L { x[l] = tanh(s * x[l-1] + c * d) }
     output moment(x[L])`,
    { L: 4, s: 0.7, c: 1.5 },
  ),
  feature(
    "data with computed indices",
    `param B = 3
     data X = [[1, 2, 3], [4, 5, 6]]
     data order = [3, 1, 2]
     width n
     vector U[j in 1..2]
     for i in 1..B { h[i] = sum(j in 1..2: X[j, order[i]] * U[j]) / 10 }
     output moment(h[1] * h[2]), moment(h[B] * h[B-1])`,
  ),
  feature(
    "joint laws of families and of tuples, singular ones included",
    `data K = [[2, 1, 3], [1, 2, 3], [3, 3, 6]]
     width n
     vector G[i in 1..3] ~ normal(0, K)
     vector (a, b) ~ normal([1, -1], [[1, 1], [1, 1]])
     vector (c, d) ~ normal(mean = [0, 0], var = [[1, 0], [0, 0]])
     output moment(G[1] * G[2]), moment(G[3] - G[1] - G[2]), moment(a * b), moment(c + d)`,
  ),
  feature(
    "every law",
    `width n
     vector a ~ uniform
     vector b ~ uniform(mean = 1, var = 2)
     vector c ~ rademacher
     vector d ~ truncated_normal(cut = 1.5, mean = 0.1, var = 0.3)
     vector e ~ laplace(0, 2)
     vector f ~ exponential(1, 1)
     vector g ~ student_t(df = 5)
     vector h ~ cubecauchy
     vector k ~ quintcauchy(var = 0.1)
     vector l ~ normal(2, 0)
     matrix W ~ laplace(var = 1 / n)
     output moment(a * b + c * d), moment(e + f), moment(tanh(g) * tanh(h)), moment(k * l), moment((W @ a)^2)`,
  ),
  feature(
    "laws that depend on an index",
    `width n
     vector g[i in 1..3] ~ normal(i / 2, i^2 / 4)
     matrix W[l in 1..2] ~ normal(0, l / (2 * n))
     output moment(g[1] * g[2] * g[3]), moment((W[1] @ W[2] @ g[1])^2)`,
  ),
  feature(
    "widths with ratios",
    `width n
     width m = 2 * n
     width k = m / 3
     vector x : k
     matrix A : m x k ~ normal(0, 2 / k)
     matrix B : n x m ~ normal(0, 3 / (2 * m))
     y = B @ relu(A @ x)
     z = A.T @ B.T @ tanh(y)
     output moment(y^2), moment(z * x), moment(z^2)`,
  ),
  feature(
    "sums of matrices, their transposes and outer products, under scalars",
    `width n
     vector u; vector v
     matrix W ~ normal(0, 1 / n)
     matrix V ~ normal(0, 1 / n)
     s = moment(u^2)
     A = 2 * W - V.T / 3 + s * outer(u, tanh(v)) / n
     B = -(A.T) + W
     output moment((A @ u) * v), moment((B @ v)^2), moment((A + B) @ (u + v))`,
  ),
  feature(
    "rectangular outer products",
    `width n
     width m = n / 2
     vector u : m
     vector v : n
     matrix W : m x n ~ normal(0, 1 / n)
     A = W + outer(u, v) / n
     C = W - outer(u, 0.5 * v) / m
     output moment(A @ v), moment(A.T @ u), moment(C @ v), moment((C.T @ tanh(A @ v))^2)`,
  ),
  feature(
    "functions of vectors, numbers and matrices, nested and of several statements",
    `width n
     vector g
     matrix W ~ normal(0, 1 / n)
     fn phi(z) = z * sigmoid(1.7 * z)
     fn layer(W, z, depth) {
       x[0] = z
       for l in 1..depth { x[l] = phi(W @ x[l-1]) }
       return x[depth]
     }
     fn double(W, z) = layer(W, layer(W, z, 1), 2)
     output moment(layer(W, g, 2)), moment(double(W, g) * g)`,
  ),
  feature(
    "choices between numbers",
    `param L = 3
     width n
     vector g
     if L > 2 and not (L == 4) { x = tanh(g) } else { x = g }
     if L < 2 { y = x } else if L == 3 { y = relu(x) } else { y = -x }
     output moment(x * y)`,
    { L: 3 },
  ),
  feature(
    "sums and products over several ranges",
    `width n
     vector g[i in 1..3]
     a = sum(i in 1..3, j in 1..i: i * g[j])
     b = prod(i in 1..3: tanh(g[i]))
     c = sum(i in 1..0: g[1]) + prod(i in 2..1: 5)
     output moment(a * b), moment(c * a), prod(i in 1..4: i)`,
  ),
  feature(
    "every coordinatewise function",
    `width n
     vector a; vector b
     output relu = moment(relu(a) * b), leaky = moment(leaky_relu(a, 0.3)), abs_ = moment(abs(a)), step_ = moment(step(a) * b)
     output sign_ = moment(sign(a) * b), erf_ = moment(erf(a) * b), gelu_ = moment(gelu(a)), sigmoid_ = moment(sigmoid(a))
     output tanh_ = moment(tanh(a)), softplus_ = moment(softplus(a)), silu_ = moment(silu(a)), sin_ = moment(sin(a) * cos(b))
     output exp_ = moment(exp(a / 3)), log_ = moment(log(1 + a^2)), sqrt_ = moment(sqrt(2 + sin(a)))
     output max_ = moment(max(a, b)), min_ = moment(min(a, 0.5)), clip_ = moment(clip(a, -b^2, 1))
     output cdf = moment(normal_cdf(a) * b), pdf = moment(normal_pdf(a)), power = moment((1 + a^2)^b)
     output he = moment(hermite(5, a) * b) + hermite(0, 3) + moment(hermite(1, a))
     output chosen = moment(where(a < b and (b <= 1 or a > 0.5), a, where(not (a >= 0), b, a * b)))`.replaceAll(
      "relu = ",
      "relu_ = ",
    ),
  ),
  feature(
    "arithmetic of scalars",
    `width n
     vector g
     a = moment(g^2)
     b = moment(tanh(g)) / (1 + a)
     c = sqrt(a) * exp(b) - max(a, b)^2
     x = (g - b) / sqrt(a)
     output a, b, c, moment(c), moment(3), moment(x * c)`,
  ),
  feature(
    "outputs under names, of families and in loops",
    `width n
     vector g[i in 1..2]
     for i in 1..2, j in 1..i {
       K[i, j] = moment(g[i] * g[j])
       output K[i, j]
       output twice[i, j] = 2 * K[i, j]
     }
     output total = sum(i in 1..2: K[i, i]), moment(g[1] * g[1]), moment(g[2]) + 1`,
  ),
  feature(
    "constant vectors and values that are not used",
    `width n
     vector g
     matrix W ~ normal(0, 1 / n)
     matrix V ~ normal(0, 1 / n)
     one = 1 + 0 * g
     unused = V @ tanh(g)
     output moment((W @ one)^2), moment(one)`,
  ),
];

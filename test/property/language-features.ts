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
    "tangent kernels by jointly normal vectors, and by the independent ones behind them",
    `param r = 0.6
     width n
     vector (a, b) ~ normal([0, 0], [[1, r], [r, 1]])
     vector g
     vector h
     vector v
     vector w
     readout y = v . (a + b) / sqrt(n)
     readout z = w . (g + r * g + sqrt(1 - r^2) * h) / sqrt(n)
     output ntk(y, y, wrt = [a, b]), ntk(z, z, wrt = [g, h]), ntk(y, y, wrt = [a, b], convention = plain)`,
  ),
  feature(
    "parts of families and of arrays",
    `data Y = [[1, 2, 3], [4, 5, 6]]
     data Z = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]
     width n
     vector g[i in 1..2, j in 1..3]
     fn total(f, y, B) = sum(b in 1..B: f[b] * y[b])
     fn corner(f) = total(f[2, ..], Z[.., 1, 2], 2) + total(f[.., 1], Z[2, .., 1], 2)
     for t in 1..2, s in 1..2, b in 1..3 { f[s, t, b] = moment(g[t, b]^2) * (s + t * b) }
     output total(f[1, 2, ..], Y[1, ..], 3), total(f[.., 2, 3], Y[.., 3], 2), corner(f[.., 2, ..])
     a = total(g[2, ..], Y[2], 3)
     output moment(a^2), f[2, .., 1], f[1, 1, ..]`,
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
  feature(
    "gradients by vectors, matrices and scalars",
    `width n
     vector g; vector v
     scalar s = 0.3
     matrix W ~ normal(0, 1 / n)
     x = tanh(W @ (g + s * v))
     c = moment(v * x) + moment(x^2) * s
     output moment(grad(c, g)^2), moment(grad(c, x) * v), moment(grad(c, W) @ g), moment((grad(c, W).T @ v)^2), grad(c, s)
     output grad(c, c), grad(s^3, s), moment(grad(2 * c, v) * g)`,
  ),
  feature(
    "names are variables, whatever they are computed from",
    `width n
     vector g
     matrix W ~ normal(0, 1 / n)
     h = W @ g
     k = W @ g
     same = h
     zero = g - g
     two = g + 0 * h
     s = moment(h^2)
     t = moment(k^2)
     c = moment(h * tanh(k)) + s * t^2 + moment(exp(zero) * two)
     output moment(grad(c, h) * g), moment(grad(c, k) * g), moment(grad(c, same) * g)
     output moment(grad(c, zero) * g), moment(grad(c, two) * g), grad(c, s), grad(c, t), moment(grad(c, g) * g)`,
  ),
  feature(
    "gradients across widths",
    `width n
     width m = 2 * n
     width k = n / 2
     vector u : n
     vector v : m
     vector w : k
     matrix W : m x n ~ normal(0, 1 / n)
     matrix V : k x m ~ normal(0, 1 / m)
     A = W + outer(v, tanh(u)) / m
     x = tanh(A @ u)
     y = V @ (x + (outer(v, u) / n) @ u)
     c = moment(w * sin(y)) + moment(v * x) * moment(u)
     output moment(grad(c, u)^2), moment(grad(c, v) * x), moment(grad(c, w)^2), moment(grad(c, x)^2)
     output moment((grad(c, W) @ u)^2), moment((grad(c, V).T @ w)^2), moment((grad(c, A).T @ v) * u)
     output moment(((V - grad(c, V)) @ v)^2)`,
  ),
  feature(
    "gradients through updated matrices, their factors and their outer products",
    `width n
     vector g; vector v
     matrix W ~ normal(0, 1 / n)
     matrix V ~ normal(0, 1 / n)
     s = moment(g^2)
     B = s * W.T - outer(tanh(g), v) / n + 0.5 * V
     C = B.T + sin(s) * B
     c = moment(v * tanh(C @ B @ g))
     output moment(grad(c, g) * v), moment(grad(c, v)^2), grad(c, s), moment((grad(c, W) @ v)^2), moment(grad(c, V).T @ g)
     output moment(grad(c, B) @ g), moment((C - 0.1 * grad(c, C)) @ v)
     U = outer(g, v)
     d = moment(g * ((U / n) @ v))
     output moment((grad(d, U) * n) @ g)`,
  ),
  feature(
    "gradients of gradients",
    `width n
     vector g; vector v
     scalar s = 0.7
     matrix W ~ normal(0, 1 / n)
     c = moment(v * tanh(s * (W @ sin(g))))
     dg = grad(c, g)
     c2 = moment(dg^2)
     G = grad(c^2, W)
     c3 = moment(v * (G @ g))
     output grad(c2, s), moment(grad(c2, g) * v), moment(grad(c2, W) @ g), moment(grad(moment(dg * grad(c2, v)), g)^2)
     output grad(c3, s), moment(grad(c3, v)^2), moment(grad(c3, W).T @ v), grad(grad(c, s), s)`,
  ),
  feature(
    "derivatives by a scalar of scalars, vectors and matrices",
    `width n
     vector g; vector v
     scalar s = 0.4
     scalar r = 1.2
     matrix W ~ normal(0, 1 / n)
     x = tanh(W @ (s * g + r * v))
     q = moment(x^2) * s
     A = q * W + outer(x, s * g) / n
     y = A.T @ sin(x * q)
     output diff(q, s), diff(q, r), moment(diff(x, s) * g), moment(diff(y, s) * diff(y, r)), moment(diff(A, s) @ v)
     output diff(diff(q, s), r), moment(diff(diff(y, s), s)), diff(7, s), diff(s^2, s), diff(q, q)
     output moment(grad(moment(diff(y, s)^2), g) * v), moment(grad(moment(v * diff(y, s)), W) @ g)
     output diff(moment(grad(q, g)^2), s), moment(diff(grad(q, W), s) @ g)`,
  ),
  feature(
    "derivatives of every coordinatewise function",
    `width n
     vector a; vector b
     fn d(c, a, b) = moment(grad(c, a) * (1 + b)) + moment(grad(c, b) * a)
     c1 = moment(relu(a) * b) + moment(leaky_relu(a, b)) + moment(abs(a)) + moment(step(a) * b) + moment(sign(a) * b)
     c2 = moment(erf(a) * b) + moment(gelu(a)) + moment(sigmoid(a)) + moment(tanh(a)) + moment(softplus(a) * b)
     c3 = moment(silu(a)) + moment(sin(a) * cos(b)) + moment(exp(a / 3)) + moment(log(1 + a^2)) + moment(sqrt(2 + sin(a)))
     c4 = moment(max(a, b)) + moment(min(a, 0.5)) + moment(clip(a, -b^2, 1)) + moment(normal_cdf(a) * b)
     c5 = moment(normal_pdf(a)) + moment((1 + a^2)^b) + moment(hermite(5, a) * b) + moment(a / (1 + b^2))
     c6 = moment(where(a < b and (b <= 1 or a > 0.5), a, where(not (a >= 0), b, a * b)))
     output d(c1, a, b), d(c2, a, b), d(c3, a, b), d(c4, a, b), d(c5, a, b), d(c6, a, b)`,
  ),
  feature(
    "gradients in functions, by their parameters",
    `width n
     vector g; vector v
     matrix W ~ normal(0, 1 / n)
     fn loss(W, x, v) = (moment(v * tanh(W @ x)) - 1)^2 / 2
     fn slope(W, x, v) {
       l = loss(W, x, v)
       return grad(l, x) * grad(l, v)
     }
     fn update(W, x, v, eta) = W - eta * grad(loss(W, x, v), W)
     output moment(slope(W, g, v)), moment(slope(2 * W, tanh(g), g + v))
     output loss(update(W, g, v, 0.5), g, v), loss(update(update(W, g, v, 0.5), g, v, 0.2), sin(g), v)`,
  ),
  feature(
    "training",
    `width n
     vector u; vector v
     matrix W ~ normal(0, 1 / n)
     scalar e = 0.2
     scalar eta = 0.5
     U[0] = u; V[0] = v; M[0] = W; E[0] = e
     for t in 0..3 {
       f[t] = moment(V[t] * tanh(M[t] @ sin(U[t] + E[t])))
       loss[t] = (f[t] - 1)^2 / 2
       U[t+1] = U[t] - eta * grad(loss[t], U[t])
       V[t+1] = V[t] - eta * grad(loss[t], V[t])
       M[t+1] = M[t] - eta * grad(loss[t], M[t])
       E[t+1] = E[t] - eta * grad(loss[t], E[t])
     }
     output loss[t in 0..3]
     output grad(loss[3], eta), moment(grad(loss[2], W) @ u), diff(loss[2], eta), moment(grad(loss[3], u) * v)`,
  ),
  feature(
    "readouts and their kernels",
    `width n
     width m = 3 * n
     data X = [[1, 0], [0.6, 0.8]]
     vector U[j in 1..2] : n ~ normal(0, 2)
     vector (v, w) : m ~ normal(0, [[0.5, 0], [0, 2]])
     vector b : m ~ normal(0.3, 0.1)
     matrix W : m x n ~ normal(0, 3 / n)
     matrix V : m x m ~ normal(0, 0.7 / m)
     for i in 1..2 {
       x[i] = tanh(sum(j in 1..2: X[i, j] * U[j]))
       y[i] = tanh(W @ x[i] + b)
       z[i] = sin(V @ V.T @ y[i]) / sqrt(moment(y[i]^2))
       readout f[i] = v . z[i] / sqrt(m)
       readout h[i] = w . y[i] / (2 * sqrt(n))
     }
     output nngp(f[1], f[1]), nngp(f[2], f[1]), nngp(f[1], h[1]), nngp(h[1], h[2])
     output ntk(f[1], f[2], wrt = [U, W, V, b, v, w]), ntk(f[1], f[1], wrt = [V]), ntk(f[1], h[2], wrt = [U, W, b, v])
     output ntk(f[2], f[1], wrt = [U, W, V, b, v, w], convention = plain), ntk(h[1], h[1], wrt = [U[1], w], convention = plain)`,
  ),
];

/**
 * Programs for judging verdicts: some with their true limits, which no comparison may contradict, and pairs of which
 * one is simulated and the other, with a mistake that changes the limit by about 1 %, gives the limit.
 */

export interface NamedProgram {
  readonly name: string;
  readonly text: string;
}

/** Cheap programs of various kinds. */
export const truePrograms: readonly NamedProgram[] = [
  {
    name: "averages of one vector",
    text: "width n\nvector z ~ normal(0, 1)\noutput moment(tanh(z)^2), moment(relu(z)), moment(z^4)",
  },
  {
    name: "skewed coordinates",
    text: "width n\nvector z ~ exponential()\noutput moment(z^2), moment(z^3)",
  },
  {
    name: "a perceptron with two inputs",
    text: `width n
vector u[i in 1..2] ~ normal(0, 1)
matrix W ~ normal(0, 2 / n)
for i in 1..2 { h[i] = W @ relu(u[1] + 0.5 * u[i]) }
output moment(h[1]^2), moment(h[1] * h[2]), moment(relu(h[1]) * h[2])`,
  },
  {
    name: "a deep perceptron",
    text: `width n
vector u ~ normal(0, 1)
matrix W[l in 1..6] ~ normal(0, 2 / n)
h[0] = u
for l in 1..6 { h[l] = W[l] @ relu(h[l-1]) }
output moment(h[6]^2)`,
  },
  {
    name: "a matrix and its transpose",
    text: "width n\nvector z ~ normal(0, 1)\nmatrix W ~ normal(0, 1 / n)\ny = W.T @ tanh(W @ z)\noutput moment(z * y), moment(y * y)",
  },
  {
    name: "moments of a symmetric matrix",
    text: `width n
vector z ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
A = (W + W.T) / sqrt(2)
x[0] = z
for k in 1..3 { x[k] = A @ x[k-1] }
output moment(x[1]^2), moment(x[0] * x[2]), moment(x[1] * x[3])`,
  },
  {
    name: "a rectangular matrix",
    text: `width n
width m = 2 * n
vector x : n ~ normal(0, 1)
matrix A : m x n ~ normal(0, 1 / n)
output moment(x * (A.T @ (A @ x))), moment((A @ x)^4)`,
  },
  {
    name: "a recurrent network",
    text: `width n
vector u ~ normal(0, 1)
matrix W ~ normal(0, 1.5 / n)
h[0] = u
for t in 1..3 { h[t] = tanh(W @ h[t-1] + 0.5 * u) }
output moment(h[3]^2), moment(h[3] * h[1])`,
  },
  {
    name: "a step of training",
    text: `width n
vector u ~ normal(0, 1)
vector v ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
f = moment(v * tanh(W @ tanh(u)))
loss = (f - 1)^2 / 2
output moment(v * tanh((W - 0.5 * grad(loss, W)) @ tanh(u - 0.5 * grad(loss, u))))`,
  },
  {
    name: "a norm that is divided by",
    text: "width n\nvector z ~ normal(0, 1)\nmatrix W ~ normal(0, 1 / n)\nx = W @ relu(z)\noutput moment(tanh(x / sqrt(moment(x^2)))^2)",
  },
  {
    name: "an absolute value with limit 0",
    text: "width n\nvector z ~ normal(0, 1)\noutput abs(moment(z)), moment(z)^2",
  },
];

export interface PlantedError {
  readonly kind: "constant" | "Onsager term" | "ratio" | "sign";
  readonly name: string;
  /** What is simulated. */
  readonly right: string;
  /** What the limit is found for; `undefined` for that of `right` without its Onsager terms. */
  readonly wrong: string | undefined;
}

function replaced(text: string, right: string, wrong: string): string {
  if (!text.includes(right)) throw new Error(`no ${right} in ${text}`);
  return text.replace(right, wrong);
}

const relu = `width n
vector u ~ normal(0, 1)
matrix W ~ normal(0, 2 / n)
output moment(relu(W @ relu(u)))`;

const bias = `width n
vector u ~ normal(0, 1)
vector b ~ normal(0, 0.5)
matrix W ~ normal(0, 1 / n)
output moment(tanh(W @ tanh(u) + b)^2)`;

const fed = `width n
vector u ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
h[0] = u
for t in 1..2 { h[t] = tanh(W @ h[t-1] + u) }
output moment(h[2]^2)`;

const back = `width n
vector z ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
y = W.T @ tanh(W @ z)
output moment(tanh(z + 0.0184 * y)^2)`;

const symmetric = `width n
vector z ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
A = (W + W.T) / sqrt(2)
output moment(tanh(z + 0.0184 * (A @ tanh(A @ z)))^2)`;

const tied = `width n
vector u ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
x = tanh(u)
output moment((x + 0.0066 * (W.T @ tanh(W @ x)))^2)`;

const tall = `width n
width m = 65 / 64 * n
vector x : n ~ uniform(-1, 1)
matrix A : m x n ~ normal(0, 1 / n)
output moment(abs(x + 0.49 * (A.T @ (A @ x))))`;

const product = `width n
width m = 65 / 64 * n
vector x : n ~ normal(0, 1)
matrix A : m x n ~ normal(0, 1 / n)
matrix B : n x m ~ normal(0, 1 / n)
output moment(abs(B @ tanh(A @ x) + 0.46 * x))`;

const residual = `width n
vector u ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
x = tanh(u)
output moment((x + 0.00285 * tanh(u + W @ x))^2)`;

const descent = `width n
vector u ~ normal(0, 1)
vector v ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
f = moment(tanh(v + W @ tanh(u))^2)
output moment(tanh(v + W @ tanh(u - 0.0166 * grad(f, u)))^2)`;

/** Ten programs, each with a mistake. */
export const plantedErrors: readonly PlantedError[] = [
  {
    kind: "constant",
    name: "the variance of a matrix",
    right: relu,
    wrong: replaced(relu, "2 / n", "2.04 / n"),
  },
  {
    kind: "constant",
    name: "the variance of a bias",
    right: bias,
    wrong: replaced(bias, "0.5", "0.5187"),
  },
  { kind: "constant", name: "a weight of the input", right: fed, wrong: replaced(fed, "+ u)", "+ 1.0182 * u)") },
  { kind: "Onsager term", name: "a transpose", right: back, wrong: undefined },
  { kind: "Onsager term", name: "a symmetric matrix", right: symmetric, wrong: undefined },
  { kind: "Onsager term", name: "tied weights", right: tied, wrong: undefined },
  { kind: "ratio", name: "of a Gram matrix", right: tall, wrong: replaced(tall, "65 / 64", "64 / 65") },
  { kind: "ratio", name: "of a network", right: product, wrong: replaced(product, "65 / 64", "64 / 65") },
  {
    kind: "sign",
    name: "of a residual branch",
    right: residual,
    wrong: replaced(residual, "x + 0.00285", "x - 0.00285"),
  },
  { kind: "sign", name: "of a gradient step", right: descent, wrong: replaced(descent, "u - 0.0166", "u + 0.0166") },
];

/** The programs that are measured. */

/** Two inputs through `depth` layers. */
export function reluPerceptron(depth: number): string {
  return `param L = ${depth}
width n
vector U[j in 1..2] ~ normal(0, 1)
matrix W[l in 2..L] ~ normal(0, 2 / n)
h[1, 1] = U[1]
h[1, 2] = 0.6 * U[1] + 0.8 * U[2]
for l in 2..L, i in 1..2 {
  h[l, i] = W[l] @ relu(h[l-1, i])
}
output moment(h[L, 1]^2), moment(h[L, 1] * h[L, 2])
`;
}

/** A batch of inputs through five layers, and the kernel of all pairs. */
export function reluBatch(inputs: number): string {
  return `param L = 5
width n
vector U[j in 1..${inputs}] ~ normal(0, 1)
matrix W[l in 2..L] ~ normal(0, 2 / n)
for i in 1..${inputs} { h[1, i] = U[1] + 0.5 * U[i] }
for l in 2..L, i in 1..${inputs} { h[l, i] = W[l] @ relu(h[l-1, i]) }
for i in 1..${inputs}, j in 1..i { output K[i, j] = moment(h[L, i] * h[L, j]) }
`;
}

/** A recurrent network with one matrix; every state is correlated with all earlier ones. */
export function recurrent(steps: number): string {
  return `width n
vector u ~ normal(0, 1)
matrix W ~ normal(0, 1.5 / n)
h[0] = u
for t in 1..${steps} { h[t] = tanh(W @ h[t-1] + 0.5 * u) }
output moment(h[${steps}]^2)
`;
}

/** `steps` products with one matrix and its transpose in turn: every one sees all before it. */
export function alternation(steps: number, phi: "tanh" | "linear"): string {
  const of = (x: string) => (phi === "tanh" ? `tanh(${x})` : `(0.5 * ${x})`);
  return `width n
vector z ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
x[0] = z
for t in 1..${steps / 2} {
  x[2*t-1] = W @ ${of("x[2*t-2]")}
  x[2*t] = W.T @ ${of("x[2*t-1]")}
}
output moment(x[${steps}]^2)
`;
}

/** Steps of muP training of a net with two hidden layers to the target 1: rate 0.1, all layers. */
export function training(steps: number, phi: "tanh" | "linear"): string {
  const of = (x: string) => (phi === "tanh" ? `tanh(${x})` : x);
  return `width n
vector u ~ normal(0, 1)
vector v ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
U[0] = u
V[0] = v
M[0] = W
for t in 0..${steps} {
  f[t] = moment(V[t] * ${of(`(M[t] @ ${of("U[t]")})`)})
  output f[t]
  loss[t] = (f[t] - 1)^2 / 2
  U[t+1] = U[t] - 0.1 * grad(loss[t], U[t])
  V[t+1] = V[t] - 0.1 * grad(loss[t], V[t])
  M[t+1] = M[t] - 0.1 * grad(loss[t], M[t])
}
`;
}

/** A deep tanh net with a matrix for each layer: its output, or the mean squares of all its gradients as well. */
export function deepGradients(depth: number, report: "value" | "gradients"): string {
  const gradients = `output moment(grad(c, u)^2), moment(grad(c, v)^2)
for l in 1..L { output g[l] = moment((grad(c, W[l]) @ h[l-1]) * v) }`;
  return `param L = ${depth}
width n
vector u ~ normal(0, 1)
vector v ~ normal(0, 1)
matrix W[l in 1..L] ~ normal(0, 1 / n)
h[0] = u
for l in 1..L { h[l] = tanh(W[l] @ h[l-1]) }
c = moment(v * h[L])
output c
${report === "gradients" ? gradients : ""}
`;
}

/** One trial is two Gaussian vectors, one matrix, two products with it, three averages. */
export const network = `width n
vector U[j in 1..2] ~ normal(0, 1)
matrix W ~ normal(0, 2 / n)
for i in 1..2 {
  h[i] = W @ relu(U[i])
}
output moment(h[1]^2), moment(h[1] * h[2]), moment(h[2]^2)
`;

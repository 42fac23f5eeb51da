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

/** `steps` products with one matrix and its transpose in turn: every one sees all before it. */
export function alternation(steps: number): string {
  return `width n
vector x[0] ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
for t in 1..${steps / 2} {
  x[2*t-1] = W @ tanh(x[2*t-2])
  x[2*t] = W.T @ tanh(x[2*t-1])
}
output moment(x[${steps}]^2)
`.replace("vector x[0] ~ normal(0, 1)", "vector z ~ normal(0, 1)\nx[0] = z");
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

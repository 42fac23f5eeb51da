/** What a theorist would write: the equations of programs with loops, as text. Reviewed by eye. */
import { describe, expect, test } from "vitest";
import { deriveLimit } from "../../../../src/limit/derive.ts";
import type { LimitProgram } from "../../../../src/limit/limit-program.ts";
import { closeEvenly } from "../../../../src/limit/recurrence/close-evenly.ts";
import { describeEquations } from "../../../../src/limit/recurrence/describe-equations.ts";
import { examplePrograms } from "../../../kit/example-programs.ts";
import { lower } from "../../../kit/lower.ts";
import { unwrap } from "../../../kit/unwrap.ts";

function derived(text: string, settings: Readonly<Record<string, number>> = {}): LimitProgram {
  return unwrap(deriveLimit(lower(text, settings)));
}

function equationsOf(limit: LimitProgram): string {
  return describeEquations(limit, [])
    .equations.map(({ name, text, range }) => `${name} = ${text}${range === "" ? "" : `   ${range}`}`)
    .join("\n");
}

function exampleText(wanted: string): string {
  const found = examplePrograms.find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`no example ${wanted}`);
  return found.text;
}

const perceptron = `
param depth = 1000
param variance = 2
width n
vector x[i in 1..3] ~ normal(0, [[1, 0.5, 0.2], [0.5, 1, 0.3], [0.2, 0.3, 1]])
matrix W[l in 1..depth] ~ normal(0, variance / n)
for i in 1..3 { h[0, i] = x[i] }
for l in 1..depth, i in 1..3 { h[l, i] = W[l] @ relu(h[l-1, i]) }
for i in 1..3, j in 1..i {
  K[i, j] = moment(h[depth, i] * h[depth, j])
  output K[i, j]
}
`;

const recurrentNetwork = `
param T = 64
width n
vector u ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
h[1] = u
for t in 2..T { h[t] = W @ erf(h[t-1]) + u }
for t in 1..T, s in 1..t {
  C[t, s] = moment(h[t] * h[s])
  output C[t, s]
}
`;

describe("equations with indices", () => {
  test("a perceptron of depth 1000 on three inputs is a screenful", () => {
    expect(equationsOf(closeEvenly(derived(perceptron)))).toMatchInlineSnapshot(`
      "Var(h[l,i]) = 1   for l = 1..1000, i = 1..3
      Cov(h[1,1], h[1,2]) = 1/3 + sqrt(3)/(2 pi)
      Cov(h[1,1], h[1,3]) = 2 (sqrt(6)/5 + 0.1 (pi - acos(0.2)))/pi
      Cov(h[1,2], h[1,3]) = 2 (sqrt(91)/20 + 0.15 (pi - acos(0.3)))/pi
      Cov(h[l,j], h[l,i]) = (sqrt(1 - Cov(h[l-1,j], h[l-1,i])^2) + Cov(h[l-1,j], h[l-1,i]) (pi - acos(Cov(h[l-1,j], h[l-1,i]))))/pi   for l = 2..1000, i = 2..3, j = 1..i-1
      K[i,i] = 1   for i = 1..3
      K[i,j] = Cov(h[1000,j], h[1000,i])   for i = 2..3, j = 1..i-1"
    `);
  }, 120_000);

  test("the same before its expectations are worked out", () => {
    expect(equationsOf(derived(perceptron, { depth: 20 }))).toMatchInlineSnapshot(`
      "Var(h[1,i]) = 2 E[relu(x[i])^2]   for i = 1..3
      Cov(h[1,j], h[1,i]) = 2 E[relu(x[i]) relu(x[j])]   for i = 2..3, j = 1..i-1
      Var(h[l,i]) = 2 E[relu(h[l-1,i])^2]   for l = 2..20, i = 1..3
      Cov(h[l,j], h[l,i]) = 2 E[relu(h[l-1,i]) relu(h[l-1,j])]   for l = 2..20, i = 2..3, j = 1..i-1
      K[i,i] = E[h[20,i]^2]   for i = 1..3
      K[i,j] = E[h[20,i] h[20,j]]   for i = 2..3, j = 1..i-1"
    `);
  });

  test("variances that are halved by each layer are a recurrence, not a list of numbers", () => {
    expect(equationsOf(closeEvenly(derived(perceptron, { depth: 12, variance: 1 })))).toMatchInlineSnapshot(`
      "Var(h[1,i]) = 1/2   for i = 1..3
      Cov(h[1,1], h[1,2]) = 1/6 + sqrt(3)/(4 pi)
      Cov(h[1,1], h[1,3]) = (sqrt(6)/5 + 0.1 (pi - acos(0.2)))/pi
      Cov(h[1,2], h[1,3]) = (sqrt(91)/20 + 0.15 (pi - acos(0.3)))/pi
      Var(h[l,i]) = Var(h[l-1,i])/2   for l = 2..12, i = 1..3
      Cov(h[l,j], h[l,i]) = (sqrt(Var(h[l-1,i]) Var(h[l-1,j]) - Cov(h[l-1,j], h[l-1,i])^2) + Cov(h[l-1,j], h[l-1,i]) (pi - acos(Cov(h[l-1,j], h[l-1,i])/sqrt(Var(h[l-1,i]) Var(h[l-1,j])))))/(2 pi)   for l = 2..12, i = 2..3, j = 1..i-1
      K[i,i] = Var(h[12,i])   for i = 1..3
      K[i,j] = Cov(h[12,j], h[12,i])   for i = 2..3, j = 1..i-1"
    `);
  });

  test("a recurrent network of 64 steps has equations in two indices", () => {
    expect(equationsOf(closeEvenly(derived(recurrentNetwork)))).toMatchInlineSnapshot(`
      "Var(W @ erf(h[1])) = 2 asin(2/3)/pi
      Var(W @ erf(h[t])) = 2 asin((2 + 2 Var(W @ erf(h[t-1])))/(3 + 2 Var(W @ erf(h[t-1]))))/pi   for t = 2..63
      Cov(W @ erf(h[1]), W @ erf(h[t])) = 2 asin(2/sqrt(9 + 6 Var(W @ erf(h[t-1]))))/pi   for t = 2..63
      Cov(W @ erf(h[s]), W @ erf(h[t])) = 2 asin((2 + 2 Cov(W @ erf(h[s-1]), W @ erf(h[t-1])))/sqrt((3 + 2 Var(W @ erf(h[s-1]))) (3 + 2 Var(W @ erf(h[t-1])))))/pi   for t = 3..63, s = 2..t-1
      C[t,1] = 1   for t = 1..64
      C[t,t] = 1 + Var(W @ erf(h[t-1]))   for t = 2..64
      C[t,s] = 1 + Cov(W @ erf(h[s-1]), W @ erf(h[t-1]))   for t = 3..64, s = 2..t-1"
    `);
  }, 120_000);

  test("a residual network: sums over the layers before", () => {
    expect(equationsOf(closeEvenly(derived(exampleText("residual"))))).toMatchInlineSnapshot(`
      "Var(W[l] @ relu(h[l-1,i])) = 1/2 + 0.025 sum(m in 1..l-1: Var(W[m] @ relu(h[m-1,i])))   for l = 1..20, i = 1..2
      Cov(W[1] @ relu(h[0,1]), W[1] @ relu(h[0,2])) = 1/(2 pi)
      Cov(W[2] @ relu(h[1,1]), W[2] @ relu(h[1,2])) = 0.025 (20 t1 + Cov(W[1] @ relu(h[0,1]), W[1] @ relu(h[0,2])) (pi - atan2(t1, 0.05 Cov(W[1] @ relu(h[0,1]), W[1] @ relu(h[0,2])))))/pi where t1 = sqrt((1 + 0.05 Var(W[1] @ relu(h[0,1]))) (1 + 0.05 Var(W[1] @ relu(h[0,2]))) - 0.0025 Cov(W[1] @ relu(h[0,1]), W[1] @ relu(h[0,2]))^2)
      Cov(W[l] @ relu(h[l-1,1]), W[l] @ relu(h[l-1,2])) = (sqrt(t1 - 0.0025 sum(m in 1..l-1: Cov(W[m] @ relu(h[m-1,1]), W[m] @ relu(h[m-1,2])))^2) + 0.05 sum(m in 1..l-1: Cov(W[m] @ relu(h[m-1,1]), W[m] @ relu(h[m-1,2]))) (pi - acos(0.05 sum(m in 1..l-1: Cov(W[m] @ relu(h[m-1,1]), W[m] @ relu(h[m-1,2])))/sqrt(t1))))/(2 pi) where t1 = (1 + 0.05 sum(m in 1..l-1: Var(W[m] @ relu(h[m-1,1])))) (1 + 0.05 sum(m in 1..l-1: Var(W[m] @ relu(h[m-1,2]))))   for l = 3..20
      q = 1 + 0.05 sum(l in 1..20: Var(W[l] @ relu(h[l-1,1])))
      moment(h[20,1] * h[20,2]) = 0.05 sum(l in 1..20: Cov(W[l] @ relu(h[l-1,1]), W[l] @ relu(h[l-1,2])))
      correlation = moment(h[20,1] * h[20,2])/q"
    `);
    expect(equationsOf(derived(exampleText("residual")))).toMatchInlineSnapshot(`
      "Var(W[1] @ relu(h[0,1])) = E[relu(g1)^2]
      Var(W[1] @ relu(h[0,2])) = E[relu(g2)^2]
      Cov(W[1] @ relu(h[0,1]), W[1] @ relu(h[0,2])) = E[relu(g1) relu(g2)]
      Var(W[l] @ relu(h[l-1,i])) = E[relu(Z(h[l-1,i]))^2]   for l = 2..20, i = 1..2
      Cov(W[l] @ relu(h[l-1,1]), W[l] @ relu(h[l-1,2])) = E[relu(Z(h[l-1,1])) relu(Z(h[l-1,2]))]   for l = 2..20
      q = E[Z(h[20,1])^2]
      moment(h[20,1] * h[20,2]) = E[Z(h[20,1]) Z(h[20,2])]
      correlation = moment(h[20,1] * h[20,2])/q
      Z(h[1,1]) = g1 + W[1] @ relu(h[0,1])/(2 sqrt(5))
      Z(h[1,2]) = g2 + W[1] @ relu(h[0,2])/(2 sqrt(5))
      Z(h[l,i]) = Z(h[l-1,i]) + W[l] @ relu(h[l-1,i])/(2 sqrt(5))   for l = 2..20, i = 1..2"
    `);
  });

  test("mean-field gradient descent: the Zs are given by equations of their own", () => {
    expect(equationsOf(closeEvenly(derived(exampleText("mean-field"))))).toMatchInlineSnapshot(`
      "f[t] = E[Z(v[t]) tanh(Z(w[t]))]   for t = 1..6
      Z(v[1]) = v0 + tanh(w0)/2
      Z(w[1]) = w0 + v0 (1 - tanh(w0)^2)/2
      Z(v[t]) = Z(v[t-1]) + (1 - f[t-1]) tanh(Z(w[t-1]))/2   for t = 2..6
      Z(w[t]) = Z(w[t-1]) + (1 - f[t-1]) Z(v[t-1]) (1 - tanh(Z(w[t-1]))^2)/2   for t = 2..6"
    `);
  });

  test("the edge of chaos", () => {
    expect(equationsOf(closeEvenly(derived(exampleText("edge-of-chaos"))))).toMatchInlineSnapshot(`
      "Var(h[l,i]) = 1   for l = 2..32, i = 1..2
      Cov(h[2,1], h[2,2]) = 1/6 + sqrt(3)/pi
      Cov(h[l,1], h[l,2]) = 2 (sqrt(1 - Cov(h[l-1,1], h[l-1,2])^2) + Cov(h[l-1,1], h[l-1,2]) asin(Cov(h[l-1,1], h[l-1,2])))/pi   for l = 3..32
      rho[2] = Cov(h[2,1], h[2,2])
      rho[8] = Cov(h[8,1], h[8,2])
      rho[32] = Cov(h[32,1], h[32,2])"
    `);
  });

  test("the tangent kernel of a deep network, backwards through the layers", () => {
    expect(equationsOf(closeEvenly(derived(exampleText("tangent-kernel"), { L: 4 })))).toMatchInlineSnapshot(`
      "Var(h[2,i]) = 2 asin(2/3)/pi   for i = 1..2
      Var(h[3,i]) = 2 asin(2 Var(h[2,i])/(1 + 2 Var(h[2,i])))/pi   for i = 1..2
      Cov(h[2,1], h[2,2]) = 2 asin(1/3)/pi
      Cov(h[3,1], h[3,2]) = 2 asin(2 Cov(h[2,1], h[2,2])/sqrt((1 + 2 Var(h[2,1])) (1 + 2 Var(h[2,2]))))/pi
      moment(erf(h[3,1])^2) = 2 asin(2 Var(h[3,1])/(1 + 2 Var(h[3,1])))/pi
      moment(erf(h[3,1]) * erf(h[3,2])) = 2 asin(2 Cov(h[3,1], h[3,2])/sqrt((1 + 2 Var(h[3,1])) (1 + 2 Var(h[3,2]))))/pi
      Var(W[3].T @ grad(y[i],h[3,i])) = 4/(pi sqrt(1 + 4 Var(h[3,i])))   for i = 1..2
      Var(W[2].T @ grad(y[i],h[2,i])) = 4 Var(W[3].T @ grad(y[i],h[3,i]))/(pi sqrt(1 + 4 Var(h[2,i])))   for i = 1..2
      moment(grad(y[1],U[1])^2) = 4 Var(W[2].T @ grad(y[1],h[2,1]))/(pi sqrt(5))
      moment(grad(y[1],h[l,1])^2) = Var(W[l].T @ grad(y[1],h[l,1]))   for l = 2..3
      moment(erf(U[1])^2) = Var(h[2,1])
      moment(erf(h[2,1])^2) = Var(h[3,1])
      ntk(y[1],y[1],wrt=[U,W,v]) = moment(erf(h[3,1])^2) + moment(grad(y[1],U[1])^2) + Var(h[2,1]) Var(W[2].T @ grad(y[1],h[2,1])) + Var(h[3,1]) Var(W[3].T @ grad(y[1],h[3,1]))
      Cov(W[3].T @ grad(y[1],h[3,1]), W[3].T @ grad(y[2],h[3,2])) = 4/(pi sqrt((1 + 2 Var(h[3,1])) (1 + 2 Var(h[3,2])) - 4 Cov(h[3,1], h[3,2])^2))
      Cov(W[2].T @ grad(y[1],h[2,1]), W[2].T @ grad(y[2],h[2,2])) = 4 Cov(W[3].T @ grad(y[1],h[3,1]), W[3].T @ grad(y[2],h[3,2]))/(pi sqrt((1 + 2 Var(h[2,1])) (1 + 2 Var(h[2,2])) - 4 Cov(h[2,1], h[2,2])^2))
      moment(0.5 * grad(y[1],U[1]) * grad(y[2],h[1,2])) = Cov(W[2].T @ grad(y[1],h[2,1]), W[2].T @ grad(y[2],h[2,2]))/(pi sqrt(2))
      moment(grad(y[1],h[l,1]) * grad(y[2],h[l,2])) = Cov(W[l].T @ grad(y[1],h[l,1]), W[l].T @ grad(y[2],h[l,2]))   for l = 2..3
      moment(erf(U[1]) * erf(h[1,2])) = Cov(h[2,1], h[2,2])
      moment(erf(h[2,1]) * erf(h[2,2])) = Cov(h[3,1], h[3,2])
      ntk(y[1],y[2],wrt=[U,W,v]) = moment(erf(h[3,1]) * erf(h[3,2])) + moment(0.5 * grad(y[1],U[1]) * grad(y[2],h[1,2])) + Cov(h[2,1], h[2,2]) Cov(W[2].T @ grad(y[1],h[2,1]), W[2].T @ grad(y[2],h[2,2])) + Cov(h[3,1], h[3,2]) Cov(W[3].T @ grad(y[1],h[3,1]), W[3].T @ grad(y[2],h[3,2]))"
    `);
  });

  test("a matrix and its transpose by turns: every Onsager coefficient, and sums over the steps before", () => {
    expect(
      equationsOf(
        derived(`
param T = 6
width n
vector x0 ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
x[0] = x0
for t in 1..T { x[t] = tanh(W @ W.T @ x[t-1]) }
output moment(x[T]^2)
`),
      ),
    ).toMatchInlineSnapshot(`
      "Var(W.T @ x0) = E[x0^2]
      B(W @ W.T @ x0; W.T @ x0) = E[1]
      Var(hat(W @ W.T @ x0)) = E[(W.T @ x0)^2]
      B(W.T @ x[t]; W @ W.T @ x0) = E[d Z(x[t]) / d hat(W @ W.T @ x0)]   for t = 1..5
      Var(hat(W.T @ x[t])) = E[Z(x[t])^2]   for t = 1..5
      Cov(W.T @ x0, hat(W.T @ x[t])) = E[x0 Z(x[t])]   for t = 1..5
      B(W @ W.T @ x[t]; W.T @ x0) = E[d Z(W.T @ x[t]) / d W.T @ x0]   for t = 1..5
      B(W @ W.T @ x[t]; W.T @ x[s]) = E[d Z(W.T @ x[t]) / d hat(W.T @ x[s])]   for t = 1..5, s = 1..t
      Var(hat(W @ W.T @ x[t])) = E[Z(W.T @ x[t])^2]   for t = 1..5
      Cov(hat(W @ W.T @ x0), hat(W @ W.T @ x[t])) = E[(W.T @ x0) Z(W.T @ x[t])]   for t = 1..5
      B(W.T @ x[t]; W @ W.T @ x[s]) = E[d Z(x[t]) / d hat(W @ W.T @ x[s])]   for t = 2..5, s = 1..t-1
      Cov(hat(W.T @ x[s]), hat(W.T @ x[t])) = E[Z(x[s]) Z(x[t])]   for t = 2..5, s = 1..t-1
      Cov(hat(W @ W.T @ x[s]), hat(W @ W.T @ x[t])) = E[Z(W.T @ x[s]) Z(W.T @ x[t])]   for t = 2..5, s = 1..t-1
      moment(x[6]^2) = E[Z(x[6])^2]
      Z(W @ W.T @ x0) = hat(W @ W.T @ x0) + B(W @ W.T @ x0; W.T @ x0) x0
      Z(x[1]) = tanh(Z(W @ W.T @ x0))
      Z(W.T @ x[t]) = hat(W.T @ x[t]) + sum(s in 1..t-1: B(W.T @ x[t]; W @ W.T @ x[s]) Z(W.T @ x[s])) + B(W.T @ x[t]; W @ W.T @ x0) (W.T @ x0)   for t = 1..5
      Z(W @ W.T @ x[t]) = hat(W @ W.T @ x[t]) + sum(s in 1..t: B(W @ W.T @ x[t]; W.T @ x[s]) Z(x[s])) + B(W @ W.T @ x[t]; W.T @ x0) x0   for t = 1..5
      Z(x[t]) = tanh(Z(W @ W.T @ x[t-1]))   for t = 2..6"
    `);
  });

  test("gradient descent of both layers, written out", () => {
    expect(
      equationsOf(
        derived(`
param T = 5
param eta = 0.1
width n
vector g ~ normal(0, 1)
vector v0 ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
Wt[0] = W
v[0] = v0
x = tanh(g)
for t in 0..T {
  h[t] = Wt[t] @ x
  f[t] = moment(v[t] * tanh(h[t]))
  Wt[t+1] = Wt[t] - eta * (f[t] - 1) * outer(v[t] * (1 - tanh(h[t])^2), x) / n
  v[t+1] = v[t] - eta * (f[t] - 1) * tanh(h[t])
  output f[t]
}
`),
      ),
    ).toMatchInlineSnapshot(`
      "Var(h[0]) = E[tanh(g)^2]
      moment(x^2) = E[tanh(g)^2]
      f[t] = E[Z(v[t]) tanh(Z(h[t]))]   for t = 1..5
      Z(v[1]) = v0 + 0.1 tanh(h[0])
      Z(h[t]) = h[0] - 0.1 sum(s in 1..t-1: moment(x^2) (f[s] - 1) Z(v[s]) (1 - tanh(Z(h[s]))^2)) + 0.1 moment(x^2) v0 (1 - tanh(h[0])^2)   for t = 1..5
      Z(v[t]) = Z(v[t-1]) - 0.1 (f[t-1] - 1) tanh(Z(h[t-1]))   for t = 2..5"
    `);
  });

  test("numbers that depend on an index: laws where there are, lists where there are none", () => {
    const text = (factor: string) => `
data a = [0.3, -0.7, 0.2, 0.9, -0.4, 0.6]
width n
vector u ~ normal(0, 1)
matrix W[t in 1..6] ~ normal(0, 1 / n)
h[0] = u
for t in 1..6 { h[t] = W[t] @ tanh(${factor} * h[t-1]) }
output moment(h[6]^2)
`;
    const factors = ["t", "0.1 * t", "1 / t", "1 / sqrt(t)", "t^2", "a[t]"];
    const lines = factors.map((factor) => equationsOf(derived(text(factor))).split("\n")[1]);
    expect(lines.join("\n")).toMatchInlineSnapshot(`
      "Var(h[t]) = E[tanh(t h[t-1])^2]   for t = 2..6
      Var(h[t]) = E[tanh((0.1 t) h[t-1])^2]   for t = 2..6
      Var(h[t]) = E[tanh(h[t-1]/t)^2]   for t = 2..6
      Var(h[t]) = E[tanh(h[t-1]/sqrt(t))^2]   for t = 2..6
      Var(h[t]) = E[tanh(t^2 h[t-1])^2]   for t = 2..6
      Var(h[t]) = E[tanh(a1[t] h[t-1])^2]   for t = 2..6; a1[t] = -0.7, 0.2, 0.9, -0.4, 0.6"
    `);
  });

  test("what does not repeat is listed, and that is said", () => {
    const { unrolled } = describeEquations(
      derived(`
width n
vector g ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
h[1] = g
h[2] = W @ tanh(h[1])
h[3] = W @ cos(h[1])
h[4] = W @ erf(h[2])
h[5] = W @ relu(h[3])
h[6] = W @ sin(h[4])
output moment(h[5] * h[6])
`),
      [],
    );
    expect(unrolled).toContainEqual({ name: "Var(h[l])", count: 5 });

    expect(
      equationsOf(
        derived(`
width n
vector g ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
h[1] = W @ tanh(g)
h[2] = W @ cos(h[1])
h[3] = W @ relu(h[2] + g)
output moment(h[3]^2)
`),
      ),
    ).toMatchInlineSnapshot(`
      "Var(h[1]) = E[tanh(g)^2]
      Var(h[2]) = E[cos(h[1])^2]
      Var(h[3]) = E[relu(g + h[2])^2]
      Cov(h[1], h[3]) = E[tanh(g) relu(g + h[2])]
      Cov(h[2], h[3]) = E[cos(h[1]) relu(g + h[2])]
      moment(h[3]^2) = E[h[3]^2]"
    `);
  });
});

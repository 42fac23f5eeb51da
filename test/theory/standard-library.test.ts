/**
 * The standard library: every file is in its canonical layout, computes what the same program written out does, and has
 * limits that simulation tends to.
 */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { formatAst } from "../../src/parser/format.ts";
import { seededDraws } from "../kit/dense-machine.ts";
import { extrapolate } from "../kit/extrapolate.ts";
import { interpret, parseProgram } from "../kit/interpret.ts";
import { limitOf } from "../kit/limit-of.ts";
import { lower } from "../kit/lower.ts";
import { runProgram } from "../kit/run-program.ts";

const folder = new URL("../../std/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".tp"));

interface Use {
  readonly name: string;
  /** Declarations that both programs share. */
  readonly head: string;
  readonly library: string;
  readonly written: string;
  readonly output: string;
}

function use(name: string, head: string, library: string, written: string, output: string): Use {
  return { name, head: `width n\n${head}`, library, written, output };
}

const layers = "vector g\nmatrix W[l in 1..3] ~ normal(0, 2 / n)";
const tokens =
  "vector x[t in 1..2] ~ normal(0, [[1, 0.3], [0.3, 1]])\nmatrix Q ~ normal(0, 1 / n)\nmatrix K ~ normal(0, 1 / n)\nmatrix V ~ normal(0, 1 / n)";
const net =
  "vector u; vector v\nmatrix W ~ normal(0, 1 / n)\nf[1] = moment(v * (W @ tanh(u))); f[2] = moment(u^2) - 0.5";

const uses: readonly Use[] = [
  ...["relu", "tanh", "erf", "gelu"].map((phi) =>
    use(`mlp.tp: ${phi}`, layers, `h = mlp_${phi}(W, g, 3)`, `h = W[3] @ ${phi}(W[2] @ ${phi}(g))`, "moment(h^2)"),
  ),
  ...["relu", "tanh"].map((phi) =>
    use(
      `resnet.tp: ${phi}`,
      layers,
      `h = resnet_${phi}(W, g, 2, 0.5)`,
      `y = g + 0.5 * (W[1] @ ${phi}(g)); h = y + 0.5 * (W[2] @ ${phi}(y))`,
      "moment(h^2), moment(h * g)",
    ),
  ),
  ...["tanh", "erf"].map((phi) =>
    use(
      `rnn.tp: ${phi}`,
      "vector s[t in 1..3] ~ normal(0, [[1, 0.5, 0], [0.5, 1, 0.5], [0, 0.5, 1]])\nmatrix W ~ normal(0, 2 / n)",
      `h = rnn_${phi}(W, s, 3)`,
      `h = W @ ${phi}(W @ ${phi}(s[1]) + s[2]) + s[3]`,
      "moment(h^2), moment(h * s[2])",
    ),
  ),
  use(
    "gru.tp",
    "vector h; vector s[k in 1..3]\nmatrix W[k in 1..3] ~ normal(0, 1 / n)",
    "y = gru(W[1], W[2], W[3], h, s[1], s[2], s[3])",
    `z = sigmoid(W[1] @ h + s[1]); r = sigmoid(W[2] @ h + s[2])
     y = h + z * (tanh(W[3] @ (h * r) + s[3]) - h)`,
    "moment(y^2), moment(y * h)",
  ),
  use(
    "lstm.tp",
    "vector h; vector c; vector s[k in 1..4]\nmatrix W[k in 1..4] ~ normal(0, 1 / n)",
    "d = lstm_cell(W, s, h, c)\ny = lstm_state(W, s, h, d)",
    `for k in 1..4 { p[k] = W[k] @ h + s[k] }
     d = sigmoid(p[2]) * c + sigmoid(p[1]) * tanh(p[4])
     y = sigmoid(p[3]) * tanh(d)`,
    "moment(d^2), moment(y^2), moment(y * c)",
  ),
  use(
    "conv1d.tp: circular",
    "vector x[i in 1..1, s in 1..4]\nmatrix W[r in 1..3] ~ normal(0, 1 / n)",
    "for s in 1..4 { y[s] = conv1d_circular(W, x, 1, s, 4, 3) }",
    `y[1] = W[1] @ x[1, 4] + W[2] @ x[1, 1] + W[3] @ x[1, 2]
     for s in 2..3 { y[s] = W[1] @ x[1, s-1] + W[2] @ x[1, s] + W[3] @ x[1, s+1] }
     y[4] = W[1] @ x[1, 3] + W[2] @ x[1, 4] + W[3] @ x[1, 1]`,
    "moment(relu(y[1]) * relu(y[2])), moment(relu(y[4]) * relu(y[1])), moment(y[3]^2)",
  ),
  use(
    "conv1d.tp: zeros",
    "vector x[i in 1..1, s in 1..4]\nmatrix W[r in 1..3] ~ normal(0, 1 / n)",
    "for s in 1..4 { y[s] = conv1d_zero(W, x, 1, s, 4, 3) }",
    `y[1] = W[2] @ x[1, 1] + W[3] @ x[1, 2]
     for s in 2..3 { y[s] = W[1] @ x[1, s-1] + W[2] @ x[1, s] + W[3] @ x[1, s+1] }
     y[4] = W[1] @ x[1, 3] + W[2] @ x[1, 4]`,
    "moment(relu(y[1]) * relu(y[2])), moment(y[4]^2), moment(y[3]^2)",
  ),
  use(
    "layernorm.tp",
    layers,
    "h = layernorm(relu(g), 0.1)",
    "r = relu(g); h = (r - moment(r)) / sqrt(moment(r^2) - moment(r)^2 + 0.1)",
    "moment(h^2), moment((W[1] @ h) * g), moment(h * g)",
  ),
  use(
    "batchnorm.tp",
    "vector x[b in 1..3] ~ normal(0, [[1, 0.2, 0], [0.2, 1, 0], [0, 0, 2]])",
    "y = batchnorm(x, 2, 3, 0.1)",
    `m = (x[1] + x[2] + x[3]) / 3
     y = (x[2] - m) / sqrt((x[1]^2 + x[2]^2 + x[3]^2) / 3 - m^2 + 0.1)`,
    "moment(y^2), moment(y * x[1])",
  ),
  use(
    "attention.tp",
    tokens,
    "y = attention(Q, K, V, x, 1, 2)",
    `for s in 1..2 { a[s] = moment((Q @ x[1]) * (K @ x[s])); v[s] = V @ x[s] }
     y = v[2] + (v[1] - v[2]) / (1 + exp(a[2] - a[1]))`,
    "moment(y^2), moment(y * (V @ x[1]))",
  ),
  use(
    "attention.tp: scores far beyond the exponents of doubles",
    tokens.replace("1..2", "1..3").replace("[[1, 0.3], [0.3, 1]]", "[[1, 0.3, 0], [0.3, 1, 0], [0, 0, 1]]"),
    "y = attention(40 * Q, 40 * Q, V, x, 1, 3); z = attention(40 * Q, -40 * Q, V, x, 1, 3)",
    `for s in 1..3 { a[s] = 1600 * moment((Q @ x[1]) * (Q @ x[s])); v[s] = V @ x[s] }
     for s in 1..3, k in 1..2 { w[s, k] = 1 / sum(r in 1..3: exp((3 - 2 * k) * (a[r] - a[s]))) }
     y = sum(s in 1..3: w[s, 1] * v[s]); z = sum(s in 1..3: w[s, 2] * v[s])`,
    "moment(y^2), moment(z^2), moment(y * z)",
  ),
  use(
    "losses.tp: logits far beyond the exponents of doubles, and their gradients",
    `${net}; f[3] = -2000`,
    "b = cross_entropy(f, 3, 3); c = cross_entropy(f, 2, 3); g = grad(b, v)",
    `b = log(exp(f[1]) + exp(f[2])) + 2000; c = log(exp(f[1]) + exp(f[2])) - f[2]; g = grad(b, v)`,
    "b, c, moment(g^2)",
  ),
  use(
    "transformer.tp",
    `${tokens}\nmatrix A ~ normal(0, 2 / n)\nmatrix B ~ normal(0, 1 / n)`,
    "z = transformer_block(Q, K, V, A, B, x, 2, 2)",
    `fn unit(x) = (x - moment(x)) / sqrt(moment(x^2) - moment(x)^2)
     for s in 1..2 { a[s] = exp(moment((Q @ unit(x[2])) * (K @ unit(x[s])))) }
     y = x[2] + (a[1] * (V @ unit(x[1])) + a[2] * (V @ unit(x[2]))) / (a[1] + a[2])
     z = y + B @ relu(A @ unit(y))`,
    "moment(z^2), moment(z * x[2])",
  ),
  use(
    "losses.tp",
    `${net}; f[3] = -1\ndata target = [0.3, -0.2, 1]`,
    "a = mse(f, target, 3); b = cross_entropy(f, 2, 3)",
    `a = ((f[1] - 0.3)^2 + (f[2] + 0.2)^2 + (f[3] - 1)^2) / 6
     b = log(exp(f[1]) + exp(f[2]) + exp(f[3])) - f[2]`,
    "a, b",
  ),
  use(
    "losses.tp: gradients where the logits are equal, as at the start of training",
    "vector u ~ normal(0, 1)\nvector a[c in 1..2] ~ normal(0, 1)\nmatrix W ~ normal(0, 1 / n)\nfor c in 1..2 { f[c] = moment(a[c] * (W @ u)) }",
    "loss = cross_entropy(f, 1, 2); g = grad(loss, a[1]); H = W - 0.2 * grad(loss, W)",
    "loss = log(exp(f[1]) + exp(f[2])) - f[1]; g = grad(loss, a[1]); H = W - 0.2 * grad(loss, W)",
    "moment(g^2), moment(a[1] * (H @ u))",
  ),
  use(
    "training.tp",
    `${net}\nloss = (f[1] - f[2])^2`,
    `U = sgd(u, loss, 0.1); M = sgd(W, loss, 0.2)
     p = velocity(0 * v, v, loss, 0.9); N = velocity(0 * W, W, loss, 0.9)
     P = momentum(v, p, 0.3); L = momentum(W, N, 0.1)`,
    `U = u - 0.1 * grad(loss, u); M = W - 0.2 * grad(loss, W)
     P = v - 0.3 * grad(loss, v); L = W - 0.1 * grad(loss, W)`,
    "moment(P * (M @ tanh(U))), moment((L.T @ P) * u)",
  ),
];

describe("the standard library", () => {
  it.each(files)("%s is in the canonical layout", (name) => {
    const text = readFileSync(new URL(name, folder), "utf8");
    expect(formatAst(parseProgram(text))).toBe(text);
  });

  it("is used here with every file", () => {
    expect(files.filter((name) => !uses.some((one) => one.name.startsWith(name)))).toEqual([]);
  });

  describe.each(uses)("$name", ({ name, head, library, written, output }) => {
    const imported = `import "std/${name.replace(/:.*/, "")}"\n${head}\n${library}\noutput ${output}`;

    it("computes what the written program does", () => {
      const literal = interpret(parseProgram(`${head}\n${written}\noutput ${output}`), 7, seededDraws("library"));
      const lowered = runProgram(lower(imported), 7, seededDraws("library"));
      for (const [k, { value }] of literal.outputs.entries()) {
        expect(Math.abs((lowered.outputs[k]?.value ?? Number.NaN) - value)).toBeLessThan(
          1e-12 * Math.max(1, Math.abs(value)),
        );
      }
    });

    it("has the limits that simulation tends to", async () => {
      // 6 standard errors: with other seeds the 40 comparisons would fail with probability below 1e-7
      const found = await extrapolate(lower(imported), { width: 48, trials: 200, sampler: "conditioned", seed: 23n });
      for (const [k, { name: reported, estimate }] of limitOf(imported).entries()) {
        const { value, error, bias } = found[k] ?? { value: Number.NaN, error: 0, bias: 0 };
        expect(
          Math.abs(value - estimate.value),
          `${reported} = ${estimate.value}, simulated ${value}`,
        ).toBeLessThanOrEqual(6 * error + bias + estimate.error + 1e-9);
      }
    });
  });

  it("convolves images and kernels of any sizes", () => {
    for (const pixels of [1, 2, 3]) {
      for (const taps of [1, 2, 3, 6]) {
        const text = `import "std/conv1d.tp"
          width n
          vector x[i in 1..1, s in 1..${pixels}] ~ normal(0, 1)
          matrix W[r in 1..${taps}] ~ normal(0, 1 / n)
          for s in 1..${pixels} {
            y[s] = conv1d_circular(W, x, 1, s, ${pixels}, ${taps})
            z[s] = conv1d_zero(W, x, 1, s, ${pixels}, ${taps})
          }
          for s in 1..${pixels}, r in 1..${taps}, q in 1..${pixels} {
            circular[s, r, q] = moment(y[s] * W[r] @ x[1, q])
            zero[s, r, q] = moment(z[s] * W[r] @ x[1, q])
          }
          output circular, zero`;
        const found = new Map(limitOf(text).map(({ name, estimate }) => [name, estimate.value]));
        for (const [s, r, q] of indices(pixels, taps, pixels)) {
          const place = s + r - Math.floor((taps + 1) / 2);
          const around = (place - q) % pixels === 0 ? 1 : 0;
          expect(found.get(`circular[${s},${r},${q}]`)).toBeCloseTo(around, 12);
          expect(found.get(`zero[${s},${r},${q}]`)).toBeCloseTo(place === q ? 1 : 0, 12);
        }
      }
    }
  });
});

/** All triples of indices from 1. */
function indices(a: number, b: number, c: number): readonly (readonly [number, number, number])[] {
  const from1 = (length: number) => Array.from({ length }, (_, k) => k + 1);
  return from1(a).flatMap((s) => from1(b).flatMap((r) => from1(c).map((q) => [s, r, q] as const)));
}

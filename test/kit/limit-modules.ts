/**
 * Programs whose limits are written as code in the tests, with values of their free symbols: ordinary ones, drawn once,
 * and the ends of their ranges. Loads generated TypeScript after one strict compilation of all modules together.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";
import { typescriptModule } from "../../src/codegen/typescript/module.ts";
import { lowerProgram } from "../../src/ir/lower/lower.ts";
import { defaultLowerOptions } from "../../src/ir/lower/options.ts";
import { deriveLimit } from "../../src/limit/derive.ts";
import type { LimitProgram } from "../../src/limit/limit-program.ts";
import { codeLimit } from "../../src/limit/sums/shown-limit.ts";
import { examplePrograms } from "./example-programs.ts";
import { parseProgram } from "./interpret.ts";
import { unwrap } from "./unwrap.ts";

export interface ParametricProgram {
  readonly name: string;
  readonly text: string;
  /** Params that are kept as symbols, besides the scalars without value. */
  readonly symbolic: readonly string[];
  /** The values of the free symbols at which code is compared with the limit. */
  readonly points: readonly Readonly<Record<string, number>>[];
}

const relu = `
scalar sigma
scalar c
width n
vector (g1, g2) ~ normal([0, 0], [[1, c], [c, 2]])
matrix W[l in 2..7] ~ normal(0, sigma^2 / n)
h[1, 1] = g1
h[1, 2] = g2
for l in 2..7, i in 1..2 {
  h[l, i] = W[l] @ relu(h[l-1, i])
}
output K = moment(h[7, 1] * h[7, 2]), V = moment(h[7, 2]^2)`;

const tanh = relu.replaceAll("relu", "tanh").replaceAll("7", "5");

const bias = `
scalar sw
scalar sb
width n
vector g ~ normal(0, 1)
vector b[l in 1..6] ~ normal(0, sb^2)
matrix W[l in 1..6] ~ normal(0, sw^2 / n)
h[0] = g
for l in 1..6 {
  h[l] = W[l] @ silu(h[l-1]) + b[l]
}
output q = moment(h[6]^2)`;

/** Running sums: residual steps before and after the nonlinearity, two inputs, their covariances carried along. */
const residual = `
scalar a
scalar c
width n
vector (g1, g2) ~ normal([0, 0], [[1, c], [c, 1]])
matrix W[l in 1..6] ~ normal(0, 1 / n)
matrix V[l in 1..6] ~ normal(0, 1 / n)
h[0, 1] = g1
h[0, 2] = g2
for l in 1..6, i in 1..2 {
  h[l, i] = a * h[l-1, i] + V[l] @ relu(W[l] @ tanh(h[l-1, i]))
}
output K = moment(h[6, 1] * h[6, 2]), q = moment(h[6, 1]^2), r = moment(h[6, 1] * h[3, 2])`;

const step = `
scalar eta
width n
vector g ~ normal(0, 1)
vector v ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
x1 = tanh(g)
h2 = W @ x1
x2 = tanh(h2)
d2 = -v * (1 - x2^2)
d1 = (W.T @ d2) * (1 - x1^2)
x1_after = tanh(g - eta * d1)
output memory = moment(x1 * x1_after), moved = moment((W @ x1_after)^2)`;

const jumps = `
scalar a
width n
vector z ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
h = W @ z
y = W.T @ where(h > a, h + 1, sign(h))
output moment(z * y), moment(y^2), moment(step(y - a) * z)`;

const laws = `
scalar s
width n
vector u ~ uniform(var = 1)
vector e ~ rademacher
vector l ~ laplace
vector c ~ cubecauchy
vector t ~ student_t(df = 7)
vector r ~ truncated_normal(cut = 1.5)
vector x ~ exponential
vector g ~ normal(0, 1)
output a = moment(tanh(s * u + g)), b = moment(tanh(s * e + g) * e), d = moment(l * tanh(s * l)), f = moment(tanh(s * c)^2)
output k = moment(sigmoid(s * t)^2), m = moment(cos(s * r)), p = moment(tanh(s * x))`;

const smooth = `
scalar c
scalar s
width n
vector (g1, g2) ~ normal([0, 0], [[1, c], [c, 1]])
output a = moment(gelu(g1) * gelu(s * g2)), b = moment(softplus(g1 + s) * tanh(g2)), d = moment(abs(tanh(g1) - s) * g2^2)
output f = moment(erf(s * g1) * sigmoid(g2)), k = moment(max(tanh(g1), s * g2)), m = moment(relu(g1 - s) * relu(g2))`;

const descent = `
scalar eta
width n
vector v0 ~ normal(0, 1)
vector w0 ~ normal(0, 1)
v[0] = v0
w[0] = w0
for t in 0..2 {
  f[t] = moment(v[t] * tanh(w[t]))
  v[t+1] = v[t] + eta * (1 - f[t]) * tanh(w[t])
  w[t+1] = w[t] + eta * (1 - f[t]) * v[t] * (1 - tanh(w[t])^2)
}
output f[t in 1..2]`;

/** With variances 1 and 2: a correlation of 1 - 1e-9. */
const NEAR_BOUND = Math.SQRT2 * (1 - 1e-9);

/** Ordinary values, correlations next to -1, 0 and 1, and vanishing scales. */
const written: readonly Omit<ParametricProgram, "symbolic">[] = [
  {
    name: "relu",
    text: relu,
    points: [
      { sigma: 1.31, c: 0.37 },
      { sigma: 1.41, c: NEAR_BOUND },
      { sigma: 0.7, c: -1.1 },
      { sigma: 0, c: 0 },
    ],
  },
  {
    name: "tanh",
    text: tanh,
    points: [
      { sigma: 1.31, c: 0.37 },
      { sigma: 1.7, c: NEAR_BOUND },
      { sigma: 0.7, c: -1.1 },
      { sigma: 0, c: 0.2 },
    ],
  },
  {
    name: "bias",
    text: bias,
    points: [
      { sw: 1.3, sb: 0.4 },
      { sw: 0.9, sb: 0 },
      { sw: 0, sb: 2 },
    ],
  },
  {
    name: "residual-steps",
    text: residual,
    points: [
      { a: 0.7, c: 0.3 },
      { a: -1.1, c: -0.9 },
      { a: 0, c: 0.5 },
    ],
  },
  { name: "step", text: step, points: [{ eta: 0.43 }, { eta: -1.2 }, { eta: 0 }] },
  { name: "jumps", text: jumps, points: [{ a: 0.3 }, { a: -0.8 }, { a: 0 }] },
  { name: "input-laws", text: laws, points: [{ s: 0.8 }, { s: 1.9 }] },
  {
    name: "smooth",
    text: smooth,
    points: [
      { c: 0.41, s: 0.6 },
      { c: -0.99999, s: 0.3 },
      { c: 1, s: 0.7 },
      { c: 0, s: 1.1 },
    ],
  },
  { name: "descent", text: descent, points: [{ eta: 0.5 }, { eta: 0.1 }] },
];

/** Examples with params as symbols. */
const kept: readonly Omit<ParametricProgram, "text">[] = [
  { name: "perceptron", symbolic: ["sigma"], points: [{ sigma: 0.83 }, { sigma: 2.4 }] },
  { name: "mean-field", symbolic: ["eta", "y"], points: [{ eta: 0.31, y: 0.77 }] },
  { name: "spiked-matrix", symbolic: ["lambda"], points: [{ lambda: 1.37 }] },
  { name: "mup-step", symbolic: ["eta", "y"], points: [{ eta: 0.62, y: -0.4 }] },
];

export const parametricPrograms: readonly ParametricProgram[] = [
  ...written.map((program) => ({ ...program, symbolic: [] })),
  ...kept.map((program) => ({
    ...program,
    name: `${program.name}-symbolic`,
    text: examplePrograms.find(({ name }) => name === program.name)?.text ?? "",
  })),
];

/** The limit of a program in closed form where it has one. */
export function closedLimit(text: string, symbolic: readonly string[] = []): LimitProgram {
  const options = { ...defaultLowerOptions, symbolic: new Set(symbolic) };
  const derived = unwrap(deriveLimit(unwrap(lowerProgram(parseProgram(text), options))));
  return codeLimit(derived);
}

export type LimitFunction = (...values: number[]) => number;

export interface LoadedFunction {
  readonly output: string;
  readonly symbols: readonly string[];
  readonly call: LimitFunction;
}

/** The functions of all these limits, by program; throws with what a strict compiler says against them. */
export async function loadTypescript(
  limits: readonly { readonly name: string; readonly limit: LimitProgram }[],
): Promise<ReadonlyMap<string, readonly LoadedFunction[]>> {
  // Inside the project, where nothing else looks.
  const parent = fileURLToPath(new URL("../../.tmp/", import.meta.url));
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "limit-modules-"));
  try {
    const made = new Map<string, Awaited<ReturnType<typeof typescriptModule>>>();
    for (const { name, limit } of limits) {
      const generated = await typescriptModule(limit);
      made.set(name, generated);
      writeFileSync(join(folder, `${name}.ts`), generated.text);
    }
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    compileStrictly([...made.keys()].map((name) => join(folder, `${name}.ts`)));
    const loaded = new Map<string, readonly LoadedFunction[]>();
    for (const [name, { functions }] of made) {
      const module = (await import(pathToFileURL(join(folder, `${name}.js`)).href)) as Record<string, LimitFunction>;
      loaded.set(
        name,
        functions.map(({ output, name: own, parameters }) => ({
          output,
          symbols: parameters.filter(({ initial }) => initial === undefined).map((parameter) => parameter.name),
          call: module[own] as LimitFunction,
        })),
      );
    }
    return loaded;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compileStrictly(files: readonly string[]): void {
  const program = ts.createProgram(files, {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ES2022,
    strict: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    noImplicitReturns: true,
    exactOptionalPropertyTypes: true,
    types: [],
    skipLibCheck: true,
  });
  const { diagnostics } = program.emit();
  const found = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (found.length === 0) return;
  const host = { getCanonicalFileName: (name: string) => name, getCurrentDirectory: () => "", getNewLine: () => "\n" };
  throw new Error(ts.formatDiagnostics(found, host));
}

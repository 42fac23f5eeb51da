/**
 * Random expectations as programs, with the same expectation by brute force: products of one to three functions (smooth,
 * kinked, jumping) of correlated forms in one to three variables, some of them not Gaussian, some the product of a
 * matrix with a vector. Variances run from 1e-8 to 1e8, correlations up to 1 - 1e-9.
 */
import type { Shape } from "../../src/math/laws.ts";
import { erf, normalCdf, sigmoid, softplus } from "../../src/math/special.ts";
import { type Effort, type Factor, referenceIntegral } from "./reference-integral.ts";

export interface RandomExpectation {
  /** A program with one output. */
  readonly text: string;
  readonly reference: number;
  /** How well the reference is known. */
  readonly uncertainty: number;
  readonly dimensions: number;
}

const functions: readonly (readonly [name: string, apply: (x: number) => number])[] = [
  ["tanh", Math.tanh],
  ["erf", erf],
  ["sigmoid", sigmoid],
  ["relu", (x) => Math.max(0, x)],
  ["abs", Math.abs],
  ["step", (x) => (x > 0 ? 1 : 0)],
  ["sign", Math.sign],
  ["gelu", (x) => x * normalCdf(x)],
  ["softplus", softplus],
];

const shapes: readonly (readonly [name: string, shape: Shape])[] = [
  ["uniform", { kind: "uniform" }],
  ["laplace", { kind: "laplace" }],
  ["exponential", { kind: "exponential" }],
  ["student_t", { kind: "student_t", df: 5 }],
];

/**
 * Fine and coarser rules, whose difference bounds the error of the fine one; three variables get fewer panels, since
 * their scales are near 1. With two variables and steep functions the rules converge slowly: the coarse one has to be
 * coarse enough that it errs by several times as much.
 */
const efforts: readonly (readonly [Effort, Effort])[] = [
  [
    { nodes: 16, ratio: 2, narrowest: 1e-11 },
    { nodes: 12, ratio: 2, narrowest: 1e-11 },
  ],
  [
    { nodes: 10, ratio: 2.5, narrowest: 1e-9 },
    { nodes: 6, ratio: 2.5, narrowest: 1e-8 },
  ],
  [
    { nodes: 8, ratio: 5, narrowest: 1e-2 },
    { nodes: 6, ratio: 5, narrowest: 1e-2 },
  ],
];

/** The expectation of a seed; the same seed gives the same one. `most` bounds the number of variables. */
export function randomExpectation(seed: number, most: 1 | 2 | 3): RandomExpectation {
  const random = generator(seed);
  const among = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const chance = random();
  const dimensions = Math.min(most, chance < 0.45 ? 1 : chance < 0.85 ? 2 : 3);
  // What three variables cost by brute force allows no finer scales.
  const [decades, nearest] = dimensions === 3 ? [0.5, 1.5] : [4, 4.5];
  const lines = ["width n", "vector s ~ normal(0, 1)", "matrix W ~ normal(0, 1 / n)"];
  const names = ["a", "b", "c"].slice(0, dimensions);
  const laws: Shape[] = [];
  const scales: number[] = [];
  const means: number[] = [];
  for (const name of names) {
    const kind = random();
    if (kind < 0.2) {
      // Zhat of a product: its variance is an expectation itself.
      const [phi, apply] = among(functions);
      lines.push(`${name} = W @ ${phi}(s + ${names.indexOf(name)})`);
      const shift = names.indexOf(name);
      const factor = { loads: [1], shift, apply: (x: number) => apply(x) ** 2 };
      const { value } = referenceIntegral([{ kind: "normal" }], [factor], efforts[0]![0]);
      laws.push({ kind: "normal" });
      scales.push(Math.sqrt(value));
      means.push(0);
      if (names.indexOf(name) === 0) continue;
      // A second product with the same matrix would be correlated with the first: it gets its own.
      const matrix = `W${names.indexOf(name)}`;
      lines.splice(3, 0, `matrix ${matrix} ~ normal(0, 1 / n)`);
      lines.push(lines.pop()!.replace("W @", `${matrix} @`));
      continue;
    }
    const [law, shape] = kind < 0.8 ? (["normal", { kind: "normal" }] as const) : among(shapes);
    const variance = 10 ** (2 * decades * (2 * random() - 1));
    const mean = random() < 0.5 ? 0 : Math.sqrt(variance) * (4 * random() - 2);
    const more = law === "student_t" ? "df = 5, " : "";
    lines.push(`vector ${name} ~ ${law}(${more}mean = ${mean}, var = ${variance})`);
    laws.push(shape);
    scales.push(Math.sqrt(variance));
    means.push(mean);
  }
  const factors: Factor[] = [];
  const texts: string[] = [];
  for (let k = 0; k < dimensions + (random() < 0.4 ? 1 : 0); k++) {
    const last = Math.min(k, dimensions - 1);
    const closeness = random() < 0.3 ? 10 ** (-nearest * random()) : 0.2 + random();
    // The first forms read one variable each more; near correlations come from a small last load.
    const loads = names.map((_, d) => (d > last ? 0 : d === last ? (last === 0 ? 1 : closeness) : among([1, -1, 0.5])));
    const unit = scales[0]!;
    const coefficients = loads.map((load, d) => (d === 0 ? load : (load * unit) / scales[d]!));
    const shift = random() < 0.5 ? 0 : unit * (2 * random() - 1);
    const [phi, apply] = among(functions);
    const form = coefficients.flatMap((c, d) => (c === 0 ? [] : [`${c} * ${names[d]!}`])).join(" + ");
    texts.push(`${phi}(${form} + ${shift})`);
    const centre = coefficients.reduce((sum, c, d) => sum + c * means[d]!, shift);
    factors.push({ loads: coefficients.map((c, d) => c * scales[d]!), shift: centre, apply });
  }
  lines.push(`output moment(${texts.join(" * ")})`);
  const [fine, coarse] = efforts[dimensions - 1]!.map((effort) => referenceIntegral(laws, factors, effort));
  const uncertainty = Math.abs(fine!.value - coarse!.value) + 3e-15 * fine!.size;
  return { text: lines.join("\n"), reference: fine!.value, uncertainty, dimensions };
}

/** Uniform numbers (mulberry32). */
function generator(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Whether stated errors hold: programs with known limits, few particles (64 copies in a half, so that bias matters), few
 * replicates (Student's t with 3 degrees of freedom), many seeds. By construction an error fails with probability
 * 0.0027 where replicates are normal; the seeds are fixed, so that the counts below are facts, not samples.
 */
import { describe, expect, test } from "vitest";
import { evaluateByParticles } from "../../../../src/limit/particles/evaluate.ts";
import { lower } from "../../../kit/lower.ts";
import { unwrap } from "../../../kit/unwrap.ts";
import { limitsOf, standard } from "./estimates.ts";

const base = "width n\nvector u ~ normal(0, 1)\nvector v ~ normal(0, 1)\nmatrix W ~ normal(0, 1 / n)\n";
const jump = 1 / Math.sqrt(2 * Math.PI * (1 + 2 / Math.PI));

const programs: readonly (readonly [string, string, Readonly<Record<string, number>>])[] = [
  [
    "a transpose",
    "y = W.T @ tanh(W @ u)\noutput a = moment(u * y), b = moment(y^2)",
    { a: 0.6057055096021587, b: 0.761173654760252 },
  ],
  [
    "polynomials: the fourth moment of W.T x^3 + 3 u",
    "x = W @ u\ny = W.T @ x^3\noutput a = moment(u * y), b = moment(y^2), c = moment((W @ y) * x)",
    // W y = hat + 3 x E[3 x^2 / 3]: y = hat' + 3 u, and d y / d hat' = 1 gives Z^{W y} = hat'' + x^3, Cov(hat'', x) = 3.
    { a: 3, b: 24, c: 6 },
  ],
  [
    "jumps",
    "x = sign(W @ u)\ny = W.T @ x\nz = W @ step(y)\noutput a = moment(u * y), b = moment(y^2), c = moment(z * x), d = moment(z^2)",
    {
      a: Math.sqrt(2 / Math.PI),
      b: 1 + 2 / Math.PI,
      c: jump * (1 + 2 / Math.PI),
      d: 0.5 + jump * jump * (1 + 4 / Math.PI),
    },
  ],
  [
    "a deep relu net",
    "h = sqrt(2) * (W @ relu(sqrt(2) * u))\noutput a = moment(h^2 / 2), b = moment(relu(h)^2), c = moment(h^4)",
    { a: 1, b: 1, c: 12 },
  ],
  [
    "nonlinear functions of averages, each biased",
    "a = moment(exp(u))\nb = log(a)\nc = moment(v * relu(u))^2\nd = sqrt(moment(tanh(W @ u)^2))\noutput a, b, c, d, e = 1 / a",
    { a: Math.exp(0.5), b: 0.5, c: 0, d: Math.sqrt(0.39429449039784115), e: Math.exp(-0.5) },
  ],
  [
    "a step of training",
    `x = tanh(u)
     h = W @ x
     d = -v * (1 - tanh(h)^2)
     w = u - 0.5 * (W.T @ d) * (1 - x^2)
     k = W @ tanh(w) - 0.5 * d * moment(x * tanh(w))
     output f = moment((v + 0.5 * tanh(h)) * tanh(k))`,
    { f: 0.34584797504855497 },
  ],
];

describe("stated errors", () => {
  const SEEDS = 120;
  const counts = programs.map(([title, text, exact]) => {
    const program = lower(base + text);
    let failures = 0;
    let total = 0;
    const ratios: number[] = [];
    for (let seed = 0; seed < SEEDS; seed++) {
      const symbols = new Map<string, number>();
      const options = { ...standard, particles: 128, replicates: 4, seed: BigInt(seed), symbols };
      const { values } = unwrap(evaluateByParticles(program, options));
      for (const { name, value } of program.outputs) {
        const estimate = values.get(`s${value}`);
        const ratio = Math.abs((estimate?.value ?? Number.NaN) - (exact[name] ?? Number.NaN)) / (estimate?.error ?? 0);
        total++;
        if (!(ratio <= 1)) failures++;
        ratios.push(ratio);
      }
    }
    ratios.sort((a, b) => a - b);
    return { title, failures, total, median: ratios[Math.floor(ratios.length / 2)] ?? 0 };
  });

  test.each(counts)("$title: $failures of $total fail", ({ failures, total }) => {
    // Numbers of one run go together, so that a program's share of failures may be some times the average.
    expect(failures / total).toBeLessThanOrEqual(0.02);
  });

  test("at most 1 % fail in all, and errors are not far larger than needed", () => {
    const total = counts.reduce((sum, count) => sum + count.total, 0);
    const failures = counts.reduce((sum, count) => sum + count.failures, 0);
    expect(failures / total).toBeLessThanOrEqual(0.01);
    // For normal replicates the median of |t| / 9.22 is 0.083 at 3 degrees of freedom; bias terms make it smaller.
    for (const { median } of counts) expect(median).toBeGreaterThan(0.02);
  });

  test("bias is taken away: the mean over many seeds is right to its own error", () => {
    const values = Array.from({ length: 200 }, (_, seed) =>
      limitsOf(`${base}output c = moment(v * relu(u))^2, d = 1 / moment(exp(u))`, {
        particles: 64,
        replicates: 2,
        seed: BigInt(seed),
      }),
    );
    for (const [name, exact] of [
      ["c", 0],
      ["d", Math.exp(-0.5)],
    ] as const) {
      const all = values.map((outputs) => outputs.get(name)?.value ?? Number.NaN);
      const mean = all.reduce((sum, x) => sum + x, 0) / all.length;
      const deviation = Math.sqrt(all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (all.length - 1));
      // 3.5 standard errors of the mean, plus what is left of the bias at order 1 / 32^2.
      expect(Math.abs(mean - exact)).toBeLessThan((3.5 * deviation) / Math.sqrt(all.length) + 2 / 32 ** 2);
    }
  });

  test("more particles give smaller errors, at least as fast as sampling", () => {
    const text = `${base}y = W.T @ (v * tanh(W @ u))\noutput q = moment(tanh(y + u)^2)`;
    const [few, many] = [2 ** 9, 2 ** 15].map((particles) => limitsOf(text, { particles }).get("q")?.error ?? 0);
    // Eight times by theory; two estimates of an error from 7 degrees of freedom differ by a factor below 2.5 or so.
    expect((few ?? 0) / (many ?? 1)).toBeGreaterThan(3);
  });
});

/** Which tail bound applies to a program, with which constants, and what is in the way of the others. */
import { describe, expect, test } from "vitest";
import type { BoundVerdict } from "../../../src/bound/attempt.ts";
import { findBounds } from "../../../src/bound/find-bounds.ts";
import { chainBound, generalBound, widthFor } from "../../../src/bound/tail-bounds.ts";
import { frequencyBound } from "../../../src/report/frequency.ts";
import { lower } from "../../kit/lower.ts";
import { unwrap } from "../../kit/unwrap.ts";

const options = { tau: 0.5, delta: 0.05, lipschitz: new Map<string, number>(), tolerance: 1e-6 };

function boundsOf(text: string, lipschitz: readonly (readonly [string, number])[] = []): readonly BoundVerdict[] {
  const [output] = unwrap(findBounds(lower(text), { ...options, lipschitz: new Map(lipschitz) }));
  if (output === undefined) throw new Error("no output");
  return output.bounds;
}

/** Fresh products with `phi`, and an average of `psi` of z, g, h. */
function program(phi: string, psi: string, law = "normal(0, 1 / n)"): string {
  return `width n
vector z ~ normal(0, 1)
matrix W[l in 1..2] ~ ${law}
fn phi(x) = ${phi}
g = W[1] @ phi(z)
h = W[2] @ phi(g)
output q = moment(${psi})`;
}

// Numbers go through a few operations.
const near = (value: number | undefined, expected: number): void =>
  expect(Math.abs((value ?? Number.NaN) / expected - 1)).toBeLessThan(1e-9);

test("a chain of identities has the constants of the theorem", () => {
  const [chain, general] = boundsOf(program("x", "h^2"));
  const expected = chainBound(1, [1, 1], 0.5);
  near(chain?.numbers?.c2, expected.c2);
  expect(chain?.numbers).toMatchObject({ lambda: 1, nu: 0, multiplicity: 6, width: widthFor(expected, 0.5, 0.05) });
  const other = generalBound(1, [1, 1, 1], 0.5, 0);
  near(general?.numbers?.c2, other.c2);
  expect(general?.numbers).toMatchObject({ lambda: 1, nu: 0, multiplicity: 24 });
});

test("variances are written into the functions", () => {
  // W of variance 4 / n with x / 2 is W of variance 1 / n with x; z of variance 4 is 2 z.
  const scaled = program("x / 2", "h^2", "normal(0, 4 / n)");
  near(boundsOf(scaled)[0]?.numbers?.c2, chainBound(1, [1, 1], 0.5).c2);
  const wide = program("x", "h^2").replace("z ~ normal(0, 1)", "z ~ normal(0, 4)");
  const [chain] = boundsOf(wide);
  near(chain?.numbers?.lambda, 2);
  near(chain?.numbers?.c2, chainBound(2, [4, 4], 0.5).c2);
});

test("slopes or constants, whichever is better", () => {
  const [, small] = boundsOf(program("tanh(x)", "tanh(h)^2"));
  expect(small?.numbers).toMatchObject({ lambda: 1, nu: 0 });
  const [, product] = boundsOf(program("tanh(x)", "g * h + 3 * z"));
  expect(product?.numbers).toMatchObject({ lambda: 1, nu: 3 });
});

test("a function that does not vanish at 0 counts in nu, and leaves the chain", () => {
  const [chain, general] = boundsOf(program("softplus(x)", "h^2"));
  expect(chain?.failing.map(({ hypothesis }) => hypothesis)).toContain("functions vanish at 0");
  near(general?.numbers?.nu, 2 * Math.log(2));
});

test("several initial vectors are levels of the general bound", () => {
  const text = "width n\nvector z, y ~ normal(0, 1)".replace("z, y ~", "z ~ normal(0, 1)\nvector y ~");
  const [chain, general] = boundsOf(`${text}\nmatrix W ~ normal(0, 1 / n)\ng = W @ (z + y)\noutput q = moment(g^2)`);
  expect(chain?.numbers).toBeUndefined();
  near(general?.numbers?.lambda, Math.SQRT2);
  near(general?.numbers?.c2, generalBound(Math.SQRT2, [1, 1, 2], 0.5, 0).c2);
});

const failing: readonly (readonly [what: string, text: string, reason: RegExp])[] = [
  ["reuse", program("x", "h^2").replace("W[2] @", "W[1] @"), /`W\[1\]` is used more than once/],
  ["transpose", program("x", "h^2").replace("W[2] @", "W[1].T @"), /used more than once/],
  ["law of entries", program("x", "h^2", "uniform(var = 1 / n)"), /have the law uniform/],
  ["law of a vector", program("x", "h^2").replace("normal(0, 1)\nm", "uniform\nm"), /has the law uniform/],
  ["not Lipschitz", program("x^2", "h^2"), /`z\^2` is not shown to have a bounded slope/],
  ["a jump", program("x", "step(h)"), /`step\(h\)` jumps/],
  ["third order", program("x", "h^3"), /`h\^3` is not shown to be/],
  [
    "the hidden monotonicity",
    program("x", "cos(h)"),
    /`cos\(h\)` is not shown to have one that is in the variance of `h`/,
  ],
  ["monotonicity of what is multiplied", program("sin(x)", "h^2"), /`sin\(g\)\^2` is not shown to have one/],
  [
    "average as argument",
    program("x", "h^2").replace("phi(g)", "(g * moment(z^2))"),
    /the average `moment\(z\^2\)` is one/,
  ],
  [
    "several averages",
    `${program("x", "h^2")}, r = q + moment(g)`.replace("q = moment(h^2), r", "r"),
    /is a number, or computed from averages/,
  ],
];
test.each(failing)("fails: %s", (_, text, reason) => {
  const [, general] = boundsOf(text.replace("output r = q", "q = moment(h^2)\noutput r = q"));
  expect(general?.numbers).toBeUndefined();
  expect(general?.failing.map((one) => one.reason)).toContainEqual(expect.stringMatching(reason));
});

describe("monotone means", () => {
  test.each(["softplus(h)", "h * g", "relu(h) * abs(g)", "1 - relu(h)", "h^2 + g * h + abs(g)", "max(h, 1)"])(
    "%s",
    (psi) => {
      expect(boundsOf(program("x", psi))[1]?.failing).toEqual([]);
    },
  );
  test.each(["gelu(h)", "z * relu(h)", "h^2 - relu(h)"])("not shown: %s", (psi) => {
    expect(boundsOf(program("x", psi))[1]?.numbers).toBeUndefined();
  });
});

test("a stated constant is taken", () => {
  const text = program("x", "abs(f)").replace("output", "f = h * tanh(h)\noutput");
  const near0 = boundsOf(text);
  expect(near0[1]?.failing).not.toEqual([]);
  const [, general] = boundsOf(text, [["f", 1.2]]);
  expect(general?.numbers).toMatchObject({ lambda: 1, nu: 1.2 });
});

test("the bound on a frequency has its confidence", () => {
  // P(no success in 299 trials) = 0.05 at p = 0.00997.
  expect(Math.abs(frequencyBound(0, 299, 0.05) - (1 - 0.05 ** (1 / 299)))).toBeLessThan(1e-12);
  // Clopper and Pearson's interval for 10 of 100, one-sided: 0.1637, from tables.
  expect(Math.abs(frequencyBound(10, 100, 0.05) - 0.1637)).toBeLessThan(1e-4);
  expect(frequencyBound(5, 5, 0.05)).toBe(1);
});

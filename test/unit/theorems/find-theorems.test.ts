/** Which theorem covers a program: one program for each hypothesis that can fail, and all examples. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { positionIn } from "../../../src/diagnostics/line-table.ts";
import { findTheorems } from "../../../src/theorems/find-theorems.ts";
import type { TheoremVerdict } from "../../../src/theorems/theorem-report.ts";
import { examplePrograms } from "../../kit/example-programs.ts";
import { lower } from "../../kit/lower.ts";

function theorem(text: string, name: string): TheoremVerdict {
  const found = findTheorems(lower(text)).theorems.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no theorem ${name}`);
  return found;
}

const lln = "law of large numbers";
const gaussian = "Gaussian Master Theorem";
const general = "non-Gaussian Master Theorem";
const lipschitz = "Lipschitz version";
const forward = "forward programs";
const backward = "backpropagation programs";
const conditional = "conditional expectations";

/** W and W.T around `f`, averaged through `psi`. */
function around(f: string, psi = "y", law = "normal(0, 1 / n)", vector = "normal(0, 1)"): string {
  return `width n
vector z ~ ${vector}
matrix W ~ ${law}
h = W @ z
x = ${f}
y = W.T @ x
output q = moment(${psi})`;
}

/** Without a transpose. */
function straight(f: string, psi = "y", law = "normal(0, 1 / n)", vector = "normal(0, 1)"): string {
  return around(f, psi, law, vector).replace("W.T @ x", "W @ x");
}

const backpropagated = `width n
vector z, v
matrix W ~ normal(0, 1 / n)
h = W @ relu(z)
dx = W.T @ (v * step(h))
output q = moment(dx^2 * step(z))`.replace("vector z, v", "vector z\nvector v");

/** Row of the decision table, program, theorem; and the reason and the line where it fails. */
type Row = readonly [row: string, text: string, name: string, failing?: readonly [reason: RegExp, line: number]];

const rows: readonly Row[] = [
  ["1: pseudo-Lipschitz, normal, transposes", around("relu(h) * h", "y^2"), gaussian],
  ["1: jump", around("step(h)"), gaussian, [/`step\(h\)` jumps/, 5]],
  ["1: infinite slope", around("sqrt(abs(h))"), gaussian, [/`sqrt\(abs\(h\)\)` has an infinite slope at 0/, 5]],
  ["1: growth", around("exp(h)"), gaussian, [/`exp\(h\)` grows faster than every polynomial/, 5]],
  [
    "1: law of the entries",
    around("h", "y", "uniform(var = 1 / n)"),
    gaussian,
    [/entries of `W` have the law uniform/, 3],
  ],
  [
    "1: law of a vector",
    around("h", "y", "normal(0, 1 / n)", "rademacher"),
    gaussian,
    [/`z` has the law rademacher/, 2],
  ],
  ["1: an image of a normal vector", around("h", "y", "normal(0, 1 / n)", "exponential"), gaussian],
  ["3: backpropagation with jumps", backpropagated, backward],
  ["3: a product that is not odd", around("step(h)"), backward, [/`y` is a product with a transpose/, 6]],
  ["3: growth", straight("exp(h)"), backward, [/`exp\(h\)` grows/, 5]],
  ["4: jumps without transposes", straight("step(h)", "sign(y)"), forward],
  ["4: exponential growth without transposes", straight("tanh(h)", "exp(y)"), forward],
  ["4: transposes", around("h"), forward, [/both `W` and `W.T` are used/, 6]],
  ["4: growth beyond exp(x^2)", straight("tanh(h)", "exp(y^2)"), forward, [/`exp\(y\^2\)` grows/, 7]],
  ["4: jumps that move with an average", straight("step(h - moment(h))"), forward, [/depends on the average/, 5]],
  ["5: smooth, all moments", around("tanh(h)", "y^4", "exponential(var = 1 / n)"), general],
  ["5: kink", around("relu(h)", "y", "uniform(var = 1 / n)"), general, [/`relu\(h\)` has a kink/, 5]],
  ["5: not all moments", around("h", "y", "student_t(df = 9, var = 1 / n)"), general, [/moments below 9 only/, 3]],
  ["5: a function that is smooth at the limit only", around("h / moment(h^2)"), general, [/may be infinite/, 5]],
  ["6: Lipschitz, four moments", around("relu(h)", "abs(y)", "quintcauchy(var = 1 / n)"), lipschitz],
  ["6: three moments", around("h", "y", "cubecauchy(var = 1 / n)"), lipschitz, [/moments below 3 only/, 3]],
  ["6: a quadratic average", around("relu(h)", "y^2"), lipschitz, [/`y\^2` is not shown to have a bounded slope/, 7]],
  ["8: linear before products, quadratic averages", around("relu(h)", "y * h"), conditional],
  ["8: cubic average", around("relu(h)", "y^3"), conditional, [/is not shown to be quadratically bounded/, 7]],
  ["8: quadratic before a product", around("h^2", "y"), conditional, [/is not shown to be linearly bounded/, 5]],
  ["9: the same for other laws, if smooth", around("tanh(h)", "y * h", "uniform(var = 1 / n)"), conditional],
  ["no matrix", "width n\nvector z ~ rademacher\noutput q = moment(step(z))", lln],
  [
    "no matrix, heavy tails",
    "width n\nvector z ~ student_t(df = 4)\noutput q = moment(z^4)",
    lln,
    [/grows like the power 4/, 3],
  ],
];

test.each(rows.map((row) => ({ title: row[0], row })))("$title", ({ row: [, text, name, failing] }) => {
  const { applies, failing: found } = theorem(text, name);
  if (failing === undefined) {
    expect(found).toEqual([]);
    expect(applies).toBe(true);
    return;
  }
  const [reason, line] = failing;
  expect(applies).toBe(false);
  const match = found.find((one) => reason.test(one.reason));
  expect(match?.reason, found.map((one) => one.reason).join("; ")).toBeDefined();
  if (match !== undefined) expect(positionIn(match.place.source, match.place.span.start).line).toBe(line);
});

describe("modes", () => {
  test("in every L^p with sub-Gaussian entries, almost sure with fewer moments, with a remark on the proof", () => {
    const at = (law: string): TheoremVerdict => theorem(around("relu(h)", "abs(y)", law), lipschitz);
    expect(at("uniform(var = 1 / n)")).toMatchObject({ mode: "almost sure and in every L^p", remarks: [] });
    expect(at("laplace(var = 1 / n)")).toMatchObject({ mode: "almost sure", remarks: [] });
    expect(at("quintcauchy(var = 1 / n)").remarks).toEqual([expect.stringContaining("a step of its proof uses all")]);
  });

  test("a quotient of averages is not shown to converge in mean", () => {
    const text = around("tanh(h)", "y^2").replace("output q", "q").concat("\noutput r = q / moment(h^2)");
    expect(theorem(text, general)).toMatchObject({ applies: true, remarks: [expect.stringContaining("`r`")] });
  });
});

describe("averages as arguments", () => {
  test("are constants near their limits in the Gaussian theorem, and variables in the others", () => {
    const text = around("h * moment(h^2)", "y");
    expect(theorem(text, gaussian).applies).toBe(true);
    expect(theorem(text, general).applies).toBe(true);
    const reasons = theorem(text, lipschitz).failing.map(({ reason }) => reason);
    expect(reasons).toContain("`h * moment(h^2)` is not shown to have a bounded slope");
    expect(theorem(around("exp(moment(h^2)) * h", "y"), gaussian).applies).toBe(true);
    expect(theorem(around("exp(moment(h^2)) * h", "y"), general).applies).toBe(false);
  });

  test("have the range of what is averaged", () => {
    expect(theorem(around("h / sqrt(1 + moment(h^2))", "y"), general).applies).toBe(true);
    expect(theorem(around("h * exp(-moment(h^2))", "y"), general).applies).toBe(true);
  });
});

test("what no output rests on does not count", () => {
  expect(findTheorems(lower(`${around("tanh(h)")}\nunused = W.T @ step(h)`)).coveredBy).toContain(gaussian);
});

test("a matrix that is used transposed only is no transpose", () => {
  const text = "width n\nvector z\nmatrix W ~ normal(0, 1 / n)\nh = W.T @ z\noutput q = moment(step(W.T @ step(h)))";
  expect(theorem(text, forward).applies).toBe(true);
});

test("what is too deep or too wide to be written out keeps its classes, and its culprits", () => {
  const deep = (f: string): string => `width n
vector z
matrix W[l in 1..200] ~ normal(0, 1 / n)
h[1] = z
for l in 1..200 { h[l+1] = h[l] + W[l] @ ${f} }
output q = moment(h[201]^2)`;
  expect(findTheorems(lower(deep("relu(h[l])"))).coveredBy).toEqual([gaussian, forward, backward]);
  const { failing } = theorem(deep("exp(h[l])"), gaussian);
  expect(failing[0]?.reason).toBe("`exp(z)` grows faster than every polynomial");
});

test("forward and backward may be named the other way round", () => {
  const text = backpropagated.replace("W @ relu", "W.T @ relu").replace("dx = W.T", "dx = W");
  expect(theorem(text, backward).applies).toBe(true);
  expect(theorem(text.replace("v * step(h)", "v^2 * step(h)"), backward).applies).toBe(false);
  expect(theorem(text.replace("relu(z)", "relu(z + v)"), backward).applies).toBe(false);
});

describe("the examples", () => {
  const found = examplePrograms.map(({ name, text }) => ({ name, report: findTheorems(lower(text)) }));

  test("golden", async () => {
    const blocks = found.map(({ name, report: { coveredBy, formal } }) => {
      const lines = formal === undefined ? coveredBy : [`none: ${formal.hypothesis}: ${formal.reason}`];
      return [name, ...lines.map((line) => `  ${line}`)].join("\n");
    });
    await expect(`${blocks.join("\n")}\n`).toMatchFileSnapshot("../../cases/theorems/examples.expected.txt");
  });

  test("the index says the same", () => {
    const index = readFileSync(new URL("../../../examples/README.md", import.meta.url), "utf8");
    const letters = new Map([
      ["LLN", lln],
      ["G", gaussian],
      ["N", general],
      ["F", forward],
      ["B", backward],
    ]);
    for (const [, name, covered = ""] of index.matchAll(/^\| \[(.+)\.tp\].*\| ([^|]+) \|$/gm)) {
      const report = found.find((one) => one.name === name)?.report;
      const named = letters.get(covered);
      if (named === undefined)
        expect([name, covered, report?.coveredBy]).toEqual([name, expect.stringMatching(/^none|\*$/), []]);
      else expect(report?.coveredBy, name).toContain(named);
    }
  });
});

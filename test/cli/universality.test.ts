/** `tpc universality` as a user runs it: table, JSON, reports, and what it refuses. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, tpc, tpcJson } from "../kit/tpc.ts";

const program = `width n
scalar c = 0.5
vector (a, b) ~ normal([0, 0], [[1, 0.6], [0.6, 1]])
vector unused ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
x[1] = tanh(a)
x[2] = c * tanh(b)
for i in 1..2, j in 1..i {
  C[i, j] = moment((W @ x[i]) * (W @ x[j]))
}
output C[i in 1..2, j in 1..i]
`;
const quick = ["--widths", "16,32", "--trials", "40", "--tol", "0.02", "--laws", "student_t(df=5),exponential"];

test("the document has every tensor, law, swap, output and kernel", async () => {
  const cwd = folder({ "net.tp": program });
  const { json, status, stderr } = await tpcJson(["universality", "net.tp", ...quick], { cwd });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  const classes = json.tensors.map((tensor: { class: string; names: string[]; used: boolean }) => [
    tensor.class,
    tensor.names.join(),
    tensor.used,
  ]);
  expect(classes).toEqual([
    ["matrix-like", "W", true],
    ["vector-like", "a,b", true],
    ["vector-like", "unused", false],
    ["scalar-like", "c", true],
  ]);
  const runs = json.experiments.map((one: { law: string; swapped: string; theory: string }) => [
    one.law,
    one.swapped,
    one.theory,
  ]);
  expect(runs).toEqual([
    ["normal", "nothing", "all moments"],
    ["student_t(df=5)", "matrices", "four moments"],
    ["student_t(df=5)", "all tensors", "four moments"],
    ["exponential", "matrices", "all moments"],
    ["exponential", "all tensors", "all moments"],
  ]);
  const [, , all] = json.experiments;
  expect(Object.keys(all.outputs)).toEqual(["C[1,1]", "C[2,1]", "C[2,2]"]);
  const { distances, predicted } = all.outputs["C[1,1]"];
  expect(distances.map(({ width }: { width: number }) => width)).toEqual([16, 32]);
  expect(distances[0].byTrials.map(({ trials }: { trials: number }) => trials)).toEqual([10, 20, 40]);
  // E tanh^2 under the law of Student with five degrees of freedom is another than under the normal law, 0.394.
  expect(Math.abs(predicted - json.limits["C[1,1]"].value)).toBeGreaterThan(0.01);
  expect(all.kernels["C[*,*]"][1].toLimit.mean).toBeGreaterThan(0);
  expect(json.conclusions.length).toBeGreaterThan(3);
});

test("the same seed gives the same numbers, whatever other laws are asked for", async () => {
  const cwd = folder({ "net.tp": program });
  const args = ["universality", "net.tp", "--widths", "8,16", "--trials", "10", "--laws"];
  const [one, both] = await Promise.all([
    tpcJson([...args, "exponential"], { cwd }),
    tpcJson([...args, "uniform,exponential"], { cwd }),
  ]);
  expect(both.json.experiments[3].outputs["C[1,1]"].distances).toEqual(
    one.json.experiments[1].outputs["C[1,1]"].distances,
  );
});

test("a report is one page or one sheet of figures, each with its text; the table is for people", async () => {
  const cwd = folder({ "net.tp": program });
  const args = ["universality", "net.tp", "--widths", "8,16", "--trials", "20", "--laws", "uniform", "--report"];
  const page = await tpc([...args, "out.html"], { cwd });
  expect(page.status).toBe(0);
  expect(page.stdout).toContain("(noise floor)");
  expect(page.stdout).toContain("matrix-like: ");
  const html = readFileSync(join(cwd, "out.html"), "utf8");
  expect(html).not.toMatch(/<script|<link|https?:\/\/(?!www\.w3\.org)/);
  // Two figures of the kernel, and three of each of three outputs.
  expect([...html.matchAll(/<figure><svg [^>]*aria-label="[^"]{40,}"/g)]).toHaveLength(2 + 3 * 3);
  expect(html).toContain("tpc universality net.tp");
  const sheet = await tpc([...args, "out.svg"], { cwd });
  expect(sheet.stderr).toContain("wrote out.svg");
  const svg = readFileSync(join(cwd, "out.svg"), "utf8");
  // The kernel alone: its entries are on the page.
  expect(svg.match(/<svg /g)).toHaveLength(1 + 2);
  expect(svg).not.toContain("NaN");
});

test("laws that make no sense are refused", async () => {
  const cwd = folder({ "net.tp": program });
  for (const [laws, reason] of [
    ["normal", "always there"],
    ["student5,student_t(5)", "there twice"],
    ["gauss", "The laws are"],
  ] as const) {
    const { status, stderr } = await tpc(["universality", "net.tp", "--laws", laws], { cwd });
    expect(status).toBe(2);
    expect(stderr).toContain(reason);
  }
  const { status, stderr } = await tpc(["universality", "net.tp", "--report", "out.md"], { cwd });
  expect(status).toBe(2);
  expect(stderr).toContain(".html or .svg");
});

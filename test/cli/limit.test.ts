/** The formats and details of `tpc limit`, and the bounds of compilation, as options. */
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { folder, tpc, tpcJson } from "../kit/tpc.ts";
import { network, open } from "./programs.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

describe("--format", () => {
  test("LaTeX and Markdown are documents of their own; JSON is that of --json", async () => {
    const cwd = folder({ "net.tp": network });
    const latex = await tpc(["limit", "net.tp", "--format", "latex"], { cwd });
    expect(latex).toMatchObject({ status: 0, stderr: "" });
    expect(latex.stdout).toMatch(/^\\documentclass.*\\begin\{document\}.*q &= .*\\end\{document\}\n$/s);
    const markdown = await tpc(["limit", "net.tp", "--format", "markdown"], { cwd });
    expect(markdown.stdout).toMatch(/^# The limit of `net\.tp`\n\n## Definitions\n\n\|.*## Outputs\n\n.*\| \$q = /s);
    const json = await tpc(["limit", "net.tp", "--format", "json"], { cwd });
    expect(json.stdout).toBe((await tpc(["limit", "net.tp", "--json"], { cwd })).stdout);
    const wrong = await tpc(["limit", "-", "--format", "json"], { input: "width" });
    expect(wrong.status).toBe(2);
    expect(JSON.parse(wrong.stdout).diagnostics).toHaveLength(1);
  });
});

describe("--steps", () => {
  test("numbers the products and averages, with rules and reasons", async () => {
    const { status, stdout } = await tpc(["limit", "examples/transpose.tp", "--steps"], { cwd: root });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^1\. W @ z {2}\(line \d+\)\n {4}Ż\(W @ z\) = 0\n {6}— no term from y: it comes later\n/);
    expect(stdout).toMatch(/\n2\. y = Wᵀ @ x {2}\(line \d+\)\n {4}Ż\(y\) = B\(y; W @ z\) z\n/);
    expect(stdout).toMatch(/\nRules\n {2}\w.*: .+ \(.+\)\n/);
    const { json } = await tpcJson(["limit", "examples/transpose.tp", "--steps"], { cwd: root });
    expect(json.steps.map(({ kind }: { kind: string }) => kind)).toEqual(["matmul", "matmul", "moment", "moment"]);
    expect(json.steps[1].lines[0]).toMatchObject({ text: "dot(y) = B(y; W @ z) z", value: null });
    expect(json.rules[0]).toMatchObject({ name: expect.any(String), statement: expect.any(String) });
    expect((await tpcJson(["limit", "examples/transpose.tp"], { cwd: root })).json).not.toHaveProperty("steps");
  });
});

describe("--independent", () => {
  test("puts what gradient independence gives beside each value", async () => {
    const args = ["limit", "examples/mup-step.tp", "--independent", "--set", "eta=1"];
    const { json } = await tpcJson(args, { cwd: root });
    // systems 1-SGD: with the Onsager term, and when it is forgotten.
    expect(json.outputs.f1.value).toBeCloseTo(0.56167054, 7);
    expect(json.outputs.f1.independent.value).toBeCloseTo(0.4161013, 7);
    expect(json.outputs.f1.independent.difference).toBeCloseTo(0.4161013 - 0.56167054, 7);
    const { stdout } = await tpc(args, { cwd: root });
    expect(stdout).toMatch(/method +if independent +difference\n/);
    expect(stdout).toMatch(/\nf1 .* -0\.1456\n/s);
  });
});

describe("--symbolic", () => {
  test("formulas in a param; what does not depend on it has its value", async () => {
    const text = network.replace("output q, f", "r = moment(x^4)\noutput q, f, r").replace(/expect.*\n/, "");
    const { json, status } = await tpcJson(["limit", "-", "--symbolic", "sigma"], { input: text });
    expect(status).toBe(0);
    expect(json.outputs.q).toMatchObject({ value: null, method: null });
    expect(json.definitions[0]).toMatchObject({ name: "Var(h)", text: "sigma^2/2", value: null });
    expect(json.outputs.r).toMatchObject({ value: 3, text: "3" });
    const ended = await tpc(["limit", "-", "--symbolic", "sgima"], { input: text });
    expect(ended.status).toBe(2);
    expect(ended.stderr).toContain("did you mean `sigma`?");
  });

  test("a scalar without value gives a formula", async () => {
    const { json } = await tpcJson(["limit", "-"], { input: open });
    expect(json.outputs.q).toMatchObject({ value: null, text: "c^2" });
  });
});

test("--max-iterations and --max-values bound what is unrolled", async () => {
  const loop = "width n\nvector g\nfor i in 1..100, j in 1..10 { x[i, j] = g * i }\noutput moment(x[1, 1]^2)\n";
  expect((await tpc(["check", "-"], { input: loop })).status).toBe(0);
  for (const option of ["--max-iterations", "--max-values"]) {
    const ended = await tpc(["check", "-", option, "50"], { input: loop });
    expect(ended.status).toBe(2);
    expect(ended.stderr).toMatch(/^error\[TP222\]/);
    expect(ended.stderr).toContain(`raise ${option}`);
    expect((await tpc(["check", "-", option, "1e7"], { input: loop })).status).toBe(0);
    expect((await tpc(["check", "-", option, "0"], { input: loop })).status).toBe(2);
  }
});

test("the convention of tangent kernels stands below their limits, whatever they are called", async () => {
  const text = `width n
vector u ~ normal(0, 1)
vector v ~ normal(0, 1)
matrix W ~ normal(0, 2 / n)
readout y = v . tanh(W @ u) / sqrt(n)
`;
  const cwd = folder({
    "standard.tp": `${text}output k = ntk(y, y)\n`,
    "both.tp": `${text}output ntk(y, y, convention = plain), ntk(y, y)\n`,
    "none.tp": `${text}output nngp(y, y)\n`,
  });
  const standard =
    "ntk, standard convention: by standardised parameters, multiplied by their declared standard deviations";
  const plain = "ntk, plain convention: by the declared vectors themselves, and sqrt(n) times the matrices";
  expect((await tpc(["limit", "standard.tp"], { cwd })).stdout).toContain(`\n\n${standard}\n`);
  expect((await tpc(["limit", "both.tp"], { cwd })).stdout).toContain(`\n\n${plain}\n${standard}\n`);
  expect((await tpc(["limit", "none.tp"], { cwd })).stdout).not.toContain("convention");
  expect((await tpc(["limit", "both.tp", "--format", "markdown"], { cwd })).stdout).toContain("plain convention");
  expect((await tpc(["limit", "both.tp", "--format", "latex"], { cwd })).stdout).toContain("plain convention");
  expect((await tpcJson(["limit", "both.tp"], { cwd })).json.conventions).toEqual(["plain", "standard"]);
});

/** What the commands say of theorems. */
import { expect, test } from "vitest";
import { folder, tpc, tpcJson } from "../kit/tpc.ts";
import { network } from "./programs.ts";

/** A jump behind a transpose, in line 5: no theorem. */
const formal = `width n
vector z ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
h = W @ z
x = step(h)
output q = moment(z * (W.T @ x))
`;

const line = "no theorem covers this program: `step(h)` jumps (f.tp:5); the limit is formal";
const few = ["--widths", "32,64,128", "--trials", "50", "--device", "cpu"];

test("check: a line for each theorem, what fails with its place, and the functions if asked", async () => {
  const cwd = folder({ "net.tp": network, "f.tp": formal });
  const plain = (await tpc(["check", "net.tp"], { cwd })).stdout;
  expect(plain).toMatch(/^yes {2}Gaussian Master Theorem {6}almost sure \(Yang 2019a; /);
  expect(plain).toContain("       functions are polynomially smooth: `relu(x)` has a kink (net.tp:6)\n");
  expect(plain).not.toContain("law of large numbers");
  const { stdout } = await tpc(["check", "f.tp", "--functions"], { cwd });
  expect(stdout).toContain(
    "no   Gaussian Master Theorem\n       functions are pseudo-Lipschitz: `step(h)` jumps (f.tp:5)\n",
  );
  expect(stdout).toMatch(/^step\(h\) +f\.tp:5 +discontinuous$/m);
});

test("check --json", async () => {
  const { json } = await tpcJson(["check", "f.tp"], { cwd: folder({ "f.tp": formal }) });
  const [, gaussian] = json.theorems;
  expect(gaussian).toMatchObject({ name: "Gaussian Master Theorem", applies: false, mode: "almost sure", remarks: [] });
  expect(gaussian.failing).toEqual([
    {
      hypothesis: "functions are pseudo-Lipschitz",
      reason: "`step(h)` jumps",
      file: "f.tp",
      line: 5,
      column: 1,
      endLine: 5,
      endColumn: 2,
    },
  ]);
  expect(json.functions).toContainEqual(
    expect.objectContaining({ text: "step(h)", use: "matmul", description: "discontinuous", lipschitz: null, line: 5 }),
  );
});

test("limit and compare: one line where no theorem covers the program", async () => {
  const cwd = folder({ "net.tp": network, "f.tp": formal });
  expect((await tpc(["limit", "f.tp"], { cwd })).stdout.trimEnd().split("\n").at(-1)).toBe(line);
  expect((await tpc(["limit", "net.tp"], { cwd })).stdout).not.toContain("theorem");
  expect((await tpc(["compare", "f.tp", ...few], { cwd })).stdout).toContain(`\n${line}\n`);

  const { json } = await tpcJson(["limit", "f.tp"], { cwd });
  expect(json).toMatchObject({ coveredBy: [], formal: { reason: "`step(h)` jumps", line: 5 } });
  const compared = (await tpcJson(["compare", "net.tp", ...few], { cwd })).json;
  expect(compared).toMatchObject({ coveredBy: expect.arrayContaining(["Gaussian Master Theorem"]), formal: null });
});

/** `tpc build --target ts|python` from the command line: what it writes, and what it says of what it cannot write. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { folder, tpc, tpcJson } from "../kit/tpc.ts";

const network = `param sigma = 1.5
width n
vector g ~ normal(0, 1)
matrix W ~ normal(0, sigma^2 / n)
output q = moment(tanh(W @ relu(g))^2)
`;

test("a module of each language, with a param as its argument", async () => {
  const cwd = folder({ "deep-net.tp": network });
  const args = ["build", "deep-net.tp", "--symbolic", "sigma", "-o", "out"];
  expect(await tpc([...args, "--target", "ts"], { cwd })).toEqual({
    status: 0,
    stdout: "out/deep-net.ts\n",
    stderr: "",
  });
  const text = readFileSync(`${cwd}/out/deep-net.ts`, "utf8");
  expect(text).toContain("`q`, line 5 of deep-net.tp");
  expect(text).toContain("export function q(sigma: number): number {");
  const { json, stderr } = await tpcJson([...args, "--target", "python"], { cwd });
  expect(json).toEqual({ program: "deep-net.tp", target: "python", files: ["out/deep_net.py"] });
  expect(stderr).toBe("");
  expect(readFileSync(`${cwd}/out/deep_net.py`, "utf8")).toContain("def q(sigma: float) -> float:");
});

test("an output that would need an integral over four variables", async () => {
  const text = `width n\nvector g[i in 1..4] ~ normal(0, 1)\noutput moment(tanh(g[1] + tanh(g[2]) + sin(tanh(g[3]) * g[4]))^2)\n`;
  const cwd = folder({ "x.tp": text });
  const ended = await tpc(["build", "x.tp", "--target", "ts", "-o", "out"], { cwd });
  expect(ended.status).toBe(2);
  expect(ended.stderr).toContain("TP315");
  expect(ended.stderr).toContain("TP316");
});

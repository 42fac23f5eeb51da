/** `tpc bound`: what it prints, its JSON, its options. */
import { expect, test } from "vitest";
import { folder, tpc, tpcJson } from "../kit/tpc.ts";
import { network } from "./programs.ts";

const chain = `width n
vector z ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
g = W @ z
output q = moment(g^2)
`;
const coarse = ["--tau", "1", "--delta", "0.2"];

test("text: bounds with their constants, and the width that simulation shows to be enough", async () => {
  const { status, stdout, stderr } = await tpc(["bound", "c.tp", ...coarse], { cwd: folder({ "c.tp": chain }) });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(
    /^q: limit 1 .*; P\(\|q - limit\| > 1\) <= 0\.2\n {2}last-vector bound \(Golikov 2025, Theorem 4\.3\.1\): from width \d+ on\n/,
  );
  expect(stdout).toContain("P <= 4 (exp(-n (1/44.1965)^2) + n exp(-4.85225 n)), lambda = 1, nu = 0, v(g) = 1\n");
  expect(stdout).toMatch(
    /\n {2}simulation \(seed 1\): width \d+ is enough: \d+ of 50 trials beyond, at most 0\.\d+ with 95 % confidence/,
  );
});

test("JSON", async () => {
  const { json } = await tpcJson(["bound", "c.tp", ...coarse, "--trials", "100"], { cwd: folder({ "c.tp": chain }) });
  expect(json).toMatchObject({ program: "c.tp", tau: 1, delta: 0.2, seed: 1 });
  const { limit, bounds, simulation } = json.outputs.q;
  expect(limit).toBeCloseTo(1, 12);
  expect(bounds[0]).toMatchObject({
    name: "last-vector bound",
    applies: true,
    lambda: 1,
    multiplicity: 4,
    failing: [],
  });
  // 4 exp(-n / 44.1965^2) <= 0.2
  expect(bounds[0].width).toBe(Math.ceil(Math.log(20) * bounds[0].c2 ** 2));
  expect(simulation.runs[0]).toMatchObject({ width: 16, trials: 100 });
  expect(simulation.enough).toBe(true);
  expect(simulation.runs.at(-1).atMost).toBeLessThanOrEqual(0.2);
});

test("outside of the class: which hypothesis fails, with its place", async () => {
  const cwd = folder({ "net.tp": network });
  const { status, json } = await tpcJson(["bound", "net.tp", ...coarse, "--largest", "32"], { cwd });
  expect(status).toBe(0);
  const [, general] = json.outputs.f.bounds;
  expect(general).toMatchObject({ applies: false, width: null });
  expect(general.failing).toMatchObject([
    { hypothesis: "means are monotone in the variance of each vector", file: "net.tp", line: 8 },
  ]);
});

test("a probability that takes too many trials to show is refused, unless their number is given", async () => {
  const cwd = folder({ "c.tp": chain });
  const args = ["bound", "c.tp", "--tau", "1", "--delta", "1e-9", "--largest", "16"];
  const refused = await tpc(args, { cwd });
  expect(refused).toMatchObject({ status: 2, stdout: "" });
  expect(refused.stderr).toBe(
    "error: --delta 1e-9 takes 10000000000 trials per width, more than 100000000: give --trials\n",
  );
  const given = await tpc([...args, "--trials", "10"], { cwd });
  expect(given.status).toBe(0);
  expect(given.stdout).toContain("width 16 is not shown to be enough: ");
});

test("what fails many times on a line is told once", async () => {
  const loop = "h[0] = g\nfor t in 1..3 {\n  h[t] = W @ tanh(h[t-1])\n}\noutput q";
  const text = chain.replace("output q", loop).replace("g^2", "h[3]^2");
  const { stdout } = await tpc(["bound", "t.tp", ...coarse, "--largest", "16"], { cwd: folder({ "t.tp": text }) });
  const lines = stdout.split("\n").filter((line) => line.includes("`W` is used more than once"));
  // Once for each of the two bounds.
  expect(lines).toHaveLength(2);
});

test("too few trials to show anything are told", async () => {
  const cwd = folder({ "c.tp": "width n\nvector x ~ normal(2, 0)\noutput q = moment(x), v = 3\n" });
  const { stdout } = await tpc(["bound", "c.tp", "--trials", "100", "--largest", "16"], { cwd });
  expect(stdout).toMatch(/0 of 100 trials beyond, .*; more trials are needed, by --trials/);
  expect(stdout).toContain("`v` is a number, or computed from averages");
});

test("stated constants", async () => {
  const cwd = folder({
    "s.tp": chain.replace("moment(g^2)", "moment(abs(f))").replace("output", "f = g * tanh(g)\noutput"),
  });
  const open = await tpc(["bound", "s.tp", ...coarse, "--largest", "32"], { cwd });
  expect(open.stdout).toContain("does not apply");
  const given = await tpc(["bound", "s.tp", ...coarse, "--largest", "32", "--lipschitz", "f=1.2"], { cwd });
  expect(given.stdout).toMatch(/general bound .*: from width \d+ on/);
  const unknown = await tpc(["bound", "s.tp", "--lipschitz", "k=1"], { cwd });
  expect(unknown).toMatchObject({ status: 2, stdout: "" });
  expect(unknown.stderr).toContain("no vector `k`");
  const product = await tpc(["bound", "s.tp", "--lipschitz", "g=0"], { cwd });
  expect(product).toMatchObject({ status: 2, stdout: "" });
  expect(product.stderr).toContain("`g` is no function of vectors");
  expect((await tpc(["bound", "s.tp", "--lipschitz", "f"], { cwd })).status).toBe(2);
  expect((await tpc(["bound", "s.tp", "--tau", "0"], { cwd })).status).toBe(2);
});

/** The commands that compute: what they print, the shape of their JSON, their exit statuses. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folder, tpc, tpcJson } from "../kit/tpc.ts";
import { average, network, notFinite, open, wrong } from "./programs.ts";

const few = ["--trials", "20", "--device", "cpu"];

describe("check", () => {
  test("a right program", async () => {
    const cwd = folder({ "net.tp": network });
    const ended = await tpc(["check", "net.tp"], { cwd });
    expect(ended).toMatchObject({ status: 0, stderr: "" });
    expect(ended.stdout).toMatch(/\nok: 2 outputs with a limit, 1 expectation holds\n$/);
    const { json, status } = await tpcJson(["check", "net.tp"], { cwd });
    expect(status).toBe(0);
    expect(json).toMatchObject({ program: "net.tp", ok: true, diagnostics: [] });
    expect(json.expects).toMatchObject([{ name: "q", tolerance: 1e-9, verdict: "holds", line: 10 }]);
  });

  test("an expectation that fails has status 1 and says by how much", async () => {
    const cwd = folder({ "net.tp": network.replace("sigma^2 / 2", "1.25") });
    const ended = await tpc(["check", "net.tp"], { cwd });
    expect(ended.status).toBe(1);
    expect(ended.stdout).toMatch(/\nfails: expect q = 1\.25 tol 1e-9: the limit is 1 ± \S+\n$/);
    expect((await tpcJson(["check", "net.tp"], { cwd })).json).toMatchObject({ ok: false, diagnostics: [] });
  });

  test("a wrong program has status 2, with the place", async () => {
    const cwd = folder({ "bad.tp": wrong });
    const ended = await tpc(["check", "bad.tp"], { cwd });
    expect(ended).toMatchObject({ status: 2, stdout: "" });
    expect(ended.stderr).toMatch(/^error\[TP201\].*\n +--> bad\.tp:2:19\n2 \| output q = moment\(g\^2\)\n +\| +\^ /);
    const { json, status } = await tpcJson(["check", "bad.tp"], { cwd });
    expect(status).toBe(2);
    expect(json).toMatchObject({
      program: "bad.tp",
      ok: false,
      diagnostics: [
        { code: "TP201", severity: "error", file: "bad.tp", line: 2, column: 19, endLine: 2, endColumn: 20 },
      ],
      expects: [],
    });
    expect(Object.keys(json.diagnostics[0])).toEqual(expect.arrayContaining(["message", "hint"]));
  });
});

describe("limit", () => {
  test("text: definitions and outputs with values and methods", async () => {
    const { status, stdout } = await tpc(["limit", "net.tp"], { cwd: folder({ "net.tp": network }) });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^definition .*value .*method\n─+\nVar\(h\)/);
    expect(stdout).toMatch(/\nlimit .*\n─+\nq .*closed\nf .*0/);
  });

  test("JSON", async () => {
    const { status, json } = await tpcJson(["limit", "net.tp"], { cwd: folder({ "net.tp": network }) });
    expect(status).toBe(0);
    expect(json.program).toBe("net.tp");
    expect(Object.keys(json.outputs)).toEqual(["q", "f"]);
    expect(Object.keys(json.outputs.q)).toEqual(expect.arrayContaining(["value", "error", "method", "text", "latex"]));
    // Closed forms are right to 1e-12.
    expect(Math.abs(json.outputs.q.value - 1)).toBeLessThan(1e-12);
    expect(json.definitions[0]).toMatchObject({ name: "Var(h)", method: "closed" });
  });

  test("--set changes params, and names what cannot be set", async () => {
    const cwd = folder({ "net.tp": network });
    const { json } = await tpcJson(["limit", "net.tp", "--set", "sigma=2"], { cwd });
    expect(Math.abs(json.outputs.q.value - 2)).toBeLessThan(1e-12);
    const ended = await tpc(["limit", "net.tp", "--set", "sgima=2"], { cwd });
    expect(ended).toMatchObject({ status: 2, stdout: "" });
    expect(ended.stderr).toContain("did you mean `sigma`?");
  });

  test("a scalar without value leaves the limit open", async () => {
    const cwd = folder({ "open.tp": open });
    const { json } = await tpcJson(["limit", "open.tp"], { cwd });
    expect(json.outputs.q).toMatchObject({ value: null, error: null, method: null });
    expect((await tpcJson(["limit", "open.tp", "--set", "c=3"], { cwd })).json.outputs.q.value).toBeCloseTo(9, 12);
  });

  test("diagnostics as JSON when there is no limit", async () => {
    const text = "width n\nvector g ~ normal(0, 1)\noutput q = moment(exp(g^2))\n";
    const { status, json, stderr } = await tpcJson(["limit", "-"], { input: text });
    expect(status).toBe(2);
    expect(json.diagnostics).toMatchObject([{ code: "TP301", file: "<stdin>", line: 3 }]);
    expect(stderr).toContain("error[TP301]");
  });

  test("a method that does not apply is refused", async () => {
    const text = "width n\nvector g ~ normal(0, 1)\noutput q = moment(tanh(g)^2)\n";
    const { status, stderr } = await tpc(["limit", "-", "--method", "closed"], { input: text });
    expect(status).toBe(2);
    expect(stderr).toContain("error[TP302]");
  });
});

describe("simulate", () => {
  test("text: a table per width", async () => {
    const cwd = folder({ "net.tp": network });
    const { status, stdout, stderr } = await tpc(["simulate", "net.tp", "--width", "8,16", ...few], { cwd });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(
      /^seed 1, \d+ threads?, float64\n\nwidth 8: 20 trials in .*explicit.*\noutput +mean +se +spread/,
    );
    expect(stdout).toMatch(/\n\nwidth 16: 20 trials/);
  });

  test("JSON: the statistics of every output, and of equal seeds equal numbers", async () => {
    const cwd = folder({ "net.tp": network });
    const args = ["simulate", "net.tp", "--width", "16", ...few, "--samples", "--seed", "7"];
    const { status, json } = await tpcJson(args, { cwd });
    expect(status).toBe(0);
    expect(json).toMatchObject({ program: "net.tp", seed: 7, partial: false, sampler: expect.any(String) });
    expect(json.device).toContain("float64");
    const [run] = json.runs;
    expect(run).toMatchObject({ width: 16, trials: 20, seconds: expect.any(Number) });
    const { mean, sd, se, min, max, quantiles, samples } = run.outputs.q;
    expect(samples).toHaveLength(20);
    const sum = samples.reduce((a: number, b: number) => a + b, 0);
    expect(mean).toBeCloseTo(sum / 20, 12);
    expect(se).toBeCloseTo(sd / Math.sqrt(20), 12);
    expect(min).toBe(Math.min(...samples));
    expect(max).toBe(Math.max(...samples));
    expect(Object.keys(quantiles)).toEqual(["0.05", "0.5", "0.95"]);

    const again = await tpcJson(args, { cwd });
    expect(again.json.runs[0].outputs).toEqual(run.outputs);
    const other = await tpcJson([...args.slice(0, -1), "8"], { cwd });
    expect(other.json.runs[0].outputs.q.mean).not.toBe(mean);
  });

  test("numbers do not depend on the number of threads", async () => {
    const cwd = folder({ "net.tp": network });
    const run = (threads: string) =>
      tpcJson(["simulate", "net.tp", "--width", "32", ...few, "--threads", threads], { cwd });
    const [one, three] = [await run("1"), await run("3")];
    expect(three.json.runs[0].outputs).toEqual(one.json.runs[0].outputs);
  });

  test("precision changes the last digits, and the results name it", async () => {
    const cwd = folder({ "net.tp": network });
    const run = (sampler: string, precision: string) =>
      tpcJson(
        [
          "simulate",
          "net.tp",
          "--width",
          "64",
          ...few,
          "--sampler",
          sampler,
          "--precision",
          precision,
          "--threads",
          "1",
        ],
        { cwd },
      );
    const [auto, single, double] = [
      await run("explicit", "auto"),
      await run("explicit", "single"),
      await run("explicit", "double"),
    ];
    expect([auto, single, double].map(({ json }) => json.device)).toEqual([
      "1 thread, float32",
      "1 thread, float32",
      "1 thread, float64",
    ]);
    expect(single.json.runs[0].outputs).toEqual(auto.json.runs[0].outputs);
    const means = [single, double].map(({ json }) => json.runs[0].outputs.q.mean);
    expect(means[0]).not.toBe(means[1]);
    expect(Math.abs(means[0] / means[1] - 1)).toBeLessThan(1e-5);
    expect((await run("conditioned", "auto")).json.device).toBe("1 thread, float64");
  });

  test("both samplers and other laws of the matrices", async () => {
    const cwd = folder({ "net.tp": network });
    for (const [flag, value, sampler] of [
      ["--sampler", "explicit", "explicit"],
      ["--sampler", "conditioned", "conditioned"],
      ["--matrix-law", "student_t(5)", "explicit"],
    ] as const) {
      const { json } = await tpcJson(["simulate", "net.tp", "--width", "64", ...few, flag, value], { cwd });
      expect(json.sampler).toBe(sampler);
      // Mean 1; the spread of one trial at this width is 0.35, so 6 standard errors are 0.47.
      expect(Math.abs(json.runs[0].outputs.q.mean - 1)).toBeLessThan(0.5);
    }
    const refused = await tpc(["simulate", "net.tp", "--matrix-law", "uniform", "--sampler", "conditioned"], { cwd });
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain("error[TP406]");
  });

  test("a scalar without value must be set", async () => {
    const cwd = folder({ "open.tp": open });
    const ended = await tpc(["simulate", "open.tp"], { cwd });
    expect(ended.status).toBe(2);
    expect(ended.stderr).toContain("--set c=0.5");
    expect((await tpc(["simulate", "open.tp", "--set", "c=2", ...few], { cwd })).status).toBe(0);
  });

  test("trials that are not finite are counted and named", async () => {
    const cwd = folder({ "log.tp": notFinite });
    const args = ["simulate", "log.tp", "--width", "64", "--trials", "50", "--device", "cpu"];
    const { json } = await tpcJson([...args, "--samples"], { cwd });
    const { nonFinite, samples } = json.runs[0].outputs.q;
    const missing = samples.flatMap((value: number | null, i: number) => (value === null ? [i] : []));
    expect(missing.length).toBeGreaterThan(0);
    expect(nonFinite).toEqual({ count: missing.length, trials: missing });
    const { stdout, stderr } = await tpc(args, { cwd });
    expect(stdout).toContain(`q was not finite in ${missing.length} of 50 trials at width 64`);
    expect(stderr).toMatch(/TP451\]: log\(-[\d.]+\) is not a number in q: .*\n *--> log\.tp:\d+:\d+\n/);
  });

  test("what cannot fit is refused before it starts, with status 3", async () => {
    const cwd = folder({ "net.tp": network });
    const ended = await tpc(["simulate", "net.tp", "--width", "16,100000000", "--memory", "1MB"], { cwd });
    expect(ended).toMatchObject({ status: 3, stdout: "" });
    expect(ended.stderr).toMatch(/error\[TP405\][\s\S]*largest width that fits/);
  });

  test("one trial has no spread", async () => {
    const cwd = folder({ "a.tp": average });
    const { json } = await tpcJson(["simulate", "a.tp", "--width", "4", "--trials", "1", "--device", "cpu"], { cwd });
    expect(json.runs[0].outputs.q).toMatchObject({ mean: expect.any(Number), sd: null, se: null });
  });
});

describe("simulate --explain", () => {
  test("shows plan, estimates and reasons, and runs nothing", async () => {
    const cwd = folder({ "net.tp": network });
    const args = ["simulate", "net.tp", "--explain", "--width", "64,512"];
    const { status, stdout, stderr } = await tpc(args, { cwd });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^runs on the processor \(200 trials take /);
    expect(stdout).toMatch(/width 512: conditioned sampler \(\d+ times faster than explicit, by estimate\)/);
    expect(stdout).toContain("plan of net.tp: conditioned sampler, width 512");
    expect(stdout).not.toContain("trials in");
    const { json } = await tpcJson([...args, "--sampler", "explicit", "--device", "cpu"], { cwd });
    expect(json).toMatchObject({
      engine: "cpu",
      reason: "as asked for",
      widths: [{ width: 64, sampler: "explicit" }, {}],
    });
  });

  test("measures once, and keeps what it found where TPC_CACHE says", async () => {
    const cwd = folder({ "net.tp": network });
    const env = { TPC_COSTS: "", TPC_CACHE: join(cwd, "cache") };
    const args = ["simulate", "net.tp", "--explain", "--width", "64", "--device", "cpu"];
    const first = (await tpcJson(args, { cwd, env })).json.costs.measured.cpu;
    expect(Object.keys(JSON.parse(readFileSync(join(cwd, "cache/costs.json"), "utf8")))).toHaveLength(1);
    expect((await tpcJson(args, { cwd, env })).json.costs.measured.cpu).toEqual(first);
    writeFileSync(join(cwd, "cache/costs.json"), "{ damaged");
    expect((await tpc(args, { cwd, env })).status).toBe(0);
    const nowhere = await tpc(args, { cwd, env: { ...env, TPC_CACHE: join(cwd, "net.tp/cache") } });
    expect(nowhere).toMatchObject({ status: 0, stderr: "" });
  });
});

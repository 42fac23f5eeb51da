/** `tpc compare`: its verdicts, how it adds trials until there is one, its JSON, its exit statuses. */
import { describe, expect, test } from "vitest";
import { folder, tpc, tpcJson } from "../kit/tpc.ts";
import { average, constant, network, notFinite } from "./programs.ts";

describe("a fixed number of trials", () => {
  const args = ["compare", "net.tp", "--widths", "64,128,256,512", "--device", "cpu"];

  test("a right program agrees", async () => {
    const cwd = folder({ "net.tp": network });
    const { status, json } = await tpcJson([...args, "--trials", "400"], { cwd });
    expect(status).toBe(0);
    expect(json).toMatchObject({ program: "net.tp", verdict: "agree", alpha: 1e-4 });
    expect(json.runs.map((run: { width: number }) => run.width)).toEqual([64, 128, 256, 512]);
    expect(json.runs[0].outputs.q).toMatchObject({ mean: expect.any(Number), quantiles: expect.any(Object) });
    for (const field of ["limit", "limitError", "extrapolated", "extrapolatedSe", "z", "p", "sdSlope"]) {
      expect(json.outputs.q[field]).toEqual(expect.any(Number));
    }
    expect(json.outputs.f).toMatchObject({ limit: 0, verdict: "agree" });
    expect("biasSlope" in json.outputs.q).toBe(true);
    // Spreads shrink like n^(-1/2); at 400 trials the exponent has a standard error of 0.02.
    expect(Math.abs(json.outputs.q.sdSlope + 0.5)).toBeLessThan(0.15);
    expect(json.expects).toMatchObject([{ name: "q", verdict: "holds" }]);
  });

  test("text: limit, extrapolation, verdicts and one overall line", async () => {
    const cwd = folder({ "net.tp": network });
    const { status, stdout } = await tpc([...args, "--trials", "400"], { cwd });
    expect(status).toBe(0);
    expect(stdout).toMatch(/\nwidth +trials +time +sampler +because\n─+\n +64 +400 /);
    expect(stdout).toMatch(
      /\noutput +limit +extrapolated +difference +spread ~ n\^ +bias ~ n\^ +verdict\n─+\nq .* agree\n/,
    );
    expect(stdout).toMatch(
      /\nagree: simulation and limit agree in both outputs to [\d.]+ %; a difference of [\d.]+ % would have been seen in each\n/,
    );
  });

  test("two differing numbers disagree, with status 1", async () => {
    // At this level everything that is not exact is called a disagreement.
    const cwd = folder({ "net.tp": network });
    const { status, json } = await tpcJson([...args, "--trials", "400", "--alpha", "0.99999"], { cwd });
    expect(status).toBe(1);
    expect(json.verdict).toBe("disagree");
  });

  test("too few trials leave it undecided, with status 1", async () => {
    const cwd = folder({ "net.tp": network });
    const { status, stdout } = await tpc([...args, "--trials", "3"], { cwd });
    expect(status).toBe(1);
    expect(stdout).toMatch(/q: too few trials to exclude a difference of 10 %: about \d+ are needed/);
    expect(stdout).toMatch(/\nundecided: no contradiction, but 2 of 2 outputs/);
  });

  test("an expectation that fails has status 1 though limit and simulation agree", async () => {
    const cwd = folder({ "net.tp": network.replace("sigma^2 / 2", "1.25") });
    const { status, json } = await tpcJson([...args, "--trials", "400"], { cwd });
    expect(status).toBe(1);
    expect(json).toMatchObject({ verdict: "agree", expects: [{ name: "q", verdict: "fails" }] });
  });

  test("outputs that do not vary agree exactly", async () => {
    const { status, json } = await tpcJson(["compare", "c.tp", "--device", "cpu"], {
      cwd: folder({ "c.tp": constant }),
    });
    expect(status).toBe(0);
    expect(json.outputs.q).toMatchObject({ verdict: "agree", sdSlope: null, biasSlope: null });
  });

  test("one width cannot be extrapolated", async () => {
    const ended = await tpc(["compare", "x.tp", "--widths", "64"]);
    expect(ended.status).toBe(2);
    expect(ended.stderr).toContain("at least two widths");
  });
});

describe("trials until the verdict is decided", () => {
  const args = ["compare", "net.tp", "--widths", "64,128,256,512", "--device", "cpu"];

  interface Look {
    readonly trials: number;
    readonly alpha: number;
    readonly beta: number;
    readonly verdict: string;
  }

  test("are doubled, and the error of all looks stays below alpha", async () => {
    const cwd = folder({ "net.tp": network });
    const { status, json } = await tpcJson([...args, "--resolution", "0.05"], { cwd });
    expect(status).toBe(0);
    expect(json).toMatchObject({ verdict: "agree", alpha: 1e-4, resolution: 0.05, budget: 60, ending: "decided" });
    const looks: readonly Look[] = json.looks;
    expect(looks.length).toBeGreaterThan(1);
    expect(looks.map(({ trials }) => trials)).toEqual(looks.map((_, k) => 200 * 2 ** k));
    expect(looks.map(({ verdict }) => verdict)).toEqual([...looks.slice(1).map(() => "undecided"), "agree"]);
    expect(looks.reduce((sum, { alpha }) => sum + alpha, 0)).toBeLessThan(1e-4);
    for (const { trials } of json.runs) expect(trials).toBe(looks.at(-1)?.trials);
    for (const { within, naturalSize, test } of Object.values<Record<string, number | string>>(json.outputs)) {
      expect(Number(within)).toBeLessThanOrEqual(0.05 * Number(naturalSize));
      expect(test).toBe("mean");
    }
    // The same trials by one thread, all at once, with the same statistics.
    const last = String(looks.at(-1)?.trials);
    const again = await tpcJson([...args, "--trials", last, "--threads", "1"], { cwd });
    expect(again.json.outputs.q.extrapolated).toBe(json.outputs.q.extrapolated);
    expect(again.json).toMatchObject({ budget: null, ending: "fixed", resolution: 0.1 });
    expect(again.json.looks).toMatchObject([{ alpha: 1e-4, verdict: "agree" }]);
  });

  test("exponents have intervals, the fit its residuals", async () => {
    const { json } = await tpcJson([...args, "--trials", "100"], { cwd: folder({ "net.tp": network }) });
    const { sdSlope, sdSlopeInterval, fit } = json.outputs.q;
    expect(sdSlopeInterval[0]).toBeLessThan(sdSlope);
    expect(sdSlopeInterval[1]).toBeGreaterThan(sdSlope);
    expect(fit).toMatchObject({ residualDegrees: 1, misfit: expect.any(Boolean) });
    expect(fit.coefficients).toHaveLength(3);
    expect(fit.coefficients[0]).toBe(json.outputs.q.extrapolated);
  });

  test("end where the budget does, undecided, with status 1", async () => {
    const cwd = folder({ "a.tp": average });
    const spent = ["compare", "a.tp", "--widths", "16,64", "--device", "cpu", "--budget", "0.001ms"];
    const { status, json } = await tpcJson([...spent, "--resolution", "5e-4"], { cwd });
    expect(status).toBe(1);
    expect(json).toMatchObject({ verdict: "undecided", ending: "budget", budget: 1e-6 });
    expect(json.looks).toMatchObject([{ trials: 200 }]);
    const { stdout } = await tpc([...spent, "--resolution", "5e-4"], { cwd });
    expect(stdout).toMatch(
      /\nended after 200 trials per width in .*: 400 trials would not have ended within the budget/,
    );
  });

  test("are not added where they cannot change the verdict", async () => {
    // The error of a limit from particles is far above the resolution.
    const cwd = folder({ "net.tp": network.replace("output q, f", "output q") });
    const sampled = [...args, "--method", "particles", "--tol", "0.05", "--resolution", "1e-5"];
    const { status, json } = await tpcJson(sampled, { cwd });
    expect(status).toBe(1);
    expect(json).toMatchObject({ verdict: "undecided", ending: "settled" });
    expect(json.looks).toHaveLength(1);
  });
});

test("trials that are not finite are told by what it takes to run them again", async () => {
  const cwd = folder({ "log.tp": notFinite });
  const args = ["--seed", "7", "--trials", "50", "--device", "cpu"];
  const { status, json, stderr } = await tpcJson(["compare", "log.tp", "--widths", "64,256,4096", ...args], { cwd });
  expect(status).toBe(1);
  // One warning for all widths, on the statement that first left the finite numbers.
  expect(stderr.match(/warning\[TP451\]/g)).toHaveLength(1);
  expect(stderr).toMatch(/TP451\]: log\(-[\d.]+\) is not a number in q: .* at width 64, .*\n *--> log\.tp:4:8\n/);
  const [first] = json.nonFinite;
  expect(first).toMatchObject({ output: "q", seed: 7, width: 64 });
  expect(first.trials.length).toBeGreaterThan(0);
  expect(json.outputs.q.notes[0]).toContain(`at width 64, ${first.trials.length} of 50 trials were not finite`);
  // By their numbers they are found again.
  const again = await tpcJson(["simulate", "log.tp", "--width", "64", ...args, "--samples"], { cwd });
  const { samples } = again.json.runs[0].outputs.q;
  expect(first.trials.map((trial: number) => samples[trial])).toEqual(first.trials.map(() => null));
});

/** A run goes on from its file after `kill -9`, Ctrl-C, or its end, with the bits of a run in one piece. */
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folder, tpc } from "../kit/tpc.ts";
import { average, network, notFinite } from "./programs.ts";

/** What a file holds of the trials, bit for bit, without the times. */
function trialsIn(cwd: string, name: string) {
  const { resume } = JSON.parse(readFileSync(join(cwd, name), "utf8"));
  return resume.runs.map(({ seconds: _, ...run }: { seconds: number }) => run);
}

/**
 * Runs for a second or more, and sends `signal` when the file `part.json` is there for the first time. A run that was
 * over before gets more trials. Answers the trials that were asked for.
 */
async function stopped(cwd: string, signal: "SIGKILL" | "SIGINT"): Promise<number> {
  const path = join(cwd, "part.json");
  for (let trials = 2000; trials < 1e8; trials *= 4) {
    let watch: NodeJS.Timeout | undefined;
    const args = ["simulate", "a.tp", "--width", "8,4096", "--trials", String(trials), "--device", "cpu", "-q"];
    const ended = await tpc([...args, "-o", "part.json"], {
      cwd,
      started(child) {
        watch = setInterval(() => {
          if (!existsSync(path)) return;
          clearInterval(watch);
          child.kill(signal);
        }, 20);
      },
    });
    clearInterval(watch);
    const isStopped = ended.status === (signal === "SIGKILL" ? -1 : 3);
    // The signal may have come after the end of the run.
    if (isStopped && JSON.parse(readFileSync(path, "utf8")).partial) return trials;
    rmSync(path, { force: true });
  }
  throw new Error("no run took a second");
}

const slow =
  "width n\nvector g ~ normal(0, 1)\noutput q = moment(tanh(g) * exp(sin(g)) * erf(g)), r = log(0.02 + moment(g))\n";

test("after kill -9, with another number of threads", async () => {
  const cwd = folder({ "a.tp": slow });
  const trials = await stopped(cwd, "SIGKILL");
  const part = JSON.parse(readFileSync(join(cwd, "part.json"), "utf8"));
  expect(part.partial).toBe(true);
  expect(part.runs.at(-1).trials).toBeLessThan(trials);
  const resumed = await tpc(["simulate", "a.tp", "--resume", "part.json", "--threads", "1"], { cwd });
  expect(resumed).toMatchObject({ status: 0, stderr: expect.stringContaining("wrote part.json") });
  const whole = ["simulate", "a.tp", "--width", "8,4096", "--trials", String(trials), "--device", "cpu"];
  const once = await tpc([...whole, "-o", "whole.json"], { cwd });
  expect(once.status).toBe(0);
  expect(trialsIn(cwd, "part.json")).toEqual(trialsIn(cwd, "whole.json"));
  const withoutTimes = (text: string) => text.replaceAll(/in [\d.]+ (s|min)/g, "").replaceAll(/\(.*\)|seed.*/g, "");
  expect(withoutTimes(resumed.stdout)).toBe(withoutTimes(once.stdout));
});

test("after Ctrl-C", async () => {
  const cwd = folder({ "a.tp": slow });
  const trials = await stopped(cwd, "SIGINT");
  const part = trialsIn(cwd, "part.json");
  expect((await tpc(["simulate", "a.tp", "--resume", "part.json"], { cwd })).status).toBe(0);
  const whole = trialsIn(cwd, "part.json");
  expect(whole.map((run: { trials: number }) => run.trials)).toEqual([trials, trials]);
  const last = part.at(-1);
  const bytes = (text: string) => Buffer.from(text, "base64");
  expect(bytes(whole.at(-1).samples[0]).subarray(0, 8 * last.trials)).toEqual(bytes(last.samples[0]));
});

describe("a run that had ended", () => {
  const run = ["simulate", "a.tp", "--width", "4,8", "--trials", "5", "--device", "cpu"];

  test("goes on with more trials and other widths, trials that are not finite included", async () => {
    const cwd = folder({ "a.tp": notFinite });
    await tpc([...run, "--seed", "3", "-o", "out.json"], { cwd });
    const more = ["--width", "4,8,16", "--trials", "40"];
    expect((await tpc(["simulate", "a.tp", "--resume", "out.json", ...more], { cwd })).status).toBe(0);
    const once = ["simulate", "a.tp", ...more, "--seed", "3", "--device", "cpu", "-o", "whole.json"];
    await tpc(once, { cwd });
    expect(trialsIn(cwd, "out.json")).toEqual(trialsIn(cwd, "whole.json"));
    const count = ({ runs }: { runs: readonly { outputs: { q: { nonFinite: object } } }[] }) =>
      runs.map(({ outputs }) => outputs.q.nonFinite);
    const read = (name: string) => count(JSON.parse(readFileSync(join(cwd, name), "utf8")));
    expect(read("out.json")).toEqual(read("whole.json"));
  });

  test("takes everything from the file that is not given, settings too", async () => {
    const cwd = folder({ "a.tp": network });
    const law = ["--matrix-law", "uniform", "--sampler", "explicit", "--set", "sigma=1.25"];
    await tpc([...run, ...law, "--seed", "7", "-o", "out.json"], { cwd });
    const before = trialsIn(cwd, "out.json");
    const again = await tpc(["simulate", "a.tp", "--resume", "out.json", "-o", "copy.json", "--trials", "6"], { cwd });
    expect(again).toMatchObject({ status: 0, stderr: "wrote copy.json\n" });
    expect(trialsIn(cwd, "out.json")).toEqual(before);
    await tpc([...run, ...law, "--trials", "6", "--seed", "7", "-o", "whole.json"], { cwd });
    expect(trialsIn(cwd, "copy.json")).toEqual(trialsIn(cwd, "whole.json"));
  });

  test("what differs is named", async () => {
    const cwd = folder({ "a.tp": network, "b.tp": average, "c.tp": `${network}# a remark\n` });
    await tpc([...run, "--sampler", "conditioned", "-o", "out.json"], { cwd });
    const before = trialsIn(cwd, "out.json");
    const refused = async (args: readonly string[]) => {
      const ended = await tpc(["simulate", ...args, "--resume", "out.json"], { cwd });
      expect(ended).toMatchObject({ status: 2, stdout: "" });
      return ended.stderr.split("\n")[0];
    };
    const start = "error[TP442]: out.json holds another run: ";
    expect(await refused(["a.tp", "--seed", "2"])).toBe(`${start}the seed is 2, there 1`);
    expect(await refused(["a.tp", "--set", "sigma=1"])).toBe(`${start}sigma is 1, there not set`);
    expect(await refused(["b.tp"])).toContain(`${start}the outputs are q, there q, f`);
    expect(await refused(["a.tp", "--trials", "3", "--sampler", "conditioned"])).toContain(
      "3 trials are asked for, and width 4 has 5 there",
    );
    expect(await refused(["a.tp", "--width", "8", "--matrix-law", "uniform", "--sampler", "explicit"])).toContain(
      "the law of the matrices is uniform, there that of the program; width 4 is not asked for, and there it is",
    );
    expect((await tpc(["simulate", "c.tp", "--resume", "out.json"], { cwd })).status).toBe(0);
    expect(trialsIn(cwd, "out.json")).toEqual(before);
  });

  test("files without a run are refused", async () => {
    const cwd = folder({ "a.tp": average, "text.json": "text", "other.json": "{}", "damaged.json": "" });
    await tpc([...run, "-o", "out.json"], { cwd });
    const text = readFileSync(join(cwd, "out.json"), "utf8");
    writeFileSync(join(cwd, "damaged.json"), text.replace('"samples": [\n', '"samples": ["?",\n'));
    for (const [name, reason] of [
      ["none.json", "cannot read none.json: there is no such file or folder"],
      ["text.json", "text.json cannot be continued: it is no JSON document"],
      ["other.json", "other.json cannot be continued: it has no field `resume`, which `-o FILE.json` writes"],
      ["damaged.json", "damaged.json cannot be continued: its field `resume` is damaged"],
    ] as const) {
      const ended = await tpc(["simulate", "a.tp", "--resume", name], { cwd });
      expect(ended).toEqual({ status: 2, stdout: "", stderr: `error[TP441]: ${reason}\n` });
    }
  });
});

test.runIf(existsSync("/dev/full"))("a disk that is full meanwhile is told once, and the run goes on", async () => {
  const cwd = folder({ "a.tp": slow });
  symlinkSync("/dev/full", join(cwd, "full.json"));
  const args = ["simulate", "a.tp", "--width", "4096", "--trials", "10000000", "--device", "cpu", "-o", "full.json"];
  const ended = await tpc(args, {
    cwd,
    started(child) {
      child.stderr?.on("data", (text: Buffer) => String(text).includes("TP443") && child.kill("SIGINT"));
    },
  });
  expect(ended.status).toBe(3);
  expect(ended.stdout).toMatch(/width 4096: \d+ of 10000000 trials/);
  expect(ended.stderr.match(/warning\[TP443\]: the results so far cannot be written to full.json/g)).toHaveLength(1);
  expect(ended.stderr).toContain("error: cannot write full.json: the disk is full");
});

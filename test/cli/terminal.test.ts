/** What a command owes to its terminal and to scripts: arguments, colours, pipes, interruptions, no stack traces. */
import { execFile } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { buildFolder, folder, mainFile, tpc, tpcJson } from "../kit/tpc.ts";
import { average, network, wrong } from "./programs.ts";

const execute = promisify(execFile);

describe("arguments", () => {
  test("--help and --version", async () => {
    const help = await tpc(["--help"]);
    expect(help).toMatchObject({ status: 0, stderr: "" });
    for (const command of ["check", "limit", "simulate", "compare", "predict", "build", "emit", "fmt"]) {
      expect(help.stdout).toContain(`\n  ${command} `);
      expect((await tpc([command, "--help"])).stdout).toContain(`Usage: tpc ${command}`);
    }
    expect(await tpc(["--version"])).toEqual({ status: 0, stdout: `${packageJson.version}\n`, stderr: "" });
  });

  test.each([
    [["simulte", "x.tp"], "(Did you mean simulate?)"],
    [["simulate", "x.tp", "--widht", "4"], "(Did you mean --width?)"],
    [["limit"], "missing required argument 'file'"],
    [["limit", "a.tp", "b.tp"], "too many arguments"],
    [["simulate", "x.tp", "--width", "0"], "A width is at least 1"],
    [["simulate", "x.tp", "--width", "64,"], "A width is a whole number"],
    [["simulate", "x.tp", "--width", "12.5"], "A width is a whole number"],
    [["simulate", "x.tp", "--width", "9999999999"], "A width is at most"],
    [["simulate", "x.tp", "--width", "8,8"], "Width 8 is there twice"],
    [["simulate", "x.tp", "--trials", "0"], "at least 1"],
    [["simulate", "x.tp", "--trials", "many"], "whole number"],
    [["simulate", "x.tp", "--trials", "1e12"], "At most"],
    [["simulate", "x.tp", "--seed", "-1"], "A seed is a whole number from 0"],
    [["simulate", "x.tp", "--seed", "18446744073709551616"], "2^64 - 1"],
    [["simulate", "x.tp", "--sampler", "quick"], "Allowed choices are auto, explicit, conditioned"],
    [["simulate", "x.tp", "--matrix-law", "cauchy"], "The laws are normal, uniform"],
    [["simulate", "x.tp", "--matrix-law", "student_t(2)"], "df > 2"],
    [["simulate", "x.tp", "--memory", "much"], "8GiB"],
    [["simulate", "x.tp", "--threads", "0"], "from 1"],
    [["simulate", "x.tp", "--precision", "half"], "Allowed choices are auto, single, double"],
    [["simulate", "x.tp", "--resume", "out.csv"], "from a .json file"],
    [["compare", "x.tp", "--alpha", "2"], "between 0 and 1"],
    [["compare", "x.tp", "--budget", "60"], "with its unit"],
    [["compare", "x.tp", "--budget", "0s"], "above 0"],
    [["compare", "x.tp", "--resolution", "2"], "between 0 and 1"],
    [["limit", "x.tp", "--tol", "0"], "between 0 and 1"],
    [["limit", "x.tp", "--set", "sigma"], "name=value"],
    [["limit", "x.tp", "--set", "sigma=two"], "finite number"],
    [["limit", "x.tp", "--set", "a=1", "--set", "a=2"], "a is set twice"],
    [["build", "x.tp", "-o", "out"], "--target"],
    [["emit", "x.tp", "--stage", "asm"], "Allowed choices are ast, ir, limit, plan, wgsl, wasm"],
  ])("%j is refused with a reason", async (args, reason) => {
    const ended = await tpc(args);
    expect(ended).toMatchObject({ status: 2, stdout: "" });
    expect(ended.stderr).toContain(reason);
    expect(ended.stderr).not.toMatch(/\n\s+at /);
  });

  test("without arguments the help is shown, with status 2", async () => {
    const ended = await tpc([]);
    expect(ended.status).toBe(2);
    expect(ended.stderr).toContain("Usage: tpc");
  });
});

test("--help loads nothing heavy: it takes less than 0.3 s of the processor", async () => {
  const times: number[] = [];
  for (let i = 0; i < 3; i++) {
    const report =
      "process.on('exit', () => process.stderr.write(String(process.cpuUsage().user + process.cpuUsage().system)))";
    const { stderr } = await execute(process.execPath, [
      "--import",
      `data:text/javascript,${report}`,
      mainFile,
      "--help",
    ]);
    times.push(Number(stderr) / 1e6);
  }
  expect(Math.min(...times)).toBeLessThan(0.3);
});

describe("colours", () => {
  const colorCode = "\u001b[";
  test("none in a pipe, unless FORCE_COLOR asks for them; NO_COLOR and --no-color forbid them", async () => {
    const color = async (env: Record<string, string>, ...args: string[]) =>
      (await tpc(["check", "-", ...args], { input: wrong, env })).stderr.includes(colorCode);
    expect(await color({})).toBe(false);
    expect(await color({ FORCE_COLOR: "1" })).toBe(true);
    expect(await color({ FORCE_COLOR: "1", NO_COLOR: "1" })).toBe(false);
    expect(await color({ FORCE_COLOR: "1" }, "--no-color")).toBe(false);
  });

  test("results have them too", async () => {
    const args = ["compare", "-", "--widths", "16,32", "--trials", "4", "--device", "cpu"];
    expect((await tpc(args, { input: average, env: { FORCE_COLOR: "1" } })).stdout).toContain(colorCode);
    expect((await tpc(args, { input: average })).stdout).not.toContain(colorCode);
  });
});

test("--quiet leaves the results and the errors", async () => {
  const cwd = folder({ "a.tp": average });
  const args = ["simulate", "a.tp", "--width", "4", "--trials", "2", "--device", "cpu", "-o", "o.json"];
  expect((await tpc(args, { cwd })).stderr).toBe("wrote o.json\n");
  const quiet = await tpc([...args, "--quiet"], { cwd });
  expect(quiet.stderr).toBe("");
  expect(quiet.stdout).toContain("width 4");
  expect((await tpc(["check", "-", "-q"], { input: wrong })).stderr).toContain("error[TP201]");
});

test("a reader that closes the pipe early is no reason for a message", async () => {
  const cwd = folder({ "net.tp": network });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the variable is bash's
  const script = '"$0" "$1" emit net.tp --stage ast | head -c 10; exit "${PIPESTATUS[0]}"';
  const { stdout, stderr } = await execute("bash", ["-c", script, process.execPath, mainFile], { cwd });
  expect(stdout).toHaveLength(10);
  expect(stderr).toBe("");
});

describe("Ctrl-C", () => {
  // Width 8 ends at once, width 4096 with this many trials takes minutes: the signal comes between. On a slow machine
  // the process may not listen yet, and is ended by the signal: then it is given more time.
  const args = ["simulate", "a.tp", "--width", "8,4096", "--trials", "2000000", "--device", "cpu", "--threads", "1"];

  async function interrupted(cwd: string) {
    for (const wait of [1500, 4000, 12000, 30000]) {
      const ended = await tpc([...args, "--json", "-o", "part.json"], {
        cwd,
        started: (child) => setTimeout(() => child.kill("SIGINT"), wait),
      });
      if (ended.status !== -1 && JSON.parse(ended.stdout).runs.length > 0) return ended;
    }
    throw new Error("never listened");
  }

  test("ends after the batch, and writes what there is, marked as partial", async () => {
    const cwd = folder({ "a.tp": average });
    const ended = await interrupted(cwd);
    expect(ended.status).toBe(3);
    expect(ended.stderr).toContain("stopping after this batch");
    expect(ended.stderr).toContain("partial: interrupted");
    const json = JSON.parse(ended.stdout);
    expect(json.partial).toBe(true);
    const last = json.runs.at(-1);
    expect(last.trials).toBeLessThan(2_000_000);
    expect(last.trials).toBeGreaterThan(0);
    expect(last.requestedTrials).toBe(2_000_000);
    expect((await tpc(["fmt", "--check", "a.tp"], { cwd })).status).toBe(0);
    const { resume, ...results } = JSON.parse(readFileSync(`${cwd}/part.json`, "utf8"));
    expect(results).toEqual(json);
    expect(resume.trials).toBe(2_000_000);
  });
});

describe("emit and build", () => {
  test.each([
    ["ast", /^\{\n {2}"kind": "module"/],
    ["ir", /^program net\.tp\nwidths\n {2}n\nmatrices\n {2}W : n x n/],
    ["limit", /^Var\(h\) = /],
    ["plan", /^plan of net\.tp: \w+ sampler, width 256/],
    ["wgsl", /@compute @workgroup_size/],
    ["wasm", /\(func \$draw_matrix_normal \(param \$seed_low i32\)/],
  ])("emit --stage %s", async (stage, beginning) => {
    const cwd = folder({ "net.tp": network });
    const ended = await tpc(["emit", "net.tp", "--stage", stage, "--width", "256"], { cwd });
    expect(ended).toMatchObject({ status: 0, stderr: "" });
    expect(ended.stdout).toMatch(beginning);
    const { json } = await tpcJson(["emit", "net.tp", "--stage", stage, "--width", "256"], { cwd });
    expect(json).toEqual({ program: "net.tp", stage, text: ended.stdout });
  });

  test("build --target wgsl writes complete shaders and their calls", async () => {
    const cwd = folder({ "net.tp": network });
    const ended = await tpc(["build", "net.tp", "--target", "wgsl", "-o", "out/deep", "--width", "64"], { cwd });
    expect(ended).toMatchObject({ status: 0, stderr: "" });
    const manifest = JSON.parse(readFileSync(`${cwd}/out/deep/program.json`, "utf8"));
    expect(manifest.outputs.map((output: { name: string }) => output.name)).toEqual(["q", "f"]);
    for (const { file, entryPoint } of manifest.kernels) {
      expect(readFileSync(`${cwd}/out/deep/${file}`, "utf8")).toContain(`fn ${entryPoint}(`);
      expect(ended.stdout).toContain(`out/deep/${file}\n`);
    }
    for (const { kernel, line } of manifest.calls) {
      expect(manifest.kernels[kernel]).toBeDefined();
      expect(line).toBeGreaterThan(0);
    }
    const refused = await tpc(["build", "net.tp", "--target", "wgsl", "-o", "net.tp/out"], { cwd });
    expect(refused.status).toBe(3);
    expect(refused.stderr).toMatch(/^error: cannot write /);
  });
});

test("a fault of ours is one line that names the stage, without a stack trace", async () => {
  // A copy of the command whose compiler is broken.
  const copy = folder({ "package.json": '{ "type": "module" }' });
  cpSync(buildFolder, copy, { recursive: true });
  symlinkSync(join(buildFolder, "../.."), join(copy, "node_modules"));
  for (const name of readdirSync(copy).filter((file) => file.startsWith("pipeline-"))) {
    const text = readFileSync(join(copy, name), "utf8");
    writeFileSync(join(copy, name), `throw new Error("broken on purpose");\n${text}`);
  }
  const broken = join(copy, "cli/main.js");
  const ended = await execute(process.execPath, [broken, "check", "x.tp"]).catch((error) => error);
  expect(ended.code).toBe(3);
  expect(ended.stdout).toBe("");
  expect(ended.stderr).toBe("fault in tpc, please report: Error: broken on purpose (stage: start)\n");
});

test.runIf(existsSync("/usr/bin/script"))(
  "a person at a terminal sees progress, and nothing of it in the results",
  async () => {
    const cwd = folder({ "a.tp": average });
    const command = `${process.execPath} ${mainFile} simulate a.tp --width 64,4096 --trials 3000 --device cpu > out.txt`;
    // `script` gives the command a terminal for its standard error.
    const { stdout } = await execute("script", ["-qec", command, "/dev/null"], { cwd });
    expect(stdout).toMatch(/width 64 \[=*\s*\] \d+\/3000 trials/);
    const results = readFileSync(join(cwd, "out.txt"), "utf8");
    expect(results).toContain("width 4096: 3000 trials");
    expect(results).not.toContain("[=");
  },
);

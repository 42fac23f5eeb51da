/** Files in and out: result files, formatting in place, reading beside the program and nowhere else. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folder, tpc, tpcJson } from "../kit/tpc.ts";
import { average, network, wrong } from "./programs.ts";

const run = ["simulate", "a.tp", "--width", "4,8", "--trials", "3", "--device", "cpu"];

describe("-o", () => {
  test("JSON is what --json prints, and what it takes to go on with the run", async () => {
    const cwd = folder({ "a.tp": average });
    const { json, stderr } = await tpcJson([...run, "-o", "out.json"], { cwd });
    expect(stderr).toBe("wrote out.json\n");
    const { resume, ...results } = JSON.parse(readFileSync(join(cwd, "out.json"), "utf8"));
    expect(results).toEqual(json);
    expect(resume).toMatchObject({ seed: "1", trials: 3, widths: [4, 8], outputs: ["q"] });
    expect(readdirSync(cwd).sort()).toEqual(["a.tp", "out.json"]);
  });

  test("CSV: statistics, and samples on demand", async () => {
    const cwd = folder({ "a.tp": average });
    await tpc([...run, "-o", "out.csv"], { cwd });
    const lines = readFileSync(join(cwd, "out.csv"), "utf8").trimEnd().split("\n");
    expect(lines[0]).toBe("width,output,trials,mean,sd,se,min,q05,q50,q95,max,nonFinite");
    expect(lines.slice(1).map((line) => line.split(",").slice(0, 3))).toEqual([
      ["4", "q", "3"],
      ["8", "q", "3"],
    ]);
    const { json } = await tpcJson([...run, "--samples", "-o", "samples.csv"], { cwd });
    const rows = readFileSync(join(cwd, "samples.csv"), "utf8").trimEnd().split("\n");
    expect(rows).toHaveLength(7);
    expect(rows[0]).toBe("width,trial,q");
    expect(rows[4]).toBe(`8,0,${json.runs[1].outputs.q.samples[0]}`);
  });

  test("npy: a float64 array of shape (widths, trials, outputs)", async () => {
    const cwd = folder({ "a.tp": average });
    const { json } = await tpcJson([...run, "--samples", "-o", "out.npy"], { cwd });
    const bytes = readFileSync(join(cwd, "out.npy"));
    expect(bytes.subarray(0, 8).toString("latin1")).toBe("\x93NUMPY\x01\x00");
    const start = 10 + bytes.readUInt16LE(8);
    expect(start % 64).toBe(0);
    expect(bytes.subarray(10, start).toString()).toMatch(
      /^\{'descr': '<f8', 'fortran_order': False, 'shape': \(2, 3, 1\), \} *\n$/,
    );
    const values = Array.from({ length: 6 }, (_, i) => bytes.readDoubleLE(start + 8 * i));
    const expected = json.runs.flatMap((r: { outputs: { q: { samples: number[] } } }) => r.outputs.q.samples);
    expect(values).toEqual(expected);
    expect(bytes.length).toBe(start + 48);
  });

  test("another ending is refused before anything runs", async () => {
    const ended = await tpc([...run, "-o", "out.txt"], { cwd: folder({ "a.tp": average }) });
    expect(ended).toMatchObject({ status: 2, stdout: "" });
    expect(ended.stderr).toContain(".json, .csv or .npy");
  });

  test("what cannot be written is refused with status 3 before anything runs", async () => {
    const cwd = folder({ "a.tp": average });
    mkdirSync(join(cwd, "folder.csv"));
    for (const [path, reason] of [
      ["nowhere/out.json", "there is no such file or folder"],
      ["folder.csv", "it is a folder"],
      ["a.tp/out.json", "a part of its path is not a folder"],
    ] as const) {
      const ended = await tpc([...run, "-o", path], { cwd });
      expect(ended.status).toBe(3);
      expect(ended.stderr).toBe(`error: cannot write ${path}: ${reason}\n`);
      expect(ended.stdout).toBe("");
    }
  });

  test.runIf(existsSync("/dev/full"))(
    "a full disk has status 3, and the results are printed all the same",
    async () => {
      const cwd = folder({ "a.tp": average });
      symlinkSync("/dev/full", join(cwd, "full.json"));
      const ended = await tpc([...run, "-o", "full.json"], { cwd });
      expect(ended.status).toBe(3);
      expect(ended.stderr).toBe("error: cannot write full.json: the disk is full\n");
      expect(ended.stdout).toContain("width 8: 3 trials");
    },
  );

  test("an old result is replaced as a whole, through a link and with its permissions", async () => {
    const cwd = folder({ "a.tp": average, "old.json": "old" });
    chmodSync(join(cwd, "old.json"), 0o640);
    symlinkSync("old.json", join(cwd, "link.json"));
    expect((await tpc([...run, "-o", "link.json"], { cwd })).status).toBe(0);
    expect(JSON.parse(readFileSync(join(cwd, "old.json"), "utf8")).program).toBe("a.tp");
    expect(statSync(join(cwd, "old.json")).mode & 0o777).toBe(0o640);
  });
});

describe("fmt", () => {
  const untidy = "width   n # the width\nvector g~normal(0,1)\noutput q=moment( g^2 )";

  test("formats in place, once and for all", async () => {
    const cwd = folder({ "a.tp": untidy, "b.tp": untidy });
    expect(await tpc(["fmt", "--check", "a.tp", "b.tp"], { cwd })).toEqual({
      status: 1,
      stdout: "a.tp\nb.tp\n",
      stderr: "",
    });
    expect(readFileSync(join(cwd, "a.tp"), "utf8")).toBe(untidy);
    expect(await tpc(["fmt", "a.tp", "b.tp"], { cwd })).toEqual({ status: 0, stdout: "", stderr: "" });
    const text = readFileSync(join(cwd, "a.tp"), "utf8");
    expect(text).toBe("width n  # the width\nvector g ~ normal(0, 1)\noutput q = moment(g^2)\n");
    expect((await tpc(["fmt", "--check", "a.tp"], { cwd })).status).toBe(0);
    expect((await tpc(["fmt", "a.tp"], { cwd })).status).toBe(0);
    expect(readFileSync(join(cwd, "a.tp"), "utf8")).toBe(text);
  });

  test("formats standard input to standard output", async () => {
    const { status, stdout } = await tpc(["fmt", "-"], { input: untidy });
    expect(status).toBe(0);
    expect((await tpc(["fmt", "-"], { input: stdout })).stdout).toBe(stdout);
  });

  test("leaves a text with mistakes alone", async () => {
    const cwd = folder({ "bad.tp": "width n\noutput = 3\n" });
    const ended = await tpc(["fmt", "bad.tp"], { cwd });
    expect(ended).toMatchObject({ status: 2, stdout: "" });
    expect(ended.stderr).toContain("--> bad.tp:2");
    expect(readFileSync(join(cwd, "bad.tp"), "utf8")).toBe("width n\noutput = 3\n");
  });

  test("JSON names every file", async () => {
    const cwd = folder({ "a.tp": untidy, "bad.tp": "width" });
    const { status, json } = await tpcJson(["fmt", "--check", "a.tp", "bad.tp"], { cwd });
    expect(status).toBe(2);
    expect(json.files).toMatchObject([
      { file: "a.tp", changed: true, diagnostics: [] },
      { file: "bad.tp", changed: false, diagnostics: [{ severity: "error" }] },
    ]);
  });
});

describe("the program", () => {
  test.each([
    ["missing.tp", /^error\[TP121\]: cannot read missing\.tp: there is no such file or folder\n$/],
    ["nett.tp", /did you mean net\.tp\?/],
    [".", /it is a folder/],
    ["net.tp/x.tp", /a part of its path is not a folder/],
  ])("%s cannot be read", async (file, message) => {
    const ended = await tpc(["check", file], { cwd: folder({ "net.tp": network }) });
    expect(ended).toMatchObject({ status: 2, stdout: "" });
    expect(ended.stderr).toMatch(message);
  });

  test("what is too long or no text is refused at once, from a file and from standard input", async () => {
    const files = {
      "zero.tp": new Uint8Array(30_000_000),
      "bytes.tp": Uint8Array.from({ length: 1_000_000 }, (_, i) => (i * i * 7 + (i >> 3)) % 251),
      "long.tp": `${average}#${"x".repeat(4 * 2 ** 20)}`,
      "most.tp": `${average}#${"x".repeat(4 * 2 ** 20 - average.length - 1)}`,
    };
    const cwd = folder(files);
    for (const [file, code] of [
      ["zero.tp", "TP122"],
      ["bytes.tp", "TP122"],
      ["long.tp", "TP115"],
    ] as const) {
      const ended = await tpc(["check", file], { cwd });
      expect(ended).toMatchObject({ status: 2, stdout: "" });
      expect(ended.stderr).toMatch(new RegExp(`^error\\[${code}\\]: ${file} is .*\n  .*\n$`));
      const piped = await tpcJson(["check", "-"], { input: files[file] });
      expect(piped.json.diagnostics).toMatchObject([{ code, file: "<stdin>" }]);
    }
    expect((await tpc(["check", "most.tp"], { cwd })).status).toBe(0);
  });

  test("the first mistakes of many are shown, and how many there are", async () => {
    const some = `width n\n${Array.from({ length: 70 }, (_, i) => `x${i} = y${i}\n`).join("")}output 1\n`;
    const ended = await tpc(["check", "-"], { input: some });
    expect(ended.stderr.match(/^error\[TP201\]/gm)).toHaveLength(50);
    expect(ended.stderr).toMatch(/\n\n\.\.\. and 20 more\n$/);
    const { json } = await tpcJson(["check", "-"], { input: some });
    expect(json.diagnostics).toHaveLength(50);
    expect(json.diagnosticsOmitted).toBe(20);
    const hopeless = await tpc(["check", "-"], { input: "x x\n".repeat(100_000) });
    expect(hopeless.stderr).toMatch(/\n\n\.\.\. and at least 950 more; the rest was not read\n$/);
  });

  test("text that is not UTF-8 is refused at its place", async () => {
    const latin = Buffer.from("width n\n# \ufffd caf\xe9\n", "latin1");
    const cwd = folder({ "latin.tp": latin });
    const { status, json } = await tpcJson(["check", "latin.tp"], { cwd });
    expect(status).toBe(2);
    expect(json.diagnostics[0]).toMatchObject({ code: "TP120", line: 2 });
  });

  test("a genuine replacement character is no mistake", async () => {
    const ended = await tpc(["check", "-"], { input: `# \ufffd\n${average}` });
    expect(ended).toMatchObject({ status: 0, stderr: "" });
    const broken = await tpcJson(["check", "-"], {
      input: Buffer.concat([Buffer.from("# \ufffd\n# "), Buffer.from([0xff]), Buffer.from(`\n${average}`)]),
    });
    expect(broken.json.diagnostics[0]).toMatchObject({ code: "TP120", file: "<stdin>", line: 2, column: 3 });
  });

  test("a byte-order mark and CRLF are fine", async () => {
    const ended = await tpc(["check", "-"], { input: `\ufeff${average.replaceAll("\n", "\r\n")}` });
    expect(ended).toMatchObject({ status: 0, stderr: "" });
  });

  test("standard input: - reads it", async () => {
    expect((await tpcJson(["check", "-"], { input: wrong })).json).toMatchObject({ program: "<stdin>", ok: false });
  });
});

describe("load and import", () => {
  const loading = (path: string) =>
    `data X = load("${path}")\nwidth n\nvector g ~ normal(0, 1)\noutput q = moment((X[1] * g)^2)\n`;

  test("read beside the program, wherever the command is called", async () => {
    const cwd = folder({});
    mkdirSync(join(cwd, "deep/data"), { recursive: true });
    writeFileSync(join(cwd, "deep/data/x.csv"), "2\n3\n");
    writeFileSync(join(cwd, "deep/p.tp"), loading("data/x.csv"));
    const { status, json } = await tpcJson(["limit", "deep/p.tp"], { cwd });
    expect(status).toBe(0);
    expect(json.outputs.q.value).toBeCloseTo(4, 12);
  });

  test.each([
    ["../secret.csv", /outside/],
    ["/etc/hostname.csv", /only files beside the program/],
    ["link.csv", /a link that leads outside/],
    ["folder/../../secret.csv", /outside/],
    ["linked/secret.csv", /a link that leads outside/],
    ["folder", /no known kind|it is a folder/],
    ["none.csv", /no such file/],
  ])("%s is refused", async (path, reason) => {
    const root = folder({ "secret.csv": "42\n" });
    const cwd = join(root, "inner");
    mkdirSync(join(cwd, "folder"), { recursive: true });
    symlinkSync("../secret.csv", join(cwd, "link.csv"));
    symlinkSync("..", join(cwd, "linked"));
    writeFileSync(join(cwd, "p.tp"), loading(path));
    const ended = await tpc(["check", "p.tp"], { cwd });
    expect(ended.status).toBe(2);
    expect(ended.stderr).toMatch(reason);
    expect(ended.stderr).not.toContain("42");
  });
});

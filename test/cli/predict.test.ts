/** `tpc predict` from the command line, and its page: what docs/predict.md shows is what happens. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { folder, tpc, tpcJson } from "../kit/tpc.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const page = readFileSync(`${root}/docs/predict.md`, "utf8");
const blocks = [...page.matchAll(/^```(\w*)\n(.*?)^```/gms)].map(([, language = "", text = ""]) => ({
  language,
  text,
}));
const text = readFileSync(`${root}/examples/kernel-prediction.tp`, "utf8");
const two = ["--train", "y[1..2]", "--targets", "1,-1"];

/** Errors are of the size of rounding and depend on the machine; nine digits of a number do not. */
function comparable(output: string): string {
  const rounded = output
    .replace(/ ± \S+/g, "")
    .replace(/\d\.\d{9,}/g, (digits) => String(Number(digits).toPrecision(9)));
  return rounded.replace(/─+/g, "─").replace(/ +/g, " ");
}

/** The words of a command line, quotes taken off. */
function words(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
}

/** Runs `tpc ..`, or `tpc .. | tpc ..`. */
async function run(line: string, cwd: string) {
  let input = "";
  for (const part of line.split(" | ")) {
    const ended = await tpc(words(part).slice(1), { cwd, input });
    if (part === line.split(" | ").at(-1)) return ended;
    input = ended.stdout;
  }
  throw new Error("no command");
}

const shown = blocks.flatMap(({ language, text: command }, k) =>
  language === "sh" ? [{ command: command.trim(), output: blocks[k + 1]?.text ?? "" }] : [],
);

test("the page has commands with outputs", () => {
  expect(shown).toHaveLength(5);
  for (const { output } of shown) expect(output).not.toBe("");
});

test.each(shown)("$command", async ({ command, output }) => {
  const program = blocks.find(({ language }) => language === "tp")?.text ?? "";
  const cwd = command.includes("net.tp") ? folder({ "net.tp": program }) : root;
  const { stdout, stderr } = await run(command, cwd);
  expect(comparable(stdout + stderr)).toBe(comparable(output));
});

test("the options of the page are those of the command", async () => {
  const help = (await tpc(["predict", "--help"])).stdout;
  const table = page.slice(page.indexOf("| option"), page.indexOf("**Time"));
  for (const [, option = ""] of table.matchAll(/^\| (.*?) \|/gm))
    for (const [name] of option.matchAll(/--[a-z-]+/g)) expect(help).toContain(`  ${name} `);
  const own = [...help.matchAll(/^ {2}(--[a-z]+) </gm)].map(([, name = ""]) => name);
  for (const name of own.filter((option) => !option.startsWith("--max"))) expect(table).toContain(`\`${name}\``);
});

test("the document of the page has the fields of a real one", async () => {
  const cwd = folder({ "net.tp": text });
  const document = JSON.parse(blocks.find(({ language }) => language === "json")?.text ?? "");
  const { json } = await tpcJson(
    ["predict", "net.tp", "--train", "y[1]", "--test", "y[2..3]", "--targets", "1", "--covariance"],
    { cwd },
  );
  expect(Object.keys(json)).toEqual(Object.keys(document));
  expect(Object.keys(json.predictions[0])).toEqual(Object.keys(document.predictions[0]));
  expect(Object.keys(json.predictions[0].outputs["y[3]"])).toEqual(
    Object.keys(document.predictions[0].outputs["y[3]"]),
  );
  expect(json.predictions[0].covariance).toHaveLength(2);
  expect(json.predictions.map(({ time }: { readonly time: unknown }) => time)).toEqual(["inf", null]);
});

describe("targets", () => {
  test("from files in the current folder and beside the program; the current folder is first", async () => {
    const cwd = folder({ "y.csv": "1\n-1\n", "net.tp": text, "sub.json": "[1, -1]" });
    const expected = (await tpc(["predict", "net.tp", ...two], { cwd })).stdout;
    expect((await tpc(["predict", "net.tp", "--train", "y[1..2]", "--targets", "y.csv"], { cwd })).stdout).toBe(
      expected,
    );
    const other = folder({ "y.csv": "2\n-2\n" });
    const beside = ["predict", `${cwd}/net.tp`, "--train", "y[1..2]", "--targets"];
    expect((await tpc([...beside, "sub.json"], { cwd: other })).stdout).toBe(expected);
    expect((await tpc([...beside, "y.csv"], { cwd: other })).stdout).not.toBe(expected);
    const missing = await tpc([...beside, "none.csv"], { cwd: other });
    expect(missing).toMatchObject({ status: 2, stdout: "" });
    expect(missing.stderr).toContain("cannot read none.csv: there is no such file or folder");
  });

  test("may begin with a minus sign", async () => {
    const cwd = folder({ "net.tp": text });
    const { json, status } = await tpcJson(["predict", "net.tp", "--train", "y[1..2]", "--targets", "-1,1"], { cwd });
    expect(status).toBe(0);
    expect(json.train.map(({ target }: { readonly target: number }) => target)).toEqual([-1, 1]);
  });
});

describe("input", () => {
  test("a document in a file, a program from standard input", async () => {
    const cwd = folder({ "net.tp": text });
    const document = (await tpc(["limit", "net.tp", "--json"], { cwd })).stdout;
    const there = folder({ "limit.json": document });
    const fromFile = await tpc(["predict", "limit.json", ...two], { cwd: there });
    const fromText = await tpc(["predict", "-", ...two], { cwd: there, input: text });
    expect(fromFile.status).toBe(0);
    expect(comparable(fromFile.stdout)).toBe(comparable(fromText.stdout));
    const lacking = await tpc(
      ["predict", "limit.json", "--train", "y[1]", "--targets", "1", "--covariance", "--wrt", "U"],
      {
        cwd: there,
      },
    );
    expect(lacking.status).toBe(2);
    expect(lacking.stderr).toContain("error[TP435]: the input has no such tangent kernels");
    for (const [option, value] of [
      ["--set", "angle=1"],
      ["--method", "qmc"],
    ] as const) {
      expect(await tpc(["predict", "limit.json", ...two, option, value], { cwd: there })).toMatchObject({
        status: 2,
        stdout: "",
        stderr: `error: ${option} is for programs; the kernels of a document are numbers already\n`,
      });
    }
  });

  test("what is not there, and what is no document", async () => {
    const cwd = folder({ "a.json": "{}" });
    expect(await tpc(["predict", "none.json", ...two], { cwd })).toMatchObject({
      status: 2,
      stderr: "error[TP121]: cannot read none.json: there is no such file or folder\n",
    });
    expect((await tpc(["predict", "a.json", ...two], { cwd })).stderr).toContain(
      "error[TP435]: the input has no `outputs`",
    );
    const failed = await tpcJson(["predict", "a.json", ...two], { cwd });
    expect(failed.json.diagnostics).toMatchObject([{ code: "TP435", severity: "error", file: "arguments" }]);
  });
});

test("what a singular kernel leaves is printed; the rest is a warning", async () => {
  const cwd = folder({ "net.tp": text.replace("0.9, 0.4", "0.9, 0, 0.4").replaceAll("1..3", "1..4") });
  const asked = ["predict", "net.tp", "--train", "y[1..3]", "--targets", "1,-1,1", "--time", "2"];
  const { json, status, stderr } = await tpcJson(asked, { cwd });
  expect(status).toBe(0);
  expect(json.predictions).toMatchObject([{ kernel: "ntk", time: 2 }]);
  expect(stderr).toContain("warning[TP436]: the posterior is left out: the NNGP kernel is singular");
  expect(stderr).toContain("or do without the posterior: --kernel ntk");
  expect(await tpc([...asked, "--kernel", "ntk"], { cwd })).toMatchObject({ status: 0, stderr: "" });
});

test("an output is predicted once", async () => {
  const cwd = folder({ "net.tp": text });
  const twice = await tpc(["predict", "net.tp", "--train", "y[1]", "--targets", "1", "--test", "y[2..3],y[2]"], {
    cwd,
  });
  expect(twice).toMatchObject({ status: 2, stdout: "" });
  expect(twice.stderr).toContain("error[TP431]: `y[2]` is there twice");
  expect(twice.stderr).toContain("^^^^ name each predicted output once");
});

test("kernels of a document are of the convention that is asked for, or refused", async () => {
  const cwd = folder({ "net.tp": text.replace("ntk(y[i], y[j])", "ntk(y[i], y[j], convention = plain)") });
  const there = folder({ "limit.json": (await tpc(["limit", "net.tp", "--json"], { cwd })).stdout });
  const asked = ["predict", "limit.json", ...two, "--kernel", "ntk"];
  const found = await tpc(asked, { cwd: there });
  expect(found.stdout).toContain("trained (ntk, plain)");
  expect((await tpc([...asked, "--convention", "plain"], { cwd: there })).stdout).toBe(found.stdout);
  const other = await tpc([...asked, "--convention", "standard"], { cwd: there });
  expect(other).toMatchObject({ status: 2, stdout: "" });
  expect(other.stderr).toContain("the input has no tangent kernels in the standard convention");
});

test("options that are without effect or make no sense are refused", async () => {
  const cwd = folder({ "net.tp": text });
  const stderr = async (...options: string[]) => {
    const ended = await tpc(["predict", "net.tp", ...two, ...options], { cwd });
    expect(ended).toMatchObject({ status: 2, stdout: "" });
    return ended.stderr;
  };
  expect(await stderr("--kernel", "nngp", "--time", "1")).toContain("--time is about training");
  expect(await stderr("--kernel", "ntk", "--noise", "1")).toContain("--noise is about the posterior");
  expect(await stderr("--time", "-1")).toContain("A time is a number from 0, or inf");
  expect(await stderr("--ridge", "-1")).toContain("It is a number, at least 0");
  expect((await tpc(["predict", "net.tp", "--train", "y[1]"], { cwd })).stderr).toContain("--targets");
});

/** The module that `build --target wgsl` writes: it compiles, and the example of its page gives the samples of the command. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import ts from "typescript";
import { describe, expect, onTestFinished, test } from "vitest";
import { tpc, tpcJson } from "../kit/tpc.ts";
import { deviceTitle, testGpu } from "../kit/webgpu.ts";
import { network } from "./programs.ts";

/** Below the project, so that the package `webgpu` and the types of the example are found. */
function projectFolder(): string {
  const base = fileURLToPath(new URL("../../node_modules/.cache/tpc-built", import.meta.url));
  mkdirSync(base, { recursive: true });
  const path = mkdtempSync(join(base, "simulation-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** The example of the page. */
function example(): string {
  const page = readFileSync(new URL("../../docs/generated-code.md", import.meta.url), "utf8");
  const [, code = ""] = /## Simulations[\s\S]*?```ts\n([\s\S]*?)```/.exec(page) ?? [];
  expect(code).toContain("simulate(device");
  return code;
}

async function built(width: number, ...options: readonly string[]): Promise<string> {
  const cwd = projectFolder();
  writeFileSync(join(cwd, "net.tp"), network);
  const ended = await tpc(["build", "net.tp", "--target", "wgsl", "--width", String(width), "-o", "out", ...options], {
    cwd,
  });
  expect(ended).toMatchObject({ status: 0, stderr: "" });
  expect(ended.stdout).toContain("out/simulate.ts\n");
  writeFileSync(join(cwd, "out/example.ts"), example());
  return cwd;
}

test("module and example compile strictly; the same program gives the same text", async () => {
  const cwd = await built(48);
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    noUnusedLocals: true,
    noImplicitReturns: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
    types: ["@webgpu/types"],
  };
  const compiled = ts.createProgram([join(cwd, "out/example.ts")], options);
  const faults = ts.getPreEmitDiagnostics(compiled).map(({ messageText }) => messageText);
  expect(faults).toEqual([]);
  const text = readFileSync(join(cwd, "out/simulate.ts"), "utf8");
  expect(text).toContain('export const outputs = ["q", "f"] as const;');
  for (const { file } of JSON.parse(readFileSync(join(cwd, "out/program.json"), "utf8")).kernels) {
    expect(text).toContain(readFileSync(join(cwd, "out", file), "utf8"));
  }
  expect(readFileSync(join(await built(48), "out/simulate.ts"), "utf8")).toBe(text);
});

const found = await testGpu();

describe(deviceTitle("the example", found), () => {
  test.runIf(found.there).each(["explicit", "conditioned"])(
    "prints the samples of the command, %s",
    async (sampler) => {
      const cwd = await built(64, "--sampler", sampler);
      expect(JSON.parse(readFileSync(join(cwd, "out/program.json"), "utf8")).sampler).toBe(sampler);
      for (const name of ["simulate", "example"]) {
        const source = readFileSync(join(cwd, `out/${name}.ts`), "utf8");
        const target = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
        const { outputText } = ts.transpileModule(source, { compilerOptions: target });
        writeFileSync(join(cwd, `out/${name}.mjs`), outputText.replace("./simulate.ts", "./simulate.mjs"));
      }
      const run = await nodeRun(join(cwd, "out/example.mjs"), cwd);
      const printed = new Map(
        run
          .split("\n")
          .filter(Boolean)
          .map((line) => [line.split(" ")[0], line.split(" ").slice(1)]),
      );
      const args = ["simulate", "net.tp", "--width", "64", "--trials", "100", "--seed", "7", "--samples"];
      const { json } = await tpcJson([...args, "--device", "webgpu", "--sampler", sampler], { cwd });
      for (const name of ["q", "f"]) {
        expect(printed.get(name)?.map(Number)).toEqual(
          // The module gives float32, which print with fewer digits.
          json.runs[0].outputs[name].samples.map((x: number) => Number(Float32Array.of(x).join())),
        );
      }
    },
  );
});

async function nodeRun(file: string, cwd: string): Promise<string> {
  const env = { ...process.env, XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR ?? cwd };
  const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd, env });
  return stdout;
}

test("matrices that are not Gaussian are not conditioned", async () => {
  const cwd = projectFolder();
  writeFileSync(join(cwd, "net.tp"), network.replace("W ~ normal(0, ", "W ~ uniform(mean = 0, var = "));
  const ended = await tpc(["build", "net.tp", "--target", "wgsl", "--sampler", "conditioned", "-o", "out"], { cwd });
  expect(ended).toMatchObject({ status: 2, stdout: "" });
  expect(ended.stderr).toMatch(/error\[TP\d+\]/);
});

test("shaders have no symbols", async () => {
  const cwd = projectFolder();
  writeFileSync(join(cwd, "net.tp"), network);
  const ended = await tpc(["build", "net.tp", "--target", "wgsl", "--symbolic", "sigma", "-o", "out"], { cwd });
  expect(ended).toMatchObject({ status: 2, stdout: "" });
  expect(ended.stderr).toContain("--set sigma=");
});

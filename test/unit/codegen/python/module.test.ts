/** Generated Python, run where there is python3 with numpy, gives the limits that `tpc limit` gives. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { GeneratedModule } from "../../../../src/codegen/limit-code/limit-code.ts";
import { pythonModule } from "../../../../src/codegen/python/module.ts";
import { examplePrograms } from "../../../kit/example-programs.ts";
import { closedLimit, parametricPrograms } from "../../../kit/limit-modules.ts";
import { limitOf } from "../../../kit/limit-of.ts";

/** What code may differ by beyond the error that the limit states: its own accuracy, for up to three variables. */
const ACCURACY = 1e-9;

function hasNumpy(): boolean {
  try {
    execFileSync("python3", ["-c", "import numpy"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const available = hasNumpy();
if (!available) console.warn("python3 with numpy is not installed: the tests of generated Python are skipped");

/** Integrals over three variables take Python a minute together: TypeScript's test has the same ones. */
const slow = ["mup-step", "message-passing", "spiked-matrix", "mup-step-symbolic", "spiked-matrix-symbolic"];

const programs = [
  ...examplePrograms.map((program) => ({ ...program, symbolic: [], points: [{}] })),
  ...parametricPrograms,
].filter(({ name }) => !slow.includes(name));

/** All functions of a program at all points, in one process. */
function run(
  { text: module, functions }: GeneratedModule,
  points: readonly Readonly<Record<string, number>>[],
): readonly (readonly number[])[] {
  const folder = mkdtempSync(join(tmpdir(), "tpc-python-"));
  try {
    writeFileSync(join(folder, "limit.py"), module);
    const calls = points.map((point) =>
      functions.map(({ name, parameters }) => {
        const values = parameters.filter(({ initial }) => initial === undefined).map((p) => point[p.name]);
        return `limit.${name}(${values.map((value) => `${value}.0`.replace(/(\..*)\.0$/, "$1")).join(", ")})`;
      }),
    );
    const rows = calls.map((row) => `[${row.join(", ")}]`).join(", ");
    const script = `import sys; sys.path.insert(0, sys.argv[1]); import json, limit; print(json.dumps([${rows}]))`;
    return JSON.parse(execFileSync("python3", ["-W", "error", "-c", script, folder], { encoding: "utf8" }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe.skipIf(!available)("python", () => {
  test.each(programs)(
    "$name",
    ({ text, symbolic, points }) => {
      const made = pythonModule(closedLimit(text, symbolic));
      const found = run(made, points);
      for (const [k, point] of points.entries()) {
        const limits = limitOf(text, point, { tolerance: 1e-3 });
        for (const [f, { output }] of made.functions.entries()) {
          const estimate = limits.find(({ name }) => name === output)?.estimate;
          const value = found[k]?.[f] ?? Number.NaN;
          const difference = Math.abs(value - (estimate?.value ?? Number.NaN));
          const allowed = 2 * (estimate?.error ?? 0) + ACCURACY * Math.max(1, Math.abs(value));
          expect(difference, `${output} is ${value}, not ${estimate?.value}`).toBeLessThanOrEqual(allowed);
        }
      }
    },
    120_000,
  );
});

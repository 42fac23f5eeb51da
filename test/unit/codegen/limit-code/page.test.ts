/** What docs/generated-code.md shows is what happens, and how generated modules look. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { pythonModule } from "../../../../src/codegen/python/module.ts";
import { typescriptModule } from "../../../../src/codegen/typescript/module.ts";
import { examplePrograms } from "../../../kit/example-programs.ts";
import { closedLimit, loadTypescript } from "../../../kit/limit-modules.ts";
import { limitOf } from "../../../kit/limit-of.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

test("the example of the page", async () => {
  const page = readFileSync(`${root}/docs/generated-code.md`, "utf8");
  const program = /```tp\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
  const loaded = await loadTypescript([{ name: "net", limit: closedLimit(program) }]);
  const [K] = loaded.get("net") ?? [];
  const [, sigma, c, shown] = /console\.log\(K\(([\d.]+), ([\d.]+)\)\); \/\/ ([\d.]+)/.exec(page) ?? [];
  const [x, y] = [Number(sigma), Number(c)];
  expect(K?.call(x, y).toFixed(4)).toBe(shown);
  const deeper = limitOf(program, { sigma: x, c: y, depth: 40 }, { tolerance: 1e-3 });
  // Both integrate 39 times to better than 1e-10.
  expect(Math.abs((K?.call(x, y, 40) ?? 0) - (deeper[0]?.estimate.value ?? 1))).toBeLessThan(1e-8);
}, 120_000);

/** A recurrence, an integral, a loop in Python: read by eye when they change. */
const shown = [
  { name: "edge-of-chaos", target: "ts" },
  { name: "transpose", target: "ts" },
  { name: "recurrent", target: "py" },
] as const;

describe("modules", () => {
  test.each(shown)("$name in $target", async ({ name, target }) => {
    const program = examplePrograms.find((example) => example.name === name);
    const limit = closedLimit(program?.text ?? "");
    const { text } = target === "ts" ? await typescriptModule(limit) : pythonModule(limit);
    await expect(text).toMatchFileSnapshot(`${root}/test/cases/limit-code/${name}.${target}.txt`);
  });
});

/**
 * What a user sees for every kind of mistake: each program in test/cases/bad beside the exact screen. Update with
 * `npx vitest run test/unit/ir/lower-bad.test.ts -u` and read the difference.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import { renderDiagnostic } from "../../../src/diagnostics/render.ts";
import { lowerProgram } from "../../../src/ir/lower/lower.ts";
import { defaultLowerOptions, type FileReader } from "../../../src/ir/lower/options.ts";
import { parseSource } from "../../../src/parser/parse.ts";

const folder = join(import.meta.dirname, "../../cases/bad");

/** Files of the folder; the command line has a reader of its own, which also looks through links. */
const files: FileReader = {
  read(path) {
    const inside = normalize(path);
    if (inside.startsWith("..") || inside.startsWith("/"))
      return { ok: false, reason: "it lies outside of the folder" };
    try {
      return { ok: true, bytes: readFileSync(join(folder, inside)) };
    } catch {
      return { ok: false, reason: "it does not exist" };
    }
  },
};

function screenOf(name: string): string {
  const source = { name, text: readFileSync(join(folder, name), "utf8") };
  const parsed = parseSource(source);
  const outcome = parsed.ok ? lowerProgram(parsed.value, { ...defaultLowerOptions, files }) : parsed;
  expect(outcome.ok, "the program is refused").toBe(false);
  return `${outcome.diagnostics.map((d) => renderDiagnostic(d, { color: false })).join("\n\n")}\n`;
}

describe("the screen for", () => {
  const names = readdirSync(folder).filter((name) => name.endsWith(".tp"));
  test.each(names)("%s", async (name) => {
    await expect(screenOf(name)).toMatchFileSnapshot(join(folder, name.replace(/\.tp$/, ".expected.txt")));
  });
});

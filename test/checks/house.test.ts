/** The tools of the house as tests, so that one command runs everything and counts it. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);

const checks: readonly (readonly [what: string, command: string, ...args: string[]])[] = [
  ["types", "tsc"],
  ["lint and layout", "biome", "check", "--error-on-warnings"],
  ["order of the folders", "depcruise", "src"],
  ["no dead code, no unused package", "knip"],
  ["no file above 500 lines", "tsx", "scripts/check-file-size.ts"],
  ["generated files are fresh", "tsx", "scripts/generate.ts", "--check"],
];

test.each(checks)("%s", async (_, command, ...args) => {
  const output = await run(`node_modules/.bin/${command}`, args).then(
    () => "",
    (error: { readonly stdout: string; readonly stderr: string }) => error.stdout + error.stderr,
  );
  expect(output).toBe("");
});

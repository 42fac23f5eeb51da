/** Fails when a hand-written file has more than 500 lines; tables and generated files are excepted by name. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const MOST = 500;
const excepted = /\.generated\.ts$|-table\.ts$|^src\/math\/sobol-directions\.ts$|^package-lock\.json$/;

const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" })
  .split("\n")
  .filter((file) => /^(src|test|scripts|bench)\/.*\.(ts|mjs|cjs|sh|py)$/.test(file) && !excepted.test(file));

for (const file of files) {
  const lines = readFileSync(file, "utf8").split("\n").length - 1;
  if (lines <= MOST) continue;
  console.error(`${file} has ${lines} lines: look for a seam, ${MOST} are the most`);
  process.exitCode = 1;
}

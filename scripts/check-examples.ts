/**
 * Compares every example with its limit at widths 64 to 4096 and prints the verdicts: `npm run check:examples`, or with
 * names of examples behind it. Outputs that are undecided because trials are too few get four times as many, up to a
 * bound. Ends with status 1 unless all agree.
 */
import { readdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";
import { type Comparison, compare, compile, noFiles, type Program } from "../src/index.ts";
import { formatSeconds } from "../src/report/numbers.ts";
import { renderTable } from "../src/report/table.ts";

const WIDTHS = [64, 256, 1024, 4096];
const FIRST_TRIALS = 200;
const MOST_TRIALS = 12_800;
/** Seconds of simulation after which no more trials are asked for. */
const PATIENCE = 120;

const folder = new URL("../examples/", import.meta.url);

interface Checked {
  readonly comparison: Comparison;
  readonly trials: number;
  readonly samplers: string;
  readonly seconds: number;
}

async function check(program: Program, trials: number): Promise<Checked | string> {
  const compared = await compare(
    program,
    {
      method: "auto",
      tolerance: 1e-6,
      alpha: 1e-4,
      device: "cpu",
      sampler: "auto",
      matrixLaw: undefined,
      memoryBytes: 2 ** 31,
      widths: WIDTHS,
      effort: { kind: "fixed", trials },
      resolution: 0.1,
      seed: 1n,
      threads: cpus().length,
      precision: "auto",
      signal: undefined,
      onProgress: undefined,
    },
    () => {},
  );
  if (!compared.ok) return compared.diagnostics.map(({ message }) => message).join("; ");
  const { runs } = compared.value.simulation;
  const seconds = runs.reduce((sum, run) => sum + run.seconds, 0);
  const samplers = [...new Set(runs.map(({ sampler }) => sampler))].join(", ");
  const { comparison } = compared.value;
  const more = trials * 4 <= MOST_TRIALS && seconds * 4 <= PATIENCE;
  return comparison.verdict === "undecided" && more
    ? check(program, trials * 4)
    : { comparison, trials, samplers, seconds };
}

async function row(name: string): Promise<{ readonly cells: readonly string[]; readonly agrees: boolean }> {
  const text = readFileSync(new URL(name, folder), "utf8");
  const program = compile({ name, text }, { settings: new Map(), files: noFiles }, () => {});
  const checked = program.ok
    ? await check(program.value, FIRST_TRIALS)
    : program.diagnostics.map(({ message }) => message).join("; ");
  if (typeof checked === "string") return { cells: [name, "failed", "", "", "", "", checked], agrees: false };
  const { comparison, trials, samplers, seconds } = checked;
  const { outputs, verdict } = comparison;
  const farthest = Math.max(...outputs.map(({ z }) => Math.abs(z)));
  const notes = outputs.flatMap((output) =>
    output.verdict === "agree" ? [] : [`${output.name} ${output.verdict}: ${output.notes.join("; ")}`],
  );
  return {
    cells: [
      name,
      verdict,
      String(outputs.length),
      farthest.toFixed(1),
      String(trials),
      formatSeconds(seconds),
      [samplers, ...notes].join("; "),
    ],
    agrees: verdict === "agree",
  };
}

const asked = process.argv.slice(2);
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".tp") && (asked.length === 0 || asked.includes(file.slice(0, -3))))
  .sort();
const rows = [];
for (const name of names) {
  process.stderr.write(`${name}\n`);
  rows.push(await row(name));
}
const titles = ["example", "verdict", "outputs", "largest |z|", "trials", "time", "sampler, notes"];
const columns = titles.map((title, k) => ({ title, align: k >= 2 && k <= 5 ? ("right" as const) : ("left" as const) }));
process.stdout.write(
  `${renderTable(
    columns,
    rows.map(({ cells }) => cells),
  )}\n`,
);
process.exitCode = rows.every(({ agrees }) => agrees) ? 0 : 1;

/**
 * `npm run bench:calibration`: how far the verdicts of `tpc compare` can be trusted. Comparisons of true limits must be
 * called in disagreement with probability at most alpha, and limits that are wrong by 1 % must be found. Prints the
 * tables of docs/verdict.md; seeds are fixed. `-- 0.1` runs a tenth of it.
 */
import { availableParallelism } from "node:os";
import {
  type FalseAlarms,
  falseAlarmsOf,
  falseAlarmsOfLaw,
  plainSource,
  powerAgainst,
} from "../test/kit/verdicts/calibration.ts";
import { trialLaws } from "../test/kit/verdicts/laws.ts";
import { plantedErrors, truePrograms } from "../test/kit/verdicts/programs.ts";

const part = Number(process.argv[2] ?? 1);
const levels = [0.05, 0.01, 1e-4];
const threads = availableParallelism();
const started = performance.now();

function row(cells: readonly (string | number)[]): void {
  console.log(`| ${cells.join(" | ")} |`);
}

function heading(cells: readonly string[]): void {
  row(cells);
  row(cells.map((_, k) => (k === 0 ? "---" : "--:")));
}

/** The interval of a rate at 95 %, by E. B. Wilson's score (J. Amer. Statist. Assoc. 22, 1927), in per cent. */
function interval(count: number, of: number): string {
  const z2 = 1.96 ** 2;
  const centre = (count + z2 / 2) / (of + z2);
  const half = (1.96 / (of + z2)) * Math.sqrt((count * (of - count)) / of + z2 / 4);
  const percent = (x: number) => (100 * Math.min(1, Math.max(0, x))).toFixed(2);
  return `${percent(centre - half)} to ${percent(centre + half)} %`;
}

function alarmTable(title: string, found: readonly FalseAlarms[]): void {
  heading([title, "comparisons", ...levels.map((alpha) => `alarms at ${alpha}`)]);
  for (const { name, comparisons, alarms } of found) row([name, comparisons, ...alarms]);
  const comparisons = found.reduce((sum, each) => sum + each.comparisons, 0);
  const alarms = levels.map((_, k) => found.reduce((sum, each) => sum + (each.alarms[k] ?? 0), 0));
  row(["together", comparisons, ...alarms.map((count) => `${count}: ${interval(count, comparisons)}`)]);
  console.log();
}

const ofPrograms: FalseAlarms[] = [];
for (const program of truePrograms) ofPrograms.push(await falseAlarmsOf(program, Math.ceil(200 * part), levels));
alarmTable("program", ofPrograms);

const like = await plainSource();
const ofLaws: FalseAlarms[] = [];
for (const law of trialLaws) ofLaws.push(await falseAlarmsOfLaw(law, like, Math.ceil(1000 * part), levels));
alarmTable("law of the trials", ofLaws);

heading(["mistake", "of the limit", "comparisons", "found", "right limit agrees", "most trials", "longest"]);
let [found, agreed, comparisons] = [0, 0, 0];
for (const error of plantedErrors) {
  const power = await powerAgainst(error, Math.ceil(40 * part), [64, 256, 1024, 4096], threads);
  const { size, trials, seconds } = power;
  const name = `${error.kind}: ${error.name}`;
  row([
    name,
    `${(100 * size).toFixed(2)} %`,
    power.comparisons,
    power.found,
    power.agreed,
    trials,
    `${seconds.toFixed(1)} s`,
  ]);
  found += power.found;
  agreed += power.agreed;
  comparisons += power.comparisons;
}
row(["together", "", comparisons, `${found}: ${interval(found, comparisons)}`, agreed, "", ""]);
console.log(`\n${((performance.now() - started) / 60_000).toFixed(1)} minutes on ${threads} cores`);

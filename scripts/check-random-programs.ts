/**
 * Compares random programs with their limits and counts the verdicts: `npm run check:random-programs`, with the number
 * of programs (5,000 where it is left out) and a seed behind it. Prints what disagreed or was refused, a program each.
 * Ends with status 1 if one disagreed.
 */
import fc from "fast-check";
import { renderTable } from "../src/report/table.ts";
import { compareProgram, ProgramError, tensorPrograms } from "../src/testing/index.ts";

const [count = 5000, seed = 1] = process.argv.slice(2).map(Number);
/** Over all programs: 1e-6. */
const alpha = 1e-6 / count;

const counts = new Map<string, number>();
const found: string[] = [];
const started = performance.now();

for (const [k, program] of fc.sample(tensorPrograms({ maxStatements: 8 }), { seed, numRuns: count }).entries()) {
  const outcome = await judge(program);
  counts.set(outcome.kind, (counts.get(outcome.kind) ?? 0) + 1);
  if (outcome.text !== "") found.push(`--- program ${k}: ${outcome.kind}\n${outcome.text}\n${program}`);
  if (k % 100 === 99) console.error(`${k + 1} programs, ${((performance.now() - started) / 1000).toFixed(0)} s`);
}

const columns = [
  { title: "verdict", align: "left" },
  { title: "programs", align: "right" },
] as const;
for (const text of found) console.log(text);
console.log(
  renderTable(
    columns,
    [...counts].sort().map(([kind, n]) => [kind, String(n)]),
  ),
);
if (counts.has("disagree")) process.exitCode = 1;

async function judge(program: string): Promise<{ readonly kind: string; readonly text: string }> {
  try {
    // Widths that all ratios of the second width divide.
    const { comparison } = await compareProgram(program, { widths: [48, 96, 192, 384], mostTrials: 1600, alpha });
    const text = comparison.verdict === "disagree" ? JSON.stringify(comparison.outputs, undefined, 1) : "";
    return { kind: comparison.verdict, text };
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    const codes = [...new Set(error.diagnostics.map(({ code }) => code))].join(", ");
    return { kind: `refused: ${codes}`, text: error.message };
  }
}

/**
 * How long `tpc limit` takes, by the number of layers, inputs or steps, with the exponent of growth from one size to the
 * next: close to 1 in layers, close to 2 in inputs and in uses of one matrix.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { renderTable } from "../src/report/table.ts";
import { median, timeText } from "./measure.ts";
import { alternation, recurrent, reluBatch, reluPerceptron, training } from "./programs.ts";

const main = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
/** Seconds after which a run is given up. */
const PATIENCE = 120;

const series: readonly {
  readonly title: string;
  readonly sizes: readonly number[];
  readonly program: (n: number) => string;
}[] = [
  { title: "relu perceptron, layers", sizes: [10, 100, 1000, 10_000], program: reluPerceptron },
  { title: "5 relu layers, inputs", sizes: [16, 64], program: reluBatch },
  { title: "tanh recurrence with one matrix, steps", sizes: [16, 64, 300], program: recurrent },
  { title: "linear products with W and W.T", sizes: [50, 200], program: (n) => alternation(n, "linear") },
  { title: "tanh products with W and W.T", sizes: [50, 200], program: (n) => alternation(n, "tanh") },
  { title: "steps of training a linear net", sizes: [6, 30], program: (n) => training(n, "linear") },
  { title: "steps of training a tanh net", sizes: [1, 6, 30], program: (n) => training(n, "tanh") },
];

export function benchLimits(): string {
  const rows = [["start of tpc", "", timeText(seconds(["--version"], "")), ""]];
  for (const { title, sizes, program } of series) {
    let before: { readonly size: number; readonly time: number } | undefined;
    for (const size of sizes) {
      const time = limitSeconds(program(size));
      const growth = before && Math.log(time / before.time) / Math.log(size / before.size);
      rows.push([title, String(size), timeText(time), growth === undefined ? "" : growth.toFixed(2)]);
      before = { size, time };
    }
  }
  return renderTable(
    [
      { title: "tpc limit, whole process", align: "left" },
      { title: "size", align: "right" },
      { title: "median", align: "right" },
      { title: "exponent", align: "right" },
    ],
    rows,
  );
}

function limitSeconds(program: string): number {
  return seconds(["limit", "-", "--quiet", "--tol", "1e-3"], program);
}

/** The median of three runs; infinite when one is given up. */
function seconds(args: readonly string[], input: string): number {
  const times: number[] = [];
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    const { status, stderr } = spawnSync(process.execPath, [main, ...args], { input, timeout: 1000 * PATIENCE });
    if (status === null) return Number.POSITIVE_INFINITY;
    if (status !== 0) throw new Error(stderr.toString());
    times.push((performance.now() - start) / 1000);
  }
  return median(times);
}

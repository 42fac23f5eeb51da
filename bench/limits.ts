/** How long `tpc limit` takes, by the number of layers or steps: the growth should be close to linear in layers. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { renderTable } from "../src/report/table.ts";
import { median, timeText } from "./measure.ts";
import { alternation, reluPerceptron } from "./programs.ts";

const main = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
/** Seconds after which a run is given up. */
const PATIENCE = 120;

export function benchLimits(): string {
  const rows = [["start of tpc", timeText(seconds(["--version"], "")), ""]];
  let before: { readonly depth: number; readonly time: number } | undefined;
  for (const depth of [10, 100, 1000]) {
    const time = limitSeconds(reluPerceptron(depth));
    const growth = before && Math.log(time / before.time) / Math.log(depth / before.depth);
    rows.push([`relu perceptron, ${depth} layers`, timeText(time), growth === undefined ? "" : growth.toFixed(2)]);
    before = { depth, time };
  }
  rows.push(["200 products with W and W.T in turn", timeText(limitSeconds(alternation(200))), ""]);
  return renderTable(
    [
      { title: "tpc limit, whole process", align: "left" },
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

/** Seconds per trial for both samplers, on one thread and on all, against numpy on one thread. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { compile, noFiles, simulate } from "../src/index.ts";
import { renderTable } from "../src/report/table.ts";
import { median, timeText } from "./measure.ts";
import { network } from "./programs.ts";

const widths = [256, 1024, 4096];
const samplers = ["explicit", "conditioned"] as const;

export async function benchSimulations(): Promise<string> {
  const numpy = numpySeconds();
  const rows: string[][] = [];
  for (const width of widths) {
    const reference = numpy?.get(width);
    if (reference !== undefined) rows.push([String(width), "numpy", "1", timeText(reference), "1"]);
    for (const sampler of samplers) {
      for (const threads of [1, undefined]) {
        const seconds = await secondsPerTrial(network, { share: 1, width, sampler, threads });
        const ratio = reference === undefined ? "" : (seconds / reference).toPrecision(2);
        rows.push([String(width), sampler, threads === 1 ? "1" : "all", timeText(seconds), ratio]);
      }
    }
  }
  const table = renderTable(
    [
      { title: "width", align: "right" },
      { title: "sampler", align: "left" },
      { title: "threads", align: "right" },
      { title: "per trial", align: "right" },
      { title: "to numpy", align: "right" },
    ],
    rows,
  );
  return numpy === undefined ? `${table}\n(no python3 with numpy here: nothing to compare with)` : table;
}

export interface TrialOptions {
  /** Part of the usual number of trials: less than 1 for long programs. */
  readonly share: number;
  readonly width: number;
  readonly sampler: (typeof samplers)[number];
  readonly threads: number | undefined;
}

/** Median over five runs, of about a second or less for a few products. */
export async function secondsPerTrial(text: string, { share, width, sampler, threads }: TrialOptions): Promise<number> {
  const program = compile({ name: "bench.tp", text }, { settings: new Map(), files: noFiles }, () => {});
  if (!program.ok) throw new Error(program.diagnostics[0]?.message);
  const trials = Math.max(
    4,
    share * Math.min(2000, 2 ** (sampler === "explicit" ? 27 : 24) / (sampler === "explicit" ? width ** 2 : width)),
  );
  const seconds: number[] = [];
  for (let i = 0; i < 5; i++) {
    const run = await simulate(
      program.value,
      {
        widths: [width],
        trials: Math.round(trials),
        seed: 1n,
        sampler,
        device: "cpu",
        matrixLaw: undefined,
        memoryBytes: 2 ** 31,
        threads,
        precision: "auto",
        signal: undefined,
        onProgress: undefined,
      },
      () => {},
    );
    if (!run.ok) throw new Error(run.diagnostics[0]?.message);
    const [first] = run.value.runs;
    seconds.push((first?.seconds ?? Number.NaN) / (first?.trials ?? Number.NaN));
  }
  return median(seconds);
}

/** By width; `undefined` where there is no python3 with numpy. */
function numpySeconds(): ReadonlyMap<number, number> | undefined {
  try {
    const script = fileURLToPath(new URL("./numpy_reference.py", import.meta.url));
    const output = execFileSync("python3", [script, ...widths.map(String)], {
      encoding: "utf8",
      env: { ...process.env, OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1" },
      stdio: ["ignore", "pipe", "ignore"],
    });
    return new Map(
      output
        .trim()
        .split("\n")
        .map((line) => {
          const [width = Number.NaN, seconds = Number.NaN] = line.split(" ").map(Number);
          return [width, seconds];
        }),
    );
  } catch {
    return undefined;
  }
}

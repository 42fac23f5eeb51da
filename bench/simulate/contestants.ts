/**
 * Who is measured: the engines of this project, in this process, and peers in processes of their own. Each answers how
 * many trials it did and what they took of the processor, all threads together: that, unlike the time on the clock, does
 * not depend on what else the machine does, or on who uses how many threads.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";
import { measureCosts } from "../../src/calibration.ts";
import { processorSeconds } from "../../src/cli/machine.ts";
import { compile, noFiles, plan } from "../../src/index.ts";
import { type EngineCosts, trialSeconds } from "../../src/plan/cost.ts";
import type { Sampler } from "../../src/plan/simulation-plan.ts";
import { standardCosts } from "../../src/plan/standard-costs.ts";
import type { Engine, Prepared } from "../../src/runtime/engine.ts";
import { openProcessorEngine, openWebGpu } from "../../src/runtime/open.ts";
import type { Measured } from "./programs.ts";

export interface Spent {
  readonly trials: number;
  readonly seconds: number;
}

export interface Contestant {
  readonly name: string;
  /** Whether it draws every entry of a matrix. */
  readonly isDense: boolean;
  /** Runs trials for about `seconds` of the processor; `undefined` where it cannot. */
  measure(program: Measured, width: number, seconds: number): Promise<Spent | undefined>;
  /** The seconds per trial that the cost model expects of the program measured last, where it knows the engine. */
  estimate(): number | undefined;
  close(): Promise<void>;
}

const THREADS = 2;
const WARM_SECONDS = 0.1;

/** Everything that is there; what is missing is told to `tell`. */
export async function openContestants(tell: (text: string) => void): Promise<readonly Contestant[]> {
  const found: (Contestant | undefined)[] = [
    await python("numpy", tell),
    await python("torch", tell),
    await reference(tell),
    await processor("cpu, float64, explicit", "explicit", "double"),
    await processor("cpu, float32, explicit", "explicit", "single"),
    await processor("cpu, conditioned", "conditioned", "auto"),
    ...(await webGpu(tell)),
  ];
  return found.filter((contestant) => contestant !== undefined);
}

async function processor(name: string, sampler: Sampler, precision: "auto" | "single" | "double"): Promise<Contestant> {
  const opened = await openProcessorEngine({ threads: THREADS, precision, samplers: [sampler] });
  if (!opened.ok) throw new Error(opened.diagnostics[0]?.message);
  const costs = await measureCosts(opened.value, standardCosts.cpu, processorSeconds);
  return onEngine(name, opened.value, sampler, costs);
}

async function webGpu(tell: (text: string) => void): Promise<readonly Contestant[]> {
  const opened = await openWebGpu("accept");
  if (!opened.ok) {
    tell(`no WebGPU: ${opened.diagnostics[0]?.message}`);
    return [];
  }
  tell(opened.value.description);
  const { close, ...shared } = opened.value;
  const once = { ...shared, close: async () => {} };
  return [
    onEngine("webgpu, explicit", once, "explicit", undefined),
    onEngine("webgpu, conditioned", { ...shared, close }, "conditioned", undefined),
  ];
}

function onEngine(name: string, engine: Engine, sampler: Sampler, costs: EngineCosts | undefined): Contestant {
  let last: { readonly key: string; readonly prepared: Prepared | undefined } | undefined;
  let estimate: number | undefined;

  const prepare = async ({ name: program, text }: Measured, width: number): Promise<Prepared | undefined> => {
    const key = `${program} ${width}`;
    if (last?.key === key) return last.prepared;
    await last?.prepared?.release();
    const compiled = compile({ name: `${program}.tp`, text }, { settings: new Map(), files: noFiles }, () => {});
    if (!compiled.ok) throw new Error(compiled.diagnostics[0]?.message);
    const options = { device: engine.name, sampler, matrixLaw: undefined, memoryBytes: 2 ** 32 };
    const planned = plan(compiled.value, width, options, () => {});
    estimate = planned.ok && costs !== undefined ? trialSeconds(planned.value.plan, costs) : undefined;
    const prepared = planned.ok ? await engine.prepare(planned.value.plan) : undefined;
    last = { key, prepared: prepared?.ok ? prepared.value : undefined };
    return last.prepared;
  };
  let trial = 0;
  const run = async (prepared: Prepared, trials: number): Promise<Spent | undefined> => {
    const start = processorSeconds();
    const request = { seed: 1n, firstTrial: trial, trials, signal: undefined, onProgress: undefined };
    const done = await prepared.run(request);
    trial += trials;
    return done.ok ? { trials: done.value.trials, seconds: processorSeconds() - start } : undefined;
  };

  return {
    name,
    isDense: sampler === "explicit",
    async measure(program, width, seconds) {
      const isNew = last?.key !== `${program.name} ${width}`;
      const prepared = await prepare(program, width);
      if (prepared === undefined) return undefined;
      // Threads start, functions and shaders are compiled, first badly and then well.
      for (let warm = 0, trials = THREADS; isNew && warm < WARM_SECONDS; trials *= 4) {
        const first = await run(prepared, trials);
        if (first === undefined) return undefined;
        warm += first.seconds;
      }
      let spent: Spent | undefined = { trials: 0, seconds: 0 };
      for (let trials = THREADS; spent !== undefined && spent.seconds < seconds; ) {
        const more = await run(prepared, trials);
        if (more === undefined) return undefined;
        const each = more.seconds / more.trials;
        spent = { trials: spent.trials + more.trials, seconds: spent.seconds + more.seconds };
        trials = Math.max(THREADS, Math.min(8 * trials, Math.ceil((seconds - spent.seconds) / each)));
      }
      return spent;
    },
    estimate: () => estimate,
    async close() {
      await last?.prepared?.release();
      await engine.close();
    },
  };
}

async function python(library: "numpy" | "torch", tell: (text: string) => void): Promise<Contestant | undefined> {
  const script = fileURLToPath(new URL("./peers.py", import.meta.url));
  const threads = String(THREADS);
  const env = { ...process.env, OPENBLAS_NUM_THREADS: threads, OMP_NUM_THREADS: threads, MKL_NUM_THREADS: threads };
  for (const command of ["python3", "/usr/bin/python3"]) {
    const child = spawn(command, [script, library], { env, stdio: ["pipe", "pipe", "ignore"] });
    const lines = linesOf(child);
    const name = await lines.next();
    if (name === undefined) continue;
    tell(name);
    return inProcess(library, child, lines);
  }
  tell(`no python3 with ${library}`);
  return undefined;
}

async function reference(tell: (text: string) => void): Promise<Contestant | undefined> {
  const source = fileURLToPath(new URL("./reference.c", import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), "tpc-bench-"));
  const program = join(folder, "reference");
  for (const compiler of ["gcc", "clang"]) {
    try {
      execFileSync(compiler, ["-O3", "-mavx2", "-mfma", source, "-o", program, "-lm"], { stdio: "ignore" });
      const child = spawn(program, [], { stdio: ["pipe", "pipe", "ignore"] });
      child.once("close", () => rmSync(folder, { recursive: true, force: true }));
      tell(execFileSync(compiler, ["--version"], { encoding: "utf8" }).split("\n")[0] ?? compiler);
      return inProcess("C, AVX2, 1 thread", child, linesOf(child));
    } catch {
      // No such compiler, or no such instructions.
    }
  }
  rmSync(folder, { recursive: true, force: true });
  tell("no C compiler");
  return undefined;
}

interface Lines {
  /** `undefined` when there are no more. */
  next(): Promise<string | undefined>;
}

function linesOf(child: ChildProcess): Lines {
  child.on("error", () => {
    // It could not be started, which the missing line says.
  });
  if (child.stdout === null) return { next: async () => undefined };
  const reader: Interface = createInterface({ input: child.stdout });
  const lines = reader[Symbol.asyncIterator]();
  return { next: async () => (await lines.next()).value };
}

function inProcess(name: string, child: ChildProcess, lines: Lines): Contestant {
  return {
    name,
    isDense: true,
    async measure(program, width, seconds) {
      child.stdin?.write(`${program.name} ${width} ${seconds}\n`);
      const [trials = Number.NaN, spent = Number.NaN] = ((await lines.next()) ?? "none").split(" ").map(Number);
      return Number.isFinite(spent) ? { trials, seconds: spent } : undefined;
    },
    estimate: () => undefined,
    async close() {
      child.stdin?.end();
    },
  };
}

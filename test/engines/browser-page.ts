/** The page's half of browser-engine.ts: the engine on the browser's WebGPU, asked from outside by plain data. */
import { type Expr, restorePool } from "../../src/ir/expr.ts";
import type { SimulationPlan } from "../../src/plan/simulation-plan.ts";
import type { Engine, Prepared, RunRequest } from "../../src/runtime/engine.ts";
import { findBrowserGpu } from "../../src/runtime/webgpu/adapter-browser.ts";
import { openWebGpuEngine } from "../../src/runtime/webgpu/engine.ts";

export type PlanData = Omit<SimulationPlan, "pool"> & { readonly nodes: readonly Expr[] };

export type RunData = Pick<RunRequest, "seed" | "firstTrial" | "trials">;

/** What the outcome of an operation is outside of the page: diagnostics are their codes and messages. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly diagnostics: readonly { readonly code: string; readonly message: string }[] };

export interface PageEngine {
  open(): Promise<Answer<Pick<Engine, "description">>>;
  prepare(plan: PlanData): Promise<Answer<number>>;
  run(prepared: number, request: RunData): Promise<Answer<{ trials: number; samples: number[][]; seconds: number }>>;
  /** Ends the run under way. */
  abort(): void;
  release(prepared: number): Promise<void>;
  close(): Promise<void>;
}

let engine: Engine | undefined;
let controller = new AbortController();
const plans: (Prepared | undefined)[] = [];

const theEngine = (): Engine => {
  if (engine === undefined) throw new Error("no engine is open");
  return engine;
};
const thePlan = (id: number): Prepared => {
  const prepared = plans[id];
  if (prepared === undefined) throw new Error(`plan ${id} is not prepared`);
  return prepared;
};

const page: PageEngine = {
  async open() {
    const opened = await openWebGpuEngine({ source: findBrowserGpu, software: "accept", limits: {} });
    if (!opened.ok) return { ok: false, diagnostics: opened.diagnostics };
    engine = opened.value;
    return { ok: true, value: { description: engine.description } };
  },
  async prepare({ nodes, ...plan }) {
    const prepared = await theEngine().prepare({ ...plan, pool: restorePool(nodes) });
    if (!prepared.ok) return { ok: false, diagnostics: prepared.diagnostics };
    return { ok: true, value: plans.push(prepared.value) - 1 };
  },
  async run(id, request) {
    controller = new AbortController();
    const report: (done: number, of: number) => Promise<void> = Reflect.get(globalThis, "reportProgress");
    const onProgress = (done: number, of: number) => void report(done, of);
    const run = await thePlan(id).run({ ...request, signal: controller.signal, onProgress });
    if (!run.ok) return { ok: false, diagnostics: run.diagnostics };
    const { trials, samples, seconds } = run.value;
    return { ok: true, value: { trials, seconds, samples: samples.map((values) => [...values]) } };
  },
  abort: () => controller.abort(),
  async release(id) {
    await thePlan(id).release();
    plans[id] = undefined;
  },
  close: () => theEngine().close(),
};

Reflect.set(globalThis, "pageEngine", page);

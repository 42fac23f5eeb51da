/** What the browser test runs inside of the page: a program, from text to samples, on the browser's WebGPU. */
import { findBrowserGpu } from "../../src/runtime/webgpu/adapter-browser.ts";
import { openWebGpuEngine } from "../../src/runtime/webgpu/engine.ts";
import { planText } from "../kit/plan-text.ts";

export interface PageRun {
  readonly description: string;
  readonly samples: readonly (readonly number[])[];
}

/** Simulates trials of the program; throws with the messages of all diagnostics. */
export async function simulateInPage(text: string, width: number, seed: string, trials: number): Promise<PageRun> {
  const opened = await openWebGpuEngine({ source: findBrowserGpu, software: "accept", limits: {} });
  if (!opened.ok) throw new Error(opened.diagnostics.map(({ message }) => message).join("; "));
  const engine = opened.value;
  try {
    const prepared = await engine.prepare(planText(text, width));
    if (!prepared.ok) throw new Error(prepared.diagnostics.map(({ message }) => message).join("; "));
    const request = { seed: BigInt(seed), firstTrial: 0, trials, signal: undefined, onProgress: undefined };
    const run = await prepared.value.run(request);
    if (!run.ok) throw new Error(run.diagnostics.map(({ message }) => message).join("; "));
    return { description: engine.description, samples: run.value.samples.map((values) => [...values]) };
  } finally {
    await engine.close();
  }
}

Reflect.set(globalThis, "simulateInPage", simulateInPage);

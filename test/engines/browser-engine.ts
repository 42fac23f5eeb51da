/**
 * The engine of a headless Chromium with SwiftShader, a second compiler of shaders beside Mesa's, as an engine of this
 * process: plans and samples go to a page and back. The page comes from no server; a request of the browser that is
 * not for it fails.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { build } from "tsdown";
import { type Diagnostic, diagnostic, failure, type Outcome, success } from "../../src/diagnostics/diagnostic.ts";
import { serialisePool } from "../../src/ir/expr.ts";
import type { SimulationPlan } from "../../src/plan/simulation-plan.ts";
import type { Engine, Prepared, RunRequest } from "../../src/runtime/engine.ts";
import type { Answer, PageEngine, PlanData } from "./browser-page.ts";

export const executablePath = "/usr/bin/chromium";
const ORIGIN = "https://localhost/";

/** WebGPU on SwiftShader, and nothing that looks for the network. */
const FLAGS = [
  "--no-sandbox",
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--no-first-run",
];

/** Starts the browser and opens the engine in a page of it. */
export async function openBrowserEngine(): Promise<Outcome<Engine>> {
  const script = await bundle();
  const browser = await chromium.launch({ executablePath, headless: true, args: FLAGS });
  const page = await browser.newPage();
  await page.route("**/*", (route) =>
    route.request().url() === ORIGIN
      ? route.fulfill({ contentType: "text/html", body: "<!doctype html><title>tpc</title>" })
      : route.abort(),
  );
  // Only pages of a secure origin have WebGPU.
  await page.goto(ORIGIN);
  let onProgress: RunRequest["onProgress"];
  await page.exposeFunction("reportProgress", (done: number, of: number) => onProgress?.(done, of));
  await page.addScriptTag({ content: script });

  const opened = outcomeOf(await page.evaluate(() => inPage().open()));
  if (!opened.ok) return opened;
  return success({
    name: "webgpu",
    description: opened.value.description,
    precision: "single",
    async prepare(plan) {
      const prepared = outcomeOf(await page.evaluate((data) => inPage().prepare(data), planData(plan)));
      return prepared.ok ? success(preparedIn(page, prepared.value, (listener) => (onProgress = listener))) : prepared;
    },
    async close() {
      await page.evaluate(() => inPage().close());
      await browser.close();
    },
  });
}

function preparedIn(page: Page, id: number, listen: (listener: RunRequest["onProgress"]) => void): Prepared {
  return {
    async run({ seed, firstTrial, trials, signal, onProgress }) {
      if (signal?.aborted === true) return success({ trials: 0, samples: [], seconds: 0 });
      listen(onProgress);
      const abort = () => void page.evaluate(() => inPage().abort());
      signal?.addEventListener("abort", abort);
      const request = [id, { seed, firstTrial, trials }] as const;
      const run = outcomeOf(await page.evaluate((args) => inPage().run(...args), request));
      signal?.removeEventListener("abort", abort);
      if (!run.ok) return run;
      return success({ ...run.value, samples: run.value.samples.map((values) => Float64Array.from(values)) });
    },
    release: () => page.evaluate((plan) => inPage().release(plan), id),
  };
}

/** Runs in the page. */
declare function inPage(): PageEngine;

function planData({ pool, ...plan }: SimulationPlan): PlanData {
  return { ...plan, nodes: serialisePool(pool) };
}

/** The diagnostics have lost their places on the way. */
function outcomeOf<T>(answer: Answer<T>): Outcome<T> {
  if (answer.ok) return success(answer.value);
  const place = { source: { name: "<page>", text: "" }, span: { start: 0, end: 0 } };
  return failure(answer.diagnostics.map(({ message }): Diagnostic => diagnostic("TP413", place, message)));
}

/** The page's half as one script, with `inPage` for what this half calls there. */
async function bundle(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "tpc-page-"));
  try {
    await build({
      config: false,
      entry: { page: new URL("browser-page.ts", import.meta.url).pathname },
      format: "iife",
      platform: "browser",
      outDir: folder,
      dts: false,
      clean: false,
      logLevel: "error",
      deps: { alwaysBundle: [/.*/] },
    });
    const script = await readFile(join(folder, "page.iife.js"), "utf8");
    return `${script}\nfunction inPage() { return globalThis.pageEngine; }`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

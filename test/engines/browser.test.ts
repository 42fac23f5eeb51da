/**
 * The same engine in a browser: headless Chromium with SwiftShader, a second compiler of shaders beside Mesa's. The
 * page comes from no server; a request of the browser that is not for it fails.
 */
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { build } from "tsdown";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openCpuEngine } from "../../src/runtime/cpu/engine.ts";
import { planText } from "../kit/plan-text.ts";
import type { PageRun, simulateInPage } from "./browser-page.ts";

const executablePath = "/usr/bin/chromium";
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

const program = `width n
vector x ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
h = W @ x
b = W.T @ tanh(h)
output q = moment(h^2), r = moment(x * b)
`;

const there = existsSync(executablePath);
if (!there && process.env.TP_REQUIRE_WEBGPU === "1") throw new Error(`TP_REQUIRE_WEBGPU=1, but no ${executablePath}`);
const title = there ? "" : ` (skipped: no ${executablePath}; scripts/install-test-tools.sh installs it)`;

describe.skipIf(!there)(`the webgpu engine in a browser${title}`, () => {
  let browser: Browser | undefined;
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tpc-page-"));
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
    browser = await chromium.launch({ executablePath, headless: true, args: FLAGS });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("agrees with the processor", async () => {
    if (browser === undefined) throw new Error("no browser");
    const page = await browser.newPage();
    await page.route("**/*", (route) =>
      route.request().url() === ORIGIN
        ? route.fulfill({ contentType: "text/html", body: "<!doctype html><title>tpc</title>" })
        : route.abort(),
    );
    // Only pages of a secure origin have WebGPU.
    await page.goto(ORIGIN);
    await page.addScriptTag({ content: await readFile(join(folder, "page.iife.js"), "utf8") });
    const found: PageRun = await page.evaluate(
      ([text, width, seed, trials]) => {
        const simulate: typeof simulateInPage = Reflect.get(globalThis, "simulateInPage");
        return simulate(text, width, seed, trials);
      },
      [program, 40, "5", 6] as const,
    );
    expect(found.description).toMatch(/swiftshader/i);

    const judge = await openCpuEngine({ threads: 1, precision: "double", samplers: ["explicit"] });
    const prepared = judge.ok ? await judge.value.prepare(planText(program, 40)) : judge;
    if (!prepared.ok) throw new Error("the processor refuses");
    const run = await prepared.value.run({
      seed: 5n,
      firstTrial: 0,
      trials: 6,
      signal: undefined,
      onProgress: undefined,
    });
    if (!run.ok) throw new Error("the processor fails");
    for (const [k, values] of run.value.samples.entries()) {
      expect(found.samples[k]).toHaveLength(6);
      for (const [t, value] of values.entries()) {
        // Sums of 40 float32 numbers are right to 1e-5.
        expect(Math.abs((found.samples[k]?.[t] ?? Number.NaN) - value)).toBeLessThan(1e-5);
      }
    }
  }, 120_000);
});

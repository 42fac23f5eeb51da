/** The engine in a browser, if there is one: the same suite as in Node, in headless Chromium with SwiftShader. */
import { existsSync } from "node:fs";
import { describe, it } from "vitest";
import { executablePath, openBrowserEngine } from "./browser-engine.ts";
import { describeConformance } from "./conformance.ts";

const there = existsSync(executablePath);
if (!there && process.env.TP_REQUIRE_WEBGPU === "1") throw new Error(`TP_REQUIRE_WEBGPU=1, but no ${executablePath}`);

if (there) {
  describeConformance({
    name: "webgpu (in a browser)",
    open: openBrowserEngine,
    samplers: ["explicit", "conditioned"],
    tolerance: 1e-4,
    jumpTolerance: 0.2,
    widths: "one",
  });
} else {
  describe(`the webgpu engine in a browser (skipped: no ${executablePath}; scripts/install-test-tools.sh installs it)`, () => {
    it.skip("conforms");
  });
}

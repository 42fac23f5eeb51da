/** The suite in Node on SwiftShader, where Chromium has brought it: a Vulkan driver besides Mesa's. */
import { existsSync } from "node:fs";
import { describe, it } from "vitest";
import { findNodeGpu } from "../../src/runtime/webgpu/adapter-node.ts";
import { openWebGpuEngine } from "../../src/runtime/webgpu/engine.ts";
import { testGpu } from "../kit/webgpu.ts";
import { describeConformance } from "./conformance.ts";

const driver = "/usr/lib/chromium/vk_swiftshader_icd.json";

// Read when the first device of this process is looked for.
if (existsSync(driver)) process.env.VK_DRIVER_FILES = driver;
const found = await testGpu();

if (found.there && existsSync(driver)) {
  describeConformance({
    name: `webgpu (${found.adapter.info.description})`,
    open: () => openWebGpuEngine({ source: findNodeGpu, software: "accept", limits: {} }),
    // Compiling takes this driver long; the browser's, which is the same, has the explicit sampler too.
    samplers: ["conditioned"],
    tolerance: 1e-4,
    jumpTolerance: 0.2,
    widths: "one",
  });
} else {
  describe(`the webgpu engine on SwiftShader (skipped: no ${driver})`, () => {
    it.skip("conforms");
  });
}

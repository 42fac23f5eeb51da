import { describe, it } from "vitest";
import { findNodeGpu } from "../../src/runtime/webgpu/adapter-node.ts";
import { openWebGpuEngine } from "../../src/runtime/webgpu/engine.ts";
import { deviceTitle, testGpu } from "../kit/webgpu.ts";
import { describeConformance } from "./conformance.ts";

const found = await testGpu();

if (found.there) {
  describeConformance({
    name: "webgpu",
    open: () => openWebGpuEngine({ source: findNodeGpu, software: "accept", limits: {} }),
    samplers: ["explicit", "conditioned"],
    tolerance: 1e-4,
    jumpTolerance: 0.2,
    widths: "all",
  });
} else {
  describe(deviceTitle("the webgpu engine", found), () => {
    it.skip("conforms");
  });
}

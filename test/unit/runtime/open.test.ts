import { expect, it } from "vitest";
import { isSoftware, openProcessorEngine, openWebGpu } from "../../../src/runtime/open.ts";
import { unwrap } from "../../kit/unwrap.ts";

it("opens the processor", async () => {
  const engine = unwrap(await openProcessorEngine({ threads: 1, precision: "auto", samplers: ["explicit"] }));
  expect(engine.name).toBe("cpu");
  expect(isSoftware(engine)).toBe(false);
  await engine.close();
});

it.each(["accept", "refuse"] as const)("opens WebGPU or says why not; software adapters: %s", async (software) => {
  const opened = await openWebGpu(software);
  if (opened.ok) {
    expect(opened.value.name).toBe("webgpu");
    if (software === "refuse") expect(isSoftware(opened.value)).toBe(false);
    await opened.value.close();
  } else {
    expect(opened.diagnostics).toMatchObject([{ code: "TP401", severity: "error" }]);
  }
});

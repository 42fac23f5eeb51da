import { describe, expect, it } from "vitest";
import { openEngine } from "../../../src/runtime/open.ts";

describe("openEngine", () => {
  it("opens the processor when asked for it", async () => {
    const opened = await openEngine("cpu", { threads: 1, precision: "auto", samplers: ["explicit"] });
    expect(opened).toMatchObject({ ok: true, value: { name: "cpu" }, diagnostics: [] });
    if (opened.ok) await opened.value.close();
  });

  it("takes the processor by itself where a plan is conditioned, without a word", async () => {
    const opened = await openEngine("auto", { threads: 1, precision: "auto", samplers: ["explicit", "conditioned"] });
    expect(opened).toMatchObject({ ok: true, value: { name: "cpu" }, diagnostics: [] });
    if (opened.ok) await opened.value.close();
  });

  it("otherwise takes a graphics device, or the processor with the reason", async () => {
    const opened = await openEngine("auto", { threads: 1, precision: "auto", samplers: ["explicit"] });
    expect(opened.ok).toBe(true);
    if (!opened.ok) return;
    const { name, description } = opened.value;
    if (name === "webgpu") expect(description).not.toContain("software");
    else expect(opened.diagnostics).toMatchObject([{ code: "TP409", severity: "info" }]);
    await opened.value.close();
  });

  it("insists on WebGPU when asked for it", async () => {
    const opened = await openEngine("webgpu", { threads: 1, precision: "auto", samplers: ["explicit"] });
    if (opened.ok) {
      expect(opened.value.name).toBe("webgpu");
      await opened.value.close();
    } else {
      expect(opened.diagnostics).toMatchObject([{ code: "TP401", severity: "error" }]);
    }
  });
});

import { describe, expect, it } from "vitest";
import { findNodeGpu } from "../../../../src/runtime/webgpu/adapter-node.ts";

const source = await findNodeGpu();

describe.skipIf(!source.found)("waiting for a device in Node", () => {
  const wait = source.found ? source.wait : async () => {};

  it("ends with the work, and lets timers have their turn meanwhile", async () => {
    let turns = 0;
    const work = new Promise<void>((resolve) => {
      const tick = setInterval(() => {
        if (++turns < 5) return;
        clearInterval(tick);
        resolve();
      }, 1);
    });
    await wait(work);
    expect(turns).toBe(5);
  });

  it("passes on what went wrong", async () => {
    await expect(wait(Promise.reject(new Error("lost")))).rejects.toThrow("lost");
  });
});

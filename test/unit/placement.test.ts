import { describe, expect, test } from "vitest";
import { measureCosts } from "../../src/calibration.ts";
import { explain } from "../../src/explanation.ts";
import { type Machine, type PlacementOptions, place } from "../../src/placement.ts";
import { type EngineCosts, partNames } from "../../src/plan/cost.ts";
import { standardCosts } from "../../src/plan/standard-costs.ts";
import { explanationJson, explanationText } from "../../src/report/explanation.ts";
import { measuredCostsText, readMeasuredCosts } from "../../src/report/measured-costs.ts";
import { openProcessorEngine } from "../../src/runtime/open.ts";
import { lower } from "../kit/lower.ts";
import { unwrap } from "../kit/unwrap.ts";

const program = lower(
  "width n\nvector g ~ normal(0, 1)\nmatrix W ~ normal(0, 1 / n)\noutput q = moment(tanh(W @ g)^2)\n",
);

/** A machine without graphics that knows these costs, and what it was told to keep. */
function machine(
  costs: EngineCosts | undefined,
  measures: boolean,
): Machine & { readonly kept: Map<string, EngineCosts> } {
  const kept = new Map<string, EngineCosts>();
  const clock = () => performance.now() / 1000;
  return {
    threads: 2,
    mayHaveGraphics: false,
    clock: measures ? clock : undefined,
    known: () => costs,
    keep: async (engine, found) => {
      kept.set(engine, found);
    },
    kept,
  };
}

function options(changes: Partial<PlacementOptions>): PlacementOptions {
  const fixed = { matrixLaw: undefined, memoryBytes: 2 ** 30, threads: 1, precision: "auto" } as const;
  return { device: "auto", sampler: "auto", widths: [64], ...fixed, ...changes };
}

/** The standard costs with a conditioned sampler that takes `factor` times longer. */
function slowConditioning(factor: number): EngineCosts {
  const { explicit, conditioned } = standardCosts.cpu;
  const { seconds } = conditioned;
  return { explicit, conditioned: { ...conditioned, seconds: { ...seconds, drawn: factor * seconds.drawn } } };
}

async function placed(changes: Partial<PlacementOptions>) {
  const { engine, plans, reason } = unwrap(await place(program, options(changes), () => {}));
  await engine.close();
  return { engine: engine.name, reason, samplers: plans.map(({ choice }) => choice.sampler) };
}

describe("placement", () => {
  test("short runs stay on the processor, and nothing is measured for them", async () => {
    const known = machine(undefined, true);
    expect(await placed({ machine: known })).toMatchObject({
      engine: "cpu",
      reason: "200 trials take less time there than a graphics device takes to start",
      samplers: ["conditioned"],
    });
    expect(known.kept.size).toBe(0);
  });

  test("long ones look for a graphics device, where there may be one", async () => {
    const widths = [2 ** 22];
    expect(await placed({ machine: machine(undefined, false), widths })).toMatchObject({
      engine: "cpu",
      reason: "no graphics device is to be had",
    });
  });

  test("float64 is to be had on the processor alone", async () => {
    // Where a graphics device may be: it is not looked for.
    const asked = { machine: machine(undefined, true), widths: [2 ** 22], precision: "double" } as const;
    expect(await placed(asked)).toMatchObject({ engine: "cpu", reason: "only there is float64 to be had" });
  });

  test("the samplers are those of the standard costs, unless the measured ones are clear", async () => {
    const widths = [16, 4096];
    expect(await placed({ widths })).toMatchObject({ samplers: ["conditioned", "conditioned"] });
    const little = await placed({ widths, machine: machine(slowConditioning(1.2), true) });
    expect(little.samplers).toEqual(["conditioned", "conditioned"]);
    const clear = await placed({ widths, machine: machine(slowConditioning(1e5), true) });
    expect(clear.samplers).toEqual(["explicit", "explicit"]);
    const asked = await placed({ sampler: "explicit", device: "cpu" });
    expect(asked).toMatchObject({ samplers: ["explicit"], reason: "as asked for" });
  });
});

describe("measured costs", () => {
  test("are positive numbers for every part", async () => {
    const engine = unwrap(await openProcessorEngine({ threads: 1, precision: "auto", samplers: ["explicit"] }));
    const costs = await measureCosts(engine, standardCosts.cpu, () => performance.now() / 1000);
    await engine.close();
    for (const { seconds } of [costs.explicit, costs.conditioned]) {
      for (const part of partNames) expect(seconds[part]).toBeGreaterThan(0);
      // Between a picosecond and ten milliseconds.
      expect(Math.max(...Object.values(seconds))).toBeLessThan(1e-2);
    }
  });

  test("are kept as text; what is damaged is left out", () => {
    const costs = new Map([
      ["cpu auto", slowConditioning(2)],
      ["WebGPU on x", standardCosts.webgpu],
    ]);
    const text = measuredCostsText(costs);
    expect(readMeasuredCosts(text)).toEqual(costs);
    const damaged = text.replace('"drawn": 2e-9', '"drawn": -1');
    expect(damaged).not.toBe(text);
    expect([...readMeasuredCosts(damaged).keys()]).toEqual(["WebGPU on x"]);
    for (const other of ["", "[]", "null", '"x"', '{"a": 1}']) expect(readMeasuredCosts(other).size).toBe(0);
  });
});

test("the explanation: plans, estimates and costs, in text and JSON", async () => {
  const known = machine(slowConditioning(2), false);
  const explained = unwrap(await explain(program, options({ machine: known, widths: [100, 200] }), () => {}));
  const text = explanationText(explained);
  expect(text).toMatch(
    /^runs on the processor \(200 trials take .*\): 1 thread, float64\n\nwidth 100: conditioned sampler/,
  );
  expect(text).toMatch(/\nconditioned +cpu +[\d.]+ us +measured +3 +200 /);
  expect(text).toMatch(/\nexplicit +webgpu +[\d.]+ us +standard +3 +10100 /);
  expect(text).toContain("plan of <test>: conditioned sampler, width 200");
  expect(text).toMatch(/\ncpu +conditioned +measured +500 +8 /);
  const json = JSON.parse(JSON.stringify(explanationJson(explained)));
  expect(json.widths.map(({ width, sampler }: { width: number; sampler: string }) => [width, sampler])).toEqual([
    [100, "conditioned"],
    [200, "conditioned"],
  ]);
  expect(json.widths[0].estimates).toHaveLength(4);
  expect(json.costs.measured).toEqual({
    cpu: { explicit: standardCosts.cpu.explicit.seconds, conditioned: slowConditioning(2).conditioned.seconds },
    webgpu: null,
  });
});

import { describe, expect, it } from "vitest";
import type { Shape } from "../../../src/math/laws.ts";
import { type Candidate, chooseSampler, findCandidates } from "../../../src/plan/choose-sampler.ts";
import type { EngineCosts } from "../../../src/plan/cost.ts";
import { standardCosts } from "../../../src/plan/standard-costs.ts";
import { programBuilder } from "../../kit/programs.ts";

/** `uses` products in a row with one matrix of `n` columns and rows. */
function repeated(uses: number, shape: Shape) {
  const p = programBuilder();
  const n = p.width("n");
  const W = p.matrix("W", n, n, { shape });
  let g = p.vector("g", n);
  for (let i = 0; i < uses; i++) g = p.matmul(`g${i}`, W, g);
  p.output(p.moment("q", (e, x) => e.pow(x(0), 2), [g]));
  return p.build();
}

function choose(
  uses: number,
  width: number,
  {
    device = "cpu",
    shape = "normal",
    law = undefined,
    memoryBytes = 2 ** 34,
    measured = undefined,
  }: {
    readonly device?: "cpu" | "webgpu";
    readonly shape?: "normal" | "uniform";
    readonly law?: Shape | undefined;
    readonly memoryBytes?: number;
    readonly measured?: EngineCosts | undefined;
  } = {},
) {
  const options = { width, matrixLaw: law, memoryBytes, settings: new Map<string, number>() };
  const costs = { standard: standardCosts[device], measured };
  return chooseSampler(findCandidates(repeated(uses, { kind: shape }), options, costs));
}

describe("chooseSampler", () => {
  it.each(["cpu", "webgpu"] as const)("conditions where uses are few for the width, on %s", (device) => {
    expect(choose(1, 1024, { device }).sampler).toBe("conditioned");
    expect(choose(20, 4096, { device }).sampler).toBe("conditioned");
    expect(choose(60, 16_384, { device }).sampler).toBe("conditioned");
    expect(choose(64, 32, { device }).sampler).toBe("explicit");
    expect(choose(400, 128, { device }).sampler).toBe("explicit");
    const { reason } = choose(2, 4096, { device });
    expect(reason).toMatch(/^\d+ times faster than explicit, by estimate$/);
  });

  it("draws every entry of other laws", () => {
    const choice = { sampler: "explicit", reason: "W is not Gaussian" };
    expect(choose(1, 1000, { shape: "uniform" })).toEqual(choice);
    expect(choose(1, 1000, { law: { kind: "uniform" } })).toEqual(choice);
    expect(choose(1, 1000, { shape: "uniform", law: { kind: "normal" } }).sampler).toBe("conditioned");
  });

  it("does not mind programs without matrices", () => {
    expect(choose(0, 10)).toEqual({ sampler: "explicit", reason: "no output needs a matrix" });
  });

  it("takes what fits into the memory", () => {
    // Ten products with their directions are more than three vectors.
    const tight = choose(10, 1024, { memoryBytes: 8 * 1024 * 4 });
    expect(tight).toEqual({ sampler: "explicit", reason: "the only one whose trial fits into the memory" });
  });
});

describe("measured costs", () => {
  const slower = (costs: EngineCosts, factor: number): EngineCosts => {
    const { seconds } = costs.conditioned;
    const scaled = { ...seconds, drawn: factor * seconds.drawn, combined: factor * seconds.combined };
    return { ...costs, conditioned: { ...costs.conditioned, seconds: scaled } };
  };
  const at = (candidates: readonly Candidate[], k: number) => candidates[k]?.standard ?? Number.NaN;

  it("overrule the standard ones only where they are clear, so that results do not depend on the machine", () => {
    const options = { width: 256, matrixLaw: undefined, memoryBytes: 2 ** 34, settings: new Map<string, number>() };
    const costs = { standard: standardCosts.cpu, measured: undefined };
    const { of } = findCandidates(repeated(16, { kind: "normal" }), options, costs);
    const advantage = at(of, 1) / at(of, 0);
    expect(advantage).toBeGreaterThan(1);
    const little = choose(16, 256, { measured: slower(standardCosts.cpu, 1.5 * advantage) });
    expect(little).toEqual(choose(16, 256));
    expect(little.sampler).toBe("conditioned");
    const clear = choose(16, 256, { measured: slower(standardCosts.cpu, 20 * advantage) });
    expect(clear.sampler).toBe("explicit");
    expect(clear.reason).toMatch(/^\d+ times faster than conditioned, measured here$/);
  });
});

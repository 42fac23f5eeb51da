import { describe, expect, it } from "vitest";
import type { Shape } from "../../../src/math/laws.ts";
import { chooseSampler } from "../../../src/plan/choose-sampler.ts";
import { programBuilder } from "../../kit/programs.ts";

/** `uses` products with one matrix of `n` columns and `n / 2` rows. */
function repeated(uses: number, shape: Shape) {
  const p = programBuilder();
  const n = p.width("n");
  const m = p.width("m", 0.5);
  const W = p.matrix("W", m, n, { shape });
  for (let i = 0; i < uses; i++) {
    const g = p.matmul(`g${i}`, W, p.vector(`u${i}`, n));
    p.output(p.moment(`q${i}`, (e, x) => e.pow(x(0), 2), [g]));
  }
  return p.build();
}

describe("chooseSampler", () => {
  it("conditions up to a tenth of the shorter side", () => {
    expect(chooseSampler(repeated(10, { kind: "normal" }), 200, undefined)).toEqual({
      sampler: "conditioned",
      reason: "every matrix is Gaussian, and W is used 10 times at width 100",
    });
    expect(chooseSampler(repeated(11, { kind: "normal" }), 200, undefined)).toEqual({
      sampler: "explicit",
      reason: "W is used 11 times at width 100, more than a tenth of it",
    });
  });

  it("draws every entry of other laws", () => {
    const choice = { sampler: "explicit", reason: "W is not Gaussian" };
    expect(chooseSampler(repeated(1, { kind: "uniform" }), 1e6, undefined)).toEqual(choice);
    expect(chooseSampler(repeated(1, { kind: "normal" }), 1e6, { kind: "uniform" })).toEqual(choice);
    expect(chooseSampler(repeated(1, { kind: "uniform" }), 1e6, { kind: "normal" }).sampler).toBe("conditioned");
  });

  it("does not mind programs without matrices", () => {
    expect(chooseSampler(repeated(0, { kind: "normal" }), 10, undefined).reason).toBe("no output needs a matrix");
  });
});

/**
 * What every engine must do, whatever it runs on. The explicit sampler is judged by the literal simulation of the
 * program, number by number; the conditioned one by the engine on the processor, whose own is judged by statistics
 * and identities elsewhere. The rest is the contract of runtime/engine.ts.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Outcome } from "../../src/diagnostics/diagnostic.ts";
import type { Program } from "../../src/ir/program.ts";
import { planSimulation } from "../../src/plan/plan.ts";
import type { Sampler, SimulationPlan } from "../../src/plan/simulation-plan.ts";
import { openCpuEngine } from "../../src/runtime/cpu/engine.ts";
import type { Engine, Run, RunRequest } from "../../src/runtime/engine.ts";
import { denseSimulation } from "../kit/dense-simulation.ts";
import { lower } from "../kit/lower.ts";
import { type ConformanceCase, conformanceCases } from "./programs.ts";

export interface EngineUnderTest {
  readonly name: string;
  open(): Promise<Outcome<Engine>>;
  /** The samplers that are compared number by number. */
  readonly samplers: readonly Sampler[];
  /** Largest difference of a sample from the judge's, relative to the sample or to 1, whichever is larger. */
  readonly tolerance: number;
  /** The same for programs with jumps. */
  readonly jumpTolerance: number;
  /** Where compiling takes long, every program runs at one width only. */
  readonly widths: "all" | "one";
}

const SEED = 0x0123_4567_89ab_cdefn;
const REQUEST: RunRequest = { seed: SEED, firstTrial: 0, trials: 3, signal: undefined, onProgress: undefined };

export function describeConformance(tested: EngineUnderTest): void {
  describe(`the ${tested.name} engine`, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = unwrap(await tested.open());
    });
    afterAll(() => engine.close());

    const run = async (plan: SimulationPlan, request: Partial<RunRequest> = {}): Promise<Run> => {
      const prepared = unwrap(await engine.prepare(plan));
      try {
        return unwrap(await prepared.run({ ...REQUEST, ...request }));
      } finally {
        await prepared.release();
      }
    };
    const widthsOf = ({ widths }: ConformanceCase) =>
      tested.widths === "all" ? widths : widths.filter((width) => width < 100).slice(-1);
    const toleranceOf = (example: ConformanceCase) => (example.jumps ? tested.jumpTolerance : tested.tolerance);

    describe.runIf(tested.samplers.includes("explicit"))(
      "with explicit matrices, against the literal simulation",
      () => {
        for (const example of conformanceCases) {
          it.each(widthsOf(example))(`computes ${example.name}, n = %i`, async (width) => {
            const { samples } = await run(planOf(example, width, "explicit"), { firstTrial: 5, trials: 2 });
            for (const trial of [0, 1]) {
              const { program, settings } = example;
              const expected = denseSimulation(program, { width, seed: SEED, trial: 5 + trial, settings });
              expectClose(
                samples.map((values) => values[trial] ?? Number.NaN),
                expected,
                toleranceOf(example),
                program,
              );
            }
          });
        }
      },
    );

    if (tested.samplers.includes("conditioned") && tested.name !== "cpu") {
      describe("with conditioned matrices, against the processor", () => {
        for (const example of conformanceCases.filter((each) => each.gaussian)) {
          it.each(widthsOf(example))(`computes ${example.name}, n = %i`, async (width) => {
            const plan = planOf(example, width, "conditioned");
            const [{ samples }, judged] = [await run(plan), await runOnCpu(plan)];
            for (let trial = 0; trial < REQUEST.trials; trial++) {
              expectClose(
                samples.map((values) => values[trial] ?? Number.NaN),
                judged.samples.map((values) => values[trial] ?? Number.NaN),
                toleranceOf(example),
                example.program,
              );
            }
          });
        }
      });
    }

    describe.each(tested.samplers)("with %s matrices", (sampler) => {
      const example = conformanceCases.find((each) => each.name === "forward and back through one matrix");
      if (example === undefined) throw new Error("the program is missing");
      const plan = planOf(example, 16, sampler);

      it("gives the same samples again", async () => {
        expect((await run(plan, { trials: 20 })).samples).toEqual((await run(plan, { trials: 20 })).samples);
      });

      it("gives the same samples in pieces", async () => {
        const whole = await run(plan, { trials: 50 });
        const pieces = [
          await run(plan, { firstTrial: 0, trials: 7 }),
          await run(plan, { firstTrial: 7, trials: 1 }),
          await run(plan, { firstTrial: 8, trials: 42 }),
        ];
        for (const [o, samples] of whole.samples.entries()) {
          expect(pieces.flatMap((piece) => [...(piece.samples[o] ?? [])])).toEqual([...samples]);
        }
      });

      it("gives other samples for another seed, low word or high", async () => {
        const first = (await run(plan)).samples[0]?.[0];
        expect((await run(plan, { seed: SEED ^ 1n })).samples[0]?.[0]).not.toBe(first);
        expect((await run(plan, { seed: SEED ^ (1n << 63n) })).samples[0]?.[0]).not.toBe(first);
      });

      it("keeps trials that are not finite", async () => {
        const program = lower(`
          width n
          vector g ~ normal(0, 1)
          matrix W ~ normal(0, 1 / n)
          f = moment(exp(1000 * g))
          output f, moment(log(g - 100)), moment((W @ (f * g))^2), moment(W @ g)
        `);
        const { samples } = await run(planOf({ program, settings: new Map() }, 40, sampler), { trials: 10 });
        expect(samples.map((values) => values.length)).toEqual([10, 10, 10, 10]);
        expect([...(samples[0] ?? [])]).toEqual(Array(10).fill(Number.POSITIVE_INFINITY));
        expect([...(samples[1] ?? [])]).toEqual(Array(10).fill(Number.NaN));
        expect(samples[2]?.some(Number.isFinite)).toBe(false);
        expect(samples[3]?.every(Number.isFinite)).toBe(true);
      });
    });

    it("reports progress up to the last trial", async () => {
      const seen: [number, number][] = [];
      await run(planOf(first(), 8, "explicit"), { trials: 30, onProgress: (done, of) => seen.push([done, of]) });
      expect(seen.at(-1)).toEqual([30, 30]);
      expect(seen.map(([done]) => done)).toEqual(seen.map(([done]) => done).sort((a, b) => a - b));
    });

    it("does nothing when it is aborted before it starts", async () => {
      const { trials, samples } = await run(planOf(first(), 8, "explicit"), { signal: AbortSignal.abort() });
      expect(trials).toBe(0);
      expect(samples.every((values) => values.length === 0)).toBe(true);
    });

    it("keeps the first trials when it is aborted on the way", async () => {
      const plan = planOf(first(), 64, "explicit");
      const controller = new AbortController();
      const aborted = await run(plan, { trials: 1e6, signal: controller.signal, onProgress: () => controller.abort() });
      expect(aborted.trials).toBeGreaterThan(0);
      expect(aborted.trials).toBeLessThan(1e6);
      const whole = await run(plan, { trials: Math.min(aborted.trials, 100) });
      for (const [o, samples] of whole.samples.entries()) {
        expect(aborted.samples[o]).toHaveLength(aborted.trials);
        expect([...(aborted.samples[o] ?? [])].slice(0, samples.length)).toEqual([...samples]);
      }
    });

    it("runs a plan more than once, and several plans side by side", async () => {
      const plans = [planOf(first(), 8, "explicit"), planOf(first(), 9, "explicit")];
      const prepared = await Promise.all(plans.map(async (plan) => unwrap(await engine.prepare(plan))));
      const runs = [];
      for (const each of [...prepared, ...prepared]) runs.push(unwrap(await each.run(REQUEST)).samples);
      expect(runs[2]).toEqual(runs[0]);
      expect(runs[3]).toEqual(runs[1]);
      expect(runs[1]).not.toEqual(runs[0]);
      for (const each of prepared) await each.release();
    });

    it("runs no trials when none are asked for", async () => {
      expect((await run(planOf(first(), 8, "explicit"), { trials: 0 })).trials).toBe(0);
    });
  });
}

function first(): ConformanceCase {
  const [example] = conformanceCases;
  if (example === undefined) throw new Error("no programs");
  return example;
}

function planOf(
  { program, settings }: Pick<ConformanceCase, "program" | "settings">,
  width: number,
  sampler: Sampler,
): SimulationPlan {
  return unwrap(planSimulation(program, { width, sampler, matrixLaw: undefined, settings, memoryBytes: 2 ** 28 }));
}

async function runOnCpu(plan: SimulationPlan): Promise<Run> {
  const engine = unwrap(await openCpuEngine({ threads: 1, precision: "double", samplers: ["explicit"] }));
  return unwrap(await unwrap(await engine.prepare(plan)).run(REQUEST));
}

function expectClose(found: readonly number[], expected: readonly number[], tolerance: number, program: Program): void {
  for (const [o, { name }] of program.outputs.entries()) {
    const [value = Number.NaN, judged = Number.NaN] = [found[o], expected[o]];
    const difference = Math.abs(value - judged) / Math.max(1, Math.abs(judged));
    expect(difference, `${name}: ${value} instead of ${judged}`).toBeLessThanOrEqual(tolerance);
  }
}

function unwrap<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.diagnostics.map((d) => `${d.code}: ${d.message}`).join("; "));
  return outcome.value;
}

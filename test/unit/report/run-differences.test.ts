import { expect, test } from "vitest";
import type { Checkpoint } from "../../../src/report/checkpoint.ts";
import { findDifferences } from "../../../src/report/run-differences.ts";

const identity = { version: "1", fingerprint: "f", settings: new Map(), seed: 1n, matrixLaw: undefined };
const plan = { widths: [4, 64], trials: 5, outputs: ["q"] };
const run = { width: 4, sampler: "explicit", trials: 5, seconds: 1, samples: [new Float64Array(5)] } as const;

function differences(device: string, thereDevice: string): readonly string[] {
  const there: Checkpoint = {
    identity,
    engine: "cpu",
    device: thereDevice,
    requested: 5,
    widths: [4],
    outputs: ["q"],
    runs: [run],
  };
  const samplers = new Map([
    [4, "explicit" as const],
    [64, "conditioned" as const],
  ]);
  return findDifferences(there, identity, plan, { engine: "cpu", device, samplers });
}

test("threads do not count, nor does the precision of widths that are new", () => {
  expect(differences("8 threads, float32", "1 thread, float32")).toEqual([]);
  expect(differences("2 threads, float32 (explicit) and float64 (conditioned)", "2 threads, float32")).toEqual([]);
  expect(differences("2 threads, float64", "2 threads, float32 (explicit) and float64 (conditioned)")).toEqual([
    "the precision at width 4 is float64, there float32",
  ]);
  expect(differences("WebGPU, float32, on a", "WebGPU, float32, on b")).toHaveLength(1);
});

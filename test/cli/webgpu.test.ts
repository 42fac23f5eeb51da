/** Both samplers on a WebGPU device of any kind, from the command line. */
import { describe, expect, test } from "vitest";
import { folder, tpcJson } from "../kit/tpc.ts";
import { deviceTitle, testGpu } from "../kit/webgpu.ts";

const network = `width n
vector u ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
g = W @ u
h = W.T @ tanh(g)
output q = moment(h * u), r = moment((W @ relu(h + u))^2)
`;

const found = await testGpu();

describe(deviceTitle("--device webgpu", found), () => {
  test.runIf(found.there)("says that float64 is not to be had there", async () => {
    const cwd = folder({ "net.tp": network });
    const args = [
      "simulate",
      "net.tp",
      "--width",
      "16",
      "--trials",
      "2",
      "--device",
      "webgpu",
      "--precision",
      "double",
    ];
    const { status, json, stderr } = await tpcJson(args, { cwd });
    expect(status).toBe(0);
    expect(json.device).toContain("float32");
    expect(stderr).toContain("info[TP410]: not in double precision: WebGPU computes in float32");
  });

  test.runIf(found.there).each(["explicit", "conditioned", "auto"])(
    "gives the samples of the processor with the %s sampler",
    async (sampler) => {
      const cwd = folder({ "net.tp": network });
      const run = async (device: string, drawn: string) => {
        const args = ["simulate", "net.tp", "--width", "64,200", "--trials", "30", "--samples", "--device", device];
        const { status, json } = await tpcJson([...args, "--sampler", drawn], { cwd });
        expect(status).toBe(0);
        return json;
      };
      const mine = await run("webgpu", sampler);
      expect(mine.engine).toBe("webgpu");
      for (const [k, { sampler: taken, outputs }] of mine.runs.entries()) {
        if (sampler !== "auto") expect(taken).toBe(sampler);
        const judge = (await run("cpu", taken)).runs[k];
        for (const name of ["q", "r"]) {
          const expected: readonly number[] = judge.outputs[name].samples;
          expect(outputs[name].samples).toHaveLength(30);
          // Sums of 200 float32 numbers: seven digits, less what cancels.
          for (const [t, value] of expected.entries())
            expect(Math.abs(outputs[name].samples[t] - value)).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)));
        }
      }
    },
  );
});

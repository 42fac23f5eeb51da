/**
 * What derivatives cost: a training program by its number of steps, whose instructions grow with the square of it, and
 * all gradients of a deep network against its forward pass.
 */
import { compile, noFiles, type Program } from "../src/index.ts";
import { deriveLimit } from "../src/limit/derive.ts";
import { renderTable } from "../src/report/table.ts";
import { median, timeText } from "./measure.ts";
import { deepGradients, training } from "./programs.ts";
import { secondsPerTrial } from "./simulations.ts";

const steps = [1, 5, 10, 20, 40];
const layers = 20;

export async function benchDerivatives(): Promise<string> {
  const options = { share: 1, width: 512, sampler: "conditioned", threads: 1 } as const;
  const rows: string[][] = [];
  for (const T of steps) {
    const text = training(T, "tanh");
    const { program, seconds } = compiled(text);
    const perTrial = await secondsPerTrial(text, { ...options, share: 0.1 / T ** 2 });
    const derived = timeOf(() => void deriveLimit(program));
    rows.push([T, program.instrs.length].map(String).concat([seconds, derived, perTrial].map(timeText)));
  }
  const table = renderTable(
    ["training steps", "instructions", "compiled in", "limit derived in", `trial of width ${options.width}`].map(
      (title) => ({ title, align: "right" }) as const,
    ),
    rows,
  );
  const forward = await secondsPerTrial(deepGradients(layers, "value"), options);
  const backward = await secondsPerTrial(deepGradients(layers, "gradients"), options);
  const ratio = (backward / forward).toPrecision(3);
  return `${table}\n\n${layers} layers of width ${options.width}: ${timeText(forward)} forward, ${timeText(backward)} with all gradients, ${ratio} times`;
}

/** Median over five compilations. */
function compiled(text: string): { readonly program: Program; readonly seconds: number } {
  const compileOnce = (): Program => {
    const program = compile({ name: "bench.tp", text }, { settings: new Map(), files: noFiles }, () => {});
    if (!program.ok) throw new Error(program.diagnostics[0]?.message);
    return program.value;
  };
  return { program: compileOnce(), seconds: median(Array.from({ length: 5 }, () => timeOf(compileOnce))) };
}

function timeOf(work: () => void): number {
  const begin = performance.now();
  work();
  return (performance.now() - begin) / 1000;
}

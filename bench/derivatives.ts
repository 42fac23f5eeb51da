/**
 * What derivatives cost: a training program by its number of steps, whose instructions grow with the square of it, and
 * all gradients of a deep network against its forward pass.
 */
import { compile, noFiles } from "../src/index.ts";
import { renderTable } from "../src/report/table.ts";
import { median, timeText } from "./measure.ts";
import { deepGradients, training } from "./programs.ts";
import { secondsPerTrial } from "./simulations.ts";

const steps = [1, 5, 10, 20, 40];
const layers = 20;

export async function benchDerivatives(): Promise<string> {
  const rows = steps.map((T) => {
    const { instructions, seconds } = compiled(training(T, "tanh"));
    return [String(T), String(instructions), timeText(seconds)];
  });
  const table = renderTable(
    [
      { title: "training steps", align: "right" },
      { title: "instructions", align: "right" },
      { title: "compiled in", align: "right" },
    ],
    rows,
  );
  const options = { width: 512, sampler: "conditioned", threads: 1 } as const;
  const forward = await secondsPerTrial(deepGradients(layers, "value"), options);
  const backward = await secondsPerTrial(deepGradients(layers, "gradients"), options);
  const ratio = (backward / forward).toPrecision(3);
  return `${table}\n\n${layers} layers of width ${options.width}: ${timeText(forward)} forward, ${timeText(backward)} with all gradients, ${ratio} times`;
}

/** Median over five compilations. */
function compiled(text: string): { readonly instructions: number; readonly seconds: number } {
  let instructions = 0;
  const times = Array.from({ length: 5 }, () => {
    const begin = performance.now();
    const program = compile({ name: "bench.tp", text }, { settings: new Map(), files: noFiles }, () => {});
    if (!program.ok) throw new Error(program.diagnostics[0]?.message);
    instructions = program.value.instrs.length;
    return (performance.now() - begin) / 1000;
  });
  return { instructions, seconds: median(times) };
}

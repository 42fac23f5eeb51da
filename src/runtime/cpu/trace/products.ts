/**
 * The products of one trial, one at a time, as the float64 engine draws them. For the conditioned sampler a product
 * depends on those before it, so they have to be asked for in the order of the plan.
 */
import { invariant } from "../../../diagnostics/invariant.ts";
import type { PlannedMatrix, SimulationPlan } from "../../../plan/simulation-plan.ts";
import { conditionedMatrix } from "../conditioned.ts";
import { entrySources } from "../entries.ts";
import { explicitMatrix } from "../explicit.ts";

/** `W input`, or `W^T input`. */
export type Multiply = (matrix: number, transposed: boolean, input: Float64Array) => Float64Array;

/** Part of the memory of a run that one matrix may take, where it has several products. */
const KEPT_PART = 0.25;

export function traceProducts(plan: SimulationPlan, seed: bigint, trial: number): Multiply {
  const made = plan.matrices.map((matrix) =>
    plan.sampler === "explicit" ? explicitly(plan, matrix, seed, trial) : conditionally(matrix, seed, trial),
  );
  return (matrix, transposed, input) => {
    const multiply = made[matrix];
    invariant(multiply !== undefined, () => `no matrix ${matrix}`);
    return multiply(transposed, input);
  };
}

type MultiplyOne = (transposed: boolean, input: Float64Array) => Float64Array;

function explicitly(plan: SimulationPlan, matrix: PlannedMatrix, seed: bigint, trial: number): MultiplyOne {
  const { rows, cols, uses, stream } = matrix;
  const fits = 8 * rows * cols <= KEPT_PART * plan.memory.bound;
  const source = explicitMatrix(matrix, entrySources()(stream), fits && uses.plain + uses.transposed > 1);
  source.begin(seed, trial);
  return (transposed, input) => {
    const out = new Float64Array(transposed ? cols : rows);
    if (transposed) source.multiplyTransposed([input], [out]);
    else source.multiply([input], [out]);
    return out;
  };
}

function conditionally({ rows, cols, scale, noise }: PlannedMatrix, seed: bigint, trial: number): MultiplyOne {
  const sources = entrySources();
  const normal = (variable: number) => sources({ variable, shape: { kind: "normal" } });
  const matrix = conditionedMatrix(scale, { plain: normal(noise.plain), transposed: normal(noise.transposed) });
  matrix.begin(seed, trial);
  const known: { readonly transposed: boolean; readonly input: Float64Array; readonly out: Float64Array }[] = [];
  return (transposed, input) => {
    // Products that the plan has found to be equal are drawn once.
    const same = known.find((one) => one.transposed === transposed && isSame(one.input, input));
    if (same !== undefined) return same.out;
    const out = new Float64Array(transposed ? cols : rows);
    matrix.multiply(transposed, input, out, new Float64Array(input.length), new Float64Array(out.length));
    known.push({ transposed, input, out });
    return out;
  };
}

function isSame(x: Float64Array, y: Float64Array): boolean {
  return x.every((value, i) => Object.is(value, y[i]));
}

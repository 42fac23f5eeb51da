/**
 * One trial at a time: the steps of a plan, compiled to closures over the memory of one trial. A trial is a function
 * of the plan, the seed and its number, and of nothing else.
 */
import { invariant, unreachable } from "../../diagnostics/invariant.ts";
import { compileTape } from "../../ir/tape.ts";
import type { BufferId, PlannedMatrix, SimulationPlan, Step, Stream } from "../../plan/simulation-plan.ts";
import { type ConditionedMatrix, conditionedMatrix } from "./conditioned.ts";
import { type EntrySource, entrySources } from "./entries.ts";
import { type ExplicitMatrix, explicitMatrix } from "./explicit.ts";
import { unaryLoop } from "./loops.ts";
import { compilePass, type LoopOf } from "./pass.ts";
import { hasSimd } from "./simd.ts";
import { fillUniform } from "./uniform.ts";
import { plainKernels, type VectorKernels } from "./vector-kernels.ts";
import { createWasmVectors, wasmVectorBytes } from "./wasm-vectors.ts";

export interface TrialRunner {
  /** Writes the outputs of one trial to `samples[o][at]`. */
  run(seed: bigint, trial: number, samples: readonly Float64Array[], at: number): void;
}

type Begin = (seed: bigint, trial: number) => void;
/** The products of a step, ready to be carried out. */
type Bind = (step: Step & { readonly op: "matmul" }) => () => void;

/**
 * Takes the memory of one trial, and of the matrices whose index is in `keep` (explicit sampler). Throws a RangeError
 * when there is not that much.
 */
export function createTrialRunner(plan: SimulationPlan, keep: ReadonlySet<number>): TrialRunner {
  const { vectors, kernels, sources, loop } = allocate(plan);
  const scalars = new Float64Array(plan.scalars.length);
  const begins: Begin[] = [];
  const at = (buffer: BufferId): Float64Array => {
    const vector = vectors[buffer];
    invariant(vector !== undefined, () => `no memory for buffer ${buffer}`);
    return vector;
  };
  const products = plan.matrices.map((matrix, m) => {
    const made =
      plan.sampler === "explicit"
        ? explicitProducts(explicitMatrix(matrix, sources(matrix.stream), keep.has(m)), at)
        : conditionedProducts(conditionedMatrix(matrix.scale, noiseSources(matrix, sources), kernels), at);
    begins.push(made.begin);
    return made.bind;
  });

  const compile = (step: Step): (() => void) => {
    switch (step.op) {
      case "draw": {
        const { mean, deviation } = step;
        const source = sources(step.stream);
        const out = at(step.out);
        begins.push(source.begin);
        return () => {
          source.fill(0, 0, out, 0, out.length);
          if (mean !== 0 || deviation !== 1) for (let i = 0; i < out.length; i++) out[i] = mean + deviation * out[i]!;
        };
      }
      case "matmul": {
        const bind = products[step.matrix];
        invariant(bind !== undefined, () => `no matrix ${step.matrix}`);
        return bind(step);
      }
      case "pass":
        return compilePass(plan.pool, step, vectors, scalars, loop);
      case "scalar": {
        const tape = compileTape(plan.pool, [step.body]);
        const values = new Float64Array(tape.nodes.length);
        const root = tape.roots[0] ?? 0;
        return () => {
          fillUniform(tape, scalars, step.scalars, values);
          scalars[step.out] = values[root]!;
        };
      }
      default:
        return unreachable(step);
    }
  };
  const actions = plan.steps.map(compile);

  return {
    run(seed, trial, samples, position) {
      for (const begin of begins) begin(seed, trial);
      for (const action of actions) action();
      for (const [o, { slot }] of plan.outputs.entries()) samples[o]![position] = scalars[slot]!;
    },
  };
}

interface Allocation {
  /** By buffer; those of one slot are the same array. */
  readonly vectors: readonly Float64Array[];
  readonly kernels: VectorKernels;
  readonly sources: (stream: Stream) => EntrySource;
  readonly loop: LoopOf;
}

/** Bytes that WebAssembly can address. */
const ADDRESSES = 2 ** 32;

/** The vectors of one trial: for the conditioned sampler where WebAssembly reaches them, if it can. */
function allocate(plan: SimulationPlan): Allocation {
  const slots = new Map<number, number>();
  const lengths: number[] = [];
  for (const { slot, length } of plan.buffers) {
    if (!slots.has(slot)) slots.set(slot, lengths.push(length) - 1);
  }
  const byBuffer = (bySlot: readonly Float64Array[]) => plan.buffers.map(({ slot }) => bySlot[slots.get(slot) ?? -1]!);
  const sources = entrySources();
  if (plan.sampler === "explicit" || !hasSimd() || wasmVectorBytes(lengths) > ADDRESSES) {
    const vectors = byBuffer(lengths.map((length) => new Float64Array(length)));
    return { vectors, kernels: plainKernels, sources, loop: unaryLoop };
  }
  const { vectors, kernels, normals, loop } = createWasmVectors(lengths);
  return {
    vectors: byBuffer(vectors),
    kernels,
    loop,
    sources: (stream) => (stream.shape.kind === "normal" ? normals(stream.variable) : sources(stream)),
  };
}

interface Products {
  readonly begin: Begin;
  readonly bind: Bind;
}

function explicitProducts(matrix: ExplicitMatrix, at: (buffer: BufferId) => Float64Array): Products {
  return {
    begin: matrix.begin,
    bind(step) {
      const inputs = step.inputs.map(at);
      const outs = step.outs.map(at);
      return step.transposed ? () => matrix.multiplyTransposed(inputs, outs) : () => matrix.multiply(inputs, outs);
    },
  };
}

function conditionedProducts(matrix: ConditionedMatrix, at: (buffer: BufferId) => Float64Array): Products {
  return {
    begin: matrix.begin,
    bind(step) {
      const products = step.directions.map(({ unit, product }, k) => {
        const [input, out] = [step.inputs[k], step.outs[k]];
        invariant(input !== undefined && out !== undefined, () => "a product without ends");
        return [at(input), at(out), at(unit), at(product)] as const;
      });
      return () => {
        for (const ends of products) matrix.multiply(step.transposed, ...ends);
      };
    },
  };
}

function noiseSources({ noise }: PlannedMatrix, sources: (stream: Stream) => EntrySource) {
  const source = (variable: number) => sources({ variable, shape: { kind: "normal" } });
  return { plain: source(noise.plain), transposed: source(noise.transposed) };
}

/**
 * From a program to a plan for one width: what is needed (collect-work.ts), in which order (schedule.ts), in which
 * passes (fuse.ts), in which memory (memory.ts). What cannot be run is refused here, before anything starts.
 */
import { type Diagnostic, diagnostic, failure, type Outcome, success } from "../diagnostics/diagnostic.ts";
import { invariant } from "../diagnostics/invariant.ts";
import type { MatrixId, Program } from "../ir/program.ts";
import { evaluateClosed } from "../ir/tape.ts";
import type { Shape } from "../math/laws.ts";
import { bytesText } from "./bytes-text.ts";
import { collectWork } from "./collect-work.ts";
import { fuse } from "./fuse.ts";
import { usesOf } from "./lifetimes.ts";
import { liveUses } from "./liveness.ts";
import { assignSlots, largestWidth, trialBytes } from "./memory.ts";
import { schedule } from "./schedule.ts";
import type { PlannedMatrix, Sampler, ScalarSlot, SimulationPlan, Step } from "./simulation-plan.ts";
import { matrixVariable, noiseVariables } from "./streams.ts";
import { ratiosOf, symbolValues, widthsAt } from "./widths.ts";

export interface PlanOptions {
  /** The first width of the program, n. */
  readonly width: number;
  readonly sampler: Sampler;
  /** The law of the entries of every matrix, instead of the declared ones; variances stay. */
  readonly matrixLaw: Shape | undefined;
  /** Values of the scalars that the program leaves open; other names are ignored. */
  readonly settings: ReadonlyMap<string, number>;
  /** Memory for all trials that are under way at a time, in bytes. */
  readonly memoryBytes: number;
}

/** Plans one trial. Fails with TP402 to TP406: a scalar without value, a width, a law, the memory, the sampler. */
export function planSimulation(program: Program, options: PlanOptions): Outcome<SimulationPlan> {
  const symbols = symbolValues(program, options.settings);
  if (!symbols.ok) return symbols;
  const ratios = ratiosOf(program, symbols.value);
  const widths = widthsAt(program, ratios, options.width);
  if (!widths.ok) return widths;
  const work = collectWork(program, symbols.value);
  const used = [...liveUses(program).keys()].sort((a, b) => a - b);
  const matrices = plannedMatrices(program, used, widths.value, symbols.value, options);
  if (!work.ok || !matrices.ok) return failure([...work.diagnostics, ...matrices.diagnostics]);

  const { sampler } = options;
  const stages = schedule(work.value, { batchProducts: sampler === "explicit" });
  const index = new Map(used.map((matrix, k) => [matrix, k]));
  const { pool, buffers, steps } = fuse(work.value, stages, widths.value, sampler, index);
  const slots = assignSlots(program, buffers, steps);
  const trial = trialBytes(slots, widths.value);
  if (trial > options.memoryBytes) {
    return failure([tooLarge(program, options, trial, largestWidth(program, ratios, slots, options.memoryBytes))]);
  }
  return success({
    program: program.name,
    pool,
    sampler,
    widths: widths.value,
    buffers: buffers.map(({ label, width }, k) => ({
      label,
      length: widths.value[width] ?? 0,
      slot: slots.slotOf[k] ?? 0,
    })),
    matrices: withUses(matrices.value, steps),
    scalars: work.value.scalars.map(({ label }) => ({ label })),
    steps,
    outputs: program.outputs.map(({ name }, k) => ({ name, slot: (work.value.outputs[k] ?? 0) as ScalarSlot })),
    memory: { bound: options.memoryBytes, trial },
  });
}

type BareMatrix = Omit<PlannedMatrix, "uses">;

function plannedMatrices(
  program: Program,
  used: readonly MatrixId[],
  widths: readonly number[],
  symbols: readonly number[],
  { sampler, matrixLaw }: PlanOptions,
): Outcome<readonly BareMatrix[]> {
  const faults: Diagnostic[] = [];
  const planned = used.map((id) => {
    const matrix = program.matrices[id];
    invariant(matrix !== undefined, () => `no matrix ${id}`);
    const [variance = Number.NaN] = evaluateClosed(program.pool, [matrix.variance], symbols);
    const [rows = 0, cols = 0] = [widths[matrix.rows], widths[matrix.cols]];
    const shape = matrixLaw ?? matrix.shape;
    if (!(variance >= 0 && Number.isFinite(variance))) {
      const message = `the entries of ${matrix.name} have the variance ${variance} / ${program.widths[matrix.cols]?.name}`;
      faults.push(diagnostic("TP404", matrix.place, message, "a variance is 0 or positive"));
    }
    if (sampler === "conditioned" && shape.kind !== "normal") {
      const message = `the conditioned sampler cannot draw ${matrix.name}, whose law is ${shape.kind}`;
      faults.push(diagnostic("TP406", matrix.place, message, "take --sampler explicit"));
    }
    const stream = { variable: matrixVariable(id), shape };
    return { label: matrix.name, rows, cols, stream, scale: Math.sqrt(variance / cols), noise: noiseVariables(id) };
  });
  return faults.length > 0 ? failure(faults) : success(planned);
}

function withUses(matrices: readonly BareMatrix[], steps: readonly Step[]): readonly PlannedMatrix[] {
  const uses = usesOf(matrices.length, steps);
  return matrices.map((matrix, k) => ({ ...matrix, uses: uses[k] ?? { plain: 0, transposed: 0 } }));
}

function tooLarge(program: Program, { width, memoryBytes }: PlanOptions, trial: number, largest: number): Diagnostic {
  const [first] = program.widths;
  invariant(first !== undefined, () => "a program without widths");
  const found = `one trial at ${first.name} = ${width} needs ${bytesText(trial)}, more than ${bytesText(memoryBytes)}`;
  const hint = largest === 0 ? "no width fits" : `the largest width that fits is ${largest}`;
  return diagnostic("TP405", first.place, found, hint);
}

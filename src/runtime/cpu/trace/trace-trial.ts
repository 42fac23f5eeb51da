/**
 * One trial again, statement by statement, to find which one first left the finite numbers. The program is followed as
 * it is written, not as it was fused; the random numbers are those of the plan. Vectors are all kept, so this is for
 * single trials.
 */
import { invariant, unreachable } from "../../../diagnostics/invariant.ts";
import { createPool } from "../../../ir/expr.ts";
import { type Application, type Instr, outputsOf, type Program, readsOf, type ValueId } from "../../../ir/program.ts";
import { compileTape, runTape } from "../../../ir/tape.ts";
import { initialVectors } from "../../../plan/initial-vectors.ts";
import { liveValues } from "../../../plan/liveness.ts";
import type { SimulationPlan } from "../../../plan/simulation-plan.ts";
import { entrySources } from "../entries.ts";
import { type Blame, blameOf, evaluateAt, type Rounding } from "./bodies.ts";
import { traceProducts } from "./products.ts";

/** The statement that first left the finite numbers, and what happened there. */
export interface Origin {
  readonly value: ValueId;
  readonly operation: string;
  readonly text: string;
}

export interface TracedTrial {
  readonly seed: bigint;
  readonly trial: number;
  readonly round: Rounding;
}

type Cause = { readonly from: "value"; readonly value: ValueId } | (Blame & { readonly from: "operation" });

/** For each output its origin, or undefined where it is finite. */
export function traceTrial(
  program: Program,
  plan: SimulationPlan,
  { seed, trial, round }: TracedTrial,
): readonly (Origin | undefined)[] {
  const vectors = drawInitial(program, plan, seed, trial, round);
  const scalars = new Map<ValueId, number>();
  const causes = new Map<ValueId, Cause>();
  const multiply = traceProducts(plan, seed, trial);
  const matrixIndex = plannedIndex(program, plan);

  const apply = (out: ValueId, { body, vectors: reads, scalars: params }: Application, average: boolean): void => {
    const tape = compileTape(program.pool, [body]);
    const values = new Float64Array(tape.nodes.length);
    const coords = reads.map((id) => known(vectors, id));
    const length = reads.length === 0 && average ? 1 : lengthOf(program, plan, reads[0] ?? out);
    const from = { coords, params: params.map((id) => known(scalars, id)), round };
    const results = new Float64Array(length);
    let sum = 0;
    for (let i = 0; i < length; i++) {
      evaluateAt(tape, from, i, values);
      const value = values[tape.roots[0] ?? 0] ?? Number.NaN;
      results[i] = value;
      sum += value;
      if (Number.isFinite(value) || causes.has(out)) continue;
      const blame = blameOf(tape, values);
      causes.set(out, blame.from === "operation" ? blame : { from: "value", value: read(reads, params, blame) });
    }
    if (!average) {
      vectors.set(out, results);
      return;
    }
    scalars.set(out, round(sum) / length);
    if (!Number.isFinite(round(sum)) && !causes.has(out)) {
      causes.set(out, { from: "operation", operation: "moment", text: "the sum over the coordinates overflows" });
    }
  };

  const perform = (instr: Instr): void => {
    switch (instr.op) {
      case "input":
        break;
      case "constant":
        scalars.set(instr.out, round(instr.value));
        break;
      case "symbol":
        throw new Error("a program with free scalars is not simulated");
      case "nonlin":
        apply(instr.out, instr, false);
        break;
      case "moment":
        apply(instr.out, instr, true);
        break;
      case "scalar":
        apply(instr.out, { ...instr, vectors: [] }, true);
        break;
      case "matmul": {
        const input = known(vectors, instr.vector);
        const product = multiply(matrixIndex.get(instr.matrix) ?? -1, instr.transposed, input);
        vectors.set(instr.out, product.map(round));
        if (product.every((x) => Number.isFinite(round(x)))) break;
        causes.set(
          instr.out,
          input.every(Number.isFinite)
            ? { from: "operation", operation: "matmul", text: "a product with a matrix overflows" }
            : { from: "value", value: instr.vector },
        );
        break;
      }
      default:
        unreachable(instr);
    }
  };

  for (const instr of inPlanOrder(program, plan)) perform(instr);
  return program.outputs.map((output) => originOf(output.value, causes));
}

function originOf(output: ValueId, causes: ReadonlyMap<ValueId, Cause>): Origin | undefined {
  let value = output;
  for (let cause = causes.get(value); cause !== undefined; cause = causes.get(value)) {
    if (cause.from === "operation") return { value, operation: cause.operation, text: cause.text };
    value = cause.value;
  }
  return undefined;
}

function read(vectors: readonly ValueId[], scalars: readonly ValueId[], blame: Blame): ValueId {
  const value = blame.from === "operation" ? undefined : (blame.from === "coord" ? vectors : scalars)[blame.index];
  invariant(value !== undefined, () => "an expression reads what it was not given");
  return value;
}

/**
 * The live instructions, so that every value comes after what it reads and the products in the order in which the plan
 * draws them. Equal products, which the plan draws once, have one name there; the other ones come with what reads them.
 */
function inPlanOrder(program: Program, plan: SimulationPlan): readonly Instr[] {
  const live = liveValues(program);
  const maker = new Map<ValueId, Instr>();
  const byName = new Map<string, ValueId>();
  for (const instr of program.instrs) {
    for (const out of outputsOf(program, instr)) maker.set(out, instr);
    if (instr.op === "matmul" && live.has(instr.out)) byName.set(program.values[instr.out]?.name ?? "", instr.out);
  }
  const products = plan.steps.flatMap((step) =>
    step.op === "matmul" ? step.outs.flatMap((out) => byName.get(plan.buffers[out]?.label ?? "") ?? []) : [],
  );
  const ordered = new Set<Instr>();
  for (const goal of [...products, ...program.outputs.map(({ value }) => value)]) {
    const open: ValueId[] = [goal];
    for (let next = open.at(-1); next !== undefined; next = open.at(-1)) {
      const instr = maker.get(next);
      invariant(instr !== undefined, () => "a value without instruction");
      const missing = readsOf(instr).filter((value) => {
        const made = maker.get(value);
        return made !== undefined && !ordered.has(made);
      });
      if (missing.length > 0) open.push(...missing);
      else {
        ordered.add(instr);
        open.pop();
      }
    }
  }
  return [...ordered];
}

/** The initial vectors of the trial. */
function drawInitial(
  program: Program,
  plan: SimulationPlan,
  seed: bigint,
  trial: number,
  round: Rounding,
): Map<ValueId, Float64Array> {
  const pool = createPool();
  const { expressions, sources } = initialVectors(program, liveValues(program), [], pool);
  const source = entrySources();
  const drawn = sources.map((one) => {
    invariant(one.op === "draw", () => "an initial vector is a draw");
    const { fill, begin } = source(one.stream);
    begin(seed, trial);
    const out = new Float64Array(plan.widths[one.width] ?? 0);
    fill(0, 0, out, 0, out.length);
    return out.map((z) => round(one.mean + one.deviation * z));
  });
  const vectors = new Map<ValueId, Float64Array>();
  for (const [member, body] of expressions) {
    const out = new Float64Array(lengthOf(program, plan, member));
    runTape(compileTape(pool, [body]), out.length, drawn, [], [out]);
    vectors.set(member, out.map(round));
  }
  return vectors;
}

function lengthOf(program: Program, plan: SimulationPlan, value: ValueId): number {
  const type = program.values[value]?.type;
  return type?.kind === "vector" ? (plan.widths[type.width] ?? 0) : 1;
}

/** The plan has only the matrices that are used, in the order of the program. */
function plannedIndex(program: Program, plan: SimulationPlan): ReadonlyMap<number, number> {
  const used = plan.matrices.map(({ stream }) => stream.variable);
  return new Map(program.matrices.flatMap((_, m) => (used.includes(m) ? [[m, used.indexOf(m)] as const] : [])));
}

function known<T>(values: ReadonlyMap<ValueId, T>, id: ValueId): T {
  const value = values.get(id);
  invariant(value !== undefined, () => `value ${id} is read before it is made`);
  return value;
}

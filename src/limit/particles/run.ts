/**
 * One run of a program on copies: the Master Theorem with every expectation an average over copies of all basis
 * variables, instruction by instruction in program order. Deterministic; independent runs may go anywhere.
 */
import { invariant, unreachable } from "../../diagnostics/invariant.ts";
import type { Instr, ValueId } from "../../ir/program.ts";
import { runTape } from "../../ir/tape.ts";
import { addScaled, allFinite, average, type ColumnStore, createColumnStore } from "./columns.ts";
import type { Product } from "./corrections.ts";
import { fillFreshNormal } from "./fresh-normal.ts";
import type { ProgramNumbers } from "./numbers.ts";
import type { ParticlePlan } from "./plan.ts";
import { addProduct, covarianceOf, createSide, type Side } from "./side.ts";
import { steinCoefficients } from "./stein.ts";
import type { Strata } from "./strata.ts";
import { averageDerivatives, type Slope } from "./sweep.ts";

export interface RunResult {
  /** The numbers, in the order of the plan's record. */
  readonly record: Float64Array;
  /** By step: the largest share that one copy has in an average's sum of absolute values. */
  readonly shares: Float64Array;
  /** The step whose number is not finite, where the run ended. */
  readonly failedAt: number | undefined;
  /** By step: 0 where the vector has an entry that is not finite. */
  readonly finite: Uint8Array;
}

interface RunState {
  readonly plan: ParticlePlan;
  readonly numbers: ProgramNumbers;
  readonly strata: Strata;
  readonly store: ColumnStore;
  readonly vectors: (Float64Array | undefined)[];
  readonly scalars: Float64Array;
  /** By step and link. */
  readonly slopes: Slope[][];
  readonly sides: Side[];
  readonly record: Float64Array;
  readonly shares: Float64Array;
  readonly finite: Uint8Array;
}

/** Carries the program out on `strata.length` copies. */
export function runOnCopies(plan: ParticlePlan, numbers: ProgramNumbers, strata: Strata): RunResult {
  const { program } = plan;
  const steps = program.instrs.length;
  const run: RunState = {
    plan,
    numbers,
    strata,
    store: createColumnStore(strata.length),
    vectors: [],
    scalars: new Float64Array(program.values.length),
    slopes: program.instrs.map(() => []),
    sides: numbers.factors.map(createSide),
    record: new Float64Array(plan.record.length),
    shares: new Float64Array(steps),
    finite: new Uint8Array(steps).fill(1),
  };
  const result = (failedAt: number | undefined): RunResult => ({
    record: run.record,
    shares: run.shares,
    failedAt,
    finite: run.finite,
  });
  for (const [step, instr] of program.instrs.entries()) {
    if (!carryOut(run, step, instr)) return result(step);
    forget(run, step);
  }
  return result(undefined);
}

/** False when a number of the limit is not finite. */
function carryOut(run: RunState, step: number, instr: Instr): boolean {
  const { plan, scalars } = run;
  switch (instr.op) {
    case "input":
      drawGroup(run, step, instr.group);
      return true;
    case "constant":
      return setScalar(run, step, instr.out, instr.value);
    case "symbol":
      return setScalar(run, step, instr.out, run.numbers.symbols[plan.program.symbols.indexOf(instr.out)]!);
    case "scalar": {
      const out = [new Float64Array(1)];
      runTape(
        plan.bodies[step]!.tape,
        1,
        [],
        instr.scalars.map((id) => scalars[id]!),
        out,
      );
      return setScalar(run, step, instr.out, out[0]![0]!);
    }
    case "moment": {
      const column = run.store.take();
      runTape(
        plan.bodies[step]!.tape,
        column.length,
        columnsOf(run, instr.vectors),
        instr.scalars.map((id) => scalars[id]!),
        [column],
      );
      run.shares[step] = largestShare(column, 1);
      run.store.give(column);
      return setScalar(run, step, instr.out, average(column));
    }
    case "nonlin":
      applyBody(run, step, instr);
      return true;
    case "matmul":
      return multiply(run, step, instr);
    default:
      return unreachable(instr);
  }
}

function setScalar(run: RunState, step: number, out: ValueId, value: number): boolean {
  run.scalars[out] = value;
  run.record[run.plan.record.start[step]!] = value;
  return Number.isFinite(value);
}

function columnsOf(run: RunState, values: readonly ValueId[]): Float64Array[] {
  return values.map((value) => {
    const column = run.vectors[value];
    invariant(column !== undefined, () => `vector ${value} was forgotten too early`);
    return column;
  });
}

function drawGroup(run: RunState, step: number, index: number): void {
  const { store, strata, vectors } = run;
  const group = run.plan.program.inputs[index]!;
  const numbers = run.numbers.groups[index]!;
  const company = columnsOf(run, run.plan.lifetimes.company[step]!);
  if (group.kind === "single" && numbers.kind === "single") {
    const column = store.take();
    if (numbers.shape.kind === "normal") fillFreshNormal(column, group.member, strata, [], company);
    else strata.fill(column, group.member, numbers.shape);
    for (let i = 0; i < column.length; i++) column[i] = numbers.mean + numbers.deviation * column[i]!;
    vectors[group.member] = column;
  } else if (group.kind === "joint" && numbers.kind === "joint") {
    const normals: Float64Array[] = [];
    for (let k = 0; k < (numbers.factor[0]?.length ?? 0); k++) {
      const column = store.take();
      fillFreshNormal(column, group.members[k]!, strata, normals, company);
      normals.push(column);
    }
    for (const [i, member] of group.members.entries()) {
      const column = store.take();
      column.fill(numbers.mean[i]!);
      for (const [k, normal] of normals.entries()) addScaled(column, numbers.factor[i]![k]!, normal);
      vectors[member] = column;
    }
    for (const normal of normals) store.give(normal);
  }
}

function applyBody(run: RunState, step: number, instr: Extract<Instr, { op: "nonlin" }>): void {
  const { tape, columns, uniformTape, uniform } = run.plan.bodies[step]!;
  const params = instr.scalars.map((id) => run.scalars[id]!);
  const out = run.store.take();
  const slopes = columns.map(() => run.store.take());
  runTape(tape, out.length, columnsOf(run, instr.vectors), params, [out, ...slopes]);
  for (const [k, link] of columns.entries()) run.slopes[step]![link] = slopes[k];
  if (uniformTape !== undefined) {
    const values = uniform.map(() => new Float64Array(1));
    runTape(uniformTape, 1, [], params, values);
    for (const [k, link] of uniform.entries()) run.slopes[step]![link] = values[k]![0]!;
  }
  run.vectors[instr.out] = out;
  if (!allFinite(out)) run.finite[step] = 0;
}

/** E[dZ^x / dZhat], by entry of the product's terms. */
function derivativesOf(run: RunState, product: Product, vector: Float64Array): Float64Array {
  if (product.method === "stein") return steinCoefficients(vector, run.sides[product.side ^ 1]!, product.terms);
  const slopeOf = (step: number, link: number): Slope => run.slopes[step]![link];
  const { vectorStep, opposite, terms } = product;
  if (terms.length === 0) return new Float64Array(0);
  const all = averageDerivatives(vectorStep, opposite, run.plan.corrections.links, slopeOf, run.store);
  return Float64Array.from(terms, (k) => all[k]!);
}

function multiply(run: RunState, step: number, instr: Extract<Instr, { op: "matmul" }>): boolean {
  const { plan, store, strata, sides, record, slopes } = run;
  const product = plan.corrections.products[step]!;
  const { lifetimes } = plan;
  const side = sides[product.side]!;
  const opposite = sides[product.side ^ 1]!;
  const vector = columnsOf(run, [instr.vector])[0]!;

  const theta = derivativesOf(run, product, vector);
  const out = store.take();
  const company = columnsOf(run, lifetimes.company[step]!);
  const keep = step < lifetimes.inputsUntil[product.side]!;
  const added = addProduct(
    side,
    vector,
    out,
    store,
    (column) => fillFreshNormal(column, instr.out, strata, side.innovations, company),
    keep,
  );
  if (!added) return false;
  for (let j = 0; j <= product.use; j++) {
    record[plan.record.start[step]! + j] = covarianceOf(side, product.use, j);
  }
  run.shares[step] = largestShare(vector, 2);

  // Zdot = sum_j coefficient_j Z^{y_j}, with the y_j as combinations of the orthonormal inputs of their side.
  const along = new Float64Array(opposite.inputs.length);
  for (const [k, term] of product.terms.entries()) {
    const coefficient = side.factor * theta[k]!;
    record[plan.record.coefficients[step]! + k] = coefficient;
    slopes[step]![k] = coefficient;
    if (!Number.isFinite(coefficient)) return false;
    const row = opposite.rows[term]!;
    for (let e = 0; e < row.length; e++) along[e]! += coefficient * row[e]!;
  }
  for (const [e, factor] of along.entries()) if (factor !== 0) addScaled(out, factor, opposite.inputs[e]!);
  run.vectors[instr.out] = out;
  if (!allFinite(out)) run.finite[step] = 0;
  return true;
}

/** Gives columns back that nothing reads any more. */
function forget(run: RunState, step: number): void {
  const { plan, store, vectors, slopes, sides } = run;
  const { lifetimes } = plan;
  for (const value of lifetimes.vectorsDone[step]!) {
    const column = vectors[value];
    if (column !== undefined) store.give(column);
    vectors[value] = undefined;
  }
  for (const [of, link] of lifetimes.slopesDone[step]!) {
    const slope = slopes[of]![link];
    if (typeof slope === "object") store.give(slope);
    slopes[of]![link] = undefined;
  }
  const product = plan.corrections.products[step];
  if (product === undefined) return;
  for (const side of [product.side, product.side ^ 1]) {
    const { inputs, innovations } = sides[side]!;
    if (step >= lifetimes.inputsUntil[side]!) for (const column of inputs.splice(0)) store.give(column);
    if (step >= lifetimes.innovationsUntil[side]!) for (const column of innovations.splice(0)) store.give(column);
  }
}

/** The largest share of one copy in the sum of the absolute values of `power`-th powers; 0 for a zero column. */
function largestShare(column: Float64Array, power: 1 | 2): number {
  let [sum, largest] = [0, 0];
  for (let i = 0; i < column.length; i++) {
    const part = power === 1 ? Math.abs(column[i]!) : column[i]! * column[i]!;
    sum += part;
    if (part > largest) largest = part;
  }
  return largest > 0 ? largest / sum : 0;
}

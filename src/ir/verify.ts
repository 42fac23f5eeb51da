/**
 * The rules that a `Program` obeys, as program.ts states them. A violation is a fault of ours and throws; tests run
 * this after every pass that makes a program.
 */
import { invariant, unreachable } from "../diagnostics/invariant.ts";
import { constantValue } from "./build.ts";
import { type ExprId, type ExprPool, leavesOf, reachable } from "./expr.ts";
import {
  type Application,
  type Closed,
  type Instr,
  outputsOf,
  type Program,
  readsOf,
  type ValueId,
  type WidthId,
} from "./program.ts";

/** Throws unless every rule holds. */
export function verifyProgram(program: Program): void {
  verifyWidths(program);
  verifyNames(program);
  for (const { name, rows, cols, variance } of program.matrices) {
    invariant(rows in program.widths && cols in program.widths, () => `the matrix ${name} has an unknown width`);
    verifyClosed(program, variance, `the variance of ${name}`);
  }
  const assigned = new Set<ValueId>();
  const groups = new Set<number>();
  for (const instr of program.instrs) {
    if (instr.op === "input") {
      invariant(!groups.has(instr.group), () => `the inputs ${instr.group} are drawn twice`);
      groups.add(instr.group);
    }
    for (const read of readsOf(instr)) invariant(assigned.has(read), () => `%${read} is read before it is assigned`);
    verifyInstr(program, instr);
    for (const out of outputsOf(program, instr)) {
      invariant(out in program.values, () => `%${out} is no value`);
      invariant(!assigned.has(out), () => `%${out} is assigned twice`);
      assigned.add(out);
    }
  }
  invariant(assigned.size === program.values.length, () => "a value is never assigned");
  invariant(groups.size === program.inputs.length, () => "an input group is never drawn");
  verifyReported(program);
}

function verifyWidths(program: Program): void {
  for (const [k, { name, ratio }] of program.widths.entries()) {
    verifyClosed(program, ratio, `the ratio of ${name}`);
    const value = constantValue(program.pool, ratio);
    invariant(value === undefined || value > 0, () => `the width ${name} has ratio ${value}`);
    invariant(k > 0 || value === 1, () => "the first width has ratio 1");
  }
}

function verifyNames({ values, matrices, widths }: Program): void {
  for (const list of [values, matrices, widths]) {
    const names = new Set(list.map(({ name }) => name));
    invariant(names.size === list.length, () => "two have the same name");
  }
}

/** The width of a vector. */
function widthOf({ values }: Program, id: ValueId): WidthId {
  const type = values[id]?.type;
  invariant(type?.kind === "vector", () => `%${id} is not a vector`);
  return type.width;
}

function verifyScalar({ values }: Program, id: ValueId): void {
  invariant(values[id]?.type.kind === "scalar", () => `%${id} is not a scalar`);
}

function verifyInstr(program: Program, instr: Instr): void {
  switch (instr.op) {
    case "input":
      verifyInput(program, instr.group);
      break;
    case "constant":
      verifyScalar(program, instr.out);
      invariant(Number.isFinite(instr.value), () => `%${instr.out} is ${instr.value}`);
      break;
    case "symbol":
      verifyScalar(program, instr.out);
      invariant(program.symbols.includes(instr.out), () => `%${instr.out} is not listed as a symbol`);
      break;
    case "matmul": {
      const matrix = program.matrices[instr.matrix];
      invariant(matrix !== undefined, () => `%${instr.out} multiplies with no matrix`);
      const [from, to] = instr.transposed ? [matrix.rows, matrix.cols] : [matrix.cols, matrix.rows];
      invariant(widthOf(program, instr.vector) === from, () => `%${instr.out}: ${matrix.name} meets another width`);
      invariant(widthOf(program, instr.out) === to, () => `%${instr.out} has not the width of ${matrix.name}`);
      break;
    }
    case "nonlin": {
      const width = widthOf(program, instr.out);
      verifyApplication(program, instr.out, instr, width);
      break;
    }
    case "moment": {
      verifyScalar(program, instr.out);
      const [first] = instr.vectors;
      invariant(first !== undefined, () => `%${instr.out} averages no vector`);
      verifyApplication(program, instr.out, instr, widthOf(program, first));
      break;
    }
    case "scalar":
      verifyScalar(program, instr.out);
      verifyApplication(program, instr.out, { ...instr, vectors: [] }, undefined);
      break;
    default:
      unreachable(instr);
  }
}

function verifyInput(program: Program, index: number): void {
  const group = program.inputs[index];
  invariant(group !== undefined, () => `no input group ${index}`);
  if (group.kind === "single") {
    widthOf(program, group.member);
    verifyClosed(program, group.mean, "a mean");
    verifyClosed(program, group.variance, "a variance");
    return;
  }
  const { members, mean, covariance } = group;
  const [first] = members;
  invariant(first !== undefined && mean.length === members.length, () => `input group ${index} has no mean for each`);
  for (const member of members) {
    invariant(widthOf(program, member) === widthOf(program, first), () => `input group ${index} has two widths`);
  }
  invariant(covariance.length === members.length, () => `input group ${index} has a covariance of another size`);
  for (const [i, row] of covariance.entries()) {
    invariant(row.length === members.length, () => `input group ${index} has a covariance that is not square`);
    for (const [j, entry] of row.entries()) {
      verifyClosed(program, entry, "a covariance");
      invariant(entry === covariance[j]?.[i], () => `input group ${index} has a covariance that is not symmetric`);
    }
  }
  for (const value of mean) verifyClosed(program, value, "a mean");
}

/** Vectors and scalars ascend, each is used, all vectors have the width, all constants are finite. */
function verifyApplication(program: Program, out: ValueId, application: Application, width: WidthId | undefined): void {
  const { body, vectors, scalars } = application;
  for (const list of [vectors, scalars]) {
    for (const [k, id] of list.entries()) {
      invariant(k === 0 || id > (list[k - 1] ?? id), () => `the arguments of %${out} are not in order`);
    }
  }
  for (const vector of vectors) {
    invariant(widthOf(program, vector) === width, () => `%${out} reads %${vector}, which has another width`);
  }
  for (const scalar of scalars) verifyScalar(program, scalar);
  const { coords, params } = leavesOf(program.pool, [body]);
  invariant(isRun(coords, vectors.length), () => `%${out} does not read each of its vectors`);
  invariant(isRun(params, scalars.length), () => `%${out} does not read each of its scalars`);
  verifyFinite(program.pool, body, `%${out}`);
}

function isRun(indices: readonly number[], length: number): boolean {
  return indices.length === length && indices.every((index, k) => index === k);
}

function verifyClosed({ pool, symbols }: Program, value: Closed, what: string): void {
  const { coords, params } = leavesOf(pool, [value]);
  invariant(coords.length === 0, () => `${what} depends on a vector`);
  invariant(
    params.every((index) => index in symbols),
    () => `${what} depends on an unknown symbol`,
  );
  verifyFinite(pool, value, what);
}

function verifyFinite(pool: ExprPool, root: ExprId, what: string): void {
  for (const id of reachable(pool, [root])) {
    const node = pool.get(id);
    invariant(node.op !== "const" || Number.isFinite(node.value), () => `${what} has a constant that is not finite`);
  }
}

function verifyReported(program: Program): void {
  const names = new Set(program.outputs.map(({ name }) => name));
  invariant(program.outputs.length > 0, () => "no output");
  invariant(names.size === program.outputs.length, () => "two outputs have the same name");
  for (const { value } of [...program.outputs, ...program.expectations]) verifyScalar(program, value);
  for (const { name, expected, tolerance } of program.expectations) {
    invariant(Number.isFinite(expected) && tolerance >= 0, () => `the expectation of ${name} is malformed`);
  }
  for (const symbol of program.symbols) verifyScalar(program, symbol);
}

/**
 * What may be forgotten when: after which step nobody reads a vector, a slope, or what a side of a matrix remembers,
 * so that memory is that of the live part of a program. Also which living vectors a product's fresh normal numbers
 * are made orthogonal to.
 */
import { outputsOf, type Program, type ValueId, type WidthId } from "../../ir/program.ts";
import type { Corrections } from "./corrections.ts";

export interface Lifetimes {
  /** By step: vectors that no later step reads. */
  readonly vectorsDone: readonly (readonly ValueId[])[];
  /** By step: slopes that no later product needs, as pairs of step and link. */
  readonly slopesDone: readonly (readonly (readonly [number, number])[])[];
  /** By side: the last step that reads the orthonormal inputs, and the last that reads the innovations; -1 if none. */
  readonly inputsUntil: readonly number[];
  readonly innovationsUntil: readonly number[];
  /** By step of an input or a product: vectors of the same width that live on. */
  readonly company: readonly (readonly ValueId[])[];
}

/** Of many living vectors a product heeds the oldest and the newest, so many of each. */
const COMPANY = 4;

export function planLifetimes(program: Program, corrections: Corrections): Lifetimes {
  const lastRead = readsOf(program);
  const steps = program.instrs.length;
  const vectorsDone: ValueId[][] = Array.from({ length: steps }, () => []);
  const slopesDone: [number, number][][] = Array.from({ length: steps }, () => []);
  const company: ValueId[][] = [];
  const sides = sideLifetimes(program, corrections);
  const alive = new Map<WidthId, ValueId[]>();

  for (const [step, instr] of program.instrs.entries()) {
    const outs = outputsOf(program, instr).filter((value) => widthOf(program, value) !== undefined);
    for (const value of outs) vectorsDone[lastRead.get(value) ?? step]!.push(value);
    for (const [link, until] of corrections.slopeUntil[step]!.entries()) {
      if (until >= 0) slopesDone[until]!.push([step, link]);
    }
    const width = outs[0] === undefined ? undefined : widthOf(program, outs[0]);
    const companions = width === undefined ? [] : (alive.get(width) ?? []);
    // What is read here for the last time matters only if it comes back in a Zdot.
    const product = corrections.products[step];
    const returns = product !== undefined && sides.inputsUntil[product.side]! > step;
    const heeded = companions.filter((value) => returns || lastRead.get(value)! > step);
    company.push(instr.op === "input" || instr.op === "matmul" ? ends(heeded, COMPANY) : []);
    for (const value of outs) {
      const w = widthOf(program, value)!;
      alive.set(w, [...(alive.get(w) ?? []), value]);
    }
    for (const value of vectorsDone[step]!) {
      const w = widthOf(program, value)!;
      alive.set(
        w,
        (alive.get(w) ?? []).filter((other) => other !== value),
      );
    }
  }
  return { vectorsDone, slopesDone, company, ...sides };
}

function widthOf(program: Program, value: ValueId): WidthId | undefined {
  const type = program.values[value]?.type;
  return type?.kind === "vector" ? type.width : undefined;
}

/** The last step that reads each vector itself; a Zdot reads the orthonormal inputs of a side instead. */
function readsOf(program: Program): ReadonlyMap<ValueId, number> {
  const last = new Map<ValueId, number>();
  for (const [step, instr] of program.instrs.entries()) {
    if (instr.op === "matmul") last.set(instr.vector, step);
    else if (instr.op === "nonlin" || instr.op === "moment") for (const value of instr.vectors) last.set(value, step);
  }
  return last;
}

function sideLifetimes(
  program: Program,
  { products }: Corrections,
): Pick<Lifetimes, "inputsUntil" | "innovationsUntil"> {
  const inputsUntil = new Array<number>(2 * program.matrices.length).fill(-1);
  const innovationsUntil = new Array<number>(2 * program.matrices.length).fill(-1);
  for (const [step, product] of products.entries()) {
    if (product === undefined) continue;
    if (product.use > 0) {
      inputsUntil[product.side] = step;
      innovationsUntil[product.side] = step;
    }
    if (product.terms.length > 0) {
      inputsUntil[product.side ^ 1] = step;
      if (product.method.kind === "stein") innovationsUntil[product.side ^ 1] = step;
    }
  }
  return { inputsUntil, innovationsUntil };
}

function ends<T>(list: readonly T[], count: number): T[] {
  return list.length <= 2 * count ? [...list] : [...list.slice(0, count), ...list.slice(-count)];
}

/**
 * The numbers that one run on copies leaves: every scalar, and for every product its covariances with itself and with
 * the earlier products of its side, and the coefficients of its Zdot. Where each stands in the record is known before
 * the run, so that records are plain arrays that can be averaged.
 */
import type { Program, ValueId } from "../../ir/program.ts";
import type { Meaning } from "../limit-program.ts";
import type { Corrections } from "./corrections.ts";

export interface RecordLayout {
  readonly length: number;
  /** By step: the place of a scalar, or the first covariance of a product; -1 where a step leaves no number. */
  readonly start: readonly number[];
  /** By step: the first coefficient of a product's Zdot. */
  readonly coefficients: readonly number[];
}

export function planRecord(program: Program, { products }: Corrections): RecordLayout {
  const start: number[] = [];
  const coefficients: number[] = [];
  let length = 0;
  for (const [step, instr] of program.instrs.entries()) {
    const product = products[step];
    const isScalar = instr.op !== "input" && instr.op !== "nonlin" && instr.op !== "matmul";
    start.push(product !== undefined || isScalar ? length : -1);
    if (product !== undefined) length += product.use + 1;
    else if (isScalar) length += 1;
    coefficients.push(length);
    length += product?.terms.length ?? 0;
  }
  return { length, start, coefficients };
}

/** What each place of the record means, in order. */
export function meaningsOf(program: Program, { products }: Corrections): Meaning[] {
  const uses = new Map<number, ValueId[]>();
  return program.instrs.flatMap((instr, step): Meaning[] => {
    if (instr.op === "input" || instr.op === "nonlin") return [];
    const product = products[step];
    if (product === undefined) return [{ kind: "scalar", value: instr.out }];
    const same = uses.get(product.side) ?? [];
    uses.set(product.side, same);
    same.push(instr.out);
    const opposite = uses.get(product.side ^ 1) ?? [];
    return [
      ...same.map((second): Meaning => ({ kind: "covariance", first: instr.out, second })),
      ...product.terms.map((k): Meaning => ({ kind: "onsager", product: instr.out, by: opposite[k]! })),
    ];
  });
}

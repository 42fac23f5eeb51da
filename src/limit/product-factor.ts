/**
 * What stands before the covariances and the Onsager coefficients of a product with a matrix: the sum over the entries
 * that it averages, s^2, for a transposed product times the ratio of the widths.
 */
import { invariant } from "../diagnostics/invariant.ts";
import * as b from "../ir/build.ts";
import type { ExprId } from "../ir/expr.ts";
import type { Instr, ValueId, WidthId } from "../ir/program.ts";
import { substitute } from "../ir/substitute.ts";
import type { LimitProgram } from "./limit-program.ts";

/** The factor of `product`, in the free symbols of `limit`. */
export function productFactor(limit: LimitProgram, product: Extract<Instr, { op: "matmul" }>): ExprId {
  const { program, pool } = limit;
  const inSymbols = (closed: ExprId): ExprId =>
    substitute(pool, [closed], { param: (k) => limit.scalarOf.get(program.symbols[k] as ValueId) })[0] ?? closed;
  const matrix = program.matrices[product.matrix];
  invariant(matrix !== undefined, () => `no matrix ${product.matrix}`);
  const variance = inSymbols(matrix.variance);
  if (!product.transposed) return variance;
  const ratio = (id: WidthId): ExprId => {
    const width = program.widths[id];
    invariant(width !== undefined, () => `no width ${id}`);
    return inSymbols(width.ratio);
  };
  return b.mul(pool, variance, b.divide(pool, ratio(matrix.rows), ratio(matrix.cols)));
}

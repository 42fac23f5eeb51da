/**
 * What of a program does not depend on scalars without value: its outputs have numbers although others are formulas.
 * An Onsager term of `W @ x` brings in no dependence that `x` does not have: it comes from products that `x` is made of.
 */
import { type ExprId, leavesOf } from "../ir/expr.ts";
import { type Instr, outputsOf, type Program, readsOf, type ValueId } from "../ir/program.ts";

/** The values that depend on a scalar without value. */
export function openValues(program: Program): ReadonlySet<ValueId> {
  const open = new Set<ValueId>();
  if (program.symbols.length === 0) return open;
  const isOpen = (ids: readonly ValueId[]): boolean => ids.some((id) => open.has(id));
  for (const instr of program.instrs) {
    if (isSymbolic(program, instr) || isOpen(readsOf(instr)))
      for (const out of outputsOf(program, instr)) open.add(out);
  }
  return open;
}

/** The program of the outputs and expectations that do not depend on such a scalar. Values keep their ids. */
export function symbolFreePart(program: Program): Program {
  const open = openValues(program);
  if (open.size === 0) return program;
  const isKnown = ({ value }: { readonly value: ValueId }): boolean => !open.has(value);
  return {
    ...program,
    symbols: [],
    instrs: program.instrs.filter((instr) => outputsOf(program, instr).every((out) => !open.has(out))),
    outputs: program.outputs.filter(isKnown),
    expectations: program.expectations.filter(isKnown),
  };
}

/** Whether an instruction itself brings in a symbol. */
function isSymbolic(program: Program, instr: Instr): boolean {
  const hasSymbol = (closed: readonly ExprId[]): boolean => leavesOf(program.pool, closed).params.length > 0;
  if (instr.op === "symbol") return true;
  if (instr.op === "matmul") {
    const matrix = program.matrices[instr.matrix];
    if (matrix === undefined) return false;
    const ratios = [matrix.rows, matrix.cols].flatMap((width) => program.widths[width]?.ratio ?? []);
    return hasSymbol([matrix.variance, ...ratios]);
  }
  if (instr.op !== "input") return false;
  const group = program.inputs[instr.group];
  if (group === undefined) return false;
  return hasSymbol(
    group.kind === "single" ? [group.mean, group.variance] : [...group.mean, ...group.covariance.flat()],
  );
}

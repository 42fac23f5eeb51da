/**
 * What the theorems ask of a program, gathered once: the functions with their classes, the laws, which matrices meet
 * their own transposes, and whether averages are fed back into functions.
 *
 * A function of averages is looked at in two ways. The Gaussian theorems look at it near the limits of the averages
 * (parameter control, Yang 2019b and 2020b): there an average is a constant in a small interval, and what is made of
 * averages alone is a number, of which `limit` has shown that it exists. The other theorems ask for the class in all
 * variables together, averages included: there an average is a variable with the range of what it averages.
 */
import type { ExprId } from "../ir/expr.ts";
import { shortPrinter } from "../ir/print-expression.ts";
import { type InputGroup, type MatrixId, type Program, readsOf, type ValueId } from "../ir/program.ts";
import { createClassifier } from "./classes/classify.ts";
import type { Facts } from "./classes/facts.ts";
import { type Interval, line } from "./classes/interval.ts";
import { type FusedProgram, fuseProgram, type Use } from "./fuse.ts";

/** A function, its classes near the limits of the averages, and in all variables together. */
export interface ClassifiedUse extends Use {
  readonly local: Facts;
  readonly joint: Facts;
  /** The averages that it reads. */
  readonly averages: readonly ValueId[];
}

export interface MatrixUse {
  readonly matrix: MatrixId;
  /** The first product with it, and the first one with its transpose. */
  readonly plain: ValueId | undefined;
  readonly transposed: ValueId | undefined;
}

export interface ProgramFacts {
  readonly program: Program;
  readonly fused: FusedProgram;
  readonly uses: readonly ClassifiedUse[];
  /** Classes of the outputs as functions of averages. */
  readonly outputs: readonly { readonly value: ValueId; readonly facts: Facts }[];
  readonly matrices: readonly MatrixUse[];
  readonly inputs: readonly InputGroup[];
  /** A function as a reader of the source would write it, of the vectors that are drawn or multiplied, cut short. */
  readonly textOf: (body: ExprId) => string;
}

/** Characters of an expression in a message. */
const longestText = 48;

/** Gathers the facts of what the outputs and expectations of a program rest on. */
export function gatherFacts(program: Program): ProgramFacts {
  const fused = fuseProgram(program);
  const stated = new Map<ExprId, number>();
  const symbols = new Set(program.symbols);
  const { kept } = fused;
  const local = createClassifier(fused.pool, { kept, param: () => ({ key: undefined, range: line }), stated });
  const ranges = new Map<number, Interval>();
  const joint = createClassifier(fused.pool, {
    kept,
    param: (index) => ({
      key: symbols.has(index as ValueId) ? undefined : -1 - index,
      range: ranges.get(index) ?? line,
    }),
    stated,
  });
  const uses = fused.uses.map((use): ClassifiedUse => {
    const averages = fused.averagesIn(readsOf(use.instr));
    const near = local(use.body);
    const together = joint(use.body);
    if (use.kind === "moment") ranges.set(use.out, together.range);
    return { ...use, local: near, joint: together, averages };
  });
  const outputs = [...program.outputs, ...program.expectations].flatMap(({ value }) => {
    const body = fused.bodies.get(value);
    return body === undefined ? [] : [{ value, facts: joint(body) }];
  });
  const name = (index: number): string => program.values[index]?.name ?? "?";
  const textOf = shortPrinter(fused.pool, { coord: name, param: name }, longestText);
  return { program, fused, uses, outputs, matrices: matrixUses(fused), inputs: inputsOf(fused), textOf };
}

function matrixUses({ uses }: FusedProgram): readonly MatrixUse[] {
  const found = new Map<MatrixId, MatrixUse>();
  for (const { instr } of uses) {
    if (instr.op !== "matmul") continue;
    const { matrix, transposed, out } = instr;
    const before = found.get(matrix) ?? { matrix, plain: undefined, transposed: undefined };
    found.set(
      matrix,
      transposed ? { ...before, transposed: before.transposed ?? out } : { ...before, plain: before.plain ?? out },
    );
  }
  return [...found.values()];
}

/** The vectors that are drawn, in the order of the program. */
export function inputsOf({ program, instrs }: FusedProgram): readonly InputGroup[] {
  return instrs.flatMap((instr) => {
    const group = instr.op === "input" ? program.inputs[instr.group] : undefined;
    return group === undefined ? [] : [group];
  });
}

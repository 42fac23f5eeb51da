/**
 * Whether the averages that an output rests on have a finite variance at all: the theory asks only for finite
 * expectations, but a comparison of means with their standard errors needs variances. An average of f over iid
 * coordinates has a finite variance where E f^2 is finite, and a product with a matrix one whose size has, where E x^4
 * is. These expectations are put into the program beside those that it has, and the walk that evaluates the limit says
 * whether one of them is infinite.
 */
import type { Place } from "../diagnostics/source.ts";
import * as b from "../ir/build.ts";
import type { Instr, Program, Value, ValueId } from "../ir/program.ts";
import { neededInstrs } from "./master-theorem.ts";
import { numericWalk, TooMuchWork } from "./numeric-walk.ts";

export interface InfiniteVariance {
  /** The average or the product, as a reader of the source would write it. */
  readonly of: string;
  readonly place: Place;
  /** Why its second moment is infinite, as a main clause. */
  readonly reason: string;
}

/**
 * The first average behind `output` that is known to have infinite variance. `undefined` proves nothing: the second
 * moment may be finite, or beyond quadrature, or infinite at finite width alone (heavy-tailed matrices).
 * `program` has values for all its scalars and a limit.
 */
export function findInfiniteVariance(program: Program, output: string): InfiniteVariance | undefined {
  const outputs = program.outputs.filter(({ name }) => name === output);
  const squared = withSquares({ ...program, outputs, expectations: [] });
  try {
    const { missing } = numericWalk(squared, {
      onsager: "counted",
      symbols: new Map(),
      level: "coarse",
      closedForms: true,
      alwaysQmc: false,
      qmc: undefined,
      tolerance: undefined,
      disturbing: undefined,
      limits: { work: 10_000, many: 0 },
      expected: 0,
    });
    // The program itself has a limit, so what has none is one of the squares, at the place of what was squared.
    const found = [...missing.values()].find(({ reason }) => reason.status === "undefined")?.reason;
    return found && { of: squared.nameAt.get(found.place) ?? output, place: found.place, reason: found.message };
  } catch (error) {
    if (error instanceof TooMuchWork) return undefined;
    throw error;
  }
}

/** The program with the second moments as outputs, each behind what it is the second moment of. */
function withSquares(program: Program): Program & { readonly nameAt: ReadonlyMap<Place, string> } {
  const { pool } = program;
  const values: Value[] = [...program.values];
  const nameAt = new Map<Place, string>();
  const squares: ValueId[] = [];
  const add = (of: ValueId): ValueId => {
    const value = program.values[of]!;
    nameAt.set(value.place, value.name);
    const id = (values.push({ ...value, type: { kind: "scalar" } }) - 1) as ValueId;
    squares.push(id);
    return id;
  };
  const instrs = neededInstrs(program).flatMap((instr): Instr[] => {
    if (instr.op === "moment") {
      return [instr, { ...instr, out: add(instr.out), body: b.mul(pool, instr.body, instr.body) }];
    }
    if (instr.op !== "matmul") return [instr];
    const fourth = b.pow(pool, b.coord(pool, 0), b.constant(pool, 4));
    return [instr, { op: "moment", out: add(instr.out), body: fourth, vectors: [instr.vector], scalars: [] }];
  });
  const outputs = squares.map((value) => ({ name: `${value}`, value, place: values[value]!.place }));
  return { ...program, values, instrs, outputs, nameAt };
}

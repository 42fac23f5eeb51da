/**
 * The functions that the theorems speak of: what goes into a product with a matrix, and what is averaged, each as one
 * function of the vectors that are drawn or multiplied (`coord` is the ValueId of such a vector) and of averages
 * (`param` is the ValueId of a Moment or of a scalar without value). Intermediate vectors are no concern of a theorem:
 * x - x is 0, however it is computed.
 */

import type { Place } from "../diagnostics/source.ts";
import * as b from "../ir/build.ts";
import { createPool, type ExprId, type ExprPool } from "../ir/expr.ts";
import { type Instr, outputsOf, type Program, readsOf, type ValueId } from "../ir/program.ts";
import { transplant } from "../ir/substitute.ts";

export interface Use {
  readonly kind: "matmul" | "moment";
  /** What is computed from the function: a product or an average. */
  readonly out: ValueId;
  readonly body: ExprId;
  readonly instr: Extract<Instr, { op: "matmul" | "moment" }>;
}

export interface FusedProgram {
  readonly program: Program;
  readonly pool: ExprPool;
  /** In program order; only what the outputs and expectations rest on. */
  readonly uses: readonly Use[];
  /** The instructions that outputs and expectations rest on. */
  readonly instrs: readonly Instr[];
  /** Vectors that stand for themselves in later functions, because what they are functions of is too much. */
  readonly kept: ReadonlyMap<ValueId, ExprId>;
  /** Averages that a value depends on, some of them where there are many. */
  averagesIn(values: readonly ValueId[]): readonly ValueId[];
  /** Every value as a function of the vectors drawn or multiplied, and of averages. */
  readonly bodies: ReadonlyMap<ValueId, ExprId>;
  /** Where an expression occurs first. */
  placeOf(id: ExprId): Place | undefined;
}

export function fuseProgram(program: Program): FusedProgram {
  const pool = createPool();
  const bodies = new Map<ValueId, ExprId>();
  const uses: Use[] = [];
  /** Each instruction with the number of nodes that were there before it. */
  const origins: { readonly from: number; readonly place: Place }[] = [];
  const instrs = neededInstrs(program);
  const kept = new Map<ValueId, ExprId>();
  const origin = new Map<ValueId, Origin>();
  const at = (id: ValueId): ExprId => bodies.get(id) ?? b.constant(pool, Number.NaN);

  const originOf = (values: readonly ValueId[]): Origin => {
    const parts = values.map((value) => origin.get(value) ?? nowhere);
    return {
      vectors: new Set(parts.flatMap(({ vectors }) => [...vectors])),
      averages: new Set(parts.flatMap(({ averages }) => [...averages]).slice(0, mostAverages)),
      depth: 1 + Math.max(0, ...parts.map(({ depth }) => depth)),
    };
  };

  function bodyOf(body: ExprId, vectors: readonly ValueId[], scalars: readonly ValueId[]): ExprId {
    const read = (values: readonly ValueId[]) => (index: number) => {
      const value = values[index];
      return value === undefined ? undefined : at(value);
    };
    const [fused] = transplant(program.pool, pool, [body], { coord: read(vectors), param: read(scalars) });
    return fused ?? b.constant(pool, Number.NaN);
  }

  for (const instr of instrs) {
    const [first] = outputsOf(program, instr);
    const place = first === undefined ? undefined : program.values[first]?.place;
    if (place !== undefined) origins.push({ from: pool.size, place });
    switch (instr.op) {
      case "input":
        for (const member of outputsOf(program, instr)) {
          bodies.set(member, b.coord(pool, member));
          origin.set(member, { ...nowhere, vectors: new Set([member]) });
        }
        break;
      case "constant":
        bodies.set(instr.out, b.constant(pool, instr.value));
        break;
      case "symbol":
        bodies.set(instr.out, b.param(pool, instr.out));
        break;
      case "matmul":
        uses.push({ kind: "matmul", out: instr.out, body: at(instr.vector), instr });
        bodies.set(instr.out, b.coord(pool, instr.out));
        origin.set(instr.out, { ...nowhere, vectors: new Set([instr.out]) });
        break;
      case "nonlin": {
        const body = bodyOf(instr.body, instr.vectors, instr.scalars);
        const from = originOf([...instr.vectors, ...instr.scalars]);
        const node = pool.get(body);
        const isWide = from.vectors.size > mostVectors || (node.op === "add" && node.args.length > mostVectors);
        if (isWide || from.depth > mostNested) {
          kept.set(instr.out, body);
          bodies.set(instr.out, b.coord(pool, instr.out));
          origin.set(instr.out, { ...from, vectors: new Set([instr.out]), depth: 0 });
        } else {
          bodies.set(instr.out, body);
          origin.set(instr.out, from);
        }
        break;
      }
      case "moment":
        uses.push({ kind: "moment", out: instr.out, body: bodyOf(instr.body, instr.vectors, instr.scalars), instr });
        bodies.set(instr.out, b.param(pool, instr.out));
        origin.set(instr.out, { ...nowhere, averages: new Set([instr.out]) });
        break;
      case "scalar":
        bodies.set(instr.out, bodyOf(instr.body, [], instr.scalars));
        origin.set(instr.out, originOf(instr.scalars));
        break;
    }
  }
  return {
    program,
    pool,
    uses,
    instrs,
    kept,
    averagesIn: (values) => [...originOf(values).averages],
    bodies,
    placeOf: (id) => placeAmong(origins, id),
  };
}

/** The last origin that is not after `id`; they ascend. */
function placeAmong(
  origins: readonly { readonly from: number; readonly place: Place }[],
  id: ExprId,
): Place | undefined {
  let [low, high] = [0, origins.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((origins[middle]?.from ?? 0) <= id) low = middle + 1;
    else high = middle;
  }
  return origins[low - 1]?.place;
}

/** Functions of more vectors, longer sums and deeper nestings are not written out: that would take too long. */
const mostVectors = 64;
const mostNested = 24;
const mostAverages = 8;

/** What a value is a function of. */
interface Origin {
  readonly vectors: ReadonlySet<ValueId>;
  readonly averages: ReadonlySet<ValueId>;
  /** Nonlinearities within each other. */
  readonly depth: number;
}

const nowhere: Origin = { vectors: new Set(), averages: new Set(), depth: 0 };

/** The instructions that outputs and expectations rest on, in program order. */
function neededInstrs(program: Program): readonly Instr[] {
  const needed = new Set<ValueId>([...program.outputs, ...program.expectations].map(({ value }) => value));
  const kept = [...program.instrs].reverse().filter((instr) => {
    if (!outputsOf(program, instr).some((out) => needed.has(out))) return false;
    for (const read of readsOf(instr)) needed.add(read);
    return true;
  });
  return kept.reverse();
}

/** From the values of a program to the work that its outputs need. */
import { type Diagnostic, failure, type Outcome, success } from "../diagnostics/diagnostic.ts";
import { invariant } from "../diagnostics/invariant.ts";
import type { Place } from "../diagnostics/source.ts";
import * as b from "../ir/build.ts";
import { childrenOf, createPool, type ExprId, type ExprPool } from "../ir/expr.ts";
import { type Application, type Instr, type MatrixId, outputsOf, type Program, type ValueId } from "../ir/program.ts";
import { graft } from "./graft.ts";
import { initialVectors } from "./initial-vectors.ts";
import { liveValues } from "./liveness.ts";
import type { Product, Scalar, Source, Task, Work } from "./work.ts";

/** `symbols` are the values of `program.symbols`. Fails where a law of an initial vector is none. */
export function collectWork(program: Program, symbols: readonly number[]): Outcome<Work> {
  const pool = createPool();
  const live = liveValues(program);
  const initial = initialVectors(program, live, symbols, pool);
  if (initial.faults.length > 0) return failure<Work>(initial.faults as readonly Diagnostic[]);

  const vectors = new Map<ValueId, ExprId>(initial.expressions);
  const scalarOf = new Map<ValueId, number>();
  const sources: Source[] = [...initial.sources];
  const scalars: Scalar[] = [];
  const tasks: Task[] = [];
  const names = new Map<ExprId, string>();
  for (const [member, id] of initial.expressions) names.set(id, valueAt(program, member).name);
  const productIds = new Map<string, number>();
  const scalarIds = new Map<ExprId, number>();

  const firstCoord = firstCoords(pool);

  /** The body over sources and scalars. */
  const bodyOf = (application: Application): ExprId => {
    const [root] = graft(program.pool, pool, [application.body], (_, node) => {
      if (node.op === "coord") return known(vectors, application.vectors[node.index]);
      if (node.op === "param") return b.param(pool, known(scalarOf, application.scalars[node.index]));
      return undefined;
    });
    invariant(root !== undefined, () => "an expression without root");
    return root;
  };

  const addScalar = (out: ValueId, body: ExprId): void => {
    const node = pool.get(body);
    const same = node.op === "param" ? node.index : scalarIds.get(body);
    scalarOf.set(out, same ?? scalars.length);
    if (same !== undefined) return;
    const { name: label, place } = valueAt(program, out);
    const coord = firstCoord(body);
    scalarIds.set(body, scalars.length);
    if (coord === undefined) {
      tasks.push({ op: "arithmetic", scalar: scalars.length });
      scalars.push({ op: "arithmetic", label, body, place });
    } else {
      const source = sources[coord];
      invariant(source !== undefined, () => `no source ${coord}`);
      tasks.push({ op: "average", scalar: scalars.length });
      scalars.push({ op: "average", label, width: source.width, body, place });
    }
  };

  const addProduct = (out: ValueId, matrix: MatrixId, transposed: boolean, argument: ExprId): void => {
    const key = `${matrix} ${transposed} ${argument}`;
    const source = productIds.get(key) ?? sources.length;
    vectors.set(out, b.coord(pool, source));
    if (productIds.has(key)) return;
    productIds.set(key, source);
    tasks.push({ op: "product", source });
    sources.push(productOf(program, out, matrix, transposed, argument));
  };

  const add = (instr: Instr): void => {
    switch (instr.op) {
      case "input":
        break;
      case "constant":
        addScalar(instr.out, b.constant(pool, instr.value));
        break;
      case "symbol":
        addScalar(instr.out, b.constant(pool, symbols[program.symbols.indexOf(instr.out)] ?? Number.NaN));
        break;
      case "matmul":
        addProduct(instr.out, instr.matrix, instr.transposed, known(vectors, instr.vector));
        break;
      case "moment":
        addScalar(instr.out, bodyOf(instr));
        break;
      case "scalar":
        addScalar(instr.out, bodyOf({ ...instr, vectors: [] }));
        break;
      case "nonlin": {
        const body = bodyOf(instr);
        vectors.set(instr.out, body);
        if (!names.has(body)) names.set(body, valueAt(program, instr.out).name);
        break;
      }
    }
  };

  for (const instr of program.instrs) {
    if (outputsOf(program, instr).some((value) => live.has(value))) add(instr);
  }
  const outputs = program.outputs.map((output) => known(scalarOf, output.value));
  return success({ pool, sources, scalars, tasks, names, outputs });
}

/** Of an expression the first source that it reads, if any. Remembers what it visited while the pool grows. */
function firstCoords(pool: ExprPool): (id: ExprId) => number | undefined {
  const known: number[] = [];
  return (asked) => {
    for (let id = known.length as ExprId; id <= asked; id++) {
      const node = pool.get(id);
      const own = node.op === "coord" ? node.index : Number.POSITIVE_INFINITY;
      known.push(childrenOf(node).reduce((least, child) => Math.min(least, known[child] ?? own), own));
    }
    const found = known[asked];
    return found === undefined || found === Number.POSITIVE_INFINITY ? undefined : found;
  };
}

function productOf(program: Program, out: ValueId, matrix: MatrixId, transposed: boolean, argument: ExprId): Product {
  const { name: label, place } = valueAt(program, out);
  const declared = program.matrices[matrix];
  invariant(declared !== undefined, () => `no matrix ${matrix}`);
  const { rows, cols } = declared;
  const [width, argumentWidth] = transposed ? [cols, rows] : [rows, cols];
  return { op: "product", label, width, matrix, transposed, argument, argumentWidth, place };
}

function valueAt(program: Program, id: ValueId): { readonly name: string; readonly place: Place } {
  const value = program.values[id];
  invariant(value !== undefined, () => `no value ${id}`);
  return value;
}

function known<K, V>(map: ReadonlyMap<K, V>, key: K | undefined): V {
  const value = key === undefined ? undefined : map.get(key);
  invariant(value !== undefined, () => `value ${key} is used before it is made`);
  return value;
}

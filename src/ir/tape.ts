/**
 * Numbers from expressions: a tape is the list of operations below some roots, run over blocks of coordinates at
 * a time, so that interpretation costs little beside the arithmetic. Float64 throughout.
 */
import { invariant } from "../diagnostics/invariant.ts";
import { childrenOf, type Expr, type ExprId, type ExprPool, reachable } from "./expr.ts";
import { functions } from "./functions.ts";

export interface Tape {
  readonly nodes: readonly Expr[];
  /** Position in `nodes` of each child of each node. */
  readonly operands: readonly (readonly number[])[];
  readonly roots: readonly number[];
  /** True where a node depends on no coord: evaluated once per call instead of once per coordinate. */
  readonly uniform: readonly boolean[];
}

/** Compiles the expressions `roots` to a tape. */
export function compileTape(pool: ExprPool, roots: readonly ExprId[]): Tape {
  const order = reachable(pool, roots);
  const position = new Map(order.map((id, k) => [id, k]));
  const at = (id: ExprId): number => {
    const k = position.get(id);
    invariant(k !== undefined, () => `expression ${id} is not on the tape`);
    return k;
  };
  const nodes = order.map((id) => pool.get(id));
  const operands = nodes.map((node) => childrenOf(node).map(at));
  const uniform: boolean[] = [];
  for (const [k, node] of nodes.entries()) {
    uniform.push(node.op !== "coord" && (operands[k] ?? []).every((operand) => uniform[operand] === true));
  }
  return { nodes, operands, roots: roots.map(at), uniform };
}

const BLOCK = 512;

/**
 * Runs a tape on `length` coordinates. `coords[i]` holds the values of `coord i` (at least `length` long),
 * `params[j]` that of `param j`; `out[r]` receives root r.
 */
export function runTape(
  tape: Tape,
  length: number,
  coords: readonly Float64Array[],
  params: ArrayLike<number>,
  out: readonly Float64Array[],
): void {
  const block = Math.min(BLOCK, length);
  const registers = tape.nodes.map(() => new Float64Array(block));
  for (const [k, node] of tape.nodes.entries()) {
    if (tape.uniform[k] === true) registers[k]?.fill(evaluateNode(node, tape.operands[k] ?? [], registers, 0, params));
  }
  for (let start = 0; start < length; start += block) {
    const count = Math.min(block, length - start);
    for (const [k, node] of tape.nodes.entries()) {
      if (tape.uniform[k] === true) continue;
      const target = registers[k];
      if (target !== undefined) fillNode(node, tape.operands[k] ?? [], registers, coords, start, count, target);
    }
    for (const [r, root] of tape.roots.entries()) {
      const source = registers[root];
      if (source !== undefined) out[r]?.set(count === block ? source : source.subarray(0, count), start);
    }
  }
}

/** The value of expressions without coords. */
export function evaluateClosed(pool: ExprPool, roots: readonly ExprId[], params: ArrayLike<number>): number[] {
  const tape = compileTape(pool, roots);
  const out = roots.map(() => new Float64Array(1));
  runTape(tape, 1, [], params, out);
  return out.map((values) => values[0] ?? Number.NaN);
}

function evaluateNode(
  node: Expr,
  operands: readonly number[],
  registers: readonly Float64Array[],
  at: number,
  params: ArrayLike<number>,
): number {
  const value = (k: number): number => registers[operands[k] ?? -1]?.[at] ?? Number.NaN;
  switch (node.op) {
    case "const":
      return node.value;
    case "param": {
      const p = params[node.index];
      invariant(p !== undefined, () => `no value for param ${node.index}`);
      return p;
    }
    case "coord":
      return Number.NaN;
    case "add":
      return operands.reduce((sum, _, k) => sum + value(k), 0);
    case "mul":
      return operands.reduce((product, _, k) => product * value(k), 1);
    case "pow":
      return power(value(0), value(1));
    case "call":
      return functions[node.fn].value(...operands.map((_, k) => value(k)));
    case "select":
      return value(0) !== 0 ? value(1) : value(2);
  }
}

/** x^y; small integer powers by multiplication, which is faster than the library's and exact to an ulp or two. */
function power(x: number, y: number): number {
  if (y === 2) return x * x;
  if (y === -1) return 1 / x;
  if (y === 3) return x * x * x;
  if (y === 0.5) return Math.sqrt(x);
  return x ** y;
}

function fillNode(
  node: Expr,
  operands: readonly number[],
  registers: readonly Float64Array[],
  coords: readonly Float64Array[],
  start: number,
  count: number,
  target: Float64Array,
): void {
  const register = (k: number): Float64Array => {
    const found = registers[operands[k] ?? -1];
    invariant(found !== undefined, () => "operand missing on the tape");
    return found;
  };
  switch (node.op) {
    case "const":
    case "param":
      return;
    case "coord": {
      const source = coords[node.index];
      invariant(source !== undefined && source.length >= start + count, () => `no values for coord ${node.index}`);
      for (let i = 0; i < count; i++) target[i] = source[start + i] as number;
      return;
    }
    case "add":
    case "mul": {
      target.set(register(0).subarray(0, count));
      for (let k = 1; k < operands.length; k++) {
        const source = register(k);
        if (node.op === "add")
          for (let i = 0; i < count; i++) target[i] = (target[i] as number) + (source[i] as number);
        else for (let i = 0; i < count; i++) target[i] = (target[i] as number) * (source[i] as number);
      }
      return;
    }
    case "pow": {
      const x = register(0);
      const y = register(1);
      for (let i = 0; i < count; i++) target[i] = power(x[i] as number, y[i] as number);
      return;
    }
    case "call": {
      const f = functions[node.fn].value;
      const x = register(0);
      if (operands.length === 1) {
        for (let i = 0; i < count; i++) target[i] = f(x[i] as number);
        return;
      }
      const y = register(1);
      const z = operands.length > 2 ? register(2) : y;
      for (let i = 0; i < count; i++) target[i] = f(x[i] as number, y[i] as number, z[i] as number);
      return;
    }
    case "select": {
      const when = register(0);
      const then = register(1);
      const otherwise = register(2);
      for (let i = 0; i < count; i++) target[i] = (when[i] !== 0 ? then[i] : otherwise[i]) as number;
      return;
    }
  }
}

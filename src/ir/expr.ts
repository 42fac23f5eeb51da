/**
 * The hash-consed expression DAG: every coordinatewise expression of a program is a node of one pool, and two
 * equal expressions are one node. Leaves are constants, `coord i` (the i-th vector argument at one coordinate)
 * and `param j` (the j-th scalar argument); who uses an expression says which vectors and scalars these are.
 *
 * A node is interned after its children, so ids are a topological order: walks need no recursion.
 */
import { invariant } from "../diagnostics/invariant.ts";
import type { FunctionName } from "./functions.ts";

type Brand<B extends string> = number & { readonly brand: B };
/** Same id if and only if same expression (within one pool). */
export type ExprId = Brand<"expr">;

/**
 * Subtraction is `add` with a factor -1 and division is `pow` with exponent -1, so rules are few. Arguments of
 * `add` and `mul` are flat, sorted by id, with at most one constant.
 */
export type Expr =
  | { readonly op: "const"; readonly value: number }
  | { readonly op: "coord"; readonly index: number }
  | { readonly op: "param"; readonly index: number }
  | { readonly op: "add" | "mul"; readonly args: readonly ExprId[] }
  | { readonly op: "pow"; readonly base: ExprId; readonly exponent: ExprId }
  | { readonly op: "call"; readonly fn: FunctionName; readonly args: readonly ExprId[] }
  /** `when` is 0 or 1; the branch that is not chosen may be NaN or infinite. */
  | { readonly op: "select"; readonly when: ExprId; readonly then: ExprId; readonly otherwise: ExprId };

/** An append-only store of expressions. The normalising constructors are in build.ts. */
export interface ExprPool {
  /** The id of `expr`, whose children must be in this pool already. */
  intern(expr: Expr): ExprId;
  get(id: ExprId): Expr;
  readonly size: number;
}

export function createPool(): ExprPool {
  const nodes: Expr[] = [];
  const ids = new Map<string, ExprId>();
  return {
    intern(expr) {
      const key = keyOf(expr);
      const known = ids.get(key);
      if (known !== undefined) return known;
      const id = nodes.length as ExprId;
      for (const child of childrenOf(expr)) invariant(child < id, () => `expression ${key} refers forward`);
      nodes.push(expr);
      ids.set(key, id);
      return id;
    },
    get(id) {
      const node = nodes[id];
      invariant(node !== undefined, () => `no expression ${id}`);
      return node;
    },
    get size() {
      return nodes.length;
    },
  };
}

/** The nodes of a pool by id: plain data, to be sent to another thread. */
export function serialisePool(pool: ExprPool): readonly Expr[] {
  return Array.from({ length: pool.size }, (_, id) => pool.get(id as ExprId));
}

/** The pool with these nodes; ids are the same. */
export function restorePool(nodes: readonly Expr[]): ExprPool {
  const pool = createPool();
  for (const [id, node] of nodes.entries()) {
    invariant(pool.intern(node) === id, () => `node ${id} of a pool occurs twice`);
  }
  return pool;
}

function keyOf(expr: Expr): string {
  switch (expr.op) {
    case "const":
      return `#${Object.is(expr.value, -0) ? 0 : expr.value}`;
    case "coord":
      return `x${expr.index}`;
    case "param":
      return `c${expr.index}`;
    case "add":
      return `+${expr.args.join(",")}`;
    case "mul":
      return `*${expr.args.join(",")}`;
    case "pow":
      return `^${expr.base},${expr.exponent}`;
    case "call":
      return `${expr.fn}(${expr.args.join(",")}`;
    case "select":
      return `?${expr.when},${expr.then},${expr.otherwise}`;
  }
}

/** The direct operands of a node, in order. */
export function childrenOf(expr: Expr): readonly ExprId[] {
  switch (expr.op) {
    case "const":
    case "coord":
    case "param":
      return [];
    case "add":
    case "mul":
    case "call":
      return expr.args;
    case "pow":
      return [expr.base, expr.exponent];
    case "select":
      return [expr.when, expr.then, expr.otherwise];
  }
}

const nothing = (): boolean => false;

/**
 * All nodes below and including `roots`, children before parents. Nodes that are `known` are left out together with
 * what is below them: a walk that remembers its results visits every node once.
 */
export function reachable(
  pool: ExprPool,
  roots: readonly ExprId[],
  known: (id: ExprId) => boolean = nothing,
): ExprId[] {
  const seen = new Set<ExprId>(roots.filter((id) => !known(id)));
  const stack = [...seen];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    for (const child of childrenOf(pool.get(id))) {
      if (!seen.has(child) && !known(child)) {
        seen.add(child);
        stack.push(child);
      }
    }
  }
  return [...seen].sort((a, b) => a - b);
}

/** The indices of the coords and params that `roots` depend on, ascending. */
export function leavesOf(pool: ExprPool, roots: readonly ExprId[]): { coords: number[]; params: number[] } {
  const coords: number[] = [];
  const params: number[] = [];
  for (const id of reachable(pool, roots)) {
    const node = pool.get(id);
    if (node.op === "coord") coords.push(node.index);
    else if (node.op === "param") params.push(node.index);
  }
  return { coords: coords.sort((a, b) => a - b), params: params.sort((a, b) => a - b) };
}

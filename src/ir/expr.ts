/**
 * The hash-consed expression DAG: every coordinatewise expression of a program is a node of one pool, and two
 * equal expressions are one node. Leaves are constants, `coord i` (the i-th vector argument at one coordinate)
 * and `param j` (the j-th scalar argument); who uses an expression says which vectors and scalars these are.
 *
 * A node is interned after its children, so ids are a topological order: walks need no recursion.
 */
import { InternalFault, invariant } from "../diagnostics/invariant.ts";
import type { FunctionName } from "./functions.ts";
import { createNodeTable } from "./node-table.ts";

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
  const table = createNodeTable(nodes);
  return {
    intern(expr) {
      const before = nodes.length;
      const id = table.enter(expr);
      if (id === before) {
        for (const child of childrenOf(expr)) invariant(child < id, () => `expression ${id} refers forward`);
      }
      return id;
    },
    get: (id) => nodes[id] ?? noExpression(id),
    get size() {
      return nodes.length;
    },
  };
}

function noExpression(id: ExprId): never {
  throw new InternalFault(`no expression ${id}`);
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

/** No node: for walks that remember nothing. */
const none = (): boolean => false;

/** The walks so far, over all pools, and for each id the last one that has met a node with it. */
let walks = 0;
let marks = new Float64Array(1024);

/**
 * All nodes below and including `roots`, ascending, hence children before parents. Nodes that are known are left out
 * together with what is below them: a walk that remembers its results visits every node once. `isKnown` may not walk
 * itself.
 */
export function reachable(pool: ExprPool, roots: readonly ExprId[], isKnown: (id: ExprId) => boolean = none): ExprId[] {
  const walk = ++walks;
  const found: ExprId[] = [];
  const meet = (id: ExprId): void => {
    if (id >= marks.length) {
      const longer = new Float64Array(2 * (id + 1));
      longer.set(marks);
      marks = longer;
    }
    if (marks[id] === walk || isKnown(id)) return;
    marks[id] = walk;
    found.push(id);
  };
  for (const root of roots) meet(root);
  for (let next = 0; next < found.length; next++) {
    const node = pool.get(found[next] as ExprId);
    switch (node.op) {
      case "const":
      case "coord":
      case "param":
        break;
      case "add":
      case "mul":
      case "call":
        for (const child of node.args) meet(child);
        break;
      case "pow":
        meet(node.base);
        meet(node.exponent);
        break;
      case "select":
        meet(node.when);
        meet(node.then);
        meet(node.otherwise);
        break;
    }
  }
  return ascending(found);
}

/** Most walks are short: these are sorted by insertion. */
const SHORT = 24;

/** Sorts in place. */
function ascending(ids: ExprId[]): ExprId[] {
  if (ids.length > SHORT) return ids.sort((a, b) => a - b);
  for (let k = 1; k < ids.length; k++) {
    const id = ids[k] as ExprId;
    let at = k;
    for (; at > 0 && (ids[at - 1] as ExprId) > id; at--) ids[at] = ids[at - 1] as ExprId;
    ids[at] = id;
  }
  return ids;
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

/** Whether a function is bounded by its form alone, so that samples of it have a variance whatever the law is. */
import type { Expr, ExprId, ExprPool } from "../../ir/expr.ts";
import { reachable } from "../../ir/expr.ts";
import type { FunctionName } from "../../ir/functions.ts";

/** Bounded for all arguments. */
const BOUNDED: ReadonlySet<FunctionName> = new Set([
  "sin",
  "cos",
  "tanh",
  "erf",
  "step",
  "sign",
  "sigmoid",
  "normal_cdf",
  "normal_pdf",
  "less",
  "less_equal",
  "equal",
  "and",
  "or",
  "not",
  "pi",
] as const satisfies readonly FunctionName[]);

/** Bounded where their arguments are. */
const CONTINUOUS: ReadonlySet<FunctionName> = new Set([
  "abs",
  "relu",
  "max",
  "min",
  "exp",
  "softplus",
  "clip",
] as const satisfies readonly FunctionName[]);

export function isBounded(pool: ExprPool, roots: readonly ExprId[]): boolean {
  const known = new Map<ExprId, boolean>();
  const of = (id: ExprId): boolean => known.get(id) ?? false;
  for (const id of reachable(pool, roots)) known.set(id, boundedNode(pool, pool.get(id), of));
  return roots.every(of);
}

function boundedNode(pool: ExprPool, node: Expr, of: (id: ExprId) => boolean): boolean {
  switch (node.op) {
    case "const":
    case "param":
      return true;
    case "coord":
      return false;
    case "add":
    case "mul":
      return node.args.every(of);
    case "pow": {
      const exponent = pool.get(node.exponent);
      return of(node.base) && exponent.op === "const" && exponent.value > 0;
    }
    case "select":
      return of(node.then) && of(node.otherwise);
    case "call":
      return BOUNDED.has(node.fn) || (CONTINUOUS.has(node.fn) && node.args.every(of));
  }
}

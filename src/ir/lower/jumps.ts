/**
 * A note where a derivative is taken across a jump: it is that of the finite program, point by point, and blind to how
 * often the jump is met. Kinks, such as that of `where(z > 0, z, 0)`, are no jumps.
 */
import type { Span } from "../../diagnostics/source.ts";
import * as b from "../build.ts";
import { childrenOf, type Expr, type ExprId, type ExprPool } from "../expr.ts";
import { functions } from "../functions.ts";
import { substitute } from "../substitute.ts";
import type { Builder } from "./builder.ts";
import { complain } from "./complain.ts";
import type { Frame } from "./context.ts";
import { bodiesOf, findWays, type Result, type Target, type Ways } from "./dependence.ts";

/** Notes the first jump on the ways from `result` to `target`, if there is one. */
export function noteJumps(frame: Frame, span: Span, result: Result, target: Target): void {
  const { builder } = frame.cx;
  const ways = findWays(builder, result, target);
  for (const step of [result, ...ways.steps]) {
    for (const body of bodiesOf(builder, step)) {
      const found = findJump(builder, body, ways);
      if (found === undefined) continue;
      const message = `the derivative passes a jump of \`${found}\`, where it is taken for flat`;
      complain(frame, "TP231", span, message, "it is that of the finite program, point by point");
      return;
    }
  }
}

/** The name of a function that jumps where its arguments lie on a way. Conditions of `where` are looked at as one. */
function findJump(builder: Builder, root: ExprId, ways: Ways): string | undefined {
  const { scratch } = builder;
  const seen = new Set([root]);
  for (const id of seen) {
    const node = scratch.get(id);
    if (node.op === "select") {
      if (ways.leadsBody(node.when) && !meet(scratch, node)) return "where";
      seen.add(node.then).add(node.otherwise);
      continue;
    }
    if (node.op === "call" && functions[node.fn].regularity === "jump" && ways.leadsBody(id))
      return sourceName(node.fn);
    for (const child of childrenOf(node)) seen.add(child);
  }
  return undefined;
}

/** Comparisons outside of a `where` come from derivatives of `max`, `min`, `clip` and `leaky_relu`. */
function sourceName(fn: Extract<Expr, { op: "call" }>["fn"]): string {
  return fn === "sign" ? "sign" : "step";
}

/** Whether the branches of a choice at a threshold have one value there: then it has a kink and no jump. */
function meet(pool: ExprPool, { when, then, otherwise }: Extract<Expr, { op: "select" }>): boolean {
  const condition = pool.get(when);
  if (condition.op !== "call" || (condition.fn !== "less" && condition.fn !== "less_equal")) return false;
  const [first, second] = condition.args;
  if (first === undefined || second === undefined) return false;
  const [variable, threshold] = b.constantValue(pool, first) === undefined ? [first, second] : [second, first];
  const leaf = pool.get(variable);
  if (b.constantValue(pool, threshold) === undefined || (leaf.op !== "coord" && leaf.op !== "param")) return false;
  const at = { [leaf.op]: (index: number) => (index === leaf.index ? threshold : undefined) };
  const [left, right] = substitute(pool, [then, otherwise], at);
  if (left === right) return true;
  const [x, y] = [left, right].map((id) => (id === undefined ? undefined : b.constantValue(pool, id)));
  return x !== undefined && y !== undefined && Math.abs(x - y) <= rounding * Math.max(1, Math.abs(x));
}

/** Branches that differ by less than this have lost the rest to rounding. */
const rounding = 1e-12;

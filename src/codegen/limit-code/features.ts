/**
 * Where the body of an integral has kinks, jumps and steep slopes, as far as they lie where an affine function of its
 * variables vanishes: quadrature puts break points there. Smooth functions of a variable itself are not listed,
 * because the quadrature looks at 0 of every variable anyway.
 */
import * as b from "../../ir/build.ts";
import { type Expr, type ExprId, type ExprPool, reachable } from "../../ir/expr.ts";
import { noteCall } from "../../limit/expectation/features.ts";
import type { Affine } from "../../limit/symbolic/forms.ts";
import type { Feature } from "./integral.ts";

/** `body` has `variables` coords. */
export function featuresOf(
  pool: ExprPool,
  affine: (id: ExprId) => Affine | undefined,
  body: ExprId,
  variables: number,
): { readonly features: readonly Feature[]; readonly curves: readonly ExprId[] } {
  const features = new Map<string, Feature>();
  const curves = new Set<ExprId>();
  const note = (argument: ExprId, smooth: boolean): void => {
    const line = affine(argument);
    const node = pool.get(argument);
    if (line === undefined && !smooth) {
      // A product changes its sign where a factor does.
      if (node.op === "mul") for (const factor of node.args) note(factor, smooth);
      else if (!isRoot(pool, node)) curves.add(argument);
    }
    if (line === undefined || line.coefficients.length === 0) return;
    const slopes = new Array<ExprId>(variables).fill(b.constant(pool, 0));
    for (const [variable, slope] of line.coefficients) slopes[variable] = slope;
    const isPlain = smooth && line.coefficients.length === 1 && b.constantValue(pool, line.constant) === 0;
    const [only] = line.coefficients;
    if (isPlain && Math.abs(b.constantValue(pool, only?.[1] ?? line.constant) ?? 2) <= 1) return;
    features.set(`${slopes.join()} ${line.constant} ${smooth}`, { slopes, constant: line.constant, smooth });
  };
  for (const id of reachable(pool, [body])) noteNode(pool, id, note);
  return { features: [...features.values()], curves: [...curves] };
}

/** A power that changes its sign nowhere. */
function isRoot(pool: ExprPool, node: Expr): boolean {
  return node.op === "pow" && !Number.isInteger(b.constantValue(pool, node.exponent) ?? 0.5);
}

function noteNode(pool: ExprPool, id: ExprId, note: (argument: ExprId, smooth: boolean) => void): void {
  const node = pool.get(id);
  if (node.op === "pow") {
    const exponent = b.constantValue(pool, node.exponent);
    if (exponent === undefined || !Number.isInteger(exponent) || exponent < 0) note(node.base, false);
    return;
  }
  if (node.op === "call") noteCall(pool, node, (argument, { scale }) => note(argument, scale === 1));
}

/** `(eta m - B) v (1 - tanh(h)^2)` for `eta m v (1 - tanh(h)^2) - B v (1 - tanh(h)^2)`: one random variable, one coefficient. */
import { add, mul } from "./build.ts";
import { childrenOf, type ExprId, type ExprPool, reachable } from "./expr.ts";
import { rebuild } from "./substitute.ts";

/** `root` with the terms of each sum that are multiples of the same random variables in one; `isRandom` tells of params. */
export function collectRandom(pool: ExprPool, root: ExprId, isRandom: (param: number) => boolean): ExprId {
  const order = reachable(pool, [root]);
  const random = new Set<ExprId>();
  const seen = new Set<ExprId>();
  const image = new Map<ExprId, ExprId>();
  const of = (id: ExprId): ExprId => image.get(id) ?? id;
  /** Reads a random variable, here or below. */
  const mark = (id: ExprId): void => {
    for (const inner of reachable(pool, [id], (known) => random.has(known) || seen.has(known))) {
      const node = pool.get(inner);
      const own = node.op === "coord" || (node.op === "param" && isRandom(node.index));
      seen.add(inner);
      if (own || childrenOf(node).some((child) => random.has(child))) random.add(inner);
    }
  };
  for (const id of order) {
    const node = pool.get(id);
    const built = rebuild(pool, node, of);
    mark(built);
    image.set(id, collected(pool, built, random));
    mark(of(id));
  }
  return of(root);
}

function collected(pool: ExprPool, id: ExprId, random: ReadonlySet<ExprId>): ExprId {
  const node = pool.get(id);
  if (node.op !== "add") return id;
  const groups = new Map<string, { readonly variables: readonly ExprId[]; readonly coefficients: ExprId[] }>();
  for (const arg of node.args) {
    const term = pool.get(arg);
    const factors = term.op === "mul" ? term.args : [arg];
    const variables = factors.filter((factor) => random.has(factor));
    const key = variables.join();
    const group = groups.get(key) ?? { variables, coefficients: [] };
    groups.set(key, group);
    group.coefficients.push(mul(pool, ...factors.filter((factor) => !random.has(factor))));
  }
  if (groups.size === node.args.length || (groups.size === 1 && groups.has(""))) return id;
  return add(
    pool,
    ...[...groups.values()].map(({ variables, coefficients }) => mul(pool, add(pool, ...coefficients), ...variables)),
  );
}

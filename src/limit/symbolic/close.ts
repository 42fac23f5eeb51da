/**
 * The derived system with its expectations in closed form where they have one. A body that is a constant or a single
 * earlier scalar is put into everything that comes later, so that the system reads as a person would write it:
 * `q[2] = q[1] / 2`, not an expectation.
 */
import * as b from "../../ir/build.ts";
import { type ExprId, reachable } from "../../ir/expr.ts";
import { rebuild } from "../../ir/substitute.ts";
import { expressions } from "../expectation/arithmetic.ts";
import type { Definition, HatBlock, LimitProgram, LimitScalar } from "../limit-program.ts";
import { basisLaw } from "./basis-law.ts";
import { createCloser } from "./closer.ts";
import { ruleNamed } from "./rules.ts";

/** `limit` with `closed` definitions in place of the expectations that have a closed form. */
export function closeLimit(limit: LimitProgram): LimitProgram {
  const { pool } = limit;
  const a = expressions(pool);
  const images = limit.scalars.map((_, j) => b.param(pool, j));
  // A definition reads earlier scalars only, so that what has been substituted once stays right.
  const image = new Map<ExprId, ExprId>();
  const put = (root: ExprId): ExprId => {
    for (const id of reachable(pool, [root], (id) => image.has(id))) {
      const node = pool.get(id);
      const of = (child: ExprId): ExprId => image.get(child) ?? child;
      image.set(id, node.op === "param" ? (images[node.index] ?? id) : rebuild(pool, node, of));
    }
    return image.get(root) ?? root;
  };
  const law = basisLaw(limit);
  const substituted = { ...law, covariance: (i: number, j: number): ExprId => put(law.covariance(i, j)) };
  const closer = createCloser(pool, substituted);
  const close = (definition: Definition): Definition => {
    switch (definition.kind) {
      case "number":
      case "symbol":
      case "closed":
        return definition;
      case "arithmetic":
        return { kind: "arithmetic", body: put(definition.body) };
      case "stein":
        return { ...definition, factor: put(definition.factor), integrand: put(definition.integrand) };
      case "expectation": {
        const factor = put(definition.factor);
        const integrand = put(definition.integrand);
        const found = closer.close(integrand);
        if (found === undefined) return { kind: "expectation", factor, integrand };
        const rules = found.rules.map(ruleNamed);
        return { kind: "closed", body: a.multiply(factor, found.value), factor, integrand, rules };
      }
    }
  };
  const scalars = limit.scalars.map((scalar, j): LimitScalar => {
    const definition = close(scalar.definition);
    if (definition.kind === "closed" || definition.kind === "arithmetic") {
      const { op } = pool.get(definition.body);
      if (op === "const" || op === "param") {
        images[j] = definition.body;
      }
    }
    return { ...scalar, definition };
  });
  const blocks = limit.blocks.map(
    (block): HatBlock => ({ ...block, covariance: block.covariance.map((row) => row.map(put)) }),
  );
  const z = new Map([...limit.z].map(([value, id]) => [value, put(id)] as const));
  return { ...limit, scalars, blocks, z };
}

/**
 * Running sums as variables of their own: the same limit in which Z of `h[l] = h[l-1] + W[l] @ x` is one Gaussian
 * variable instead of the sum of all basis variables up to layer `l`. Covariances of such variables that a definition
 * needs become numbers of the limit, defined before it. What no running sum enters stays as it is.
 */
import { invariant } from "../../diagnostics/invariant.ts";
import * as b from "../../ir/build.ts";
import { gradient } from "../../ir/differentiate.ts";
import { type ExprId, leavesOf, reachable } from "../../ir/expr.ts";
import type { Instr, ValueId } from "../../ir/program.ts";
import { rebuild, substitute } from "../../ir/substitute.ts";
import type { BasisVariable, Definition, LimitProgram, LimitScalar, RunningSum } from "../limit-program.ts";
import { basisLaw } from "../symbolic/basis-law.ts";
import { findSums } from "./find-sums.ts";
import { type Parts, sumLaw } from "./sum-law.ts";

/** `limit`, derived and not closed, with its running sums as variables. */
export function nameSums(limit: LimitProgram): LimitProgram {
  const found = findSums(limit);
  if (found.size === 0) return limit;
  const { program, pool } = limit;
  const variables: BasisVariable[] = [...limit.basis];
  const sums = new Map([...found.keys()].map((value) => [value, variables.push({ kind: "sum", value }) - 1] as const));
  const variableOf = (value: ValueId): number => {
    const node = pool.get(limit.z.get(value) as ExprId);
    const index = sums.get(value) ?? (node.op === "coord" ? node.index : undefined);
    invariant(index !== undefined, () => `Z of value ${value} is no variable`);
    return index;
  };
  const parts = new Map<number, Parts>();
  for (const [value, list] of found) {
    const inside = list.map(({ coefficient, of }) => ({ coefficient, variable: variableOf(of) }));
    parts.set(variableOf(value), inside);
  }

  // New numbers are called by positions behind the old ones, until all are put in the order of their definitions.
  const added: LimitScalar[] = [];
  const order: number[] = [];
  const law = sumLaw({
    pool,
    law: basisLaw(limit),
    variables,
    parts,
    name(first, second, body) {
      const place = program.values[first]?.place;
      invariant(place !== undefined, () => `no value ${first}`);
      added.push({ meaning: { kind: "covariance", first, second }, definition: { kind: "arithmetic", body }, place });
      const index = limit.scalars.length + added.length - 1;
      order.push(index);
      return b.param(pool, index);
    },
  });
  const wanted = new Map<number, Map<number, ExprId>>([...parts.keys()].map((sum) => [sum, new Map()]));
  /** The covariances that an expectation over this integrand needs. */
  const need = (integrand: ExprId): void => {
    const { coords } = leavesOf(pool, [integrand]);
    for (const i of coords) {
      for (const j of coords) if (j <= i) wanted.get(i)?.set(j, law.covariance(i, j));
    }
  };

  const z = zsWithSums(limit, sums);
  const product = productsOf(limit);
  const hats = hatsOf(limit);
  const moments = new Map(program.instrs.flatMap((instr) => (instr.op === "moment" ? [[instr.out, instr]] : [])));
  const zOf = (value: ValueId): ExprId => z.get(value) as ExprId;
  const isSame = (...values: readonly ValueId[]): boolean => values.every((value) => zOf(value) === limit.z.get(value));
  const integrandOf = ({ meaning }: LimitScalar): ExprId | undefined => {
    switch (meaning.kind) {
      case "covariance": {
        const [first, second] = [product(meaning.first).vector, product(meaning.second).vector];
        return isSame(first, second) ? undefined : b.mul(pool, zOf(first), zOf(second));
      }
      case "onsager": {
        const { vector } = product(meaning.product);
        const by = hats.get(meaning.by);
        if (isSame(vector) || by === undefined) return undefined;
        const slopes = [...gradient(pool, zOf(vector)).coords];
        return b.add(pool, ...slopes.map(([variable, slope]) => b.mul(pool, slope, law.slope(variable, by))));
      }
      case "scalar": {
        const instr = moments.get(meaning.value);
        if (instr === undefined || isSame(...instr.vectors)) return undefined;
        return composed(limit, instr, zOf);
      }
    }
  };
  const definitions = limit.scalars.map((scalar, k): Definition => {
    const { definition } = scalar;
    const integrand = definition.kind === "expectation" ? integrandOf(scalar) : undefined;
    if (integrand !== undefined) need(integrand);
    order.push(k);
    return definition.kind !== "expectation" || integrand === undefined ? definition : { ...definition, integrand };
  });

  const all = [
    ...limit.scalars.map((scalar, k) => ({ ...scalar, definition: definitions[k] as Definition })),
    ...added,
  ];
  const place = new Map(order.map((k, at) => [k, at]));
  const image = new Map<ExprId, ExprId>();
  const renumbered = (root: ExprId): ExprId => {
    for (const id of reachable(pool, [root], (id) => image.has(id))) {
      const node = pool.get(id);
      if (node.op === "param") image.set(id, b.param(pool, place.get(node.index) ?? node.index));
      else
        image.set(
          id,
          rebuild(pool, node, (child) => image.get(child) ?? child),
        );
    }
    return image.get(root) ?? root;
  };
  return {
    ...limit,
    basis: variables,
    scalars: order.map((k) => {
      const scalar = all[k] as LimitScalar;
      return { ...scalar, definition: movedBy(renumbered, scalar.definition) };
    }),
    blocks: limit.blocks.map((block) => ({ ...block, covariance: block.covariance.map((row) => row.map(renumbered)) })),
    sums: new Map(
      [...wanted].map(([sum, covariance]): [number, RunningSum] => [
        sum,
        {
          parts: (parts.get(sum) ?? []).map(({ variable }) => variable),
          covariance: new Map([...covariance].map(([i, id]) => [i, renumbered(id)])),
        },
      ]),
    ),
    z: new Map([...z].map(([value, id]) => [value, renumbered(id)])),
    scalarOf: new Map([...limit.scalarOf].map(([value, id]) => [value, renumbered(id)])),
  };
}

function movedBy(move: (id: ExprId) => ExprId, definition: Definition): Definition {
  switch (definition.kind) {
    case "number":
    case "symbol":
      return definition;
    case "arithmetic":
      return { kind: "arithmetic", body: move(definition.body) };
    case "expectation":
      return { kind: "expectation", factor: move(definition.factor), integrand: move(definition.integrand) };
    case "stein":
      return { ...definition, factor: move(definition.factor), integrand: move(definition.integrand) };
    case "closed": {
      const { body, factor, integrand } = definition;
      return { ...definition, body: move(body), factor: move(factor), integrand: move(integrand) };
    }
  }
}

function composed(
  { pool, scalarOf }: LimitProgram,
  { body, vectors, scalars }: Extract<Instr, { op: "nonlin" | "moment" }>,
  zOf: (value: ValueId) => ExprId,
): ExprId {
  const [image] = substitute(pool, [body], {
    coord: (k) => zOf(vectors[k] as ValueId),
    param: (k) => scalarOf.get(scalars[k] as ValueId),
  });
  return image ?? body;
}

/** The MatMul of a product. */
function productsOf({ program }: LimitProgram): (value: ValueId) => Extract<Instr, { op: "matmul" }> {
  const products = new Map(program.instrs.flatMap((instr) => (instr.op === "matmul" ? [[instr.out, instr]] : [])));
  return (value) => {
    const instr = products.get(value);
    invariant(instr !== undefined, () => `value ${value} is no product`);
    return instr;
  };
}

/** The variables of the hats, by their products. */
function hatsOf({ basis }: LimitProgram): ReadonlyMap<ValueId, number> {
  return new Map(basis.flatMap(({ kind, value }, k) => (kind === "hat" ? [[value, k]] : [])));
}

/** Z of every vector, running sums as variables. */
function zsWithSums(limit: LimitProgram, sums: ReadonlyMap<ValueId, number>): ReadonlyMap<ValueId, ExprId> {
  const { program, pool } = limit;
  const z = new Map<ValueId, ExprId>();
  const zOf = (value: ValueId): ExprId => z.get(value) ?? (limit.z.get(value) as ExprId);
  const isChanged = (value: ValueId): boolean => zOf(value) !== limit.z.get(value);
  const product = productsOf(limit);
  const hats = hatsOf(limit);
  const corrections = new Map<ValueId, { readonly scalar: number; readonly vector: ValueId }[]>();
  for (const [scalar, { meaning }] of limit.scalars.entries()) {
    if (meaning.kind !== "onsager") continue;
    const list = corrections.get(meaning.product) ?? [];
    corrections.set(meaning.product, list);
    list.push({ scalar, vector: product(meaning.by).vector });
  }
  for (const instr of program.instrs) {
    if ((instr.op !== "nonlin" && instr.op !== "matmul") || !limit.z.has(instr.out)) continue;
    const sum = sums.get(instr.out);
    const terms = corrections.get(instr.out) ?? [];
    if (sum !== undefined) z.set(instr.out, b.coord(pool, sum));
    else if (instr.op === "nonlin" && instr.vectors.some(isChanged)) z.set(instr.out, composed(limit, instr, zOf));
    else if (instr.op === "matmul" && terms.some(({ vector }) => isChanged(vector))) {
      const hat = hats.get(instr.out);
      const dot = terms.map(({ scalar, vector }) => b.mul(pool, b.param(pool, scalar), zOf(vector)));
      z.set(instr.out, b.add(pool, ...(hat === undefined ? [] : [b.coord(pool, hat)]), ...dot));
    }
  }
  return new Map([...limit.z.keys()].map((value) => [value, zOf(value)]));
}

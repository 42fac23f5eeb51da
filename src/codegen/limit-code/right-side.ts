/**
 * The right sides of definitions and of equations as code can compute them. Those of equations keep their index
 * variables: the covariances that an integral needs are generalised over the members like F's equations themselves,
 * and what does not generalise is written out member by member.
 */
import * as b from "../../ir/build.ts";
import type { ExprId } from "../../ir/expr.ts";
import { substitute } from "../../ir/substitute.ts";
import type { LimitProgram } from "../../limit/limit-program.ts";
import { evaluateAffine } from "../../limit/recurrence/affine.ts";
import { pointsOf } from "../../limit/recurrence/domain.ts";
import type { Equation, General, Reference } from "../../limit/recurrence/equation.ts";
import { generalise } from "../../limit/recurrence/generalise.ts";
import { instantiate } from "../../limit/recurrence/instantiate.ts";
import type { Point, QuantityTable } from "../../limit/recurrence/quantities.ts";
import { shapeReader } from "../../limit/recurrence/shape.ts";
import { type BasisLaw, basisLaw } from "../../limit/symbolic/basis-law.ts";
import { createExpander } from "../../limit/symbolic/expand.ts";
import { auxiliaryParam, type Reduced, type Refusal } from "./integral.ts";
import { createReducer, reduceExpectation } from "./reduce.ts";

/** In the value and auxiliaries of an equation `param k` is reference k. */
export interface GeneralReduced extends Reduced {
  readonly references: readonly Reference[];
}

export interface RightSides {
  /** Of limit scalar `index`; `param j` is limit scalar j. */
  readonly single: (index: number) => Reduced | Refusal;
  /** Of all members of an equation at once, if they have one. */
  readonly general: (equation: Equation) => GeneralReduced | undefined;
}

export function rightSides(limit: LimitProgram, table: QuantityTable): RightSides {
  const { pool } = limit;
  const law = basisLaw(limit);
  const { affine } = createExpander(pool);
  const reader = shapeReader(pool, table, { several: Number.POSITIVE_INFINITY });
  const nothing = { auxiliaries: [] };

  const single = (index: number): Reduced | Refusal => {
    const definition = limit.scalars[index]?.definition;
    switch (definition?.kind) {
      case undefined:
      case "symbol":
        return { value: b.param(pool, index), ...nothing };
      case "number":
        return { value: b.constant(pool, definition.value), ...nothing };
      case "arithmetic":
      case "closed":
        return { value: definition.body, ...nothing };
      case "expectation":
        return reduceExpectation(pool, law, affine, definition.factor, definition.integrand);
      case "stein": {
        const reducer = createReducer(pool, law, affine);
        const right: ExprId[] = [];
        for (const hat of definition.hats) {
          const moment = reducer.expectation(b.mul(pool, definition.integrand, b.coord(pool, hat)));
          if (typeof moment !== "number") return moment;
          right.push(moment);
        }
        const matrix = definition.hats.map((i, k) => definition.hats.slice(0, k + 1).map((j) => law.covariance(i, j)));
        const solution = reducer.add({ kind: "solution", matrix, right });
        const slope = b.param(pool, auxiliaryParam(solution, definition.index));
        return { value: b.mul(pool, definition.factor, slope), auxiliaries: reducer.auxiliaries };
      }
    }
  };

  const general = ({ right, variables }: Equation): GeneralReduced | undefined => {
    if (right.kind === "slope") return undefined;
    if (right.kind === "formula") {
      if (!right.body.references.every(isWritable)) return undefined;
      return { value: right.body.body, ...nothing, references: right.body.references };
    }
    const references: Reference[] = [...right.factor.references, ...right.integrand.references];
    if (!right.factor.references.every(isWritable) || !right.integrand.references.every(isReadable)) return undefined;
    const offset = right.factor.references.length;
    const [integrand = right.integrand.body] = substitute(pool, [right.integrand.body], {
      param: (k) => (isBasis(table, references[offset + k]) ? b.coord(pool, offset + k) : b.param(pool, offset + k)),
    });
    const points = [...pointsOf(variables)];
    const names = variables.map(({ name }) => name);
    const found = lawOverReferences({ limit, table, law, reader, points, names }, references);
    const reduced = reduceExpectation(pool, found.law, affine, right.factor.body, integrand);
    return found.failed() || "refusal" in reduced ? undefined : { ...reduced, references };
  };
  const isReadable = (reference: Reference): boolean => isBasis(table, reference) || isWritable(reference);
  const isWritable = (reference: Reference): boolean => {
    switch (reference.kind) {
      case "member":
        return ["scalar", "variance", "covariance", "onsager"].includes(
          table.quantities[reference.quantity]?.kind ?? "z",
        );
      case "number":
        return reference.law !== undefined;
      case "sum":
        return reference.term.references.every(isWritable);
    }
  };
  return { single, general };
}

function isBasis(table: QuantityTable, reference: Reference | undefined): boolean {
  if (reference?.kind !== "member") return false;
  const kind = table.quantities[reference.quantity]?.kind;
  return kind === "input" || kind === "hat" || kind === "sum";
}

interface Members {
  readonly limit: LimitProgram;
  readonly table: QuantityTable;
  readonly law: BasisLaw;
  readonly reader: ReturnType<typeof shapeReader>;
  readonly points: readonly Point[];
  readonly names: readonly string[];
}

/** The law of basis variables at general indices; what it says of covariances is added to `references`. */
function lawOverReferences(
  { limit, table, law, reader, points, names }: Members,
  references: Reference[],
): { readonly law: BasisLaw; readonly failed: () => boolean } {
  const { pool } = limit;
  const known = new Map<string, ExprId>();
  let failed = false;
  const fail = (): ExprId => {
    failed = true;
    return b.constant(pool, 0);
  };
  const basisAt = (k: number, point: Point): number => {
    const reference = references[k];
    if (reference?.kind !== "member") return -1;
    const at = reference.indices.map((index) => evaluateAffine(index, point));
    return table.at(reference.quantity, at) ?? -1;
  };
  const covariance = (i: number, j: number): ExprId => {
    const samples = points.map((point) => ({ point, root: law.covariance(basisAt(i, point), basisAt(j, point)) }));
    const [first] = samples;
    if (first !== undefined && samples.every(({ root }) => root === first.root) && isConstant(first.root))
      return first.root;
    const shaped = samples.flatMap(({ point, root }) => {
      const shape = reader.read(root);
      return shape === undefined ? [] : [{ point, shape }];
    });
    if (shaped.length < samples.length || new Set(shaped.map(({ shape }) => shape.signature)).size !== 1) return fail();
    const found = generalise(pool, shaped, names);
    if (found === undefined || !found.references.every(isLawful)) return fail();
    if (!samples.every(({ point, root }) => instantiate(limit, table, found, point) === root)) return fail();
    return appended(found);
  };
  const isConstant = (id: ExprId): boolean => b.constantValue(pool, id) !== undefined;
  const isLawful = (reference: Reference): boolean => reference.kind === "member";
  const appended = ({ body, references: more }: General): ExprId => {
    const start = references.length;
    references.push(...more);
    return substitute(pool, [body], { param: (k) => b.param(pool, start + k) })[0] ?? body;
  };
  return {
    failed: () => failed,
    law: {
      covariance(i, j) {
        const key = `${Math.min(i, j)},${Math.max(i, j)}`;
        const value = known.get(key) ?? covariance(i, j);
        known.set(key, value);
        return value;
      },
      shape(i) {
        const shapes = points.map((point) => law.shape(basisAt(i, point)));
        const [first] = shapes;
        if (shapes.some((shape) => JSON.stringify(shape) !== JSON.stringify(first))) failed = true;
        return first;
      },
    },
  };
}

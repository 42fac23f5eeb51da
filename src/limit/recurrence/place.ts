/** Where the members of equations are, and single expressions as equations without variables. */
import * as b from "../../ir/build.ts";
import type { ExprId } from "../../ir/expr.ts";
import { substitute } from "../../ir/substitute.ts";
import type { LimitProgram } from "../limit-program.ts";
import { type Affine, constantFunction } from "./affine.ts";
import type { Equation, General, IndexRange, MemberAt, QuantityId, Reference } from "./equation.ts";
import type { Family } from "./families.ts";
import { generalise } from "./generalise.ts";
import { instantiate } from "./instantiate.ts";
import { memberOfLeaf, type Point, type QuantityTable } from "./quantities.ts";
import type { ShapeReader } from "./shape.ts";

/** The left side and the ranges of a family. */
export function placed(
  quantity: QuantityId,
  { names, domain, indices, members }: Family,
): Pick<Equation, "left" | "variables" | "members"> {
  const variables = domain.map((range, k): IndexRange => ({ name: names[k] ?? "?", ...range }));
  return { left: { quantity, indices }, variables, members };
}

/** The member at these indices. */
export function memberAt(quantity: QuantityId, point: Point): MemberAt {
  return { quantity, indices: point.map((value): Affine => constantFunction(value, 0)) };
}

/** An expression of one member, its leaves as references; long sums of like terms are put under a sum sign. */
export function generalOf(limit: LimitProgram, table: QuantityTable, reader: ShapeReader, root: ExprId): General {
  const { pool } = limit;
  const shape = reader.read(root);
  const short = shape?.atoms.some(({ kind }) => kind === "terms")
    ? generalise(pool, [{ point: [], shape }], [])
    : undefined;
  if (short !== undefined && instantiate(limit, table, short, []) === root) return short;
  const references: Reference[] = [];
  const refer = (op: "coord" | "param") => (index: number) => {
    const { quantity, point } = memberOfLeaf(table, op, index);
    return b.param(pool, references.push({ kind: "member", ...memberAt(quantity, point) }) - 1);
  };
  const [body] = substitute(pool, [root], { coord: refer("coord"), param: refer("param") });
  return { body: body ?? root, references };
}

/**
 * Closed expressions: what the law of an initial variable may depend on. They are written in the scalars without
 * value; scalars with a value count as numbers, and scalars computed from these alone are replaced by their formula.
 */
import * as b from "../build.ts";
import { type ExprId, leavesOf } from "../expr.ts";
import type { Closed, ValueId } from "../program.ts";
import { substitute, transplant } from "../substitute.ts";
import type { Builder } from "./builder.ts";
import type { Emitter } from "./emitter.ts";

/** A closed expression, or a value that the body depends on and that is known only in a run. */
export type ClosedResult =
  | { readonly ok: true; readonly closed: Closed }
  | { readonly ok: false; readonly dependsOn: ValueId };

/** The closed expression of a scalar body. */
export function closeBody({ emitter, image }: Builder, scalar: ExprId): ClosedResult {
  const { pool, scratch } = emitter;
  const body = image(scalar);
  const needed = scalarsBelow(emitter, body);
  const images = new Map<ValueId, Closed>();
  for (const value of needed) {
    const image = closeValue(emitter, value, images);
    if (image === undefined) return { ok: false, dependsOn: value };
    images.set(value, image);
    if (emitter.definition(value)?.op !== "scalar") emitter.lawScalars.add(value);
  }
  const { coords } = leavesOf(scratch, [body]);
  const [vector] = coords;
  if (vector !== undefined) return { ok: false, dependsOn: vector as ValueId };
  const [closed] = transplant(scratch, pool, [body], { param: (id) => images.get(id as ValueId) });
  return closed === undefined ? { ok: true, closed: b.constant(pool, Number.NaN) } : { ok: true, closed };
}

/** The scalars that a body depends on through arithmetic of scalars, in the order of their ids. */
function scalarsBelow(emitter: Emitter, body: ExprId): ValueId[] {
  const seen = new Set(leavesOf(emitter.scratch, [body]).params as ValueId[]);
  for (const value of seen) {
    const instr = emitter.definition(value);
    if (instr?.op === "scalar") for (const scalar of instr.scalars) seen.add(scalar);
  }
  return [...seen].sort((first, second) => first - second);
}

function closeValue(emitter: Emitter, value: ValueId, images: ReadonlyMap<ValueId, Closed>): Closed | undefined {
  const { pool } = emitter;
  const instr = emitter.definition(value);
  if (instr?.op === "constant") return b.constant(pool, instr.value);
  if (instr?.op === "symbol") return b.param(pool, emitter.symbols.indexOf(value));
  if (instr?.op !== "scalar") return undefined;
  const param = (k: number): ExprId | undefined => {
    const scalar = instr.scalars[k];
    return scalar === undefined ? undefined : images.get(scalar);
  };
  return substitute(pool, [instr.body], { param })[0];
}

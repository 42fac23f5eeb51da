/** The laws of initial vectors, as closed expressions. */
import * as b from "../build.ts";
import type { Closed, ValueId } from "../program.ts";
import type { Emitter } from "./emitter.ts";

export function meanOf(emitter: Emitter, value: ValueId): Closed {
  const group = emitter.groupOf(value);
  if (group.kind === "single") return group.mean;
  return group.mean[group.members.indexOf(value)] ?? b.constant(emitter.pool, Number.NaN);
}

/** The covariance of two initial vectors, coordinate by coordinate; of one with itself, its variance. */
export function covarianceOf(emitter: Emitter, first: ValueId, second: ValueId): Closed {
  const group = emitter.groupOf(first);
  if (group.kind === "single") return first === second ? group.variance : b.constant(emitter.pool, 0);
  const [row, column] = [group.members.indexOf(first), group.members.indexOf(second)];
  return group.covariance[row]?.[column] ?? b.constant(emitter.pool, 0);
}

/** The initial vectors that are not drawn independently of one, itself included. */
export function correlatedWith(emitter: Emitter, value: ValueId): readonly ValueId[] {
  const group = emitter.groupOf(value);
  if (group.kind === "single") return [value];
  return group.members.filter((other) => {
    return other === value || b.constantValue(emitter.pool, covarianceOf(emitter, value, other)) !== 0;
  });
}

/** Our own faults, as opposed to mistakes in a user's program, which are returned as diagnostics. */
export class InternalFault extends Error {
  override readonly name = "InternalFault";
}

/** Throws an {@link InternalFault} unless `condition` holds. */
export function invariant(condition: unknown, text: () => string): asserts condition {
  if (!condition) throw new InternalFault(text());
}

/** Closes a switch over a union: a new member makes the call a type error. */
export function unreachable(value: never): never {
  throw new InternalFault(`unexpected ${JSON.stringify(value)}`);
}

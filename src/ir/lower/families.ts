/**
 * The members of families, and parts of families: `f[t, ..]` is the family of all members of `f` whose first index is t,
 * with the indices that are left open. A part looks into the whole, so that making one costs nothing.
 */
import type { FamilyBinding, Member } from "./context.ts";

/** The indices in the whole family of a member of `family`; `indices` may also be their texts. */
export function wholeIndices<T>({ fixed }: FamilyBinding, indices: readonly T[]): readonly (T | number)[] {
  const open = [...indices];
  const whole: (T | number)[] = [];
  for (const index of fixed) whole.push(...(index === undefined ? open.splice(0, 1) : [index]));
  return [...whole, ...open];
}

/** The member of a family, or of a part of one, with these indices. */
export function memberAt(family: FamilyBinding, indices: readonly number[]): Member | undefined {
  return family.members.get(wholeIndices(family, indices).join(","));
}

/** All members, in the order in which they were assigned, with the indices that they have in this family. */
export function membersOf({ members, fixed }: FamilyBinding): readonly Member[] {
  if (fixed.length === 0) return [...members.values()];
  return [...members.values()].flatMap((member) => {
    const isIn = fixed.every((index, k) => index === undefined || index === member.indices[k]);
    return isIn ? [{ ...member, indices: member.indices.filter((_, k) => fixed[k] === undefined) }] : [];
  });
}

/** The part of a family with some of its indices given and the others, undefined, left open. */
export function partOf(family: FamilyBinding, indices: readonly (number | undefined)[]): FamilyBinding {
  const arity = indices.filter((index) => index === undefined).length;
  return { ...family, arity, fixed: wholeIndices(family, indices) };
}

/**
 * Covariances that approach their bound, as those of two inputs do in a deep network: where a recurrence for C reads
 * k - C^2 with a constant k, what is carried is the gap 2 (sqrt(k) - C), the variance of the difference of two vectors
 * of variance sqrt(k), because 1 - C loses the digits of a C next to 1. Then k - C^2 = gap (4 sqrt(k) - gap) / 4, and
 * C itself follows from the gap.
 */
import * as b from "../../ir/build.ts";
import { type ExprId, type ExprPool, reachable } from "../../ir/expr.ts";
import { rebuild } from "../../ir/substitute.ts";
import type { MemberAt, QuantityId, Reference } from "../../limit/recurrence/equation.ts";
import type { GeneralReduced } from "./right-side.ts";

/** For each quantity with a gap, sqrt(k). */
export type Gaps = ReadonlyMap<QuantityId, number>;

/** Gaps are quantities of their own, from here on. */
const GAPS = 2 ** 20;

export function gapOf(quantity: QuantityId): QuantityId {
  return (quantity + GAPS) as QuantityId;
}

/** The quantities whose loops read k - C^2 of themselves; `loops` are the equations that define them. */
export function findGaps(
  pool: ExprPool,
  loops: readonly { readonly left: MemberAt; readonly right: GeneralReduced }[],
): Gaps {
  const gaps = new Map<QuantityId, number>();
  for (const { left, right } of loops) {
    for (const id of reachable(pool, [right.value])) {
      const found = differenceOfSquares(pool, right.references, id);
      if (found?.member.quantity === left.quantity) gaps.set(left.quantity, Math.sqrt(found.bound));
    }
  }
  // One and the same bound everywhere, or none.
  for (const { right } of loops) {
    for (const id of reachable(pool, [right.value])) {
      const found = differenceOfSquares(pool, right.references, id);
      const root = found === undefined ? undefined : gaps.get(found.member.quantity);
      if (root !== undefined && root !== Math.sqrt(found?.bound ?? 0))
        gaps.delete(found?.member.quantity as QuantityId);
    }
  }
  return gaps;
}

/** A right side with k - C^2 in terms of gaps. */
export function withGaps(pool: ExprPool, gaps: Gaps, right: GeneralReduced): GeneralReduced {
  const references = [...right.references];
  const image = new Map<ExprId, ExprId>();
  for (const id of reachable(pool, [right.value])) {
    const found = differenceOfSquares(pool, right.references, id);
    const root = found === undefined ? undefined : gaps.get(found.member.quantity);
    if (found === undefined || root === undefined) {
      image.set(
        id,
        rebuild(pool, pool.get(id), (child) => image.get(child) ?? child),
      );
      continue;
    }
    const gap = gapReference(pool, references, found.member);
    const other = b.subtract(pool, b.constant(pool, 4 * root), gap);
    image.set(id, b.mul(pool, b.constant(pool, 0.25), gap, other));
  }
  return { ...right, value: image.get(right.value) ?? right.value, references };
}

/** The gap of what a right side defines; `right` has its own gaps already. */
export function gapSide(pool: ExprPool, gaps: Gaps, quantity: QuantityId, right: GeneralReduced): GeneralReduced {
  const references = [...right.references];
  const root = gaps.get(quantity) ?? 1;
  const image = new Map<ExprId, ExprId>();
  for (const id of reachable(pool, [right.value])) {
    const node = pool.get(id);
    const member = node.op === "param" ? right.references[node.index] : undefined;
    if (member?.kind === "member" && gaps.has(member.quantity)) {
      const half = b.mul(pool, b.constant(pool, -0.5), gapReference(pool, references, member));
      image.set(id, b.add(pool, b.constant(pool, gaps.get(member.quantity) ?? 1), half));
    } else {
      const moved = rebuild(pool, node, (child) => image.get(child) ?? child);
      image.set(id, isAngleFromAbove(pool, gaps, right.references, id) ? complement(pool, moved) : moved);
    }
  }
  const covariance = multipliedOut(pool, image.get(right.value) ?? right.value);
  const value = b.add(
    pool,
    b.constant(pool, 2 * root),
    ...b.termsOf(pool, covariance).map((t) => b.mul(pool, b.constant(pool, -2), t)),
  );
  return { ...right, value, references };
}

/** atan2(C, s), an arcsine next to pi / 2. */
function isAngleFromAbove(pool: ExprPool, gaps: Gaps, references: readonly Reference[], id: ExprId): boolean {
  const node = pool.get(id);
  const first = node.op === "call" && node.fn === "atan2" ? pool.get(node.args[0] as ExprId) : undefined;
  const member = first?.op === "param" ? references[first.index] : undefined;
  return member?.kind === "member" && gaps.has(member.quantity);
}

/** atan2(y, x) as pi / 2 - atan2(x, y), for x >= 0. */
function complement(pool: ExprPool, id: ExprId): ExprId {
  const node = pool.get(id);
  if (node.op !== "call") return id;
  const [y, x] = node.args as readonly [ExprId, ExprId];
  const right = b.mul(pool, b.constant(pool, 0.5), b.call(pool, "pi"));
  return b.subtract(pool, right, b.call(pool, "atan2", x, y));
}

/** `k - C^2` for a constant k and a member C of a quantity. */
function differenceOfSquares(pool: ExprPool, references: readonly Reference[], id: ExprId) {
  const node = pool.get(id);
  if (node.op !== "add" || node.args.length !== 2) return undefined;
  const bound = node.args.map((arg) => b.constantValue(pool, arg)).find((value) => value !== undefined);
  const other = node.args.find((arg) => b.constantValue(pool, arg) === undefined);
  if (bound === undefined || !(bound > 0) || other === undefined) return undefined;
  const { coefficient, rest } = b.splitCoefficient(pool, other);
  const square = rest === undefined ? undefined : pool.get(rest);
  if (coefficient !== -1 || square?.op !== "pow" || b.constantValue(pool, square.exponent) !== 2) return undefined;
  const base = pool.get(square.base);
  const member = base.op === "param" ? references[base.index] : undefined;
  return member?.kind === "member" ? { bound, member } : undefined;
}

/** The param of the gap of a member. */
function gapReference(pool: ExprPool, references: Reference[], { quantity, indices }: MemberAt): ExprId {
  const known = references.findIndex(
    (reference) =>
      reference.kind === "member" && reference.quantity === gapOf(quantity) && sameIndices(reference.indices, indices),
  );
  return b.param(
    pool,
    known >= 0 ? known : references.push({ kind: "member", quantity: gapOf(quantity), indices }) - 1,
  );
}

function sameIndices(x: MemberAt["indices"], y: MemberAt["indices"]): boolean {
  return JSON.stringify(x) === JSON.stringify(y);
}

/** Products of sums as sums of products. */
function multipliedOut(pool: ExprPool, root: ExprId): ExprId {
  const node = pool.get(root);
  if (node.op === "add") return b.add(pool, ...node.args.map((arg) => multipliedOut(pool, arg)));
  if (node.op !== "mul") return root;
  const parts = node.args.map((arg) => multipliedOut(pool, arg));
  const products = parts.reduce<readonly ExprId[]>(
    (terms, part) => terms.flatMap((term) => b.termsOf(pool, part).map((other) => b.mul(pool, term, other))),
    [b.constant(pool, 1)],
  );
  return b.add(pool, ...products);
}

/**
 * Products of indicators whose arguments differ by a constant: z > 1 and z > 2 is z > 2, and an interval is the difference
 * of two half-lines. What is left has at most one indicator per direction, so that no covariance of theirs is
 * singular for that reason.
 */
import * as b from "../../ir/build.ts";
import type { ExprPool } from "../../ir/expr.ts";
import { directionKey, type FormId, type FormTable } from "./forms.ts";

/**
 * A bounded function of a form: `above` and `below` are 1 on one side of 0, `sign` is their difference, `cdf` and `erf` the
 * normal distribution function and the error function.
 */
export interface Mark {
  readonly kind: "above" | "below" | "sign" | "cdf" | "erf";
  readonly form: FormId;
}

/** A sum of products of marks. */
export type MarkSum = readonly { readonly factor: number; readonly marks: readonly Mark[] }[];

/** Undefined where it depends on the values of symbols which of two half-lines contains the other. */
export function mergeMarks(pool: ExprPool, forms: FormTable, marks: readonly Mark[]): MarkSum | undefined {
  const smooth = marks.filter(({ kind }) => kind === "cdf" || kind === "erf");
  const groups = new Map<string, Mark[]>();
  for (const mark of marks) {
    if (smooth.includes(mark)) continue;
    const key = directionKey(forms.get(mark.form));
    groups.set(key, [...(groups.get(key) ?? []), mark]);
  }
  let sum: MarkSum = [{ factor: 1, marks: sorted(smooth) }];
  for (const group of groups.values()) {
    const merged = mergeParallel(pool, forms, group);
    if (merged === undefined) return undefined;
    sum = sum.flatMap((x) =>
      merged.map((y) => ({ factor: x.factor * y.factor, marks: sorted([...x.marks, ...y.marks]) })),
    );
  }
  return sum;
}

function sorted(marks: readonly Mark[]): readonly Mark[] {
  return [...marks].sort((x, y) => x.form - y.form || (x.kind < y.kind ? -1 : x.kind > y.kind ? 1 : 0));
}

function mergeParallel(pool: ExprPool, forms: FormTable, group: readonly Mark[]): MarkSum | undefined {
  const [first] = group;
  if (first === undefined || group.length === 1) return [{ factor: 1, marks: group }];
  if (group.every(({ form }) => form === first.form)) return mergeEqual(group);
  const split = group.find(({ kind }) => kind === "sign");
  if (split !== undefined) {
    const others = group.filter((mark) => mark !== split);
    const above = mergeParallel(pool, forms, [...others, { ...split, kind: "above" }]);
    const below = mergeParallel(pool, forms, [...others, { ...split, kind: "below" }]);
    if (above === undefined || below === undefined) return undefined;
    return [...above, ...below.map(({ factor, marks }) => ({ factor: -factor, marks }))];
  }
  const level = (mark: Mark): number | undefined => b.constantValue(pool, forms.get(mark.form).constant);
  if (!group.every((mark) => level(mark) !== undefined)) return undefined;
  const order = (x: Mark, y: Mark): number => (level(x) ?? 0) - (level(y) ?? 0);
  const [above] = group.filter(({ kind }) => kind === "above").sort(order);
  const below = group
    .filter(({ kind }) => kind === "below")
    .sort(order)
    .at(-1);
  if (above === undefined || below === undefined) return [{ factor: 1, marks: [above ?? below ?? first] }];
  // z > -a and z < -c
  if ((level(above) ?? 0) <= (level(below) ?? 0)) return [];
  return [
    { factor: 1, marks: [above] },
    { factor: -1, marks: [{ kind: "above", form: below.form }] },
  ];
}

function mergeEqual(group: readonly Mark[]): MarkSum {
  const kinds = new Set(group.map(({ kind }) => kind));
  const signs = group.filter(({ kind }) => kind === "sign").length;
  const form = group[0]?.form ?? 0;
  if (kinds.has("above") && kinds.has("below")) return [];
  if (kinds.has("above")) return [{ factor: 1, marks: [{ kind: "above", form }] }];
  if (kinds.has("below")) return [{ factor: signs % 2 === 0 ? 1 : -1, marks: [{ kind: "below", form }] }];
  return [{ factor: 1, marks: signs % 2 === 0 ? [] : [{ kind: "sign", form }] }];
}

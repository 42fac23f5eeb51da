/**
 * The forms in which a number of the limit can be generalised: its definition as it stands, a closed form or an
 * integrand in basis variables, or its definition in the Zs of vectors of the source. Each number gets the one that
 * reads best.
 */
import { invariant } from "../../diagnostics/invariant.ts";
import * as b from "../../ir/build.ts";
import type { ExprId } from "../../ir/expr.ts";
import { LONG, sizeOf } from "../formula-size.ts";
import type { LimitProgram } from "../limit-program.ts";
import type { General, RightSide } from "./equation.ts";
import type { Candidate, Division, Family } from "./families.ts";
import type { NamedForms } from "./named.ts";
import type { QuantityTable } from "./quantities.ts";

/** Closed forms that do not repeat are listed up to this number. */
const LONG_LIST = 12;

type Form = Pick<Candidate, "tag" | "parts">;

/** The definition as it stands; undefined where that is long. Closed forms are never too long. */
function asDefined(
  limit: LimitProgram,
  named: NamedForms,
  index: number,
  isLong: (id: ExprId) => boolean,
): Form | undefined {
  const { definition, meaning } = limit.scalars[index] ?? {};
  switch (definition?.kind) {
    case "number":
      return { tag: "formula", parts: [b.constant(limit.pool, definition.value)] };
    case "arithmetic":
    case "closed":
      return { tag: "formula", parts: [definition.body] };
    case "expectation": {
      // The derivative of a long Z is long, and is not worked out only to see that.
      const z = meaning?.kind === "onsager" ? limit.z.get(named.multiplied(meaning.product)) : undefined;
      if ((z !== undefined && isLong(z)) || isLong(definition.integrand)) return undefined;
      return { tag: "expectation", parts: [definition.factor, definition.integrand] };
    }
    case "symbol":
    case "stein":
    case undefined:
      return undefined;
  }
}

/** The definition in the Zs of vectors of the source. */
function inNames(limit: LimitProgram, named: NamedForms, index: number): Form | undefined {
  const scalar = limit.scalars[index];
  if (scalar === undefined) return undefined;
  const { definition, meaning } = scalar;
  if (definition.kind !== "expectation" && definition.kind !== "stein" && definition.kind !== "closed")
    return undefined;
  const form = named.of(meaning);
  if (form === undefined) return undefined;
  // The definition may have been rewritten since: factors moved out of the expectation.
  if (form.kind === "integrand") return { tag: "expectation", parts: [form.factor, form.integrand] };
  const isStein = definition.kind === "stein" || (definition.kind === "closed" && definition.of === "slope");
  const tag = isStein ? "stein slope" : "slope";
  return { tag, parts: [form.factor, form.of, form.by] };
}

/**
 * Divides the numbers of one quantity, each in the form that reads best: closed forms as they are, expectations in
 * basis variables unless the Zs of the source say the same with fewer equations or in less space.
 */
export function divideScalars(
  limit: LimitProgram,
  table: QuantityTable,
  named: NamedForms,
  scalars: readonly number[],
  divideThem: (candidates: readonly Candidate[]) => Division,
): Division {
  const sizes = new Map<ExprId, number>();
  const candidatesOf = (indices: readonly number[], form: (index: number) => Form | undefined) =>
    indices.flatMap((index): Candidate[] => {
      const found = form(index);
      return found === undefined ? [] : [{ index, point: table.scalar(index).point, ...found }];
    });
  const inZs = (index: number): Form | undefined => inNames(limit, named, index);
  const isLong = (part: ExprId): boolean => sizeOf(limit.pool, part, sizes) > LONG;
  const whole = (index: number): Form | undefined => asDefined(limit, named, index, isLong);
  const count = ({ families, singles }: Division): number => families.length + singles.length;
  const readsWell = ({ parts }: Family): boolean =>
    !parts.some(({ body, references }) => isLong(body) || references.some(({ kind }) => kind === "sum"));

  const closed = divideThem(
    candidatesOf(
      scalars.filter((index) => whole(index)?.tag === "formula"),
      whole,
    ),
  );
  const loose = closed.singles.map(({ index }) => index);
  const looseNamed = divideThem(candidatesOf(loose, inZs));
  // A few initial cases keep their closed forms; a long list of unlike ones says less than one equation in names.
  const covered = looseNamed.families.flatMap(({ members }) => members).length;
  const giveUp = covered > LONG_LIST && covered > 4 * count(looseNamed);
  const open = scalars.filter((index) => whole(index)?.tag !== "formula");
  const plain = open.every((index) => whole(index) !== undefined) ? divideThem(candidatesOf(open, whole)) : undefined;
  const good = plain?.families.every(readsWell) === true ? plain : undefined;
  const other = good !== undefined && count(good) <= 1 ? good : divideThem(candidatesOf(open, inZs));
  const rest = good !== undefined && count(good) <= count(other) ? good : other;
  const nameless = open.filter((index) => inZs(index) === undefined);
  invariant(nameless.length === 0, () => "an expectation that is no moment, covariance or slope");
  return {
    families: [...closed.families, ...(giveUp ? looseNamed.families : []), ...rest.families],
    singles: [...(giveUp ? looseNamed.singles : closed.singles), ...rest.singles.map(short)],
  };

  /** One number by itself: as it is defined, unless that is long. */
  function short(candidate: Candidate): Candidate {
    const [defined, form] = [whole(candidate.index), inZs(candidate.index)];
    return { ...candidate, ...(defined ?? form) };
  }
}

/** The right side that the parts of a candidate with this tag make. */
export function rightSide(tag: string, parts: readonly General[]): RightSide {
  const [first, second, third] = parts as readonly [General, General, General];
  if (tag === "formula") return { kind: "formula", body: first };
  if (tag === "expectation") return { kind: "expectation", factor: first, integrand: second };
  return { kind: "slope", factor: first, of: second, by: third, stein: tag === "stein slope" };
}

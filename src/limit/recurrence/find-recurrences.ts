/**
 * The recurrences of a limit: loops of the program come out as equations with index variables, whatever does not
 * repeat as an equation of its own. Every equation has been compared with the unrolled definitions of all its
 * members, expression by expression: the equations say exactly what the list of definitions says.
 *
 * Definitions are generalised as they stand, closed forms and integrands in basis variables, and where this fails or
 * is long, in the Zs of the vectors that the source names. What those Zs are is then said by vector equations.
 */
import { invariant } from "../../diagnostics/invariant.ts";
import * as b from "../../ir/build.ts";
import type { ExprId } from "../../ir/expr.ts";
import type { ValueId } from "../../ir/program.ts";
import { substitute } from "../../ir/substitute.ts";
import { LONG, sizeOf } from "../formula-size.ts";
import type { LimitProgram } from "../limit-program.ts";
import { type Affine, constantFunction } from "./affine.ts";
import {
  type Equation,
  type General,
  type IndexRange,
  type MemberAt,
  partsOf,
  type QuantityId,
  type Recurrences,
  type Reference,
  type RightSide,
  type VectorEquation,
} from "./equation.ts";
import { type Candidate, type Division, divide, type Family } from "./families.ts";
import { type NamedForms, namedForms } from "./named.ts";
import { memberOfLeaf, type Point, type QuantityTable, tableOfQuantities } from "./quantities.ts";
import { shapeReader } from "./shape.ts";

/** The equations of `limit`, closed or not. Each number of the limit but the free symbols is a member of exactly one. */
export function findRecurrences(limit: LimitProgram): Recurrences {
  const { pool } = limit;
  const table = tableOfQuantities(limit);
  const named = namedForms(limit);
  // Sums of two terms are put under a sign only where nothing else helps.
  const readers = [3, Number.POSITIVE_INFINITY, 2].map((several) => shapeReader(pool, table, { several }));
  const divideOne = (quantity: number, candidates: readonly Candidate[]): Division =>
    divide(limit, table, readers, table.quantities[quantity]?.indexNames ?? [], candidates);

  const equations: Equation[] = [];
  for (const [quantity, scalars] of scalarsByQuantity(limit, table)) {
    const division = divideScalars(limit, table, named, scalars, (candidates) => divideOne(quantity, candidates));
    for (const family of division.families) {
      equations.push({ ...placed(quantity, family), right: rightSide(family.tag, family.parts) });
    }
    for (const { point, tag, parts, index } of division.singles) {
      const right = rightSide(
        tag,
        parts.map((part) => generalOf(limit, table, part)),
      );
      equations.push({ left: memberAt(quantity, point), variables: [], right, members: [index] });
    }
  }
  equations.sort((x, y) => Math.min(...firstOf(x)) - Math.min(...firstOf(y)));
  return {
    quantities: table.quantities,
    equations,
    vectors: vectorEquations(limit, table, named, equations, divideOne),
  };
}

function firstOf({ members }: Equation): readonly number[] {
  return members.slice(0, 1);
}

function scalarsByQuantity(limit: LimitProgram, table: QuantityTable): Map<QuantityId, number[]> {
  const found = new Map<QuantityId, number[]>();
  for (const [index, { definition }] of limit.scalars.entries()) {
    if (definition.kind === "symbol") continue;
    const { quantity } = table.scalar(index);
    const known = found.get(quantity) ?? [];
    found.set(quantity, known);
    known.push(index);
  }
  return found;
}

type Form = Pick<Candidate, "tag" | "parts">;

/** The definition as it stands. */
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
      if (z !== undefined && isLong(z)) return undefined;
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
  if (form.kind === "integrand") return { tag: "expectation", parts: [definition.factor, form.integrand] };
  const tag = definition.kind === "stein" ? "stein slope" : "slope";
  return { tag, parts: [definition.factor, form.of, form.by] };
}

/**
 * Divides the numbers of one quantity, each in the form that reads best: closed forms as they are, expectations in
 * basis variables unless the Zs of the source say the same with fewer equations or in less space.
 */
function divideScalars(
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
  const giveUp = looseNamed.families.flatMap(({ members }) => members).length > 4 * count(looseNamed);
  const open = scalars.filter((index) => whole(index)?.tag !== "formula");
  const plain = divideThem(candidatesOf(open, whole));
  const other = divideThem(candidatesOf(open, inZs));
  const hasPlain = open.every((index) => whole(index) !== undefined);
  const asIs = hasPlain && count(plain) <= count(other) && plain.families.every(readsWell);
  const rest = asIs ? plain : other;
  const nameless = open.filter((index) => inZs(index) === undefined);
  invariant(nameless.length === 0, () => "an expectation that is no moment, covariance or slope");
  return {
    families: [...closed.families, ...(giveUp ? looseNamed.families : []), ...rest.families],
    singles: [...(giveUp ? looseNamed.singles : closed.singles), ...rest.singles.map(short)],
  };

  /** One number by itself: as it is defined, unless that is long. */
  function short(candidate: Candidate): Candidate {
    const [defined, form] = [whole(candidate.index), inZs(candidate.index)];
    if (form !== undefined && (defined === undefined || defined.parts.some(isLong))) return { ...candidate, ...form };
    return { ...candidate, ...defined };
  }
}

function rightSide(tag: string, parts: readonly General[]): RightSide {
  const [first, second, third] = parts as readonly [General, General, General];
  if (tag === "formula") return { kind: "formula", body: first };
  if (tag === "expectation") return { kind: "expectation", factor: first, integrand: second };
  return { kind: "slope", factor: first, of: second, by: third, stein: tag === "stein slope" };
}

function placed(quantity: QuantityId, { names, domain, indices, members }: Family) {
  const variables = domain.map((range, k): IndexRange => ({ name: names[k] ?? "?", ...range }));
  return { left: { quantity, indices }, variables, members };
}

function memberAt(quantity: QuantityId, point: Point): MemberAt {
  return { quantity, indices: point.map((value): Affine => constantFunction(value, 0)) };
}

/** An expression of one member, its leaves as references. */
function generalOf(limit: LimitProgram, table: QuantityTable, root: ExprId): General {
  const { pool } = limit;
  const references: Reference[] = [];
  const refer = (op: "coord" | "param") => (index: number) => {
    const { quantity, point } = memberOfLeaf(table, op, index);
    return b.param(pool, references.push({ kind: "member", ...memberAt(quantity, point) }) - 1);
  };
  const [body] = substitute(pool, [root], { coord: refer("coord"), param: refer("param") });
  return { body: body ?? root, references };
}

/** What the Zs are that the equations name, and those that these equations name. */
function vectorEquations(
  limit: LimitProgram,
  table: QuantityTable,
  named: NamedForms,
  equations: readonly Equation[],
  divideThem: (quantity: QuantityId, candidates: readonly Candidate[]) => Division,
): readonly VectorEquation[] {
  const values = new Map<QuantityId, ValueId[]>();
  for (const value of limit.z.keys()) {
    const { quantity } = table.z(value);
    const known = values.get(quantity) ?? [];
    values.set(quantity, known);
    known.push(value);
  }
  const found: VectorEquation[] = [];
  const wanted = new Set(equations.flatMap(({ right }) => partsOf(right).flatMap(quantitiesOf)));
  // A set grows while it is walked, and the walk meets what is added.
  for (const quantity of wanted) {
    if (table.quantities[quantity]?.kind !== "z") continue;
    const candidates = (values.get(quantity) ?? []).flatMap((value): Candidate[] => {
      const z = limit.z.get(value);
      const form = z !== undefined && limit.pool.get(z).op === "coord" ? undefined : named.z(value);
      return form === undefined ? [] : [{ index: value, point: table.z(value).point, tag: "z", parts: [form] }];
    });
    const { families, singles } = divideThem(quantity, candidates);
    for (const family of families) {
      const [right] = family.parts;
      if (right === undefined) continue;
      found.push({ ...placed(quantity, family), right, members: family.members as readonly ValueId[] });
    }
    for (const { point, parts, index } of singles) {
      const [part] = parts;
      if (part === undefined) continue;
      const right = generalOf(limit, table, part);
      found.push({ left: memberAt(quantity, point), variables: [], right, members: [index as ValueId] });
    }
    for (const { right } of found) for (const next of quantitiesOf(right)) wanted.add(next);
  }
  return found.sort((x, y) => (x.members[0] ?? 0) - (y.members[0] ?? 0));
}

function quantitiesOf({ references }: General): readonly QuantityId[] {
  return references.flatMap((reference) => {
    if (reference.kind === "sum") return quantitiesOf(reference.term);
    return reference.kind === "member" ? [reference.quantity] : [];
  });
}

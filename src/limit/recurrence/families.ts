/**
 * Divides the members of a quantity into families with one general equation each. Members whose expressions have one
 * shape propose an equation; it is compared with the expressions of all members that have none yet, and the members
 * for which the two are the same expression, cut down to a domain, are the family. Large shapes come first, so that
 * the longest ranges win.
 */
import type { ExprId } from "../../ir/expr.ts";
import type { LimitProgram } from "../limit-program.ts";
import { type Affine, evaluateAffine, sameAffine } from "./affine.ts";
import { comparePoints, type Domain, domainWithin, pointsOf } from "./domain.ts";
import type { General, Reference } from "./equation.ts";
import { generalise } from "./generalise.ts";
import { instantiate } from "./instantiate.ts";
import { companionOf, freeName } from "./names.ts";
import { independentCoordinates, type Point, type QuantityTable } from "./quantities.ts";
import type { Shape, ShapeReader } from "./shape.ts";

/** A member with the expressions that define it. */
export interface Candidate {
  /** Whatever the caller knows it by. */
  readonly index: number;
  readonly point: Point;
  /** What must be equal besides the shapes: the kind of the definition. */
  readonly tag: string;
  readonly parts: readonly ExprId[];
}

export interface Family {
  readonly tag: string;
  /** The names and ranges of the variables. */
  readonly names: readonly string[];
  readonly domain: Domain;
  /** The indices of the quantity in terms of the variables. */
  readonly indices: readonly Affine[];
  /** One for each part. */
  readonly parts: readonly General[];
  /** `Candidate.index`, in the order of the variables. */
  readonly members: readonly number[];
}

export interface Division {
  readonly families: readonly Family[];
  readonly singles: readonly Candidate[];
}

/** Indices that run backwards, or by more than 1, are believed of so many members. */
const ODD_MEMBERS = 4;
/** Proposals that are tried for one quantity. */
const MOST_PROPOSALS = 16;

interface Shaped extends Candidate {
  readonly shapes: readonly Shape[];
}

export function divide(
  limit: LimitProgram,
  table: QuantityTable,
  readers: readonly ShapeReader[],
  indexNames: readonly string[],
  candidates: readonly Candidate[],
): Division {
  const families: Family[] = [];
  const left = new Map(candidates.map((candidate) => [candidate.point.join(), candidate]));
  let proposals = 0;
  for (const reader of readers) {
    const refused = new Set<string>();
    for (; proposals < MOST_PROPOSALS; proposals++) {
      const chosen = largestClass(classesOf([...left.values()], reader), refused);
      if (chosen === undefined) break;
      const family = propose(limit, table, indexNames, chosen.members, left);
      if (family === undefined) {
        refused.add(chosen.key);
        continue;
      }
      families.push(family);
      const taken = new Set(family.members);
      for (const [key, { index }] of left) if (taken.has(index)) left.delete(key);
    }
  }
  return { families, singles: [...left.values()] };
}

function classesOf(candidates: readonly Candidate[], reader: ShapeReader): Map<string, Shaped[]> {
  const classes = new Map<string, Shaped[]>();
  for (const candidate of candidates) {
    const shapes = candidate.parts.flatMap((part) => reader.read(part) ?? []);
    if (shapes.length < candidate.parts.length) continue;
    const key = `${candidate.tag} ${shapes.map(({ signature }) => signature).join(" ")}`;
    const known = classes.get(key) ?? [];
    classes.set(key, known);
    known.push({ ...candidate, shapes });
  }
  return classes;
}

function largestClass(
  classes: ReadonlyMap<string, Shaped[]>,
  refused: ReadonlySet<string>,
): { readonly key: string; readonly members: readonly Shaped[] } | undefined {
  let best: { key: string; members: Shaped[] } | undefined;
  for (const [key, members] of classes) {
    if (!refused.has(key) && members.length > (best?.members.length ?? 0)) best = { key, members };
  }
  return best;
}

/** A family of at least some members of one shape; `left` are all members without equation. */
function propose(
  limit: LimitProgram,
  table: QuantityTable,
  indexNames: readonly string[],
  shaped: readonly Shaped[],
  left: ReadonlyMap<string, Candidate>,
): Family | undefined {
  const { kept, all } = largerFirst(
    shaped.map(({ point }) => point),
    indexNames,
  );
  if (kept.length === 0 || shaped.length < kept.length + 1) return undefined;
  const taken = new Set<string>();
  // The first of two letters of one kind is that of the outer variable.
  const wanted = kept.toSorted((x, y) => x - y).map((at) => indexNames[at]);
  const names = wanted.map((letter) => {
    const name = freeName(letter, taken);
    taken.add(name);
    return name;
  });
  const at = (point: Point): Point => kept.map((k) => point[k] ?? 0);
  const parts: General[] = [];
  const sorted = generic(shaped);
  for (const k of (shaped[0]?.parts ?? []).keys()) {
    const samples = sorted.map(({ point, shapes }) => ({ point: at(point), shape: shapes[k] as Shape }));
    const general = generalise(limit.pool, samples, names);
    if (general === undefined) return undefined;
    parts.push(general);
  }
  if (parts.every(isBareTable)) return undefined;
  const tag = shaped[0]?.tag ?? "";
  const holding = [...left.values()].filter((candidate) => {
    const point = at(candidate.point);
    if (candidate.tag !== tag || candidate.parts.length !== parts.length) return false;
    if (all.some((index, k) => evaluateAffine(index, point) !== candidate.point[k])) return false;
    return parts.every((part, k) => instantiate(limit, table, part, point) === candidate.parts[k]);
  });
  const domain = domainWithin(
    holding.map(({ point }) => at(point)),
    kept.length,
  );
  if (domain === undefined) return undefined;
  // A variable that has one value for given others is none: `t = s`.
  const within = new Set([...pointsOf(domain)].map((point) => point.join()));
  const inside = shaped.filter(({ point }) => within.has(at(point).join()));
  if (domain.some(({ from, to }) => sameAffine(from, to)) && inside.length < shaped.length) {
    return propose(limit, table, indexNames, inside, left);
  }
  const byPoint = new Map(holding.map((candidate) => [at(candidate.point).join(), candidate.index]));
  const members = [...pointsOf(domain)].flatMap((point) => byPoint.get(point.join()) ?? []);
  // So few members agree with some affine functions by chance: only what a person would write counts.
  if (members.length < kept.length + 1) return undefined;
  if (members.length < kept.length + 2 && !parts.every((part) => part.references.every(isPlain))) return undefined;
  // `g[7-3r]` is no index that anybody would think of, unless it goes on.
  const isOdd = all.some(({ coefficients }) => coefficients.some((c) => c < 0 || c > 1));
  if (isOdd && members.length < ODD_MEMBERS) return undefined;
  return { tag, names, domain, indices: all, parts, members };
}

/**
 * Independent coordinates in the order of the variables: of two indices of one kind the one that is always the larger
 * comes first, `t = 2..T, s = 1..t-1`, because it is the later one.
 */
function largerFirst(
  points: readonly Point[],
  indexNames: readonly string[],
): ReturnType<typeof independentCoordinates> {
  const { kept, all } = independentCoordinates(points, indexNames);
  const order = kept.map((_, k) => k);
  for (const [k, at] of kept.entries()) {
    const next = kept[k + 1];
    if (next === undefined || companionOf(indexNames[at] ?? "") !== indexNames[next]) continue;
    if (points.every((point) => (point[at] ?? 0) <= (point[next] ?? 0))) [order[k], order[k + 1]] = [k + 1, k];
  }
  return {
    kept: order.map((k) => kept[k] ?? 0),
    all: all.map(({ constant, coefficients }) => ({
      constant,
      coefficients: order.map((k) => coefficients[k] ?? 0),
    })),
  };
}

/** Those in the middle first: at the ends of ranges, references to different members coincide more often. */
function generic(shaped: readonly Shaped[]): readonly Shaped[] {
  const sorted = [...shaped].sort((x, y) => comparePoints(x.point, y.point));
  const middle = Math.floor((2 * sorted.length) / 3);
  return [...sorted.slice(middle), ...sorted.slice(0, middle).reverse()];
}

/** A member at indices that are variables of the equation, shifted, or constant. */
function isPlain(reference: Reference): boolean {
  return (
    reference.kind === "member" &&
    reference.indices.every(
      ({ coefficients }) =>
        coefficients.every((c) => c === 0 || c === 1) && coefficients.filter((c) => c !== 0).length <= 1,
    )
  );
}

/** A list of numbers is no equation. */
function isBareTable({ references }: General): boolean {
  return (
    references.length > 0 && references.every((reference) => reference.kind === "number" && reference.law === undefined)
  );
}

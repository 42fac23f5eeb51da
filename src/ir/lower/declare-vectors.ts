/** `vector`: initial vectors, alone, as independent members of a family, or drawn together with a covariance. */

import type { Span } from "../../diagnostics/source.ts";
import type { Shape } from "../../math/laws.ts";
import type { AstExpr, Ident, Statement } from "../../parser/ast.ts";
import * as b from "../build.ts";
import type { Closed, InputGroup, ValueId, WidthId } from "../program.ts";
import { complain, placeIn } from "./complain.ts";
import type { Frame } from "./context.ts";
import { memberName } from "./labels.ts";
import { readLaw } from "./laws.ts";
import { isCovariance, isVariance, type Moments, readMoments } from "./moments-of-laws.ts";
import { forRanges } from "./ranges.ts";
import { defineMember, definePlain, lose, openFamily } from "./scope.ts";
import { failed, type Term } from "./terms.ts";
import { findWidth } from "./widths.ts";

/** One vector of a declaration. */
interface Target {
  readonly ident: Ident;
  readonly indices: readonly number[];
  readonly isMember: boolean;
}

/** A law with its mean and variance read. */
interface Draw {
  readonly shape: Shape;
  readonly mean: Moments;
  readonly variance: Moments;
  readonly span: Span;
}

export function declareVectors(statement: Extract<Statement, { kind: "vector" }>, frame: Frame): void {
  const width = findWidth(statement.width, statement.span, (name) => `: ${name}`, frame);
  const targets: Target[] = [];
  const draws: (Draw | undefined)[] = [];
  const isJoint = (): boolean => draws[0]?.variance.kind === "table";
  for (const { name: ident, ranges } of statement.targets) {
    const isMember = ranges.length > 0;
    if (isMember) openFamily(frame, ident, ranges.length);
    const done = forRanges(ranges, frame, `the family \`${ident.name}\``, (indices) => {
      targets.push({ ident, indices: [...indices], isMember });
      if (!isJoint()) draws.push(readDraw(statement.law, statement.span, frame));
    });
    if (!done) {
      lose(frame, ident.name);
      return;
    }
  }
  const groups = isJoint() ? [joinDraw(draws[0], targets.length, frame)] : draws.map((draw) => singleDraw(draw, frame));
  addVectors(targets, width, groups, isJoint(), frame);
}

function readDraw(law: AstExpr | undefined, span: Span, frame: Frame): Draw | undefined {
  const { pool } = frame.cx.builder;
  const one = (value: number): Moments => ({ kind: "one", value: b.constant(pool, value), span });
  if (law === undefined) return { shape: { kind: "normal" }, mean: one(0), variance: one(1), span };
  const read = readLaw(law, frame);
  if (read === undefined) return undefined;
  const mean = read.mean === undefined ? one(0) : readMoments(read.mean, frame, "the mean");
  const variance = read.variance === undefined ? one(1) : readMoments(read.variance, frame, "the variance");
  return mean === undefined || variance === undefined
    ? undefined
    : { shape: read.shape, mean, variance, span: read.span };
}

type GroupOf = (members: readonly ValueId[]) => InputGroup;

function single(shape: Shape, mean: Closed, variance: Closed): GroupOf {
  return ([member = -1 as ValueId]) => ({ kind: "single", member, shape, mean, variance });
}

function singleDraw(draw: Draw | undefined, frame: Frame): GroupOf | undefined {
  if (draw === undefined) return undefined;
  const { shape, mean, variance } = draw;
  if (variance.kind !== "one" || mean.kind !== "one") {
    const { span } = variance.kind === "one" ? mean : variance;
    const message = "a list of means needs a covariance, one row and one column for each vector";
    const hint = "write `normal([0, 0], [[1, r], [r, 1]])`";
    complain(frame, "TP207", span, variance.kind === "one" ? message : "this is a list, not a covariance", hint);
    return undefined;
  }
  return isVariance(variance.value, variance.span, frame) ? single(shape, mean.value, variance.value) : undefined;
}

function joinDraw(draw: Draw | undefined, size: number, frame: Frame): GroupOf | undefined {
  if (draw === undefined || draw.variance.kind !== "table") return undefined;
  const { shape, mean, span } = draw;
  const { rows, span: at } = draw.variance;
  if (shape.kind !== "normal") {
    complain(
      frame,
      "TP207",
      span,
      `vectors are drawn together from \`normal\` only, not \`${shape.kind}\``,
      "write `normal(..)`",
    );
    return undefined;
  }
  if (mean.kind === "table" || (mean.kind === "list" && mean.values.length !== size)) {
    const message = `the mean of ${size} vector${size === 1 ? "" : "s"} is one number, or a list of ${size}`;
    complain(frame, "TP207", mean.span, message, "write 0 for all of them");
    return undefined;
  }
  if (!isCovariance(rows, size, at, frame)) return undefined;
  const means = mean.kind === "list" ? mean.values : rows.map(() => mean.value);
  const [onlyMean, onlyVariance] = [means[0], rows[0]?.[0]];
  if (size === 1 && onlyMean !== undefined && onlyVariance !== undefined) {
    return isVariance(onlyVariance, at, frame) ? single(shape, onlyMean, onlyVariance) : undefined;
  }
  // A covariance read from a file may be symmetric up to rounding only: the upper triangle counts.
  const covariance = rows.map((row, i) => row.map((entry, j) => (j < i ? (rows[j]?.[i] ?? entry) : entry)));
  return (members) => ({ kind: "joint", members, mean: means, covariance });
}

/** Defines the names, as failed ones where the declaration has a mistake. */
function addVectors(
  targets: readonly Target[],
  width: WidthId | undefined,
  groups: readonly (GroupOf | undefined)[],
  isJoint: boolean,
  frame: Frame,
): void {
  const { builder } = frame.cx;
  const sets = isJoint ? [targets] : targets.map((target) => [target]);
  for (const [k, set] of sets.entries()) {
    const group = groups[k];
    if (group === undefined || width === undefined) {
      for (const target of set) define(target, failed, frame);
      continue;
    }
    const labels = set.map(({ ident: { name }, indices }) => ({
      name: memberName(name, indices),
      base: name,
      indices,
    }));
    const places = set.map(({ ident }) => placeIn(frame, ident.span));
    const members = builder.addInputs(labels, width, places, group);
    for (const [m, target] of set.entries()) {
      const member = members[m];
      if (member !== undefined)
        define(target, { kind: "vector", body: b.coord(builder.scratch, member), width }, frame);
    }
  }
}

function define({ ident, indices, isMember }: Target, term: Term, frame: Frame): void {
  const family = isMember ? openFamily(frame, ident, indices.length) : undefined;
  if (!isMember) definePlain(frame, ident, term, "value");
  else if (family !== undefined) defineMember(frame, family, ident, indices, term);
}

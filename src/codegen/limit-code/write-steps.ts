/** The steps of a schedule as statements: loops, the conditions under which an equation takes part, assignments. */
import type { ExprPool } from "../../ir/expr.ts";
import { type Affine, composeAffine, constantFunction } from "../../limit/recurrence/affine.ts";
import type { EquationWriter } from "../../limit/recurrence/print-equation.ts";
import type { QuantityTable } from "../../limit/recurrence/quantities.ts";
import type { Step } from "../../limit/recurrence/schedule.ts";
import type { Writer } from "../writer.ts";
import { affineText } from "./affine-text.ts";
import type { Dialect, Piece } from "./dialect.ts";
import { type Gaps, gapOf } from "./gap.ts";
import type { Item } from "./items.ts";
import type { LoopLength } from "./loop-length.ts";
import type { Names } from "./names.ts";
import { fromLast, type Places } from "./places.ts";
import { type Loops, referencePiece } from "./reference.ts";
import { valueText } from "./value-text.ts";

export interface Body {
  readonly pool: ExprPool;
  readonly table: QuantityTable;
  readonly dialect: Dialect;
  readonly need: (piece: string) => void;
  /** Names and formulas of numbers, for comments. */
  readonly entries: ReadonlyMap<number, { readonly name: string; readonly text: string }>;
  readonly equationText: EquationWriter;
  readonly names: Names;
  readonly places: Places;
  readonly gaps: Gaps;
  readonly length: LoopLength | undefined;
  readonly out: Writer;
  readonly items: readonly Item[];
  /** Numbers by themselves that are computed in some turn of a loop, because they need what it computes before it. */
  readonly inLoops: ReadonlySet<number>;
  /** The number that the function gives back, where it is one by itself. */
  readonly result: number | undefined;
  /** Integrals that are in a variable of this scope. */
  readonly known: Map<string, string>;
  /** The turns of the loops around, in the program, by their variables. */
  readonly turns: ReadonlyMap<string, { readonly from: number; readonly to: number }>;
}

/** The values of the variables of an equation that the loops around have set, as affine functions of loop variables. */
export type Settings = ReadonlyMap<number, readonly Affine[]>;

export function writeSteps(body: Body, steps: readonly Step[], loops: Loops, settings: Settings): void {
  for (const step of steps) {
    if (step.kind === "equation") writeEquation(body, step.equation, loops, settings.get(step.equation) ?? []);
    else writeLoop(body, step, loops, settings);
  }
}

/** Inside a block: what it declares is not seen after it. */
function scopeIn(body: Body): Body {
  return { ...body, names: body.names.inner(), known: new Map(body.known) };
}

function writeBlock({ out, dialect }: Body, head: string, inside: () => void): void {
  out.line(head);
  out.indented(inside);
  if (dialect.blockEnd !== undefined) out.line(dialect.blockEnd);
}

function widened(values: readonly Affine[]): readonly Affine[] {
  return values.map(({ constant, coefficients }) => ({ constant, coefficients: [...coefficients, 0] }));
}

/** The last one of `count` variables, less a shift. */
function lastVariable(count: number, shift: number): Affine {
  return { constant: -shift, coefficients: Array.from({ length: count }, (_, k) => (k === count - 1 ? 1 : 0)) };
}

function writeLoop(body: Body, step: Extract<Step, { kind: "loop" }>, loops: Loops, settings: Settings): void {
  const { items, dialect, length } = body;
  const inside = [...step.shifts.keys()];
  const depth = settings.get(inside[0] ?? -1)?.length ?? 0;
  const takesPart = inside.filter((k) => items[k]?.equation.variables[depth] !== undefined);
  const lead = takesPart.find((k) => step.shifts.get(k) === 0) ?? takesPart[0];
  const equation = items[lead ?? -1]?.equation;
  const shift = step.shifts.get(lead ?? -1) ?? 0;
  const end = (turn: number): string => {
    const offset = equation === undefined ? undefined : length?.offsetOfBound(equation, depth, turn - shift);
    return affineText(
      offset === undefined ? constantFunction(turn, loops.length) : fromLast(offset + shift, loops.length),
      loops,
    );
  };
  const scope = scopeIn(body);
  const name = scope.names.fresh(equation?.variables[depth]?.name ?? "k");
  const inner: Loops = [...loops, name];
  const set = new Map(
    inside.map((k): readonly [number, readonly Affine[]] => [
      k,
      [...widened(settings.get(k) ?? []), lastVariable(inner.length, step.shifts.get(k) ?? 0)],
    ]),
  );
  const turns = new Map([...body.turns, [name, { from: step.from, to: step.to }] as const]);
  writeBlock(body, dialect.loop(name, end(step.from), end(step.to)), () =>
    writeSteps({ ...scope, turns }, step.steps, inner, set),
  );
}

function writeEquation(body: Body, k: number, loops: Loops, set: readonly Affine[]): void {
  const item = body.items[k];
  if (item === undefined) return;
  const conditions = conditionsOf(body, item, loops, set);
  if (conditions.length === 0) writeRest(body, item, loops, set);
  else writeBlock(body, body.dialect.guard(conditions), () => writeRest(scopeIn(body), item, loops, set));
}

/** A bound of the range of a variable, the variables before it set. */
function boundText(
  body: Body,
  { equation }: Item,
  v: number,
  bound: Affine,
  values: readonly Affine[],
  loops: Loops,
): string {
  const isConstant = bound.coefficients.every((c) => c === 0);
  const offset = isConstant ? body.length?.offsetOfBound(equation, v, bound.constant) : undefined;
  const index = offset === undefined ? composeAffine(bound, values, loops.length) : fromLast(offset, loops.length);
  return affineText(index, loops);
}

/** When an equation takes part: variables that are set must lie within their ranges. */
function conditionsOf(body: Body, item: Item, loops: Loops, set: readonly Affine[]): readonly string[] {
  const { variables } = item.equation;
  return set.flatMap((value, v) => {
    const range = variables[v];
    // Without a variable for this loop it takes part in one turn.
    if (range === undefined) return [body.dialect.between(affineText(value, loops), "0", "0")];
    if (isAlwaysWithin(body, value, range, loops)) return [];
    const [from, to] = [range.from, range.to].map((bound) => boundText(body, item, v, bound, set, loops));
    return [body.dialect.between(affineText(value, loops), from ?? "", to ?? "")];
  });
}

function isAlwaysWithin(
  { turns }: Body,
  { constant, coefficients }: Affine,
  { from, to }: { readonly from: Affine; readonly to: Affine },
  loops: Loops,
): boolean {
  const moving = coefficients.flatMap((c, k) => (c === 0 ? [] : [{ c, turn: turns.get(loops[k] ?? "") }]));
  const [only] = moving;
  if (moving.length !== 1 || only?.c !== 1 || only.turn === undefined) return false;
  if (![...from.coefficients, ...to.coefficients].every((c) => c === 0)) return false;
  return only.turn.from + constant >= from.constant && only.turn.to + constant <= to.constant;
}

/** Loops over the variables that are not set yet, then the assignment. */
function writeRest(body: Body, item: Item, loops: Loops, values: readonly Affine[]): void {
  const range = item.equation.variables[values.length];
  if (range === undefined) {
    writeNumber(body, item, loops, values);
    return;
  }
  const [from = "", to = ""] = [range.from, range.to].map((bound) =>
    boundText(body, item, values.length, bound, values, loops),
  );
  if (from === to && /^-?\d+$/.test(from)) {
    writeRest(body, item, loops, [...values, constantFunction(Number(from), loops.length)]);
    return;
  }
  const scope = scopeIn(body);
  const name = scope.names.fresh(range.name);
  const inner: Loops = [...loops, name];
  writeBlock(body, body.dialect.loop(name, from, to), () =>
    writeRest(scope, item, inner, [...widened(values), lastVariable(inner.length, 0)]),
  );
}

/** One assignment; `values` are those of the variables of its equation. */
function writeNumber(body: Body, { equation, right }: Item, loops: Loops, values: readonly Affine[]): void {
  const { dialect, places, out, entries, equationText } = body;
  const table = places.tableOf(equation.left.quantity);
  const indices = equation.left.indices.map((index, k) =>
    places.indexText(equation.left.quantity, k, composeAffine(index, values, loops.length), loops),
  );
  const storeIn = (name: string | undefined, value: string): void => {
    for (const line of dialect.store(name ?? "?", indices, value)) out.lines(line);
  };
  const store = (value: string): void => storeIn(table, value);
  const root = body.gaps.get(equation.left.quantity);
  const gap = root === undefined ? undefined : places.tableOf(gapOf(equation.left.quantity));
  if (right.kind === "loop") {
    const variables = equation.variables.map(({ name }) => name);
    const text = `${equationText.member(equation.left, variables)} = ${equationText.right(equation.right, variables)}`;
    out.line(`${dialect.comment}${text}`);
    const leaf = (k: number): Piece => referencePiece({ ...body, loops, values }, right.of.references[k]);
    if (gap === undefined || right.gap === undefined) {
      store(valueText(body, right.of, leaf, out, undefined));
      return;
    }
    const carried = right.gap;
    const inGaps = (k: number): Piece => referencePiece({ ...body, loops, values }, carried.references[k]);
    storeIn(gap, valueText(body, carried, inGaps, out, undefined));
    store(`${dialect.number(root ?? 1)} - ${dialect.entry(gap, indices)} / 2`);
    return;
  }
  const entry = entries.get(right.index);
  out.line(`${dialect.comment}${entry?.name ?? ""} = ${entry?.text ?? ""}`);
  if (table !== undefined) {
    store(valueText(body, right.of, places.scalar, out, undefined));
    if (gap !== undefined) storeIn(gap, `${dialect.number(2 * (root ?? 1))} - 2 * ${dialect.entry(table, indices)}`);
    return;
  }
  const name = places.plain(right.index);
  const value = valueText(body, right.of, places.scalar, out, name);
  if (body.inLoops.has(right.index)) out.lines(dialect.assign(name, value));
  else if (right.index === body.result) out.lines(dialect.giveBack(value));
  else out.lines(dialect.declare(name, value));
}

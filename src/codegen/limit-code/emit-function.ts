/** The body of the function of one output: its slice of the limit, scheduled, as statements. */
import type { ExprId } from "../../ir/expr.ts";
import { type Schedule, scheduleEquations } from "../../limit/recurrence/schedule.ts";
import { createWriter } from "../writer.ts";
import type { Refusal } from "./integral.ts";
import { type Item, type ItemSetting, itemsFor, memberReferences, type Needed, referencesOf } from "./items.ts";
import type { CodeFunction, CodeParameter } from "./limit-code.ts";
import { type LoopLength, loopLength } from "./loop-length.ts";
import { createNames } from "./names.ts";
import { type Places, placesOf } from "./places.ts";
import { valueText } from "./value-text.ts";
import { type Body, writeSteps } from "./write-steps.ts";

export interface FunctionSetting
  extends ItemSetting,
    Pick<Body, "pool" | "table" | "dialect" | "need" | "entries" | "equationText"> {}

type Emitted = Pick<CodeFunction, "parameters" | "body" | "isNumerical">;

/** Names of the runtime and of what the module imports. */
const runtimeWords = ["expectation", "solve", "sum", "np", "math"];

/** `root` in terms of the numbers `roots`. */
export function emitFunction(cx: FunctionSetting, root: ExprId, roots: readonly number[]): Emitted | Refusal {
  const { dialect } = cx;
  const found = scheduled(cx, roots);
  if ("refusal" in found) return found;
  const { items, symbols, gaps, schedule } = found;
  const names = createNames([...dialect.reserved, ...runtimeWords]);
  const length = loopLength(
    items.map((item) => ({ equation: item.equation, references: referencesOf(cx, item) })),
    memberReferences(cx, roots),
  );
  const argument = length === undefined ? undefined : { name: names.fresh(lengthLabel(length)), of: length };
  const nameOf = (j: number): string => symbolName(cx, j);
  const places = placesOf({ ...cx, names, gaps, length: argument, symbolName: nameOf }, items, symbols);
  const out = createWriter(dialect.step);
  const inLoops = numbersInLoops(schedule, items);
  const result = resultOf(cx, root, items, places, inLoops);
  const body: Body = {
    ...cx,
    names,
    places,
    gaps,
    length,
    out,
    items,
    inLoops,
    result,
    known: new Map(),
    turns: new Map(),
  };
  for (const { name, indices, note } of places.tables) {
    if (note !== undefined) out.line(`${dialect.comment}${note}`);
    out.line(dialect.declareTable(name, indices));
  }
  for (const j of inLoops) {
    const line = isTabled(cx, places, j) ? undefined : dialect.declareEmpty?.(places.plain(j));
    if (line !== undefined) out.line(line);
  }
  writeSteps(body, schedule, argument === undefined ? [] : [argument.name], new Map());
  if (result === undefined) {
    const value = valueText(body, { value: root, auxiliaries: [] }, places.scalar, out, undefined);
    out.line(dialect.giveBack(value));
  }
  const parameters: CodeParameter[] = symbols.map((j) => ({
    name: places.plain(j),
    meaning: `the free symbol \`${nameOf(j)}\` of the program`,
    initial: undefined,
  }));
  if (argument !== undefined) parameters.push(lengthParameter(argument.name, argument.of));
  return {
    parameters,
    body: out.text().trimEnd().split("\n"),
    isNumerical: items.some(({ right }) => right.of.auxiliaries.some(({ kind }) => kind === "integral")),
  };
}

/** With loops where there is an order for them, else number by number. */
function scheduled(
  cx: FunctionSetting,
  roots: readonly number[],
): (Needed & { readonly schedule: NonNullable<Schedule> }) | Refusal {
  for (const withLoops of [true, false]) {
    const needed = itemsFor(cx, roots, withLoops);
    if ("refusal" in needed) return needed;
    const schedule = scheduleEquations(
      cx.limit,
      needed.items.map(({ equation }) => equation),
    );
    if (schedule !== undefined) return { ...needed, schedule };
  }
  return { refusal: "its numbers need each other in a circle" };
}

/** The number that `root` is, where it is computed by itself and kept in a variable. */
function resultOf(
  cx: FunctionSetting,
  root: ExprId,
  items: readonly Item[],
  places: Places,
  inLoops: ReadonlySet<number>,
): number | undefined {
  const node = cx.pool.get(root);
  if (node.op !== "param" || inLoops.has(node.index) || isTabled(cx, places, node.index)) return undefined;
  return items.some(({ right }) => right.kind === "single" && right.index === node.index) ? node.index : undefined;
}

function isTabled({ table }: FunctionSetting, places: Places, j: number): boolean {
  return places.tableOf(table.scalar(j).quantity) !== undefined;
}

/** The numbers by themselves within loops of a schedule. */
function numbersInLoops(schedule: NonNullable<Schedule>, items: readonly Item[]): ReadonlySet<number> {
  const found = new Set<number>();
  const visit = (steps: NonNullable<Schedule>, depth: number): void => {
    for (const step of steps) {
      if (step.kind === "loop") visit(step.steps, depth + 1);
      else {
        const right = items[step.equation]?.right;
        if (depth > 0 && right?.kind === "single") found.add(right.index);
      }
    }
  };
  visit(schedule, 0);
  return found;
}

function symbolName({ limit }: FunctionSetting, j: number): string {
  const meaning = limit.scalars[j]?.meaning;
  return meaning?.kind === "scalar" ? (limit.program.values[meaning.value]?.name ?? "") : "";
}

/** `L` for the last `l`. */
function lengthLabel({ index }: LoopLength): string {
  return /^[a-z]$/.test(index) ? index.toUpperCase() : `last_${index}`;
}

function lengthParameter(name: string, { index, first, last }: LoopLength): CodeParameter {
  return {
    name,
    meaning:
      `the last ${index}, at least ${first}; the recurrence was checked for ${first} to ${last}, ` +
      "and other constants of the program stay as they are",
    initial: String(last),
  };
}

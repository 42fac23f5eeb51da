import type { ExprId } from "../../ir/expr.ts";
import type { LimitProgram } from "../../limit/limit-program.ts";
import { type Affine, composeAffine, constantFunction } from "../../limit/recurrence/affine.ts";
import type { Equation, QuantityId } from "../../limit/recurrence/equation.ts";
import type { EquationWriter } from "../../limit/recurrence/print-equation.ts";
import type { QuantityTable } from "../../limit/recurrence/quantities.ts";
import { type Schedule, type Step, scheduleEquations } from "../../limit/recurrence/schedule.ts";
import { createWriter, type Writer } from "../writer.ts";
import { affineText } from "./affine-text.ts";
import { atom, type Dialect, type Piece } from "./dialect.ts";
import { isRefusal, type Reduced, type Refusal } from "./integral.ts";
import type { CodeFunction } from "./limit-code.ts";
import { createNames, type Names } from "./names.ts";
import { type Loops, referencePiece } from "./reference.ts";
import type { GeneralReduced, RightSides } from "./right-side.ts";
import { sliceFor } from "./slice.ts";
import { valueText } from "./value-text.ts";

export interface FunctionSetting {
  readonly limit: LimitProgram;
  readonly table: QuantityTable;
  readonly dialect: Dialect;
  readonly sides: RightSides;
  /** The equations that can be loops. */
  readonly loops: readonly { readonly equation: Equation; readonly right: GeneralReduced }[];
  readonly dependencies: readonly (readonly number[])[];
  /** Names and formulas of numbers, for comments. */
  readonly entries: ReadonlyMap<number, { readonly name: string; readonly text: string }>;
  readonly equationText: EquationWriter;
  readonly need: (piece: string) => void;
}

type Emitted = Pick<CodeFunction, "parameters" | "body" | "isNumerical">;

/** An equation of the function: a loop, or one number. */
interface Item {
  readonly equation: Equation;
  readonly right:
    | { readonly kind: "loop"; readonly of: GeneralReduced }
    | { readonly kind: "single"; readonly of: Reduced; readonly index: number };
}

/** `root` in terms of the numbers `roots`. */
export function emitFunction(cx: FunctionSetting, root: ExprId, roots: readonly number[]): Emitted | Refusal {
  const { limit, table, dialect, loops, sides } = cx;
  const slice = sliceFor({ dependencies: cx.dependencies, equations: loops.map(({ equation }) => equation) }, roots);
  const items: Item[] = slice.loops.map(({ source, equation }) => {
    const of = loops[source]?.right as GeneralReduced;
    return { equation, right: { kind: "loop", of } };
  });
  const symbols = slice.singles.filter((j) => limit.scalars[j]?.definition.kind === "symbol");
  for (const index of slice.singles) {
    if (symbols.includes(index)) continue;
    const of = sides.single(index);
    if (isRefusal(of)) return { refusal: `${cx.entries.get(index)?.name ?? "a number that it needs"}: ${of.refusal}` };
    const { quantity, point } = table.scalar(index);
    const left = { quantity, indices: point.map((value) => constantFunction(value, 0)) };
    const right: Equation["right"] = { kind: "formula", body: { body: of.value, references: [] } };
    items.push({ equation: { left, variables: [], right, members: [index] }, right: { kind: "single", of, index } });
  }
  items.sort((x, y) => (x.equation.members[0] ?? 0) - (y.equation.members[0] ?? 0));
  const equations = items.map(({ equation }) => equation);
  const schedule: Schedule = scheduleEquations(limit, equations);
  // Every schedule of equations in the order of their numbers is one loop after the other, or does not exist.
  if (schedule === undefined) return { refusal: "no order of its recurrences was found" };

  const names = createNames([...dialect.reserved, ...runtimeWords]);
  const places = placesOf(cx, names, items, symbols);
  const out = createWriter(dialect.step);
  const body: Body = { cx, names, places, out, items, known: new Map() };
  for (const { name, indices } of places.tables) out.line(dialect.declareTable(name, indices));
  writeSteps(body, schedule, [], new Map());
  const result = { value: root, auxiliaries: [] };
  const value = valueText(
    { pool: limit.pool, dialect, names, need: cx.need, known: body.known },
    result,
    places.scalar,
    out,
    undefined,
  );
  out.line(dialect.giveBack(value));
  const isNumerical = items.some(({ right }) => right.of.auxiliaries.some(({ kind }) => kind === "integral"));
  const parameters = symbols.map((j) => ({
    name: places.scalar(j).text,
    meaning: `the scalar \`${symbolName(limit, j)}\` of the program`,
    initial: undefined,
  }));
  return { parameters, body: out.text().trimEnd().split("\n"), isNumerical };
}

const runtimeWords = ["expectation", "solve", "sum", "np", "math"];

function symbolName(limit: LimitProgram, j: number): string {
  const meaning = limit.scalars[j]?.meaning;
  return meaning?.kind === "scalar" ? (limit.program.values[meaning.value]?.name ?? "") : "";
}

interface Places {
  /** How numbers outside loops are read. */
  readonly scalar: (index: number) => Piece;
  readonly tableOf: (quantity: QuantityId) => string | undefined;
  readonly plain: (index: number) => string;
  readonly tables: readonly { readonly name: string; readonly indices: number }[];
}

/** Numbers that loops define or read by their indices are kept in tables, others in variables. */
function placesOf(cx: FunctionSetting, names: Names, items: readonly Item[], symbols: readonly number[]): Places {
  const { table, limit, dialect, entries } = cx;
  const tabled = new Set<QuantityId>();
  for (const { equation, right } of items) {
    if (right.kind !== "loop") continue;
    tabled.add(equation.left.quantity);
    for (const reference of right.of.references.flatMap(allReferences)) {
      if (reference.kind !== "member") continue;
      if (reference.indices.some(({ coefficients }) => coefficients.some((c) => c !== 0)))
        tabled.add(reference.quantity);
    }
  }
  const plain = new Map<number, string>();
  for (const j of symbols) plain.set(j, names.fresh(symbolName(limit, j)));
  const tableNames = new Map<QuantityId, string>();
  const tables: { name: string; indices: number }[] = [];
  for (const { equation } of items) {
    const { quantity } = equation.left;
    if (tabled.has(quantity)) {
      if (tableNames.has(quantity)) continue;
      const name = names.fresh(quantityLabel(table, quantity));
      tableNames.set(quantity, name);
      tables.push({ name, indices: table.quantities[quantity]?.indexNames.length ?? 1 });
    } else for (const j of equation.members) plain.set(j, names.fresh(lowerFirst(entries.get(j)?.name ?? "value")));
  }
  return {
    scalar(index) {
      const { quantity, point } = table.scalar(index);
      const name = tableNames.get(quantity);
      return atom(name === undefined ? (plain.get(index) ?? "?") : dialect.entry(name, point.map(String)));
    },
    tableOf: (quantity) => tableNames.get(quantity),
    plain: (index) => plain.get(index) ?? "?",
    tables,
  };
}

function allReferences(reference: GeneralReduced["references"][number]): GeneralReduced["references"] {
  return reference.kind === "sum" ? reference.term.references.flatMap(allReferences) : [reference];
}

const prefixes = {
  scalar: "",
  variance: "var ",
  covariance: "cov ",
  onsager: "b ",
  input: "",
  hat: "",
  z: "",
} as const;

function quantityLabel(table: QuantityTable, id: QuantityId): string {
  const quantity = table.quantities[id];
  const names = quantity?.names.map(({ pieces }) => pieces.join("").replaceAll("[]", "")) ?? [];
  const shown = quantity?.kind === "covariance" ? [...new Set(names)] : names;
  return `${prefixes[quantity?.kind ?? "scalar"]}${shown.join(" ")}`;
}

function lowerFirst(name: string): string {
  return /^(Var|Cov|B)\(/.test(name) ? `${name[0]?.toLowerCase()}${name.slice(1)}` : name;
}

interface Body {
  readonly cx: FunctionSetting;
  readonly names: Names;
  readonly places: Places;
  readonly out: Writer;
  readonly items: readonly Item[];
  /** Integrals that are in a variable of this scope. */
  readonly known: Map<string, string>;
}

function writeBlock({ out, cx }: Body, head: string, inside: () => void): void {
  out.line(head);
  out.indented(inside);
  if (cx.dialect.blockEnd !== undefined) out.line(cx.dialect.blockEnd);
}

/** Inside a block: what it declares is not seen after it. */
function scopeIn(body: Body): Body {
  return { ...body, names: body.names.inner(), known: new Map(body.known) };
}

/** The values of the variables of an equation that the loops around have set, as affine functions of loop variables. */
type Settings = ReadonlyMap<number, readonly Affine[]>;

function writeSteps(body: Body, steps: readonly Step[], loops: Loops, settings: Settings): void {
  for (const step of steps) {
    if (step.kind === "equation") writeEquation(body, step.equation, loops, settings.get(step.equation) ?? []);
    else writeLoop(body, step, loops, settings);
  }
}

function writeLoop(body: Body, step: Extract<Step, { kind: "loop" }>, loops: Loops, settings: Settings): void {
  const { items, names, out, cx } = body;
  const inside = [...step.shifts.keys()];
  const depth = settings.get(inside[0] ?? -1)?.length ?? 0;
  const lead = inside.find((k) => step.shifts.get(k) === 0 && items[k]?.equation.variables[depth] !== undefined);
  const name = names.fresh(items[lead ?? inside[0] ?? 0]?.equation.variables[depth]?.name ?? "k");
  const inner: Loops = [...loops, name];
  const set = new Map(
    inside.map((k): readonly [number, readonly Affine[]] => {
      const variable: Affine = {
        constant: -(step.shifts.get(k) ?? 0),
        coefficients: inner.map((_, i) => (i === loops.length ? 1 : 0)),
      };
      const before = (settings.get(k) ?? []).map(({ constant, coefficients }) => ({
        constant,
        coefficients: [...coefficients, 0],
      }));
      return [k, [...before, variable]];
    }),
  );
  writeBlock(body, cx.dialect.loop(name, String(step.from), String(step.to)), () =>
    writeSteps(scopeIn(body), step.steps, inner, set),
  );
}

function writeEquation(body: Body, k: number, loops: Loops, set: readonly Affine[]): void {
  const { items, out, cx } = body;
  const item = items[k];
  if (item === undefined) return;
  const { variables } = item.equation;
  // A variable that is set takes part only within its range.
  const guards = set.slice(0, variables.length).flatMap((value, v) => {
    const range = variables[v];
    if (range === undefined) return [];
    const [from, to] = [range.from, range.to].map((end) => affineText(composeAffine(end, set, loops.length), loops));
    return [cx.dialect.between(affineText(value, loops), from ?? "", to ?? "")];
  });
  const rest = (v: number, inner: Loops, values: readonly Affine[], scope: Body): void => {
    const range = variables[v];
    if (range === undefined) {
      writeNumber(scope, item, inner, values);
      return;
    }
    const name = scope.names.fresh(range.name);
    const [from, to] = [range.from, range.to].map((end) => affineText(composeAffine(end, values, inner.length), inner));
    const next = [...inner, name];
    const widened = values.map(({ constant, coefficients }) => ({ constant, coefficients: [...coefficients, 0] }));
    const own: Affine = { constant: 0, coefficients: next.map((_, i) => (i === inner.length ? 1 : 0)) };
    writeBlock(body, cx.dialect.loop(name, from ?? "", to ?? ""), () =>
      rest(v + 1, next, [...widened, own], scopeIn(scope)),
    );
  };
  if (guards.length === 0) rest(set.length, loops, set, body);
  else {
    const write = () => rest(set.length, loops, set, scopeIn(body));
    writeBlock(body, cx.dialect.guard(guards), write);
  }
}

/** One assignment; `values` are those of the variables of its equation. */
function writeNumber(body: Body, { equation, right }: Item, loops: Loops, values: readonly Affine[]): void {
  const { cx, names, places, out } = body;
  const { dialect, limit, need } = cx;
  const setting = { pool: limit.pool, dialect, names, need, known: body.known };
  const table = places.tableOf(equation.left.quantity);
  if (right.kind === "single") {
    const entry = cx.entries.get(right.index);
    out.line(`${dialect.comment}${entry?.name ?? ""} = ${entry?.text ?? ""}`);
    if (table === undefined) {
      const name = places.plain(right.index);
      out.lines(dialect.declare(name, valueText(setting, right.of, places.scalar, out, name)));
    } else {
      const { point } = cx.table.scalar(right.index);
      const value = valueText(setting, right.of, places.scalar, out, undefined);
      for (const line of dialect.store(table, point.map(String), value)) out.lines(line);
    }
  } else {
    const variables = equation.variables.map(({ name }) => name);
    const text = `${cx.equationText.member(equation.left, variables)} = ${cx.equationText.right(equation.right, variables)}`;
    out.line(`${dialect.comment}${text}`);
    const leaf = (k: number): Piece =>
      referencePiece({ ...setting, places, loops, table: cx.table, values }, right.of.references[k]);
    const indices = equation.left.indices.map((index) => affineText(composeAffine(index, values, loops.length), loops));
    const value = valueText(setting, right.of, leaf, out, undefined);
    for (const line of dialect.store(table ?? "?", indices, value)) out.lines(line);
  }
}

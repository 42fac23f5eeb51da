/**
 * Expressions of the language, evaluated literally on a machine. Compile-time numbers stay numbers until they meet a
 * value of the machine. Nothing is simplified, shared or reordered.
 */
import type { AstExpr, Range } from "../../src/parser/ast.ts";
import { ruleOf } from "./functions.ts";
import type { StandardLaw } from "./laws.ts";
import type { Machine } from "./machine.ts";
import {
  assign,
  type FunctionDefinition,
  type Item,
  membersOf,
  type NumberValue,
  openScope,
  resolve,
  resolvePart,
  type Scope,
} from "./scope.ts";

/** All that lasts over a run; `declared` knows the law of every initial vector and matrix. */
export interface Session<T> {
  readonly machine: Machine<T>;
  readonly program: Scope<T>;
  readonly functions: Map<string, FunctionDefinition>;
  readonly declared: Map<T, Declared>;
  /** Runs the body of a function in `scope` and answers what it returns. */
  readonly callBody: (definition: FunctionDefinition, scope: Scope<T>) => Item<T>;
}

/** `normaliser` turns an entry's variance into the one that the theory calls sigma^2. */
export interface Declared {
  readonly variance: number;
  readonly normaliser: number;
}

export function evaluate<T>(session: Session<T>, scope: Scope<T>, expr: AstExpr): Item<T> {
  const { machine } = session;
  const item = (inner: AstExpr): Item<T> => evaluate(session, scope, inner);
  const value = (inner: AstExpr): T => asValue(session, item(inner));
  switch (expr.kind) {
    case "number":
      return { kind: "number", value: expr.value };
    case "string":
      return { kind: "text", value: expr.value };
    case "array":
      return { kind: "number", value: expr.items.map((inner) => asNumberValue(item(inner))) };
    case "name":
      return resolve(
        scope,
        expr.name.name,
        expr.indices.map((index) => evaluateNumber(session, scope, index)),
      );
    case "slice":
      return resolvePart(
        scope,
        expr.name.name,
        expr.indices.map((index) => (index.kind === "all" ? undefined : evaluateNumber(session, scope, index))),
      );
    case "unary":
      return applyItems(session, expr.op === "-" ? "neg" : "not", [item(expr.operand)]);
    case "transpose":
      return { kind: "value", value: machine.transpose(value(expr.operand)) };
    case "binary":
      if (expr.op === "@") return { kind: "value", value: machine.product(value(expr.left), value(expr.right)) };
      if (expr.op === ".") return { kind: "value", value: machine.dot(value(expr.left), value(expr.right)) };
      return applyItems(session, expr.op, [item(expr.left), item(expr.right)]);
    case "fold": {
      const terms: Item<T>[] = [];
      forEachIndex(session, scope, expr.ranges, (inner) => terms.push(evaluate(session, inner, expr.body)));
      const [op, unit] = expr.op === "sum" ? ["+", 0] : ["*", 1];
      const [first = { kind: "number", value: unit as number } as const, ...rest] = terms;
      return rest.reduce((left, right) => applyItems(session, op as string, [left, right]), first);
    }
    case "call":
      return evaluateCall(session, scope, expr);
  }
}

function evaluateCall<T>(session: Session<T>, scope: Scope<T>, expr: Extract<AstExpr, { kind: "call" }>): Item<T> {
  const { machine } = session;
  const name = expr.callee.name;
  const positional = expr.args.filter((arg) => arg.name === undefined).map((arg) => arg.value);
  const items = (): Item<T>[] => positional.map((arg) => evaluate(session, scope, arg));
  const values = (): T[] => items().map((item) => asValue(session, item));
  switch (name) {
    case "moment": {
      const [item] = items();
      if (item?.kind === "number") return item;
      const [x] = values() as [T];
      return { kind: "value", value: machine.typeOf(x) === "scalar" ? x : machine.moment(x) };
    }
    case "outer": {
      const [u, v] = values() as [T, T];
      return { kind: "value", value: machine.outer(u, v) };
    }
    case "grad": {
      const [of, x] = values() as [T, T];
      return { kind: "value", value: machine.grad(of, x) };
    }
    case "diff": {
      const [of, s] = values() as [T, T];
      return { kind: "value", value: machine.diff(of, s) };
    }
    case "nngp":
    case "ntk":
      return { kind: "value", value: evaluateKernel(session, scope, expr, items()) };
  }
  const definition = session.functions.get(name);
  if (definition === undefined) return applyItems(session, name, items());
  const frame = openScope(session.program, true);
  for (const [k, item] of items().entries()) assign(frame, definition.params[k]?.name ?? "", item);
  return session.callBody(definition, frame);
}

/** `nngp(y1, y2)` and `ntk(y1, y2, wrt = [..], convention = plain)` of readouts. */
function evaluateKernel<T>(
  session: Session<T>,
  scope: Scope<T>,
  expr: Extract<AstExpr, { kind: "call" }>,
  readouts: readonly Item<T>[],
): T {
  const { machine, declared } = session;
  const [y1, y2] = readouts;
  if (y1?.kind !== "readout" || y2?.kind !== "readout") throw new Error(`${expr.callee.name} takes two readouts`);
  if (expr.callee.name === "nngp") {
    const law = declared.get(y1.parts.v);
    if (law === undefined) throw new Error("a readout's vector is not an initial one");
    const factor = y1.parts.v === y2.parts.v ? law.variance * y1.parts.scale * y2.parts.scale : 0;
    return machine.apply("*", [machine.constant(factor), machine.dot(y1.parts.x, y2.parts.x)]);
  }
  const option = (name: string): AstExpr | undefined => expr.args.find((arg) => arg.name?.name === name)?.value;
  const convention = option("convention");
  const plain = convention?.kind === "name" && convention.name.name === "plain";
  const wrt = option("wrt");
  const parameters = wrt === undefined ? randomValues(session) : listedValues(session, scope, wrt);
  const terms = parameters.map((theta) => {
    const law = declared.get(theta);
    if (law === undefined) throw new Error("ntk with respect to a value that is not declared");
    const factor = machine.constant(plain ? law.normaliser : law.variance);
    return machine.apply("*", [factor, machine.tangentProduct(y1.value, y2.value, theta)]);
  });
  return terms.reduce((left, right) => machine.apply("+", [left, right]), machine.constant(0));
}

/** All declared vectors and matrices that are random. */
function randomValues<T>({ declared }: Session<T>): readonly T[] {
  return [...declared].flatMap(([value, { variance }]) => (variance === 0 ? [] : [value]));
}

/** `[U, W[2]]`: values, and all members of families. */
function listedValues<T>(session: Session<T>, scope: Scope<T>, wrt: AstExpr): readonly T[] {
  if (wrt.kind !== "array") throw new Error("ntk needs wrt = [..]");
  return wrt.items.flatMap((item) => {
    const found = evaluate(session, scope, item);
    const members =
      found.kind === "family" ? membersOf(found.scope, found.base, found.fixed).map(([, member]) => member) : [found];
    return members.map((member) => asValue(session, member));
  });
}

/** A coordinatewise function of any items; of compile-time numbers alone it is a compile-time number. */
export function applyItems<T>(session: Session<T>, fn: string, args: readonly Item<T>[]): Item<T> {
  const numbers = args.map((arg) => (arg.kind === "number" && typeof arg.value === "number" ? arg.value : undefined));
  if (numbers.every((number) => number !== undefined)) {
    return { kind: "number", value: ruleOf(fn).value(...numbers) };
  }
  return {
    kind: "value",
    value: session.machine.apply(
      fn,
      args.map((arg) => asValue(session, arg)),
    ),
  };
}

export function asValue<T>(session: Session<T>, item: Item<T>): T {
  if (item.kind === "value" || item.kind === "readout") return item.value;
  if (item.kind === "number" && typeof item.value === "number") return session.machine.constant(item.value);
  throw new Error(`a ${item.kind} is not a scalar, vector or matrix`);
}

function asNumberValue<T>(item: Item<T>): NumberValue {
  if (item.kind !== "number") throw new Error(`a ${item.kind} is not a compile-time number`);
  return item.value;
}

/** A compile-time number, not an array. */
export function evaluateNumber<T>(session: Session<T>, scope: Scope<T>, expr: AstExpr): number {
  const value = asNumberValue(evaluate(session, scope, expr));
  if (typeof value !== "number") throw new Error("an array where one number is needed");
  return value;
}

/** Runs `body` once for each value of the indices, the last one fastest; a later range may use an earlier index. */
export function forEachIndex<T>(
  session: Session<T>,
  scope: Scope<T>,
  ranges: readonly Range[],
  body: (scope: Scope<T>, indices: readonly number[]) => void,
  before: readonly number[] = [],
): void {
  const [range, ...rest] = ranges;
  if (range === undefined) {
    body(scope, before);
    return;
  }
  const to = evaluateNumber(session, scope, range.to);
  for (let i = evaluateNumber(session, scope, range.from); i <= to; i++) {
    const inner = openScope(scope, false);
    inner.items.set(range.index.name, { kind: "number", value: i });
    forEachIndex(session, inner, rest, body, [...before, i]);
  }
}

export interface EvaluatedLaw {
  readonly law: StandardLaw;
  readonly mean: NumberValue;
  readonly variance: NumberValue;
}

/** A law with its mean and variance; without arguments 0 and 1. */
export function evaluateLaw<T>(session: Session<T>, scope: Scope<T>, expr: AstExpr | undefined): EvaluatedLaw {
  if (expr === undefined) return { law: { name: "normal", parameter: undefined }, mean: 0, variance: 1 };
  if (expr.kind !== "name" && expr.kind !== "call") throw new Error("a law is a name or a call");
  const name = (expr.kind === "name" ? expr.name.name : expr.callee.name) as StandardLaw["name"];
  const args = expr.kind === "name" ? [] : expr.args;
  const named = (key: string): AstExpr | undefined => args.find((arg) => arg.name?.name === key)?.value;
  const positional = args.filter((arg) => arg.name === undefined).map((arg) => arg.value);
  const numberOr = (value: AstExpr | undefined, otherwise: number): NumberValue =>
    value === undefined ? otherwise : asNumberValue(evaluate(session, scope, value));
  const parameter = named("cut") ?? named("df");
  return {
    law: { name, parameter: parameter === undefined ? undefined : evaluateNumber(session, scope, parameter) },
    mean: numberOr(named("mean") ?? positional[0], 0),
    variance: numberOr(named("var") ?? positional[1], 1),
  };
}

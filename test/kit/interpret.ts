/**
 * The meaning of a program, statement by statement, straight from the language reference: no unrolling into
 * instructions, no lowering, no sharing. On the dense machine this is the program at a finite width with explicit
 * matrices; the compiler's own path must agree with it.
 */
import { readFileSync } from "node:fs";
import type { Ast, AstExpr, Declarator, OutputItem, Statement } from "../../src/parser/ast.ts";
import { parseSource } from "../../src/parser/parse.ts";
import type { Tensor } from "./dense.ts";
import { type Draws, denseMachine } from "./dense-machine.ts";
import {
  asValue,
  type EvaluatedLaw,
  evaluate,
  evaluateLaw,
  evaluateNumber,
  forEachIndex,
  type Session,
} from "./evaluate.ts";
import type { Machine, Member } from "./machine.ts";
import { assign, type Item, memberName, membersOf, type NumberValue, openScope, resolve, type Scope } from "./scope.ts";
import { unwrap } from "./unwrap.ts";

export interface InterpretedExpectation {
  readonly name: string;
  readonly actual: number;
  readonly expected: number;
  readonly tolerance: number;
}

export interface Interpretation<T> {
  /** In the order of the program. Unnamed expressions are called by their source text without spaces. */
  readonly outputs: readonly { readonly name: string; readonly value: number }[];
  readonly expectations: readonly InterpretedExpectation[];
  /** Every scalar, vector and matrix that the program names, under its full name. */
  readonly values: ReadonlyMap<string, T>;
}

/** Parses a program that has no mistakes. */
export function parseProgram(text: string): Ast {
  return unwrap(parseSource({ name: "<test>", text }));
}

/**
 * Runs `ast` at width `n` with the initial vectors and matrices of `draws`. `settings` gives values to params and
 * scalars by name, as `--set` does.
 */
export function interpret(
  ast: Ast,
  n: number,
  draws: Draws,
  settings: Readonly<Record<string, number>> = {},
): Interpretation<Tensor> {
  return interpretOn(denseMachine(n, draws), ast, settings);
}

/** Runs `ast` on any machine. */
export function interpretOn<T>(
  machine: Machine<T>,
  ast: Ast,
  settings: Readonly<Record<string, number>>,
): Interpretation<T> {
  const program = openScope<T>(undefined, true);
  const session: Session<T> = {
    machine,
    program,
    functions: new Map(),
    declared: new Map(),
    callBody: (definition, scope) => {
      const result = run(definition.body, scope);
      if (result === undefined) throw new Error(`${definition.name.name} returns nothing`);
      return result;
    },
  };
  const widths: { name: string; value: number }[] = [];
  const outputs: { name: string; value: number }[] = [];
  const expectations: InterpretedExpectation[] = [];

  /** Answers the value of a `return`, if one was met. */
  function run(statements: readonly Statement[], scope: Scope<T>): Item<T> | undefined {
    for (const statement of statements) {
      const result = step(statement, scope);
      if (result !== undefined) return result;
    }
    return undefined;
  }

  function step(statement: Statement, scope: Scope<T>): Item<T> | undefined {
    const number = (expr: AstExpr): number => evaluateNumber(session, scope, expr);
    switch (statement.kind) {
      case "width":
        declareWidth(statement.name.name, statement.value, scope);
        return undefined;
      case "param":
      case "data": {
        const set = settings[statement.name.name];
        const value = set === undefined ? evaluate(session, scope, statement.value) : numberItem(set);
        if (value.kind !== "number") throw new Error(`${statement.name.name} is not a number`);
        assign(scope, statement.name.name, value);
        return undefined;
      }
      case "scalar": {
        const value =
          settings[statement.name.name] ?? (statement.value === undefined ? undefined : number(statement.value));
        if (value === undefined) throw new Error(`scalar ${statement.name.name} has no value`);
        assign(scope, statement.name.name, { kind: "value", value: machine.constant(value) });
        return undefined;
      }
      case "vector":
        declareVectors(statement, scope);
        return undefined;
      case "matrix":
        declareMatrices(statement, scope);
        return undefined;
      case "fn":
        session.functions.set(statement.name.name, statement);
        return undefined;
      case "return":
        return evaluate(session, scope, statement.value);
      case "assign":
        assign(scope, fullName(statement, scope), evaluate(session, scope, statement.value));
        return undefined;
      case "for": {
        forEachIndex(session, scope, statement.ranges, (inner) => {
          if (run(statement.body, inner) !== undefined) throw new Error("return inside a loop");
        });
        return undefined;
      }
      case "if":
        return run(number(statement.when) !== 0 ? statement.then : (statement.otherwise ?? []), scope);
      case "output":
        for (const item of statement.items) report(item, scope);
        return undefined;
      case "readout":
        assign(scope, fullName(statement, scope), readout(statement.value, scope));
        return undefined;
      case "expect": {
        const actual = machine.value(asValue(session, evaluate(session, scope, statement.target)));
        const tolerance = statement.tolerance === undefined ? Number.NaN : number(statement.tolerance);
        const name = nameOf(statement.target, scope);
        expectations.push({ name, actual, expected: number(statement.value), tolerance });
        return undefined;
      }
      case "import": {
        if (!statement.path.startsWith("std/")) throw new Error("the interpreter imports the standard library only");
        const url = new URL(`../../${statement.path}`, import.meta.url);
        return run(parseProgram(readFileSync(url, "utf8")).statements, scope);
      }
    }
  }

  function declareWidth(name: string, value: AstExpr | undefined, scope: Scope<T>): void {
    const first = widths[0]?.value;
    const size = value === undefined ? undefined : evaluateNumber(session, scope, value);
    if (value === undefined && first !== undefined) throw new Error(`width ${name} needs its ratio`);
    const found = machine.width(name, size === undefined || first === undefined ? 1 : size / first);
    widths.push({ name, value: found });
    assign(scope, name, numberItem(found));
  }

  function widthName(name: string | undefined): string {
    const only = widths.length === 1 ? widths[0]?.name : undefined;
    const found = name ?? only;
    if (found === undefined) throw new Error("a shape is needed where there are several widths");
    return found;
  }

  function declareVectors(statement: Extract<Statement, { kind: "vector" }>, scope: Scope<T>): void {
    const width = widthName(statement.width?.name);
    const targets = statement.targets.flatMap((target) => expand(target, scope));
    const laws = targets.map((target) => evaluateLaw(session, target.scope, statement.law));
    const [first] = laws;
    if (first !== undefined && typeof first.variance !== "number") {
      const mean = targets.map((_, i) => (typeof first.mean === "number" ? first.mean : plain(first.mean[i])));
      const covariance = rows(first.variance);
      const members = targets.map((target) => target.member);
      const values = machine.vectors({ kind: "joint", members, width, mean, covariance });
      for (const [i, value] of values.entries()) declare(members[i], value, covariance[i]?.[i], 1, scope);
      return;
    }
    for (const [i, { member }] of targets.entries()) {
      const { law, mean, variance } = laws[i] as EvaluatedLaw;
      const group = { kind: "single", member, width, law, mean: plain(mean), variance: plain(variance) } as const;
      declare(member, machine.vectors(group)[0], group.variance, 1, scope);
    }
  }

  function declareMatrices(statement: Extract<Statement, { kind: "matrix" }>, scope: Scope<T>): void {
    const rowWidth = widthName(statement.shape?.rows.name);
    const colWidth = widthName(statement.shape?.cols.name);
    const columns = widths.find(({ name }) => name === colWidth)?.value ?? Number.NaN;
    for (const { member, scope: inner } of expand(statement.target, scope)) {
      const { law, variance } = evaluateLaw(session, inner, statement.law);
      const declaration = { member, rows: rowWidth, cols: colWidth, law, variance: plain(variance) };
      declare(member, machine.matrix(declaration), declaration.variance, 1 / columns, scope);
    }
  }

  function declare(
    member: Member | undefined,
    value: T | undefined,
    variance: number | undefined,
    normaliser: number,
    scope: Scope<T>,
  ): void {
    if (member === undefined || value === undefined || variance === undefined) throw new Error("a group is incomplete");
    session.declared.set(value, { variance, normaliser });
    assign(scope, member.name, { kind: "value", value });
  }

  /** The members of a declared name, each with its indices in scope. */
  function expand(target: Declarator, scope: Scope<T>): { member: Member; scope: Scope<T> }[] {
    const members: { member: Member; scope: Scope<T> }[] = [];
    forEachIndex(session, scope, target.ranges, (inner, indices) => {
      const base = target.name.name;
      members.push({ member: { name: memberName(base, indices), base, indices }, scope: inner });
    });
    return members;
  }

  /** `v . x / sqrt(n)`, remembered in its parts. */
  function readout(expr: AstExpr, scope: Scope<T>): Item<T> {
    if (expr.kind !== "binary" || expr.op !== "/" || expr.left.kind !== "binary" || expr.left.op !== ".") {
      throw new Error("a readout is `v . x / sqrt(n)`");
    }
    const v = asValue(session, evaluate(session, scope, expr.left.left));
    const x = asValue(session, evaluate(session, scope, expr.left.right));
    const scale = 1 / evaluateNumber(session, scope, expr.right);
    const value = machine.apply("*", [machine.constant(scale), machine.dot(v, x)]);
    return { kind: "readout", value, parts: { v, x, scale } };
  }

  function report(item: OutputItem, scope: Scope<T>): void {
    const value = (found: Item<T>): number => machine.value(asValue(session, found));
    switch (item.kind) {
      case "expr": {
        const found = evaluate(session, scope, item.expr);
        if (found.kind !== "family") outputs.push({ name: nameOf(item.expr, scope), value: value(found) });
        else {
          for (const [name, member] of membersOf(found.scope, found.base, found.fixed)) {
            outputs.push({ name, value: value(member) });
          }
        }
        return;
      }
      case "named":
        outputs.push({ name: fullName(item, scope), value: value(evaluate(session, scope, item.expr)) });
        return;
      case "family":
        for (const { member } of expand(item.family, scope)) {
          outputs.push({ name: member.name, value: value(resolve(scope, member.base, member.indices)) });
        }
    }
  }

  function fullName(target: { name: { name: string }; indices: readonly AstExpr[] }, scope: Scope<T>): string {
    return memberName(
      target.name.name,
      target.indices.map((index) => evaluateNumber(session, scope, index)),
    );
  }

  function nameOf(expr: AstExpr, scope: Scope<T>): string {
    if (expr.kind === "name") return fullName(expr, scope);
    return ast.source.text.slice(expr.span.start, expr.span.end).replaceAll(/\s/g, "");
  }

  run(ast.statements, program);
  const values = new Map<string, T>();
  for (const [name, item] of program.items) {
    if (item.kind === "value" || item.kind === "readout") values.set(name, item.value);
  }
  return { outputs, expectations, values };
}

function numberItem(value: number): { readonly kind: "number"; readonly value: number } {
  return { kind: "number", value };
}

function plain(value: NumberValue | undefined): number {
  if (typeof value !== "number") throw new Error("an array where one number is needed");
  return value;
}

function rows(value: NumberValue): number[][] {
  if (typeof value === "number") throw new Error("a covariance is an array of arrays");
  return value.map((row) => (typeof row === "number" ? [row] : row.map(plain)));
}

/**
 * Functions of the shader library as graphs of WebAssembly: calls are copied in, and both branches of a condition are
 * computed and one of them selected, because the four lanes may go different ways.
 */
import { invariant, unreachable } from "../../diagnostics/invariant.ts";
import type { FunctionBuilder } from "./builder.ts";
import {
  binaryLanes,
  builtinLanes,
  convertLanes,
  type Lanes,
  type LaneType,
  lookUp,
  selectLanes,
  unaryLanes,
} from "./lanes.ts";
import { readShader } from "./read-shader.ts";
import type { ShaderDeclaration, ShaderExpression, ShaderStatement } from "./shader-tree.ts";

/** A number, a vector or struct by its parts, or a number that has no type yet. */
export type Operand =
  | ({ readonly kind: "lanes" } & Lanes)
  | { readonly kind: "parts"; readonly parts: ReadonlyMap<string, Operand> }
  | { readonly kind: "number"; readonly value: number };

export type Scope = Map<string, Operand>;

export interface ShaderFunctions {
  /** The value of a function of these texts. */
  call(b: FunctionBuilder, name: string, args: readonly Operand[]): Operand;
  /** Carries out `let`s and assignments in a scope. */
  execute(b: FunctionBuilder, statements: readonly ShaderStatement[], scope: Scope): void;
  /** The words of the tables, in the order in which they are to lie in memory. */
  readonly tables: readonly number[];
}

const COMPONENTS = ["x", "y", "z", "w"];

export function lanesOperand(lanes: Lanes): Operand {
  return { kind: "lanes", ...lanes };
}

export function vectorOperand(numbers: readonly Lanes[]): Operand {
  return { kind: "parts", parts: new Map(numbers.map((lanes, k) => [COMPONENTS[k]!, lanesOperand(lanes)])) };
}

/** The lanes of an operand, of type `type` if it has none yet. */
export function lanesOf(b: FunctionBuilder, operand: Operand, type: LaneType): Lanes {
  invariant(operand.kind !== "parts", () => "a vector where a number is wanted");
  if (operand.kind === "lanes") return operand;
  return { type, value: type === "f32" ? b.f32x4(operand.value) : b.i32x4(operand.value) };
}

export function partOf(operand: Operand, name: string): Operand {
  const part = operand.kind === "parts" ? operand.parts.get(name) : undefined;
  invariant(part !== undefined, () => `no part ${name}`);
  return part;
}

/** The functions of the texts, which may call each other. Their tables will lie from address `tablesAt` on. */
export function shaderFunctions(texts: readonly string[], tablesAt: number): ShaderFunctions {
  const declarations = new Map<string, ShaderDeclaration>();
  const tableAddresses = new Map<string, number>();
  const tables: number[] = [];
  for (const declaration of texts.flatMap(readShader)) {
    if (declarations.has(declaration.name)) continue;
    declarations.set(declaration.name, declaration);
    if (declaration.kind !== "table") continue;
    tableAddresses.set(declaration.name, tablesAt + 4 * tables.length);
    tables.push(...declaration.words);
  }

  const call = (b: FunctionBuilder, name: string, args: readonly Operand[]): Operand => {
    const declaration = declarations.get(name);
    if (declaration?.kind === "struct") {
      const entries = declaration.fields.map(({ name: field, type }, k) => [field, typed(b, args[k], type)] as const);
      return { kind: "parts", parts: new Map(entries) };
    }
    invariant(declaration?.kind === "function", () => `no function ${name}`);
    const { params, body } = declaration;
    const scope: Scope = new Map(params.map((param, k) => [param.name, typed(b, args[k], param.type)]));
    const result = run(b, body, scope);
    invariant(result !== undefined, () => `${name} does not return`);
    return result;
  };

  /** The value that the statements return, if they do. */
  const run = (b: FunctionBuilder, statements: readonly ShaderStatement[], scope: Scope): Operand | undefined => {
    for (const [k, statement] of statements.entries()) {
      switch (statement.op) {
        case "declare":
        case "assign":
          scope.set(statement.name, named(evaluate(b, statement.value, scope), statement.name));
          break;
        case "return":
          return evaluate(b, statement.value, scope);
        case "if": {
          const condition = lanesOf(b, evaluate(b, statement.condition, scope), "bool");
          const [inside, outside] = [new Map(scope), new Map(scope)];
          const early = run(b, statement.then, inside);
          if (early !== undefined) {
            const late = run(b, [...statement.otherwise, ...statements.slice(k + 1)], scope);
            invariant(late !== undefined, () => "only one branch returns");
            return merge(b, late, early, condition);
          }
          invariant(run(b, statement.otherwise, outside) === undefined, () => "only one branch returns");
          for (const name of [...scope.keys()]) {
            const [then, otherwise] = [inside.get(name), outside.get(name)];
            invariant(then !== undefined && otherwise !== undefined, () => `${name} is lost`);
            if (then !== otherwise) scope.set(name, merge(b, otherwise, then, condition));
          }
          break;
        }
        default:
          unreachable(statement);
      }
    }
    return undefined;
  };

  const evaluate = (b: FunctionBuilder, expression: ShaderExpression, scope: Scope): Operand => {
    switch (expression.op) {
      case "literal": {
        const { suffix, value } = expression;
        return suffix === "" ? { kind: "number", value } : lanesOperand(lanesOf(b, { kind: "number", value }, suffix));
      }
      case "name": {
        const value = scope.get(expression.name);
        invariant(value !== undefined, () => `no variable ${expression.name}`);
        return value;
      }
      case "unary": {
        const { operator, operand } = expression;
        // A negative number is a constant.
        if (operator === "-" && operand.op === "literal") {
          return evaluate(b, { ...operand, value: -operand.value }, scope);
        }
        return lanesOperand(unaryLanes(b, operator, lanesOf(b, evaluate(b, operand, scope), "i32")));
      }
      case "binary": {
        const { operator } = expression;
        const [x, y] = [evaluate(b, expression.left, scope), evaluate(b, expression.right, scope)];
        const isShift = operator === "<<" || operator === ">>";
        const known = typeOf(x) ?? typeOf(y) ?? "i32";
        return lanesOperand(binaryLanes(b, operator, lanesOf(b, x, known), lanesOf(b, y, isShift ? "u32" : known)));
      }
      case "call":
        return invoke(
          b,
          expression.target,
          expression.args.map((arg) => evaluate(b, arg, scope)),
        );
      case "member":
        return partOf(evaluate(b, expression.object, scope), expression.name);
      case "index": {
        const { object, index } = expression;
        const address = object.op === "name" ? tableAddresses.get(object.name) : undefined;
        invariant(address !== undefined, () => "only tables have indices");
        return lanesOperand(lookUp(b, address, lanesOf(b, evaluate(b, index, scope), "u32")));
      }
      default:
        return unreachable(expression);
    }
  };

  const invoke = (b: FunctionBuilder, target: string, args: readonly Operand[]): Operand => {
    if (declarations.has(target)) return call(b, target, args);
    if (target.startsWith("vec")) return constructed(b, target, args);
    const [first = { kind: "number", value: 0 } as const, second, third] = args;
    if (target === "f32" || target === "i32" || target === "u32") {
      return lanesOperand(convertLanes(b, target, lanesOf(b, first, target)));
    }
    const casted = /^bitcast<(f32|i32|u32)>$/.exec(target)?.[1];
    if (casted !== undefined) return lanesOperand({ type: casted as LaneType, value: lanesOf(b, first, "u32").value });
    const known = args.map(typeOf).find((type) => type !== undefined) ?? "f32";
    if (target === "select") {
      invariant(second !== undefined && third !== undefined, () => "select of too little");
      return merge(b, first, second, lanesOf(b, third, "bool"));
    }
    const lanes = args.map((arg) => lanesOf(b, arg, known));
    const result = builtinLanes(b, target, lanes);
    invariant(result !== undefined, () => `no function ${target}`);
    return lanesOperand(result);
  };

  return {
    call,
    execute(b, statements, scope) {
      invariant(run(b, statements, scope) === undefined, () => "statements outside of functions return nothing");
    },
    tables,
  };
}

function typeOf(operand: Operand): LaneType | undefined {
  return operand.kind === "lanes" ? operand.type : undefined;
}

/** An argument of a function: a number without type takes that of the parameter. */
function typed(b: FunctionBuilder, operand: Operand | undefined, type: string): Operand {
  invariant(operand !== undefined, () => "too few arguments");
  if (operand.kind !== "number") return operand;
  return lanesOperand(lanesOf(b, operand, type === "f32" ? "f32" : type === "i32" ? "i32" : "u32"));
}

/** `vec4<f32>(a, b)` of numbers and vectors; without arguments, zeros. */
function constructed(b: FunctionBuilder, target: string, args: readonly Operand[]): Operand {
  const [, size = "", element = ""] = /^vec(\d)<(\w+)>$/.exec(target) ?? [];
  const numbers = args.flatMap((arg) => (arg.kind === "parts" ? [...arg.parts.values()] : [arg]));
  const count = Number(size);
  const filled = Array.from({ length: count }, (_, k) => {
    const number = numbers.length === 1 ? numbers[0] : numbers[k];
    return typed(b, number ?? { kind: "number", value: 0 }, element);
  });
  return { kind: "parts", parts: new Map(filled.map((operand, k) => [COMPONENTS[k]!, operand])) };
}

function merge(b: FunctionBuilder, otherwise: Operand, then: Operand, condition: Lanes): Operand {
  if (then.kind === "parts") {
    const entries = [...then.parts].map(([name, part]) => [name, merge(b, partOf(otherwise, name), part, condition)]);
    return { kind: "parts", parts: new Map(entries as [string, Operand][]) };
  }
  const known = typeOf(then) ?? typeOf(otherwise) ?? "i32";
  return lanesOperand(selectLanes(b, lanesOf(b, otherwise, known), lanesOf(b, then, known), condition));
}

/** Values are listed under the names that the shader gives them. */
function named(operand: Operand, name: string): Operand {
  if (operand.kind === "lanes" && operand.value.name === "t") operand.value.name = name;
  return operand;
}

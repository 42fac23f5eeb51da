/**
 * Coordinatewise work and arithmetic of scalars: the texts that the shaders have (expression.ts), on four coordinates
 * at a time. A function reads the words of its call, such as the addresses of vectors, from memory.
 */
import type { ExprId, ExprPool } from "../../ir/expr.ts";
import { type ExpressionText, expressionText } from "../wgsl/expression.ts";
import { libraryTexts } from "../wgsl/library.ts";
import { createNames } from "../wgsl/names.ts";
import { buildFunction, type FunctionBuilder, type Value } from "./builder.ts";
import type { MadeFunction } from "./function-table.ts";
import { readStatements } from "./read-shader.ts";
import { lanesOf, lanesOperand, type Scope, type ShaderFunctions, shaderFunctions } from "./shader-functions.ts";

export interface PassRoots {
  readonly outputs: readonly ExprId[];
  readonly reductions: readonly ExprId[];
}

export interface PassNames {
  readonly vectors: readonly string[];
  readonly scalars: readonly string[];
  readonly outputs: readonly string[];
  readonly reductions: readonly string[];
}

/**
 * `(call)`. Words: length, strips, address of the shares, bytes from those of one average to the next; then the
 * addresses of vectors, scalars and outputs. The coordinates go in rows of `strips`; share k of an average is the sum
 * over coordinates k, k + strips, .., on top of what is there.
 */
export function passFunction(
  name: string,
  comment: string,
  pool: ExprPool,
  roots: PassRoots,
  labels: PassNames,
): MadeFunction {
  const b = buildFunction(name, comment);
  const names = createNames();
  const vectors = labels.vectors.map(names.fresh);
  const scalars = labels.scalars.map(names.fresh);
  const outputs = labels.outputs.map(names.fresh);
  const titles = new Map(roots.outputs.map((id, k) => [id, outputs[k] ?? ""]));
  const all = [...roots.outputs, ...roots.reductions];
  const leaves = { coord: (i: number) => vectors[i] ?? "", param: (j: number) => scalars[j] ?? "" };
  const text = expressionText(pool, all, leaves, names, titles);
  const functions = shaderFunctions(libraryTexts(text.needs), 0);

  const word = wordsOf(b);
  const [length, strips, partials, pitch] = ["length", "strips", "partials", "pitch"].map(word);
  const addresses = (all: readonly string[]) => all.map(addressName).map(word);
  const vectorsAt = addresses(vectors);
  const scalarsAt = addresses(scalars);
  const outputsAt = addresses(outputs);
  const scope: Scope = new Map();
  for (const [k, called] of scalars.entries()) scope.set(called, loaded(b, "v128.load32_splat", scalarsAt[k]!, called));
  execute(b, functions, text.before, scope);
  const end = b.run("i32x4.splat", [length!]);
  const lanes = b.lanes([0, 1, 2, 3]);
  b.loop("row", { from: b.i32(0), to: length!, step: strips! }, [], (row) => {
    b.loop("item", { from: b.i32(0), to: strips!, step: b.i32(4) }, [], (item) => {
      const first = b.run("i32.add", [row, item]);
      const offset = b.run("i32.shl", [first, b.i32(2)]);
      const inner: Scope = new Map(scope);
      for (const [k, called] of vectors.entries()) {
        inner.set(called, loaded(b, "v128.load", b.run("i32.add", [vectorsAt[k]!, offset]), called));
      }
      const values = rootsOf(b, functions, text, inner);
      // Lanes beyond the end of the row make numbers of the next row, those beyond the end of the vector zeros.
      const inside = b.run("i32x4.lt_u", [b.run("i32x4.add", [b.run("i32x4.splat", [first]), lanes]), end]);
      const clipped = values.map((value) => b.run("v128.and", [value, inside]));
      for (const [k, at] of outputsAt.entries()) b.store("v128.store", b.run("i32.add", [at, offset]), clipped[k]!);
      for (const [k, value] of clipped.slice(outputsAt.length).entries()) {
        const start = b.run("i32.add", [partials!, b.run("i32.mul", [pitch!, b.i32(k)])]);
        const share = b.run("i32.add", [start, b.run("i32.shl", [item, b.i32(2)])]);
        b.store("v128.store", share, b.run("f32x4.add", [b.load("v128.load", share), value]));
      }
      return [];
    });
    return [];
  });
  return { made: b.finish(), tables: functions.tables };
}

/** Variables are numbered: first the scalars that are read, then those that are assigned, in order. */
export interface ScalarRoots {
  readonly inputs: number;
  readonly assignments: readonly { readonly body: ExprId; readonly reads: readonly number[] }[];
}

/** `(call)`. Words: the addresses of all variables. */
export function scalarFunction(
  name: string,
  comment: string,
  pool: ExprPool,
  { inputs, assignments }: ScalarRoots,
  labels: readonly string[],
): MadeFunction {
  const b = buildFunction(name, comment);
  const names = createNames();
  const variables = labels.map(names.fresh);
  const texts = assignments.map(({ body, reads }) => {
    const leaves = { coord: () => "", param: (j: number) => variables[reads[j] ?? -1] ?? "" };
    return expressionText(pool, [body], leaves, names);
  });
  const functions = shaderFunctions(libraryTexts(texts.flatMap(({ needs }) => [...needs])), 0);
  const at = variables.map(addressName).map(wordsOf(b));
  const scope: Scope = new Map();
  for (const [k, called] of variables.slice(0, inputs).entries()) {
    scope.set(called, loaded(b, "v128.load32_splat", at[k]!, called));
  }
  for (const [k, text] of texts.entries()) {
    execute(b, functions, text.before, scope);
    const [value] = rootsOf(b, functions, text, scope);
    const called = variables[inputs + k] ?? "";
    scope.set(called, lanesOperand({ type: "f32", value: value! }));
    b.store("v128.store32_lane", at[inputs + k]!, value!, 0, 0);
  }
  return { made: b.finish(), tables: functions.tables };
}

const addressName = (name: string): string => `${name}_at`;

/** Loads the words of the call, one after the other. */
function wordsOf(b: FunctionBuilder): (name: string) => Value {
  const call = b.param("call", "i32");
  let offset = 0;
  return (name) => {
    const value = b.load("i32.load", call, offset);
    value.name = name;
    offset += 4;
    return value;
  };
}

function loaded(b: FunctionBuilder, name: "v128.load" | "v128.load32_splat", at: Value, called: string) {
  const value = b.load(name, at);
  value.name = called;
  return lanesOperand({ type: "f32", value });
}

function execute(b: FunctionBuilder, functions: ShaderFunctions, lines: readonly string[], scope: Scope): void {
  functions.execute(b, readStatements(lines.join("\n")), scope);
}

/** The values of the roots of a text, whose statements are carried out in `scope`. */
function rootsOf(b: FunctionBuilder, functions: ShaderFunctions, text: ExpressionText, scope: Scope): readonly Value[] {
  const results = text.roots.map((root, k) => `let tp_root_${k} = ${root};`);
  execute(b, functions, [...text.inside, ...results], scope);
  return results.map((_, k) => lanesOf(b, scope.get(`tp_root_${k}`)!, "f32").value);
}

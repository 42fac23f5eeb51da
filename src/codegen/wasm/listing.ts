/**
 * A function as text for readers, in the style of WebAssembly's text format: one statement a line, operations as
 * calls. What a loop does each turn is indented.
 */
import { unreachable } from "../../diagnostics/invariant.ts";
import { createWriter, type Writer } from "../writer.ts";
import type { Code, Constant, Local, Statement, WasmFunction, WasmModule } from "./code.ts";
import { instructions } from "./instructions.ts";

export function listModule(module: WasmModule): string {
  return module.functions.map((each) => listFunction(each, module)).join("\n");
}

export function listFunction(made: WasmFunction, module: WasmModule): string {
  const writer = createWriter();
  const locals = [...made.params, ...made.locals];
  writer.line(`;; ${made.comment.replace(/[^\x20-\x7e]/g, "?")}`);
  const params = made.params.map(({ name, type }) => ` (param $${name} ${type})`).join("");
  writer.block(
    `(func $${made.name}${params}`,
    () => {
      for (const statement of made.body) list(writer, statement, locals, module);
    },
    ")",
  );
  return writer.text();
}

function list(writer: Writer, statement: Statement, locals: readonly Local[], module: WasmModule): void {
  const name = (local: number): string => `$${locals[local]?.name ?? local}`;
  const text = (code: Code): string => codeText(code, name);
  switch (statement.op) {
    case "set": {
      const { values } = statement;
      // Together, unless no value reads what another one sets.
      if (values.length > 1 && statement.locals.some((local) => values.some((value) => reads(value, local)))) {
        const sets = statement.locals.map((local) => `(local.set ${name(local)})`).reverse();
        writer.line(`${values.map(text).join(" ")} ${sets.join(" ")}`);
      } else {
        for (const [k, value] of values.entries())
          writer.line(`(local.set ${name(statement.locals[k]!)} ${text(value)})`);
      }
      break;
    }
    case "store":
      writer.line(text({ ...statement, op: "run" }));
      break;
    case "call": {
      const args = statement.args.map((arg) => ` ${text(arg)}`).join("");
      writer.line(`(call $${module.functions[statement.target]?.name ?? statement.target}${args})`);
      break;
    }
    case "loop": {
      const index = name(statement.index);
      writer.block(
        `(loop while (i32.lt_u ${index} ${text(statement.end)}) step ${text(statement.step)}`,
        () => {
          for (const inner of statement.body) list(writer, inner, locals, module);
        },
        ")",
      );
      break;
    }
    default:
      unreachable(statement);
  }
}

function reads(code: Code, local: number): boolean {
  return code.op === "get" ? code.local === local : code.op === "run" && code.args.some((arg) => reads(arg, local));
}

function codeText(code: Code, name: (local: number) => string): string {
  switch (code.op) {
    case "get":
      return name(code.local);
    case "const":
      return constantText(code);
    case "run": {
      const { immediate } = instructions[code.name];
      const [first = 0, second = 0] = code.immediates;
      const offset = immediate === "memory" ? first : immediate === "memory lane" ? second : 0;
      const parts = [
        code.name,
        ...(offset === 0 ? [] : [`offset=${offset}`]),
        ...(immediate === "lane" || immediate === "memory lane" ? [String(first)] : []),
        ...(immediate === "shuffle" ? code.immediates.map(String) : []),
        ...code.args.map((arg) => codeText(arg, name)),
      ];
      return `(${parts.join(" ")})`;
    }
    default:
      return unreachable(code);
  }
}

/** Words as they are, floats by their value where they are ones. */
function constantText({ type, words }: Constant): string {
  const [low = 0] = words;
  if (type === "i32") return `(i32.const ${low | 0})`;
  const floats = new Float32Array(Uint32Array.from(words).buffer);
  if (type === "f32") return `(f32.const ${floats[0]})`;
  if (type === "f64") return `(f64.const ${new Float64Array(Uint32Array.from(words).buffer)[0]})`;
  const same = words.every((word) => word === low);
  return same
    ? `(i32x4.splat 0x${(low >>> 0).toString(16)})`
    : `(v128.const i32x4 ${words.map((word) => `0x${(word >>> 0).toString(16)}`).join(" ")})`;
}

/** A module as the bytes of WebAssembly's binary format (specification 2.0, section 5). */
import { unreachable } from "../../diagnostics/invariant.ts";
import type { Code, Constant, Statement, WasmFunction, WasmModule } from "./code.ts";
import { instructions, type WasmType } from "./instructions.ts";

const typeCodes: Readonly<Record<WasmType, number>> = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b };
const EMPTY = 0x40;

/** Where bytes go. */
type Sink = number[];

export function encodeModule({ functions }: WasmModule): Uint8Array<ArrayBuffer> {
  const out: Sink = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  section(out, 1, (types) => {
    list(types, functions, (to, { params }) => {
      to.push(0x60);
      list(to, params, (at, { type }) => at.push(typeCodes[type]));
      unsigned(to, 0);
    });
  });
  section(out, 2, (imports) => {
    unsigned(imports, 1);
    text(imports, "env");
    text(imports, "memory");
    // A memory of any size.
    imports.push(2, 0, 0);
  });
  section(out, 3, (types) => list(types, functions, (to, _, k) => unsigned(to, k)));
  section(out, 7, (exported) => {
    list(exported, functions, (to, { name }, k) => {
      text(to, name);
      to.push(0);
      unsigned(to, k);
    });
  });
  section(out, 10, (bodies) => list(bodies, functions, encodeFunction));
  return Uint8Array.from(out);
}

function encodeFunction(to: Sink, { locals, body }: WasmFunction): void {
  const out: Sink = [];
  // Runs of one type are declared together.
  const runs: { type: WasmType; count: number }[] = [];
  for (const { type } of locals) {
    const last = runs.at(-1);
    if (last?.type === type) last.count++;
    else runs.push({ type, count: 1 });
  }
  list(out, runs, (at, { type, count }) => {
    unsigned(at, count);
    at.push(typeCodes[type]);
  });
  for (const statement of body) encodeStatement(out, statement);
  out.push(0x0b);
  unsigned(to, out.length);
  for (const byte of out) to.push(byte);
}

function encodeStatement(out: Sink, statement: Statement): void {
  switch (statement.op) {
    case "set":
      for (const value of statement.values) encodeCode(out, value);
      for (const local of [...statement.locals].reverse()) {
        out.push(0x21);
        unsigned(out, local);
      }
      break;
    case "store":
      encodeCode(out, { ...statement, op: "run" });
      break;
    case "call":
      for (const arg of statement.args) encodeCode(out, arg);
      out.push(0x10);
      unsigned(out, statement.target);
      break;
    case "loop": {
      // The condition at the end: code that compilers make of it is a tenth faster than with one at the beginning.
      const compare = (name: "i32.ge_u" | "i32.lt_u"): void => {
        encodeCode(out, { op: "get", local: statement.index });
        encodeCode(out, statement.end);
        out.push(instructions[name].code, 0x0d, 0);
      };
      out.push(0x02, EMPTY);
      compare("i32.ge_u");
      out.push(0x03, EMPTY);
      for (const inner of statement.body) encodeStatement(out, inner);
      encodeCode(out, { op: "get", local: statement.index });
      encodeCode(out, statement.step);
      out.push(instructions["i32.add"].code, 0x21);
      unsigned(out, statement.index);
      compare("i32.lt_u");
      out.push(0x0b, 0x0b);
      break;
    }
    default:
      unreachable(statement);
  }
}

function encodeCode(out: Sink, code: Code): void {
  switch (code.op) {
    case "get":
      out.push(0x20);
      unsigned(out, code.local);
      break;
    case "const":
      encodeConstant(out, code);
      break;
    case "run": {
      for (const arg of code.args) encodeCode(out, arg);
      const { code: number, immediate, align } = instructions[code.name];
      if (number > 0xff) {
        out.push(number >> 8);
        unsigned(out, number & 0xff);
      } else out.push(number);
      const [first = 0, second = 0] = code.immediates;
      if (immediate === "shuffle") out.push(...code.immediates);
      if (immediate === "memory" || immediate === "memory lane") {
        out.push(align);
        unsigned(out, immediate === "memory" ? first : second);
      }
      if (immediate === "lane" || immediate === "memory lane") out.push(first);
      break;
    }
    default:
      unreachable(code);
  }
}

function encodeConstant(out: Sink, { type, words }: Constant): void {
  if (type === "i32") {
    out.push(0x41);
    signed(out, (words[0] ?? 0) | 0);
    return;
  }
  out.push(...(type === "v128" ? [0xfd, 12] : type === "f32" ? [0x43] : [0x44]));
  out.push(...new Uint8Array(Uint32Array.from(words).buffer));
}

function section(out: Sink, id: number, write: (to: Sink) => void): void {
  const content: Sink = [];
  write(content);
  out.push(id);
  unsigned(out, content.length);
  for (const byte of content) out.push(byte);
}

function list<T>(out: Sink, items: readonly T[], write: (to: Sink, item: T, k: number) => void): void {
  unsigned(out, items.length);
  for (const [k, item] of items.entries()) write(out, item, k);
}

function text(out: Sink, value: string): void {
  const bytes = new TextEncoder().encode(value);
  unsigned(out, bytes.length);
  out.push(...bytes);
}

/** LEB128. */
function unsigned(out: Sink, value: number): void {
  let left = value >>> 0;
  for (; left > 0x7f; left >>>= 7) out.push((left & 0x7f) | 0x80);
  out.push(left);
}

function signed(out: Sink, value: number): void {
  let left = value | 0;
  for (; left < -0x40 || left > 0x3f; left >>= 7) out.push((left & 0x7f) | 0x80);
  out.push(left & 0x7f);
}

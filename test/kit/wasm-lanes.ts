/** Functions of the shader library on WebAssembly, for tests: four tuples of numbers at a time. */
import { buildFunction } from "../../src/codegen/wasm/builder.ts";
import { encodeModule } from "../../src/codegen/wasm/encode.ts";
import { lanesOf, lanesOperand, shaderFunctions } from "../../src/codegen/wasm/shader-functions.ts";

/** Room for tables of the library at the beginning of memory. */
const TABLES = 4096;

/** The words that `name`, a function of these texts, makes of tuples of words of these types. */
export function runLanes(
  texts: readonly string[],
  name: string,
  types: readonly ("f32" | "u32")[],
  tuples: readonly Uint32Array[],
): Uint32Array {
  const functions = shaderFunctions(texts, 0);
  const count = tuples[0]?.length ?? 0;
  const stride = 16 * Math.ceil(count / 4);
  const b = buildFunction("apply", "One function on many numbers.");
  const end = b.param("end", "i32");
  b.loop("i", { from: b.i32(0), to: end, step: b.i32(16) }, [], (i) => {
    const args = types.map((type, k) => lanesOperand({ type, value: b.load("v128.load", i, TABLES + k * stride) }));
    const result = lanesOf(b, functions.call(b, name, args), "f32");
    b.store("v128.store", i, result.value, TABLES + types.length * stride);
    return [];
  });
  const bytes = encodeModule({ functions: [b.finish()] });
  const memory = new WebAssembly.Memory({ initial: Math.ceil((TABLES + (types.length + 1) * stride) / 65_536) });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const words = new Uint32Array(memory.buffer);
  words.set(functions.tables);
  for (const [k, tuple] of tuples.entries()) words.set(tuple, (TABLES + k * stride) / 4);
  const apply = exports.apply;
  if (typeof apply !== "function") throw new Error("no function");
  apply(stride);
  const start = (TABLES + types.length * stride) / 4;
  return words.slice(start, start + count);
}

/** f applied to tuples of floats, given one after the other. */
export function evaluateLanes(
  texts: readonly string[],
  name: string,
  tuples: readonly (readonly number[])[],
): Float32Array {
  const arity = tuples[0]?.length ?? 0;
  const columns = Array.from({ length: arity }, (_, k) => {
    return new Uint32Array(Float32Array.from(tuples, (tuple) => tuple[k] ?? 0).buffer);
  });
  const words = runLanes(
    texts,
    name,
    columns.map(() => "f32" as const),
    columns,
  );
  return new Float32Array(words.buffer);
}

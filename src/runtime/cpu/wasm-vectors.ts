/**
 * Vectors in the memory of WebAssembly, with the functions of double-functions.ts on them. A vector has room for its
 * numbers up to a multiple of 32, zeros behind its end.
 */
import { DOUBLES_AT_ONCE, doubleFunctions, MOST_TERMS, NOISE_AT_ONCE } from "../../codegen/wasm/double-functions.ts";
import { encodeModule } from "../../codegen/wasm/encode.ts";
import { invariant } from "../../diagnostics/invariant.ts";
import type { FunctionName } from "../../ir/functions.ts";
import { type StreamKey, streamKey } from "../../math/random.ts";
import type { EntrySource } from "./entries.ts";
import { type UnaryLoop, unaryLoop } from "./loops.ts";
import type { VectorKernels } from "./vector-kernels.ts";

type WasmCall = (...args: readonly number[]) => void;

export interface WasmVectors {
  /** Vectors of these lengths, zeros. */
  readonly vectors: readonly Float64Array[];
  readonly kernels: VectorKernels;
  /** Normal entries of a stream; they are written to `vectors` only, from positions that are multiples of 32 on. */
  normals(variable: number): EntrySource;
  /** The loop of a function of one argument, fast where both vectors are of these. */
  loop(fn: FunctionName): UnaryLoop;
}

const PAGE = 65_536;
/** Room for the sums and factors of a call. */
const SCRATCH = 32 * MOST_TERMS;

let compiled: WebAssembly.Module | undefined;

/** Bytes of vectors of these lengths. */
export function wasmVectorBytes(lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum + 8 * roomOf(length), SCRATCH);
}

/** Throws a RangeError when there is not that much memory. */
export function createWasmVectors(lengths: readonly number[]): WasmVectors {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(wasmVectorBytes(lengths) / PAGE) });
  const { buffer } = memory;
  compiled ??= new WebAssembly.Module(encodeModule({ functions: doubleFunctions() }));
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  const find = (name: string): WasmCall => {
    const found = exports[name];
    invariant(typeof found === "function", () => `no function ${name}`);
    return found as WasmCall;
  };
  let end = SCRATCH;
  const vectors = lengths.map((length) => {
    const vector = new Float64Array(buffer, end, length);
    end += 8 * roomOf(length);
    return vector;
  });
  const tanh = find("tanh");
  return {
    vectors,
    kernels: kernelsOf(buffer, find),
    normals: (variable) => normalSource(variable, find("noise")),
    loop: (fn) => (fn === "tanh" ? tanhLoop(buffer, tanh) : unaryLoop(fn)),
  };
}

function roomOf(length: number): number {
  return NOISE_AT_ONCE * Math.ceil(length / NOISE_AT_ONCE);
}

function tanhLoop(buffer: ArrayBuffer, tanh: WasmCall): UnaryLoop {
  const plain = unaryLoop("tanh");
  return (x, atX, t, atT, count) => {
    if (x.buffer !== buffer || t.buffer !== buffer) plain(x, atX, t, atT, count);
    else tanh(addressOf(x, atX), rounded(count), addressOf(t, atT));
  };
}

function addressOf(vector: Float64Array, at: number): number {
  return vector.byteOffset + 8 * at;
}

/** Loops take some numbers at once; what is behind the end of a vector is 0 and stays so. */
function rounded(count: number): number {
  return DOUBLES_AT_ONCE * Math.ceil(count / DOUBLES_AT_ONCE);
}

function kernelsOf(buffer: ArrayBuffer, find: (name: string) => WasmCall): VectorKernels {
  const scratch = new Float64Array(buffer, 0, SCRATCH / 8);
  const scaled = find("scaled");
  const counts = Array.from({ length: MOST_TERMS }, (_, k) => k + 1);
  const dots = counts.map((terms) => find(`dots_${terms}`));
  const combine = counts.map((terms) => find(`combine_${terms}`));

  return {
    dots(x, others, at, count, sums) {
      for (let first = 0; first < others.length; first += MOST_TERMS) {
        const terms = Math.min(MOST_TERMS, others.length - first);
        const places = others.slice(first, first + terms).map((vector) => addressOf(vector, at));
        scratch.fill(0, 0, 2 * terms);
        dots[terms - 1]!(addressOf(x, at), rounded(count), 0, ...places);
        for (let k = 0; k < terms; k++) sums[first + k]! += scratch[2 * k]! + scratch[2 * k + 1]!;
      }
    },
    combine(y, others, factors, at, count) {
      for (let first = 0; first < others.length; first += MOST_TERMS) {
        const terms = Math.min(MOST_TERMS, others.length - first);
        const places = others.slice(first, first + terms).map((vector) => addressOf(vector, at));
        for (let k = 0; k < terms; k++) scratch[k] = factors[first + k]!;
        combine[terms - 1]!(addressOf(y, at), rounded(count), 0, ...places);
      }
    },
    scale(x, factor, at, count) {
      scaled(addressOf(x, at), rounded(count), factor, addressOf(x, at));
    },
  };
}

function normalSource(variable: number, noise: WasmCall): EntrySource {
  let key: StreamKey = streamKey(0n, variable, 0);
  return {
    begin(seed, trial) {
      key = streamKey(seed, variable, trial);
    },
    fill(row, from, out, at, count) {
      invariant(from % 8 === 0 && at % NOISE_AT_ONCE === 0, () => "noise begins between octets");
      noise(...key, out.byteOffset + 8 * at, row, from / 8, count);
      // What is behind the end of the vector has to stay 0.
      const left = roomOf(count) - count;
      if (left > 0) new Float64Array(out.buffer, out.byteOffset + 8 * (at + count), left).fill(0);
    },
  };
}

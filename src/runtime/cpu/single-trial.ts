/**
 * One trial at a time in float32: the functions of src/codegen/wasm, on a memory of their own. The results are those
 * of the shaders on a device that computes `fma` as product and sum, bit for bit.
 */

import { OCTET_BYTES } from "../../codegen/wasm/draw-functions.ts";
import {
  type Action,
  matrixBytes,
  productName,
  type TiledMatrix,
  type WasmProgram,
} from "../../codegen/wasm/emission.ts";
import { TILE_COLUMNS, TILE_PITCH, TILE_ROWS } from "../../codegen/wasm/product-functions.ts";
import { MOST_VECTORS } from "../../codegen/wgsl/product-kernel.ts";
import { invariant, unreachable } from "../../diagnostics/invariant.ts";
import { type StreamKey, streamKey } from "../../math/random.ts";
import type { TrialRunner } from "./trial.ts";

type WasmCall = (...args: readonly number[]) => void;

/** A matrix of the trial at hand. */
interface Drawn {
  readonly matrix: TiledMatrix;
  /** Where it is kept, if it is. */
  readonly kept: number | undefined;
  /** Whether the entries that are kept are those of this trial. */
  known: boolean;
}

const PAGE = 65_536;

/** A program whose functions are compiled, and the matrices that are kept for a trial, by their index. */
export interface CompiledProgram {
  readonly module: WebAssembly.Module;
  readonly program: Omit<WasmProgram, "functions">;
  readonly keep: ReadonlySet<number>;
}

/** Takes the memory of one trial; throws a RangeError when there is not that much. */
export function createSingleTrialRunner({ module, program, keep }: CompiledProgram): TrialRunner {
  let end = program.size;
  const drawn = program.matrices.map((matrix, m): Drawn => {
    const kept = keep.has(m) ? end : undefined;
    if (kept !== undefined) end += matrixBytes(matrix);
    return { matrix, kept, known: false };
  });
  const memory = new WebAssembly.Memory({ initial: Math.ceil(end / PAGE) });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const words = new Uint32Array(memory.buffer);
  const bytes = new Uint8Array(memory.buffer);
  const numbers = new Float32Array(memory.buffer);
  for (const initial of program.words) words.set(initial.words, initial.at / 4);

  const find = (name: string): WasmCall => {
    const found = exports[name];
    invariant(typeof found === "function", () => `no function ${name}`);
    return found as WasmCall;
  };
  const actions = program.actions.map((action) => compile(action, { program, drawn, find, bytes }));
  return {
    run(seed, trial, samples, at) {
      for (const each of drawn) each.known = false;
      const key = (variable: number) => streamKey(seed, variable, trial);
      for (const action of actions) action(key);
      for (const [o, address] of program.outputs.entries()) samples[o]![at] = numbers[address / 4]!;
    },
  };
}

interface Surroundings {
  readonly program: CompiledProgram["program"];
  readonly drawn: readonly Drawn[];
  readonly find: (name: string) => WasmCall;
  readonly bytes: Uint8Array;
}

/** What is done in a trial, given the keys of its streams. */
type TrialAction = (key: (variable: number) => StreamKey) => void;

function compile(action: Action, around: Surroundings): TrialAction {
  switch (action.op) {
    case "clear": {
      const { at, bytes: count } = action;
      return () => around.bytes.fill(0, at, at + count);
    }
    case "run": {
      const [run, { args }] = [around.find(action.fn), action];
      return () => run(...args);
    }
    case "draw": {
      const run = around.find(action.fn);
      const { variable, out, length, mean, deviation } = action;
      return (key) => run(...key(variable), out, 0, length, mean, deviation);
    }
    case "product":
      return compileProduct(action, around);
    default:
      return unreachable(action);
  }
}

function compileProduct(action: Action & { readonly op: "product" }, around: Surroundings): TrialAction {
  const { transposed, inputs, outs } = action;
  const { program, bytes } = around;
  const state = around.drawn[action.matrix];
  invariant(state !== undefined, () => `no matrix ${action.matrix}`);
  const { matrix, kept } = state;
  const draw = around.find(matrix.draw);
  const scale = around.find("scale");
  const length = transposed ? matrix.lengths.transposed : matrix.lengths.plain;
  const octets = matrix.columns / 8;
  const across = TILE_COLUMNS / 8;
  const pitch = kept === undefined ? TILE_PITCH : octets * OCTET_BYTES;
  const groups: { readonly multiply: WasmCall; readonly x: readonly number[]; readonly y: readonly number[] }[] = [];
  for (let done = 0; done < inputs.length; done += MOST_VECTORS) {
    const [x, y] = [inputs.slice(done, done + MOST_VECTORS), outs.slice(done, done + MOST_VECTORS)];
    groups.push({ multiply: around.find(productName(transposed, matrix.order, x.length)), x, y });
  }

  return (key) => {
    const [k0, k1, k2, k3] = key(matrix.variable) as unknown as [number, number, number, number];
    for (const y of outs) bytes.fill(0, y, y + 4 * TILE_ROWS * Math.ceil(length / TILE_ROWS));
    for (let row = 0; row < matrix.rows; row += TILE_ROWS) {
      for (let octet = 0; octet < octets; octet += across) {
        const end = Math.min(octet + across, octets);
        const tile = kept === undefined ? program.tile : kept + (row / 4) * pitch + octet * OCTET_BYTES;
        if (!state.known) {
          for (let quad = 0; quad < TILE_ROWS / 4; quad++) {
            draw(k0, k1, k2, k3, tile + quad * pitch, row + 4 * quad, octet, end);
          }
        }
        const [xMoves, yMoves] = transposed ? [4 * row, 32 * octet] : [32 * octet, 4 * row];
        for (const { multiply, x, y } of groups) {
          const places = [...x.map((at) => at + xMoves), ...y.map((at) => at + yMoves)];
          multiply(tile, pitch, (end - octet) * OCTET_BYTES, ...places);
        }
      }
    }
    state.known = kept !== undefined;
    for (const y of outs) scale(y, length, matrix.scale);
  };
}

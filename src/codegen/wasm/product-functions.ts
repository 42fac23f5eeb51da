/**
 * Products of a tile of a matrix with up to four vectors. A tile has sixteen rows, four rows at a time, each four as
 * octets of columns, column by column (see matrixDraws); `pitch` bytes later come the next four rows. Sums run over
 * columns (of the transpose, rows) one after the other, as in the shaders, so that results are the same bit for bit.
 */
import { buildFunction, type FunctionBuilder, type Value } from "./builder.ts";
import type { WasmFunction } from "./code.ts";
import { OCTET_BYTES } from "./draw-functions.ts";
import { transposed } from "./transpose.ts";

/** Rows of a tile. */
export const TILE_ROWS = 16;

/** Columns of a tile that is drawn and used at once: it stays in the nearest cache. */
export const TILE_COLUMNS = 256;

/** Bytes from four rows of such a tile to the next four: not a multiple of a page, which caches would put in one place. */
export const TILE_PITCH = (TILE_COLUMNS / 8) * OCTET_BYTES + 64;

export const tileBytes = (TILE_ROWS / 4) * TILE_PITCH;

/** Numbers that are kept in registers while a tile is gone through. */
const REGISTERS = 8;

interface Ends {
  readonly tile: Value;
  readonly pitch: Value;
  /** Bytes of octets of four rows. */
  readonly span: Value;
  readonly x: readonly Value[];
  readonly y: readonly Value[];
}

function ends(b: FunctionBuilder, vectors: number): Ends {
  const [tile, pitch, span] = [b.param("tile", "i32"), b.param("pitch", "i32"), b.param("span", "i32")];
  const of = (name: string) => Array.from({ length: vectors }, (_, k) => b.param(`${name}${k}`, "i32"));
  return { tile, pitch, span, x: of("x"), y: of("y") };
}

/** How the sum over columns runs: one by one, or for laws whose draws are long (`isLong`) the eight of an octet first. */
export type ColumnSum = "one by one" | "by octets";

/** `(tile, pitch, span, x.., y..)`: the sixteen numbers at each y grow by the products of the rows with x. */
export function tileProduct(name: string, vectors: number, order: ColumnSum): WasmFunction {
  const b = buildFunction(name, `Sixteen rows with ${vectors === 1 ? "a vector" : `${vectors} vectors`}.`);
  const { tile, pitch, span, x, y } = ends(b, vectors);
  const quads = Math.max(1, Math.min(4, REGISTERS / vectors)) === 4 ? 4 : 2;
  for (let first = 0; first < 4; first += quads) {
    const starts = Array.from({ length: quads }, (_, q) => rowsAt(b, tile, pitch, first + q));
    const before = x.flatMap((_, v) => starts.map((_, q) => b.load("v128.load", y[v]!, 16 * (first + q))));
    for (const value of before) value.name = "sum";
    const after = b.loop("at", { from: b.i32(0), to: span, step: b.i32(OCTET_BYTES) }, before, (at, sums) => {
      const next = order === "one by one" ? [...sums] : sums.map(() => b.f32x4(0));
      const eighth = b.run("i32.shr_u", [at, b.i32(2)]);
      for (let column = 0; column < 8; column++) {
        const numbers = x.map((start) => b.load("v128.load32_splat", b.run("i32.add", [start, eighth]), 4 * column));
        for (const [q, start] of starts.entries()) {
          const w = b.load("v128.load", b.run("i32.add", [start, at]), 16 * column);
          for (const [v, number] of numbers.entries()) {
            const k = v * quads + q;
            next[k] = b.run("f32x4.add", [b.run("f32x4.mul", [w, number]), next[k]!]);
          }
        }
      }
      return order === "one by one" ? next : next.map((sum, k) => b.run("f32x4.add", [sums[k]!, sum]));
    });
    for (const [k, sum] of after.entries()) {
      b.store("v128.store", y[Math.floor(k / quads)]!, sum, 16 * (first + (k % quads)));
    }
  }
  return b.finish();
}

/** `(tile, pitch, span, x.., y..)`: the numbers at each y grow by those of the columns with the sixteen numbers at x. */
export function transposedTileProduct(name: string, vectors: number): WasmFunction {
  const b = buildFunction(name, `Sixteen rows, transposed, with ${vectors === 1 ? "a vector" : `${vectors} vectors`}.`);
  const { tile, pitch, span, x, y } = ends(b, vectors);
  const quads = vectors <= 2 ? 2 : 1;
  for (let first = 0; first < 4; first += quads) {
    const starts = Array.from({ length: quads }, (_, q) => rowsAt(b, tile, pitch, first + q));
    const numbers = x.map((start) =>
      Array.from({ length: 4 * quads }, (_, r) => b.load("v128.load32_splat", start, 4 * (4 * first + r))),
    );
    b.loop("at", { from: b.i32(0), to: span, step: b.i32(OCTET_BYTES / 2) }, [], (at) => {
      const eighth = b.run("i32.shr_u", [at, b.i32(2)]);
      const places = y.map((start) => b.run("i32.add", [start, eighth]));
      let sums = places.map((place) => b.load("v128.load", place));
      for (const [q, start] of starts.entries()) {
        const from = b.run("i32.add", [start, at]);
        const [c0, c1, c2, c3] = [0, 16, 32, 48].map((offset) => b.load("v128.load", from, offset));
        for (const [r, row] of transposed(b, [c0!, c1!, c2!, c3!]).entries()) {
          sums = sums.map((sum, v) => b.run("f32x4.add", [b.run("f32x4.mul", [row, numbers[v]![4 * q + r]!]), sum]));
        }
      }
      for (const [v, sum] of sums.entries()) b.store("v128.store", places[v]!, sum);
      return [];
    });
  }
  return b.finish();
}

function rowsAt(b: FunctionBuilder, tile: Value, pitch: Value, quad: number): Value {
  return b.run("i32.add", [tile, b.run("i32.mul", [pitch, b.i32(quad)])]);
}

/** `scale(y, length, factor)`: a finished product times the deviation of an entry, with zeros up to a multiple of 16. */
export function scaling(name: string): WasmFunction {
  const b = buildFunction(name, "A product times the deviation of an entry; zeros behind its end.");
  const [y, length, factor] = [b.param("y", "i32"), b.param("length", "i32"), b.param("factor", "f32")];
  const factors = b.run("f32x4.splat", [factor]);
  const end = b.run("i32x4.splat", [length]);
  b.loop("first", { from: b.i32(0), to: length, step: b.i32(16) }, [y], (first, [at]) => {
    const place = b.run("i32x4.splat", [first]);
    for (let k = 0; k < 4; k++) {
      const value = b.run("f32x4.mul", [factors, b.load("v128.load", at!, 16 * k)]);
      const lanes = b.lanes([4 * k, 4 * k + 1, 4 * k + 2, 4 * k + 3]);
      const inside = b.run("i32x4.lt_u", [b.run("i32x4.add", [place, lanes]), end]);
      b.store("v128.store", at!, b.run("v128.and", [value, inside]), 16 * k);
    }
    return [b.run("i32.add", [at!, b.i32(64)])];
  });
  return b.finish();
}

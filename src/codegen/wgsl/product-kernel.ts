/**
 * Products of a random matrix, or of its transpose, with up to four vectors: the entries are drawn where they are used
 * and nowhere kept. Reading one costs a software device four times as much as drawing it; by its data sheet a graphics
 * device of 5 TB/s and 60 tera-operations a second reads about as fast as it draws. An item makes eight numbers of each
 * result from a stretch of the sum; 64 entries, eight rows by eight columns, are drawn in each turn of its loop, so that
 * a load is used eight times. Items of a workgroup read the same numbers of the vectors; where they can they read one
 * quadruple each and pass it on, which spares a software device a third of its time with four vectors.
 */
import type { Shape } from "../../math/laws.ts";
import type { Writer } from "../writer.ts";
import { float, type GroupShape, index, type Kernel, kernel, keyStatement } from "./kernel.ts";
import { isLong } from "./laws.ts";
import { octetTexts, padText } from "./random.ts";

/** More vectors at once need more registers than a device has, and seconds of compilation on software ones. */
export const MOST_VECTORS = 4;

export interface ProductForm {
  readonly shape: Shape;
  readonly transposed: boolean;
  /** Number of vectors, at most MOST_VECTORS. */
  readonly vectors: number;
  /** Whether the invocations of a subgroup, at least eight, pass each other what they have read of the vectors. */
  readonly shared: boolean;
}

const components = ["x", "y", "z", "w"] as const;

/**
 * Words: variable, length of the result, its number of octets, items of a stretch, octets of the sum, octets of a
 * stretch, how far the results of one stretch and the next are apart, deviation of an entry; the number 8 if draws are
 * long; then where each vector and each result begins. A workgroup has items of one stretch only; those without an octet
 * write nothing.
 */
export function productKernel(form: ProductForm, group: GroupShape, comment: string): Kernel {
  const vectors = Array.from({ length: form.vectors }, (_, b) => b);
  return kernel({
    name: form.transposed ? "multiply_transposed" : "multiply",
    comment,
    memory: "vec4<f32>",
    scalars: false,
    words: [
      ...["variable", "length", "octets", "items", "terms", "stretch", "apart"].map(index),
      float("deviation"),
      ...(isLong(form.shape) ? [index("eight")] : []),
      ...vectors.map((b) => index(`x${b}`)),
      ...vectors.map((b) => index(`y${b}`)),
    ],
    shape: group,
    together: form.shared,
    needs: [],
    functions: [...octetTexts(form.shape), padText, ...(form.transposed ? [] : [DOT])],
    body: (writer) => {
      writer.line(keyStatement);
      writer.line("let part = first_item / call.items;");
      writer.line("let octet = item - part * call.items;");
      writer.line("let here = trial * call.stride;");
      for (const b of vectors) {
        writer.line(`let x${b} = (here + call.x${b}) / 4u;`);
        writer.line(`var y${b}_low = vec4<f32>();`);
        writer.line(`var y${b}_high = vec4<f32>();`);
      }
      if (form.shared) writer.line(`let quadruple = ${ownQuadruple(form.vectors)};`);
      writer.line("let end = min((part + 1u) * call.stretch, call.terms);");
      writer.block("for (var k = part * call.stretch; k < end; k++) {", () => {
        if (form.shared) writer.line("let own = memory[quadruple + 2u * k];");
        for (const [q, half] of vectors.flatMap((b) => [`x${b}_low`, `x${b}_high`]).entries()) {
          const place = `x${Math.floor(q / 2)} + 2u * k${q % 2 === 0 ? "" : " + 1u"}`;
          writer.line(`let ${half} = ${form.shared ? `subgroupBroadcast(own, ${q}u)` : `memory[${place}]`};`);
        }
        if (isLong(form.shape)) rolledRows(writer, form.transposed, vectors);
        else unrolledRows(writer, form.transposed, vectors);
      });
      writer.block("if (octet >= call.octets) {", () => writer.line("return;"));
      for (const b of vectors) {
        writer.line(`let at${b} = (here + call.y${b} + part * call.apart) / 4u + 2u * octet;`);
        writer.line(`memory[at${b}] = pad(call.deviation * y${b}_low, 8u * octet, call.length);`);
        writer.line(`memory[at${b} + 1u] = pad(call.deviation * y${b}_high, 8u * octet + 4u, call.length);`);
      }
    },
  });
}

/** Where the quadruples begin that a lane reads: two lanes for every vector, its low and its high halves. */
function ownQuadruple(vectors: number): string {
  if (vectors === 1) return "x0 + lane % 2u";
  const starts = Array.from({ length: vectors }, (_, b) => `x${b}`).join(", ");
  return `vec${vectors}<u32>(${starts})[lane / 2u % ${vectors}u] + lane % 2u`;
}

function unrolledRows(writer: Writer, transposed: boolean, vectors: readonly number[]): void {
  for (let row = 0; row < 8; row++) {
    writer.block("{", () => (transposed ? rowOfTranspose : rowOfMatrix)(writer, row, vectors));
  }
}

/** The same as a loop. Its bound is a word of the call, because compilers unroll loops whose bounds they know. */
function rolledRows(writer: Writer, transposed: boolean, vectors: readonly number[]): void {
  writer.block("for (var r = 0u; r < call.eight; r++) {", () => {
    writer.line(`let w = draw_octet(key, ${transposed ? "8u * k + r, octet" : "8u * octet + r, k"});`);
    for (const b of vectors) {
      if (transposed) {
        writer.line(`let number${b} = select(x${b}_high, x${b}_low, r < 4u)[r % 4u];`);
        writer.line(`y${b}_low = fma(w.low, vec4<f32>(number${b}), y${b}_low);`);
        writer.line(`y${b}_high = fma(w.high, vec4<f32>(number${b}), y${b}_high);`);
      } else {
        writer.line(`let products${b} = vec4<f32>(add_products(0.0, w, x${b}_low, x${b}_high));`);
        writer.line(`y${b}_low += select(vec4<f32>(), products${b}, vec4<u32>(0u, 1u, 2u, 3u) == vec4<u32>(r));`);
        writer.line(`y${b}_high += select(vec4<f32>(), products${b}, vec4<u32>(4u, 5u, 6u, 7u) == vec4<u32>(r));`);
      }
    }
  });
}

/** Row `row` of the octet of rows that the item makes, columns of turn k: one number of the result grows. */
function rowOfMatrix(writer: Writer, row: number, vectors: readonly number[]): void {
  writer.line(`let w = draw_octet(key, ${octetPlus("octet", row)}, k);`);
  const half = row < 4 ? "low" : "high";
  for (const b of vectors) {
    const y = `y${b}_${half}.${components[row % 4]}`;
    writer.line(`${y} = add_products(${y}, w, x${b}_low, x${b}_high);`);
  }
}

/** Row `row` of turn k, columns of the octet that the item makes: all eight numbers of the result grow. */
function rowOfTranspose(writer: Writer, row: number, vectors: readonly number[]): void {
  writer.line(`let w = draw_octet(key, ${octetPlus("k", row)}, octet);`);
  const half = row < 4 ? "low" : "high";
  for (const b of vectors) {
    const x = `x${b}_${half}.${components[row % 4]}`;
    writer.line(`y${b}_low = fma(w.low, vec4<f32>(${x}), y${b}_low);`);
    writer.line(`y${b}_high = fma(w.high, vec4<f32>(${x}), y${b}_high);`);
  }
}

function octetPlus(octet: string, row: number): string {
  return row === 0 ? `8u * ${octet}` : `8u * ${octet} + ${row}u`;
}

const DOT = `fn add_products(sum: f32, w: Octet, low: vec4<f32>, high: vec4<f32>) -> f32 {
  let first = fma(w.low.w, low.w, fma(w.low.z, low.z, fma(w.low.y, low.y, fma(w.low.x, low.x, sum))));
  return fma(w.high.w, high.w, fma(w.high.z, high.z, fma(w.high.y, high.y, fma(w.high.x, high.x, first))));
}`;

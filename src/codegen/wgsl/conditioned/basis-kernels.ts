/**
 * What the conditioned sampler does over coordinates: sums of squares and inner products, which leave shares in
 * scratch memory for sum-kernels.ts, and linear combinations. A basis is `count` vectors, `apart` numbers from one to
 * the next; loops over it end at a word of the call, so the texts are the same for every program. A strip is every
 * `strips`-th quadruple or octet of a vector.
 */
import type { Writer } from "../../writer.ts";
import { type GroupShape, index, type Kernel, kernel, keyStatement } from "../kernel.ts";
import { floatLiteral } from "../literal.ts";
import { octetTexts, padText } from "../random.ts";

/** Coordinates of a strip. */
export const STRIP = 128;

/** Vectors of a basis that one item multiplies. */
export const MEMBERS = [0, 1, 2, 3] as const;

/**
 * Squares of large and of small numbers lie beyond float32, so they are summed on three scales: of the vector itself,
 * and of its multiples by the first and by the second of these, for sizes from 1e-28 to 1e28. Farther scales would make
 * squares of ordinary numbers denormal, which slows processors down a hundredfold. (J. L. Blue, "A Portable Fortran Program to Find the
 * Euclidean Norm of a Vector", ACM TOMS 4, 1978.)
 */
export const SCALES = [2 ** -32, 2 ** 32] as const;

/** The number of rows of shares that sums of squares take. */
export const SQUARE_ROWS = 1 + SCALES.length;

/** Of every strip the sums of squares of a vector, on every scale. */
export function squaresKernel(group: GroupShape): Kernel {
  return kernel({
    name: "sum_squares",
    comment: "Conditioned matrices: squares of an input, on three scales.",
    memory: "vec4<f32>",
    scalars: false,
    words: ["vector", "quads", "strips", "partials"].map(index),
    shape: group,
    together: false,
    needs: [],
    functions: [],
    body: (writer) => {
      writer.line("let here = trial * call.stride;");
      writer.line("let vector = (here + call.vector) / 4u;");
      declareSquares(writer);
      writer.block("for (var i = item; i < call.quads; i += call.strips) {", () => {
        writer.line("let x = memory[vector + i];");
        addSquares(writer, "x");
      });
      writeSquares(writer);
    },
  });
}

/**
 * Inner products of the vectors of a basis with `vector`, or with fresh noise: of every strip the sums for four of them,
 * so that it is read, or drawn, once for four. Items: strips of the first four, then of the next.
 */
export function dotsKernel(source: "vector" | "noise", group: GroupShape): Kernel {
  const isNoise = source === "noise";
  return kernel({
    name: isNoise ? "multiply_noise" : "multiply_basis",
    comment: `Conditioned matrices: inner products of ${isNoise ? "fresh noise" : "an input"} with what was seen.`,
    memory: "vec4<f32>",
    scalars: false,
    words: [
      ...(isNoise ? ["variable", "row"] : ["vector"]),
      ...["quads", "strips", "partials", "basis", "apart", "count"],
    ].map(index),
    shape: group,
    together: false,
    needs: [],
    functions: isNoise ? octetTexts({ kind: "normal" }) : [],
    body: (writer) => {
      writer.line("let here = trial * call.stride;");
      writer.line("let four = item / call.strips;");
      writer.line("let strip = item - four * call.strips;");
      // Behind the last vector that one again, whose sums nobody reads.
      for (const k of MEMBERS) {
        writer.line(`let member${k} = min(4u * four${k === 0 ? "" : ` + ${k}u`}, call.count - 1u);`);
        writer.line(`let basis${k} = (here + call.basis + member${k} * call.apart) / 4u;`);
        writer.line(`var sum${k} = vec4<f32>();`);
      }
      if (isNoise) {
        writer.line(keyStatement);
        writer.block("for (var i = strip; i < call.quads / 2u; i += call.strips) {", () => {
          writer.line("let noise = draw_octet(key, call.row, i);");
          for (const k of MEMBERS) {
            writer.line(
              `sum${k} += noise.low * memory[basis${k} + 2u * i] + noise.high * memory[basis${k} + 2u * i + 1u];`,
            );
          }
        });
      } else {
        writer.line("let vector = (here + call.vector) / 4u;");
        writer.block("for (var i = strip; i < call.quads; i += call.strips) {", () => {
          writer.line("let x = memory[vector + i];");
          for (const k of MEMBERS) writer.line(`sum${k} += x * memory[basis${k} + i];`);
        });
      }
      writeShares(
        writer,
        "four * call.strips + strip",
        MEMBERS.map((k) => `sum${k}`),
      );
    },
  });
}

/**
 * An input without its components along a basis, and the sums of squares of what remains. The components are the
 * scalars from `parts` on.
 */
export function remainderKernel(group: GroupShape): Kernel {
  return kernel({
    name: "remove_span",
    comment: "Conditioned matrices: an input without what was seen of it, and its squares on three scales.",
    memory: "vec4<f32>",
    scalars: true,
    words: ["vector", "octets", "strips", "partials", "basis", "apart", "count", "parts", "out"].map(index),
    shape: group,
    together: false,
    needs: [],
    functions: [],
    body: (writer) => {
      writer.line("let here = trial * call.stride;");
      writer.line("let vector = (here + call.vector) / 4u;");
      writer.line("let basis = (here + call.basis) / 4u;");
      declareSquares(writer);
      writer.block("for (var i = item; i < call.octets; i += call.strips) {", () => {
        writer.line("var low = memory[vector + 2u * i];");
        writer.line("var high = memory[vector + 2u * i + 1u];");
        writer.line("var at = basis + 2u * i;");
        writer.block("for (var k = 0u; k < call.count; k++) {", () => {
          writer.line("let part = scalars[(call.parts + k) * call.batch + trial];");
          writer.line("low -= part * memory[at];");
          writer.line("high -= part * memory[at + 1u];");
          writer.line("at += call.apart / 4u;");
        });
        writer.line("memory[(here + call.out) / 4u + 2u * i] = low;");
        writer.line("memory[(here + call.out) / 4u + 2u * i + 1u] = high;");
        for (const half of ["low", "high"]) addSquares(writer, half);
      });
      writeSquares(writer);
    },
  });
}

/**
 * `factor` times a vector or fresh noise, plus a combination of a basis with the scalars from `parts` on. A factor of 0
 * leaves the vector out, also where it is not finite. Items: octets.
 */
export function combineKernel(source: "vector" | "noise", group: GroupShape): Kernel {
  const isNoise = source === "noise";
  return kernel({
    name: isNoise ? "combine_noise" : "combine_basis",
    comment: `Conditioned matrices: ${isNoise ? "fresh noise" : "a vector"} and a combination of what was seen.`,
    memory: "vec4<f32>",
    scalars: true,
    words: [
      ...(isNoise ? ["variable", "row"] : ["vector"]),
      ...["length", "factor", "basis", "apart", "count", "parts", "out"],
    ].map(index),
    shape: group,
    together: false,
    needs: [],
    functions: isNoise ? [...octetTexts({ kind: "normal" }), padText] : [],
    body: (writer) => {
      writer.line("let here = trial * call.stride;");
      writer.line("let factor = scalars[call.factor * call.batch + trial];");
      if (isNoise) {
        writer.line(keyStatement);
        writer.line("let noise = draw_octet(key, call.row, item);");
        writer.line("var low = pad(factor * noise.low, 8u * item, call.length);");
        writer.line("var high = pad(factor * noise.high, 8u * item + 4u, call.length);");
      } else {
        writer.line("let vector = (here + call.vector) / 4u + 2u * item;");
        writer.line("var low = vec4<f32>();");
        writer.line("var high = vec4<f32>();");
        writer.block("if (factor != 0.0) {", () => {
          writer.line("low = factor * memory[vector];");
          writer.line("high = factor * memory[vector + 1u];");
        });
      }
      writer.line("var basis = (here + call.basis) / 4u + 2u * item;");
      writer.block("for (var k = 0u; k < call.count; k++) {", () => {
        writer.line("let part = scalars[(call.parts + k) * call.batch + trial];");
        writer.line("low += part * memory[basis];");
        writer.line("high += part * memory[basis + 1u];");
        writer.line("basis += call.apart / 4u;");
      });
      writer.line("let at = (here + call.out) / 4u + 2u * item;");
      writer.line("memory[at] = low;");
      writer.line("memory[at + 1u] = high;");
    },
  });
}

function declareSquares(writer: Writer): void {
  for (let s = 0; s < SQUARE_ROWS; s++) writer.line(`var squares${s} = vec4<f32>();`);
}

function addSquares(writer: Writer, of: string): void {
  writer.line(`squares0 += ${of} * ${of};`);
  for (const [s, scale] of SCALES.entries()) {
    const scaled = `(${floatLiteral(scale)} * ${of})`;
    writer.line(`squares${s + 1} += ${scaled} * ${scaled};`);
  }
}

function writeSquares(writer: Writer): void {
  const names = Array.from({ length: SQUARE_ROWS }, (_, s) => `squares${s}`);
  writeShares(writer, "item", names);
}

/** The shares of at most four sums, as quadruple number `at`. */
function writeShares(writer: Writer, at: string, names: readonly string[]): void {
  const shares = MEMBERS.map((k) => (names[k] === undefined ? "0.0" : `dot(${names[k]}, vec4<f32>(1.0))`));
  writer.line(`memory[(here + call.partials) / 4u + ${at}] = vec4<f32>(${shares.join(", ")});`);
}

/**
 * What the conditioned sampler does over coordinates: sums of squares and inner products, which leave shares in
 * scratch memory for sum-kernels.ts, and linear combinations. A basis is `count` vectors, `apart` numbers from one to
 * the next; loops over it end at a word of the call, so the texts are the same for every program. A strip is every
 * `strips`-th quadruple of a vector.
 */
import type { Writer } from "../../writer.ts";
import { type GroupShape, index, type Kernel, kernel, keyStatement } from "../kernel.ts";
import { floatLiteral } from "../literal.ts";
import { octetTexts, padText } from "../random.ts";

/** Coordinates of a strip. */
export const STRIP = 128;

/** Shares that a strip leaves of a sum. */
export const SHARES = 4;

/**
 * Squares of large and of small numbers lie beyond float32, so they are summed on three scales: of the vector itself,
 * and of its multiples by the first and by the second of these, for sizes from 1e-28 to 1e28. Farther scales would make
 * squares of ordinary numbers denormal, which slows processors down a hundredfold. (J. L. Blue, "A Portable Fortran Program to Find the
 * Euclidean Norm of a Vector", ACM TOMS 4, 1978.)
 */
export const SCALES = [2 ** -32, 2 ** 32] as const;

/** The number of rows of shares that sums of squares take. */
export const SQUARE_ROWS = 1 + SCALES.length;

/** Of every strip the sums of squares of a vector: a quadruple of shares for every scale. */
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
        addSquares(writer);
      });
      writeSquares(writer);
    },
  });
}

/**
 * Of every vector of a basis and every strip the sum of its products with `vector`, or with fresh noise. Items: strips
 * of one vector after another.
 */
export function dotsKernel(source: "vector" | "noise", group: GroupShape): Kernel {
  const isNoise = source === "noise";
  return kernel({
    name: isNoise ? "multiply_noise" : "multiply_basis",
    comment: `Conditioned matrices: inner products of ${isNoise ? "fresh noise" : "an input"} with what was seen.`,
    memory: "vec4<f32>",
    scalars: false,
    words: [...(isNoise ? ["variable", "row"] : ["vector"]), "quads", "strips", "partials", "basis", "apart"].map(
      index,
    ),
    shape: group,
    together: false,
    needs: [],
    functions: isNoise ? octetTexts({ kind: "normal" }) : [],
    body: (writer) => {
      writer.line("let here = trial * call.stride;");
      writer.line("let member = item / call.strips;");
      writer.line("let strip = item - member * call.strips;");
      writer.line("let basis = (here + call.basis + member * call.apart) / 4u;");
      writer.line("var sum = vec4<f32>();");
      if (isNoise) {
        writer.line(keyStatement);
        writer.block("for (var i = strip; i < call.quads / 2u; i += call.strips) {", () => {
          writer.line("let noise = draw_octet(key, call.row, i);");
          writer.line("sum += noise.low * memory[basis + 2u * i] + noise.high * memory[basis + 2u * i + 1u];");
        });
      } else {
        writer.line("let vector = (here + call.vector) / 4u;");
        writer.block("for (var i = strip; i < call.quads; i += call.strips) {", () => {
          writer.line("sum += memory[vector + i] * memory[basis + i];");
        });
      }
      writer.line("memory[(here + call.partials) / 4u + item] = sum;");
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
    words: ["vector", "quads", "strips", "partials", "basis", "apart", "count", "parts", "out"].map(index),
    shape: group,
    together: false,
    needs: [],
    functions: [],
    body: (writer) => {
      writer.line("let here = trial * call.stride;");
      writer.line("let vector = (here + call.vector) / 4u;");
      writer.line("let basis = (here + call.basis) / 4u;");
      declareSquares(writer);
      writer.block("for (var i = item; i < call.quads; i += call.strips) {", () => {
        writer.line("var x = memory[vector + i];");
        writer.block("for (var k = 0u; k < call.count; k++) {", () => {
          writer.line("let part = scalars[(call.parts + k) * call.batch + trial];");
          writer.line("x -= part * memory[basis + k * (call.apart / 4u) + i];");
        });
        writer.line("memory[(here + call.out) / 4u + i] = x;");
        addSquares(writer);
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

function addSquares(writer: Writer): void {
  writer.line("squares0 += x * x;");
  for (const [s, scale] of SCALES.entries()) {
    const scaled = `(${floatLiteral(scale)} * x)`;
    writer.line(`squares${s + 1} += ${scaled} * ${scaled};`);
  }
}

function writeSquares(writer: Writer): void {
  for (let s = 0; s < SQUARE_ROWS; s++) {
    const row = s === 0 ? "" : `${s}u * call.strips + `;
    writer.line(`memory[(here + call.partials) / 4u + ${row}item] = squares${s};`);
  }
}

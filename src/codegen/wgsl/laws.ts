/**
 * Standardised numbers of the laws other than the normal one, each from one random word by the inverse of its
 * distribution function. The word w stands for u = (w + 1/2) / 2^32. Float32 cannot hold a u near 1, so a word is read
 * as its distance p from the nearer end, a tail probability, and q = 1/2 - p, both with all their digits.
 */
import { unreachable } from "../../diagnostics/invariant.ts";
import { rawDeviation, type Shape } from "../../math/laws.ts";
import { normalCdf } from "../../math/special.ts";
import { studentTUpperQuantile } from "../../math/student-t.ts";
import { fitPolynomial } from "./fit.ts";
import type { LibraryName } from "./library.ts";
import { floatLiteral as f, hornerText } from "./literal.ts";

/**
 * Whether a draw is so long that kernels should hold few copies of it: compilation grows with the text, and all calls
 * are copied in.
 */
export function isLong(shape: Shape): boolean {
  return shape.kind !== "normal" && lawText(shape).needs.length > 0;
}

export interface LawText {
  readonly needs: readonly LibraryName[];
  /** `draw(word)`, with what it needs besides the library. */
  readonly text: string;
}

const TAIL = `struct Tail {
  p: f32,
  q: f32,
}

fn tail_of(word: u32) -> Tail {
  let near = select(word, ~word, word >= 0x80000000u);
  // Below 2^31, and signed numbers are converted faster.
  let k = i32(near);
  return Tail((f32(k) + 0.5) * ${f(2 ** -32)}, (f32(0x7fffffff - k) + 0.5) * ${f(2 ** -32)});
}

fn signed(word: u32, size: f32) -> f32 {
  return select(-size, size, word >= 0x80000000u);
}`;

/** A law that is symmetric about 0: `size` is WGSL for the upper quantile of the tail probability `tail.p`. */
function symmetric(needs: readonly LibraryName[], size: readonly string[]): LawText {
  const lines = [...size.slice(0, -1), `return signed(word, ${size.at(-1) ?? ""});`];
  return {
    needs,
    text: `${TAIL}\n\nfn draw(word: u32) -> f32 {\n  let tail = tail_of(word);\n  ${lines.join("\n  ")}\n}`,
  };
}

function simple(needs: readonly LibraryName[], value: string): LawText {
  return { needs, text: `fn draw(word: u32) -> f32 {\n  return ${value};\n}` };
}

/** The draws of a law, with mean 0 and variance 1. */
export function lawText(shape: Exclude<Shape, { kind: "normal" }>): LawText {
  switch (shape.kind) {
    case "uniform":
      return simple([], `(f32(bitcast<i32>(word ^ 0x80000000u)) + 0.5) * ${f(Math.sqrt(3) * 2 ** -31)}`);
    case "rademacher":
      return simple([], "select(-1.0, 1.0, word >= 0x80000000u)");
    case "laplace":
      return symmetric(["log_positive"], [`${f(-Math.SQRT1_2)} * tp_log_positive(2.0 * tail.p)`]);
    case "exponential":
      return simple(["log_positive"], `-tp_log_positive((f32(~word) + 0.5) * ${f(2 ** -32)}) - 1.0`);
    case "truncated_normal":
      return truncatedNormal(shape.cut);
    case "student_t":
      return studentT(shape.df);
    case "cubecauchy":
      return rootOfCauchy(3, 1 / rawDeviation(shape));
    case "quintcauchy":
      return rootOfCauchy(5, 1 / rawDeviation(shape));
    default:
      return unreachable(shape);
  }
}

/** A standard normal variable within `cut` of 0 has the tail probabilities p (1 - 2 P(Z > cut)) + P(Z > cut). */
function truncatedNormal(cut: number): LawText {
  const outside = normalCdf(-cut);
  const inside = 1 - 2 * outside;
  return symmetric(
    ["normal_upper"],
    [
      `let size = tp_normal_upper(tail.p * ${f(inside)} + ${f(outside)}, tail.q * ${f(inside)});`,
      `min(size, ${f(cut)}) * ${f(1 / rawDeviation({ kind: "truncated_normal", cut }))}`,
    ],
  );
}

/**
 * The quantile t of Student's law beside the normal one, z, of the same probability p: log(t / z) + log(p (1 - p)) / df
 * is a polynomial in (z^2 - 15) / (z^2 + 15), for every number of degrees of freedom above 2. The logarithm carries the
 * tail's power of p, which would cost digits if it came from z.
 */
function studentT(df: number): LawText {
  const largest = 41;
  const bend = fitPolynomial(
    (u) => {
      const z = Math.sqrt(Math.max((15 * (1 + u)) / (1 - u), 1e-4));
      const p = normalCdf(-z);
      return Math.log(studentTUpperQuantile(p, df) / z) + Math.log(p * (1 - p)) / df;
    },
    -1,
    (largest - 15) / (largest + 15),
    13,
  );
  return symmetric(
    ["normal_upper", "exp_sum", "log_positive", "log1p_near"],
    [
      "let z = tp_normal_upper(tail.p, tail.q);",
      "let u = (z * z - 15.0) / (z * z + 15.0);",
      `let power = (tp_log_positive(tail.p) + tp_log1p_near(-tail.p)) * ${f(-1 / df)};`,
      `z * tp_exp_sum(power, ${hornerText(bend, "u")}) * ${f(1 / rawDeviation({ kind: "student_t", df }))}`,
    ],
  );
}

/** The k-th root of a Cauchy variable, scaled: the quantile of the variable is cot(pi p). */
function rootOfCauchy(k: number, scale: number): LawText {
  return symmetric(
    ["sine_from", "log_positive", "exp_sum"],
    [
      `let angle = ${f(Math.PI)} * min(tail.p, tail.q);`,
      "let tangent = tp_sine_from(0u, angle) / tp_sine_from(1u, angle);",
      `let size = tp_exp_sum(abs(tp_log_positive(tangent)) * ${f(1 / k)}, 0.0);`,
      `select(1.0 / size, size, tail.p < tail.q) * ${f(scale)}`,
    ],
  );
}

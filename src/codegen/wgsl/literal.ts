/**
 * Numbers as WGSL writes them. Every literal is the shortest decimal that reads back as the same float32, so that
 * texts do not depend on how a constant was computed to the last of its float64 digits.
 */
import { invariant } from "../../diagnostics/invariant.ts";
import type { Coefficients } from "./fit.ts";

/** A float literal, such as `0.5`, `-2.0` or `1e-7`. The value must be finite in float32. */
export function floatLiteral(value: number): string {
  const rounded = Math.fround(value);
  invariant(Number.isFinite(rounded), () => `${value} has no literal in float32`);
  const text = shortest(rounded);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function shortest(rounded: number): string {
  for (let digits = 1; digits <= 9; digits++) {
    const candidate = Number(rounded.toPrecision(digits));
    if (Math.fround(candidate) === rounded) return String(candidate).replace("e+", "e");
  }
  return String(rounded);
}

/** The polynomial in the variable named `x`, by Horner's rule. */
export function hornerText(coefficients: Coefficients, x: string): string {
  return coefficients
    .slice(0, -1)
    .reduceRight(
      (inner, c) => `(${inner} * ${x} ${c < 0 ? "-" : "+"} ${floatLiteral(Math.abs(c))})`,
      floatLiteral(coefficients.at(-1) ?? 0),
    );
}

/** Index expressions as code: `l - 1`, `2 * t + 3`. */
import type { Affine } from "../../limit/recurrence/affine.ts";

/** `names` are the loop variables that the coefficients belong to. */
export function affineText({ constant, coefficients }: Affine, names: readonly string[]): string {
  const terms = coefficients.flatMap((c, k) => {
    if (c === 0) return [];
    const name = names[k] ?? "?";
    return [{ isNegative: c < 0, text: Math.abs(c) === 1 ? name : `${Math.abs(c)} * ${name}` }];
  });
  const ordered = [...terms.filter(({ isNegative }) => !isNegative), ...terms.filter(({ isNegative }) => isNegative)];
  const number = { isNegative: constant < 0, text: String(Math.abs(constant)) };
  if (ordered.length === 0) return String(constant);
  if (constant > 0 && ordered[0]?.isNegative) ordered.unshift(number);
  else if (constant !== 0) ordered.push(number);
  return ordered
    .map(({ isNegative, text }, k) =>
      k === 0 ? `${isNegative ? "-" : ""}${text}` : `${isNegative ? " - " : " + "}${text}`,
    )
    .join("");
}

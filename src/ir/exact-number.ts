/**
 * Constants as a person writes them: `1/3`, `sqrt(3)/2`, `sqrt(2/pi)` for the doubles that are equal to them up to
 * rounding. Fractions come from continued fractions (Khinchin 1964, section 2); a random double has a fraction of
 * denominator up to Q so near with a probability of about Q^2 * 1e-16, so the bounds below make mistakes unlikely.
 */

/** `above / below`, both positive, of whole numbers, square roots of whole numbers, and pi. */
export interface ExactNumber {
  readonly above: Surd;
  readonly below: Surd;
}

/** `factor * sqrt(radicand * pi^halves)`; the radicand has no square factor. */
export interface Surd {
  readonly factor: number;
  readonly radicand: number;
  /** Powers of sqrt(pi). */
  readonly halves: number;
}

/** Relative; a few roundings of the calculation that gave the constant. */
const tolerance = 8e-16;
const largestDenominator = 10_000;
/** Of what stands under a root or beside pi. */
const largestUnderRoot = 1000;

/** The number that the positive double `value` stands for, or undefined where it is none of these. */
export function recogniseNumber(value: number): ExactNumber | undefined {
  const plain = rational(value, largestDenominator);
  if (plain !== undefined) return fraction(plain, 1, 0);
  const square = rational(value * value, largestUnderRoot);
  if (square !== undefined) return fraction(square, 2, 0);
  for (const halves of [2, -2, 1, -1, 4, -4]) {
    const rest = value / Math.PI ** (halves / 2);
    const linear = rational(rest, largestUnderRoot);
    if (linear !== undefined) return fraction(linear, 1, halves);
    const squared = rational(rest * rest, largestUnderRoot);
    if (squared !== undefined) return fraction(squared, 2, halves);
  }
  return undefined;
}

type Fraction = readonly [above: number, below: number];

/** The fraction nearest to `value` with the least denominator, if it is one up to rounding. */
function rational(value: number, largest: number): Fraction | undefined {
  if (!(value >= 1e-6 && value < 1e9)) return undefined;
  let [above, below] = [Math.floor(value), 1];
  let [aboveBefore, belowBefore] = [1, 0];
  let rest = value;
  while (Math.abs(above / below - value) > tolerance * value) {
    rest = 1 / (rest - Math.floor(rest));
    const digit = Math.floor(rest);
    [above, aboveBefore] = [digit * above + aboveBefore, above];
    [below, belowBefore] = [digit * below + belowBefore, below];
    if (!(below <= largest && above < 1e9)) return undefined;
  }
  return [above, below];
}

/** The `root`-th root of a fraction, times `sqrt(pi)^halves`. */
function fraction([above, below]: Fraction, root: 1 | 2, halves: number): ExactNumber {
  const surd = (number: number, power: number): Surd => ({
    ...(root === 1 ? { factor: number, radicand: 1 } : withoutSquares(number)),
    halves: Math.max(0, power),
  });
  return { above: surd(above, halves), below: surd(below, -halves) };
}

function withoutSquares(number: number): { factor: number; radicand: number } {
  let [factor, radicand] = [1, number];
  for (let k = 2; k * k <= radicand; k++) {
    while (radicand % (k * k) === 0) {
      radicand /= k * k;
      factor *= k;
    }
  }
  return { factor, radicand };
}

/**
 * A decimal that is shorter or more familiar than its fraction: `0.6`, `0.05`, `1.25e-7`; at most 12 digits. Undefined
 * where the fraction is: `1/2`, `3/4`, `1/3`, `5/64`.
 */
export function decimalText(value: number, exact: ExactNumber | undefined): string | undefined {
  const text = String(Number(value.toPrecision(12)));
  if (exact === undefined) return text;
  const { above, below } = exact;
  if (!isWhole(above) || !isWhole(below)) return undefined;
  if (below.factor === 1) return text;
  const isDecimal = below.factor % 5 === 0 && text.replace(/\D/g, "").length <= 7;
  return isDecimal || String(above.factor).length + String(below.factor).length > 7 ? text : undefined;
}

function isWhole({ radicand, halves }: Surd): boolean {
  return radicand === 1 && halves === 0;
}

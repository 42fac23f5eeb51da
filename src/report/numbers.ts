/**
 * Numbers as people read them: as many digits as the error allows, no more. The error itself has two digits, or one
 * where it is far below what can be shown.
 */

/** Digits of a number that is known to rounding. */
const FULL = 12;

/** `value` to the last digit that its error leaves, at most 12 digits; without an error of its own, 12. */
export function formatValue(value: number, error: number): string {
  if (!Number.isFinite(value)) return formatPlain(value, FULL);
  if (!(error > 0) || !Number.isFinite(error)) return formatPlain(value, FULL);
  // Down to the second digit of the error.
  const lastPlace = Math.floor(Math.log10(error)) - 1;
  const firstPlace = value === 0 ? lastPlace : Math.floor(Math.log10(Math.abs(value)));
  const digits = Math.min(FULL, firstPlace - lastPlace + 1);
  if (digits < 1 || value === 0) return lastPlace < -8 ? "0" : fixed(0, lastPlace);
  return digits === FULL ? formatPlain(value, FULL) : written(Number(value.toPrecision(digits)), value, lastPlace);
}

/** An error in two digits: `0.0012`, `1.3e-9`; an error of 0 is `0`. */
export function formatError(error: number): string {
  if (error === 0) return "0";
  if (!Number.isFinite(error)) return "unknown";
  return inRange(error)
    ? fixed(error, Math.floor(Math.log10(error)) - 1)
    : Number(error.toPrecision(2)).toExponential();
}

/** `1.0023 ± 0.0012`; `1` where the error is 0. */
export function formatEstimate(value: number, error: number): string {
  if (error === 0) return formatValue(value, 0);
  // Below the digits that are shown its size matters, not its digits.
  const shown = error < 10 ** -FULL * Math.abs(value) ? Number(error.toPrecision(1)) : error;
  return `${formatValue(value, error)} ± ${formatError(shown)}`;
}

/** At most `digits` significant digits, without trailing zeros. */
export function formatPlain(value: number, digits: number): string {
  if (Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value > 0 ? "infinite" : "-infinite";
  const rounded = Number(value.toPrecision(digits));
  return rounded === 0 ? "0" : inRange(rounded) ? String(rounded) : rounded.toExponential();
}

/** A time in the unit that suits it: `0.42 s`, `12.3 s`, `4 min 5 s`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 120) return `${seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

function inRange(value: number): boolean {
  const size = Math.abs(value);
  return size >= 1e-4 && size < 1e7;
}

/** `rounded`, with the zeros up to `lastPlace` that say how well it is known. */
function written(rounded: number, value: number, lastPlace: number): string {
  if (rounded === 0 || inRange(rounded)) return fixed(rounded, lastPlace);
  const digits = Math.floor(Math.log10(Math.abs(rounded))) - lastPlace;
  return value.toExponential(Math.max(0, digits));
}

function fixed(value: number, lastPlace: number): string {
  return value.toFixed(Math.min(20, Math.max(0, -lastPlace)));
}

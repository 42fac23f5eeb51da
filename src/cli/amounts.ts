/** Values of options that are amounts: times, which may be infinite, durations, and numbers that are not negative. */
import { InvalidArgumentError } from "commander";

const decimal = /^\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** `0.5,1,inf`, in the order given. */
export function parseTimes(text: string): readonly number[] {
  return text.split(",").map((part) => {
    const word = part.trim();
    if (/^(inf|infinity|infinite|∞)$/i.test(word)) return Number.POSITIVE_INFINITY;
    const time = decimal.test(word) ? Number(word) : Number.NaN;
    if (!Number.isFinite(time)) throw new InvalidArgumentError("A time is a number from 0, or inf: 0.5,1,inf");
    return time;
  });
}

/** A finite number, at least 0. */
export function parseAmount(text: string): number {
  const amount = decimal.test(text.trim()) ? Number(text) : Number.NaN;
  if (!Number.isFinite(amount)) throw new InvalidArgumentError("It is a number, at least 0: 1e-6");
  return amount;
}

/** `30s`, `10min`, `1h`, `500ms`, in seconds. */
export function parseDuration(text: string): number {
  const [, number = "", unit = ""] = /^(.*?)\s*(ms|s|min|h)$/i.exec(text.trim()) ?? [];
  const seconds = decimal.test(number) ? Number(number) * secondsIn(unit) : Number.NaN;
  if (!(seconds > 0 && seconds < Number.POSITIVE_INFINITY)) {
    throw new InvalidArgumentError("A time is a number above 0 with its unit: 30s, 10min, 1h");
  }
  return seconds;
}

function secondsIn(unit: string): number {
  switch (unit.toLowerCase()) {
    case "ms":
      return 1e-3;
    case "min":
      return 60;
    case "h":
      return 3600;
    default:
      return 1;
  }
}

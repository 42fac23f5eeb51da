/**
 * Options of a comparison that make no sense are refused where they are given: a test whose widths were forgotten, or
 * whose `alpha` is 2, would otherwise fail, or pass, for a reason that nobody looks for.
 */
import type { AgreementOptions } from "./agreement.ts";

/** Throws `RangeError` or `TypeError` with the option, its value, and what it should be. */
export function checkOptions(options: AgreementOptions): void {
  const { widths, trials, mostTrials, resolution, alpha, seed, threads } = options;
  if (widths !== undefined) checkWidths(widths);
  for (const [name, value] of Object.entries({ trials, mostTrials, threads })) {
    if (value !== undefined) demand(isCount(value), name, value, "a whole number from 1 on");
  }
  for (const [name, value] of Object.entries({ resolution, alpha })) {
    if (value !== undefined) demand(value > 0 && value < 1, name, value, "a number between 0 and 1");
  }
  if (seed !== undefined && typeof seed !== "bigint") {
    throw new TypeError(`seed is ${String(seed)}, but should be a bigint: 1n`);
  }
}

function checkWidths(widths: readonly number[]): void {
  const isFit = new Set(widths).size === widths.length && widths.length >= 2 && widths.every(isCount);
  demand(isFit, "widths", `[${widths.join(", ")}]`, "at least two different whole numbers from 1 on");
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}

function demand(holds: boolean, name: string, value: number | string, what: string): void {
  if (!holds) throw new RangeError(`${name} is ${value}, but should be ${what}`);
}

/** Throws `TypeError` for what is neither text nor compiled, and for the path of a program in place of its text. */
export function checkProgram(program: unknown): void {
  if (typeof program === "string") {
    if (!/^\S+\.tp$/.test(program.trim())) return;
    throw new TypeError(`${program} is a path: read the file, and give its text`);
  }
  if (typeof program === "object" && program !== null && "instrs" in program) return;
  throw new TypeError("a program is text of the language, or what compile() returns");
}

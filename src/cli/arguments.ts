/**
 * Reads the values of options. A value that makes no sense is refused with a sentence that says what would; commander
 * puts the name of the option before it. The name of a file has an ending only after a first letter: `.csv` has none.
 */
import { extname } from "node:path";
import { InvalidArgumentError } from "commander";
import type { Shape } from "../index.ts";

/** The words of the counters of the random numbers have 32 bits; widths beyond this would take minutes per vector. */
const MAX_WIDTH = 2 ** 30;
const MAX_TRIALS = 10 ** 8;

function refuse(text: string): never {
  throw new InvalidArgumentError(text);
}

export function parseWidth(text: string): number {
  const width = wholeNumber(text.trim());
  if (width === undefined) return refuse("A width is a whole number: 1024");
  if (width < 1) return refuse(`A width is at least 1, not ${text.trim()}.`);
  return width <= MAX_WIDTH ? width : refuse(`A width is at most ${MAX_WIDTH}.`);
}

/** `256,1024` as ascending different widths. */
export function parseWidths(text: string): readonly number[] {
  const widths = text.split(",").map(parseWidth);
  const twice = widths.find((width, i) => widths.indexOf(width) !== i);
  if (twice !== undefined) return refuse(`Width ${twice} is there twice.`);
  return widths.sort((a, b) => a - b);
}

/** At least two widths: one alone cannot be extrapolated. */
export function parseSeveralWidths(text: string): readonly number[] {
  const widths = parseWidths(text);
  return widths.length >= 2 ? widths : refuse("An extrapolation needs at least two widths: 64,256,1024");
}

export function parseTrials(text: string): number {
  const trials = wholeNumber(text);
  if (trials === undefined || trials < 1) return refuse("The number of trials is a whole number, at least 1.");
  return trials <= MAX_TRIALS ? trials : refuse(`At most ${MAX_TRIALS} trials.`);
}

/** A bound on the work of the compiler. */
export function parseBound(text: string): number {
  const bound = wholeNumber(text);
  return bound !== undefined && bound >= 1 ? bound : refuse("A bound is a whole number, at least 1: 1e7");
}

export function parseThreads(text: string): number {
  const threads = wholeNumber(text);
  return threads !== undefined && threads >= 1 && threads <= 1024
    ? threads
    : refuse("The number of threads is a whole number from 1 to 1024.");
}

export function parseSeed(text: string): bigint {
  const seed = /^\d+$/.test(text) ? BigInt(text) : -1n;
  return seed >= 0n && seed < 2n ** 64n ? seed : refuse("A seed is a whole number from 0 to 2^64 - 1.");
}

/** A positive number below 1. */
export function parseFraction(text: string): number {
  const value = decimal(text);
  return value !== undefined && value > 0 && value < 1 ? value : refuse("It is a number between 0 and 1: 1e-4");
}

/** `name=value`, added to those before it. */
export function parseSetting(text: string, before: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const match = /^\s*([A-Za-z_]\w*)\s*=(.*)$/.exec(text);
  const [, name = "", right = ""] = match ?? [];
  if (match === null) return refuse("A setting is written name=value: --set sigma=1.5");
  const value = decimal(right.trim());
  if (value === undefined) return refuse(`The value of ${name} is a finite number: --set ${name}=1.5`);
  if (before.has(name)) return refuse(`${name} is set twice.`);
  return new Map([...before, [name, value]]);
}

/** A name, added to those before it. */
export function parseSymbol(text: string, before: ReadonlySet<string>): ReadonlySet<string> {
  const name = text.trim();
  if (!/^[A-Za-z_]\w*$/.test(name)) return refuse("A symbol is the name of a param or scalar: --symbolic sigma");
  return new Set([...before, name]);
}

/** `8GiB`, `500MB`, `1e9`, in bytes. */
export function parseBytes(text: string): number {
  const match = /^([\d.]+(?:e\d+)?)\s*(?:([kmgt])(i?)b?|b)?$/i.exec(text.trim());
  const [, number = "", letter = "", binary = ""] = match ?? [];
  const power = letter === "" ? 0 : "kmgt".indexOf(letter.toLowerCase()) + 1;
  const bytes = (decimal(number) ?? Number.NaN) * (binary === "" ? 1000 : 1024) ** power;
  return match !== null && bytes >= 1 ? bytes : refuse("Memory is a number of bytes, or of a unit: 8GiB, 500MB");
}

const plainLaws = ["normal", "uniform", "rademacher", "laplace", "exponential", "cubecauchy", "quintcauchy"] as const;

/** A law as in the language, standardised: `uniform`, `student_t(5)`, `truncated_normal(cut = 2)`. */
export function parseLaw(text: string): Shape {
  const [, name = "", , parameter = ""] = /^\s*(\w+)\s*(?:\(\s*(?:(\w+)\s*=\s*)?([^()]*)\))?\s*$/.exec(text) ?? [];
  const plain = plainLaws.find((law) => law === name);
  if (plain !== undefined && parameter === "") return { kind: plain };
  const value = decimal(parameter.trim());
  if (name === "student_t") {
    return value !== undefined && value > 2 ? { kind: name, df: value } : refuse("Write student_t(df), with df > 2.");
  }
  if (name === "truncated_normal") {
    return value !== undefined && value > 0 ? { kind: name, cut: value } : refuse("Write truncated_normal(cut).");
  }
  return refuse(`The laws are ${plainLaws.join(", ")}, student_t(df), truncated_normal(cut).`);
}

/** A file for results; its ending says in which form they are written. */
export function parseOutputPath(text: string): string {
  const hasEnding = [".json", ".csv", ".npy"].includes(extname(text));
  return hasEnding ? text : refuse("The name of the file ends in .json, .csv or .npy.");
}

/** A file of results that holds a run. */
export function parseRunFile(text: string): string {
  return extname(text) === ".json" ? text : refuse("A run goes on from a .json file that -o has written.");
}

/** A path of which the ending says what is written. */
export function parseReportPath(text: string): string {
  const hasEnding = [".html", ".svg", ".md"].includes(extname(text));
  return hasEnding ? text : refuse("The name of the file ends in .html, .svg or .md.");
}

export function parseFolder(text: string): string {
  return text === "" ? refuse("The name of a folder is not empty; . is this one.") : text;
}

function wholeNumber(text: string): number | undefined {
  const value = /^[+-]?\d+(e\+?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}

function decimal(text: string): number | undefined {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

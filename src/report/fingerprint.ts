/**
 * A fingerprint of what a program computes: SHA-256 over its matrices, instructions and outputs with all numbers in
 * them, so that settings, imports and loaded files are in it, and layout and comments are not.
 */
import { serialisePool } from "../ir/expr.ts";
import type { Program } from "../ir/program.ts";

/** Characters that are digested at a time. */
const STRETCH = 2 ** 20;

/** 64 hexadecimal digits. */
export async function fingerprint(program: Program): Promise<string> {
  const digests: string[] = [];
  let pending = "";
  for (const line of linesOf(program)) {
    pending += `${line}\n`;
    if (pending.length < STRETCH) continue;
    digests.push(await digest(pending));
    pending = "";
  }
  return digest(`${digests.join("\n")}\n${pending}`);
}

/** What trials depend on; the values of a program have their names and places only for readers. */
function* linesOf(program: Program): Generator<string> {
  const { pool, widths, inputs, matrices, symbols, instrs, outputs } = program;
  for (const node of serialisePool(pool)) yield JSON.stringify(node, exact);
  yield JSON.stringify(widths.map(({ ratio }) => ratio));
  for (const group of inputs) yield JSON.stringify(group, exact);
  for (const { rows, cols, shape, variance } of matrices) yield JSON.stringify([rows, cols, shape, variance], exact);
  yield JSON.stringify(symbols);
  for (const instr of instrs) yield JSON.stringify(instr, exact);
  for (const { name, value } of outputs) yield JSON.stringify([name, value]);
}

/** JSON writes numbers that are not finite as null, and -0 as 0. */
function exact(_: string, value: unknown): unknown {
  if (typeof value !== "number" || (Number.isFinite(value) && !Object.is(value, -0))) return value;
  return Object.is(value, -0) ? "-0" : String(value);
}

async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

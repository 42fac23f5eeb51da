/** Generated TypeScript, compiled strictly and run, gives the limits that `tpc limit` gives. */
import { beforeAll, describe, expect, test } from "vitest";
import { typescriptModule } from "../../../../src/codegen/typescript/module.ts";
import { examplePrograms } from "../../../kit/example-programs.ts";
import { closedLimit, type LoadedFunction, loadTypescript, parametricPrograms } from "../../../kit/limit-modules.ts";
import { limitOf } from "../../../kit/limit-of.ts";

/** What code may differ by beyond the error that the limit states: its own accuracy, for up to three variables. */
const ACCURACY = 1e-9;

let loaded: ReadonlyMap<string, readonly LoadedFunction[]> = new Map();

beforeAll(async () => {
  const limits = [
    ...examplePrograms.map(({ name, text }) => ({ name, limit: closedLimit(text) })),
    ...parametricPrograms.map(({ name, text, symbolic }) => ({ name, limit: closedLimit(text, symbolic) })),
  ];
  loaded = await loadTypescript(limits);
}, 300_000);

function compare(name: string, text: string, point: Readonly<Record<string, number>>): void {
  const functions = loaded.get(name) ?? [];
  const limits = limitOf(text, point, { tolerance: 1e-3 });
  expect(functions.length).toBeGreaterThan(0);
  for (const { output, symbols, call } of functions) {
    const estimate = limits.find((limit) => limit.name === output)?.estimate;
    const value = call(...symbols.map((symbol) => point[symbol] ?? Number.NaN));
    const difference = Math.abs(value - (estimate?.value ?? Number.NaN));
    const allowed = 2 * (estimate?.error ?? 0) + ACCURACY * Math.max(1, Math.abs(value));
    expect(difference, `${output} is ${value}, not ${estimate?.value}`).toBeLessThanOrEqual(allowed);
  }
}

describe("examples", () => {
  test.each(examplePrograms)("$name", ({ name, text }) => compare(name, text, {}), 120_000);
});

describe("free symbols", () => {
  for (const { name, text, points } of parametricPrograms) {
    test.each(points)(`${name} at %o`, (point) => compare(name, text, point), 120_000);
  }
});

test("the same limit gives the same text", async () => {
  const [program] = parametricPrograms;
  const text = program?.text ?? "";
  expect((await typescriptModule(closedLimit(text))).text).toBe((await typescriptModule(closedLimit(text))).text);
});

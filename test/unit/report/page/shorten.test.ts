/** Long derivations are shortened in reports, and say so; short ones are whole. */
import { describe, expect, test } from "vitest";
import type { EquationEntry } from "../../../../src/limit/limit-report.ts";
import { shortenEquations } from "../../../../src/report/page/shorten.ts";

const equation = (size: number): EquationEntry => ({
  name: "q",
  range: "",
  text: "q",
  latex: "q".repeat(size),
  members: [],
});

describe("the definitions of a report", () => {
  test("are all there where they are short", () => {
    const equations = [equation(10), equation(20)];
    expect(shortenEquations(equations)).toEqual({ shown: equations, note: undefined });
    expect(shortenEquations([])).toEqual({ shown: [], note: undefined });
  });

  test("end where there is no more room, and the report says how many there are", () => {
    const equations = Array.from({ length: 50 }, () => equation(10_000));
    const { shown, note } = shortenEquations(equations);
    expect(shown).toHaveLength(20);
    expect(note).toBe("The first 20 of 50 definitions; tpc limit prints all.");
  });

  test("have a first one, however long it is", () => {
    expect(shortenEquations([equation(1_000_000), equation(1)]).shown).toHaveLength(1);
  });
});

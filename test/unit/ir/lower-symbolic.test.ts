/** `--symbolic`: params, scalars and ratios of widths that stay symbols. */
import { describe, expect, test } from "vitest";
import { lowerProgram } from "../../../src/ir/lower/lower.ts";
import { defaultLowerOptions } from "../../../src/ir/lower/options.ts";
import { parseProgram } from "../../kit/interpret.ts";

function lowered(text: string, symbolic: readonly string[], settings: Readonly<Record<string, number>> = {}) {
  const options = { ...defaultLowerOptions, symbolic: new Set(symbolic), settings: new Map(Object.entries(settings)) };
  const outcome = lowerProgram(parseProgram(text), options);
  const symbols = outcome.ok ? outcome.value.symbols.map((id) => outcome.value.values[id]?.name) : [];
  return { symbols, messages: outcome.diagnostics.map(({ code, message }) => `${code} ${message}`) };
}

const head = "param sigma = 2\nparam twice = 2 * sigma\nscalar c = 3\nwidth n\nvector g\n";
const body = "matrix W ~ normal(0, twice^2 / n)\noutput moment((c * (W @ g))^2)\n";

describe("a param or scalar that stays a symbol", () => {
  test("replaces its value, and that of params made from it", () => {
    expect(lowered(head + body, [])).toEqual({ symbols: [], messages: [] });
    expect(lowered(head + body, ["sigma"])).toEqual({ symbols: ["sigma"], messages: [] });
    expect(lowered(head + body, ["c", "sigma"])).toEqual({ symbols: ["sigma", "c"], messages: [] });
  });

  test("is there, is not set as well, and is no bound of a loop", () => {
    expect(lowered(head + body, ["sgima"]).messages).toEqual(["TP221 the program has no param or scalar `sgima`"]);
    expect(lowered(head + body, ["sigma"], { sigma: 1 }).messages).toEqual(["TP221 `sigma` is set and stays a symbol"]);
    const loop = "param L = 2\nwidth n\nvector g\nfor l in 1..L { x[l] = g }\noutput moment(g^2)\n";
    expect(lowered(loop, ["L"]).messages[0]).toMatch(/^TP214 a range ends with an integer, not a scalar/);
  });

  test("may be the ratio of two widths", () => {
    const wide =
      "param rho = 2\nwidth n\nwidth m = rho * n\nvector u : m\nvector v : n\nmatrix A : m x n ~ normal(0, 1 / n)\n";
    expect(lowered(`${wide}output moment((A.T @ u)^2)\n`, ["rho"])).toEqual({ symbols: ["rho"], messages: [] });
    expect(lowered(`${wide}B = A + outer(u, v) / n\noutput moment((B.T @ u)^2)\n`, ["rho"]).messages).toEqual([]);
    const scalar = wide.replace("param rho = 2", "scalar rho");
    expect(lowered(`${scalar}output moment((A.T @ u)^2)\n`, [])).toEqual({ symbols: ["rho"], messages: [] });
  });

  test("is a positive ratio where it has a value, and is known before a run", () => {
    const program = "scalar rho\nwidth n\nwidth m = rho * n\nvector u : m\noutput moment(u^2)\n";
    const refused = (value: string) => [`TP212 the ratio of a width to \`n\` is positive, not ${value}`];
    expect(lowered(program, [], { rho: 0.5 })).toEqual({ symbols: [], messages: [] });
    expect(lowered(program, [], { rho: 0 }).messages).toEqual(refused("0"));
    expect(lowered(program, [], { rho: -1 }).messages).toEqual(refused("-1"));
    const computed = "width n\nvector u : n\nc = moment(u^2)\nwidth m = c * n\noutput c\n";
    expect(lowered(computed, []).messages).toEqual([
      "TP212 the ratio of a width to `n` is known before a run, but `c` is computed in it",
    ]);
  });
});

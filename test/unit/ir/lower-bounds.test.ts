/** Large programs: long sums and deep recurrences are lowered, too much is refused before the work is done. */
import { describe, expect, test } from "vitest";
import { lowerProgram } from "../../../src/ir/lower/lower.ts";
import { defaultLowerOptions, type LowerOptions } from "../../../src/ir/lower/options.ts";
import { parseProgram } from "../../kit/interpret.ts";
import { lower } from "../../kit/lower.ts";

function messages(text: string, options: Partial<LowerOptions> = {}): string[] {
  const outcome = lowerProgram(parseProgram(text), { ...defaultLowerOptions, ...options });
  return outcome.diagnostics.map(({ code, message }) => `${code} ${message}`);
}

const lines = (count: number, line: (k: number) => string): string =>
  Array.from({ length: count }, (_, k) => line(k + 1)).join("\n");

describe("a large program", () => {
  test("may have a sum of 20,000 terms, written out or not", () => {
    const terms = Array.from({ length: 20_000 }, (_, k) => `${k} * g[${(k % 100) + 1}]^${Math.floor(k / 100) + 1}`);
    const { instrs } = lower(`width n\nvector g[i in 1..100]\noutput moment(${terms.join(" - ")})`);
    expect(instrs.length).toBe(101);
    const summed = lower("width n\nvector g[i in 1..20000]\noutput moment(sum(i in 1..20000: i * g[i])^2)");
    expect(summed.instrs.at(-1)).toMatchObject({ op: "moment", vectors: { length: 20_000 } });
  });

  test("has sums of more terms than one node holds in parts", () => {
    const { instrs, values } = lower(
      "width n\nvector g[i in 1..45000]\nx = sum(i in 1..45000: i * g[i])\noutput moment(x)",
    );
    const nonlins = instrs.filter((instr) => instr.op === "nonlin");
    expect(nonlins.map((instr) => instr.vectors.length)).toEqual([20_000, 20_000, 5_000, 3]);
    expect(values.at(-2)?.name).toBe("x");
  });

  test("may have long products, chains of conditions and quotients", () => {
    const product = Array.from({ length: 20_000 }, (_, k) => (k % 2 === 0 ? "g" : "h")).join(" * ");
    const { instrs } = lower(
      `width n\nvector g\nvector h\nx = 2 / ${product.replaceAll("*", "/")}\ny = ${product}\noutput moment(x * y)`,
    );
    expect(instrs.length).toBe(5);
    const condition = lines(5_000, (k) => `(g > ${k})`).replaceAll("\n", " and ");
    expect(lower(`width n\nvector g\noutput moment(where(${condition}, 1, 0))`).instrs.length).toBe(2);
  });

  test("may be 10,000 layers deep", () => {
    const { instrs, values } = lower(`
      width n
      vector g
      matrix W[l in 2..10000] ~ normal(0, 2 / n)
      h[1] = g
      for l in 2..10000 { h[l] = W[l] @ relu(h[l-1]) }
      output moment(h[10000]^2)`);
    expect(instrs.length).toBe(2 * 9_999 + 2);
    expect(values.at(-2)?.name).toBe("h[10000]");
  });

  test("may have a law that depends on a long chain of scalars", () => {
    const { inputs } = lower(`
      scalar c
      width n
      s[0] = c
      for i in 1..3000 { s[i] = s[i-1] * c }
      vector g ~ normal(0, s[3000])
      output moment(g)`);
    expect(inputs.length).toBe(1);
  });
});

describe("too much", () => {
  const head = "width n\nvector g\n";

  test("is refused before it is done: loops, families, sums, nested loops", () => {
    for (const body of [
      "for i in 1..1000000000 { x[i] = g }",
      "vector u[i in 1..1000000000]",
      "x = sum(i in 1..1000000000: g)",
      "for i in 1..100000, j in 1..100000 { x[i, j] = 1 }",
      "output K[i in 1..1000000000]",
    ]) {
      const found = messages(`${head}${body}\noutput moment(g)`, { maxIterations: 10_000 });
      expect(found.length, body).toBe(1);
      expect(found[0]).toMatch(/^TP222 .* more than 10000 iterations in all$/);
    }
  });

  test("is counted once for each tuple of indices, before the first iteration", () => {
    const found = (body: string, maxIterations: number) =>
      messages(`${head}${body}\noutput moment(g)`, { maxIterations });
    const pairs = "for i in 1..100, j in 1..50 { x[i, j] = i * j }";
    expect(found(pairs, 5000)).toEqual([]);
    expect(found(pairs, 4999)).toEqual(["TP222 this loop has 5000 iterations: more than 4999 iterations in all"]);
    const triangle = "for i in 1..100, j in 1..i { x[i, j] = i * j }";
    expect(found(triangle, 5050)).toEqual([]);
    expect(found(triangle, 5049)).toEqual(["TP222 this loop has 5050 iterations: more than 5049 iterations in all"]);
    const nested = "for i in 1..100 { for j in 1..50 { x[i, j] = i * j } }";
    expect(found(nested, 5100)).toEqual([]);
    expect(found(nested, 5099)).toEqual([
      "TP222 this loop, with those in it, has 5100 iterations: more than 5099 iterations in all",
    ]);
    expect(found("for i in 1..1000, j in 1..1000, k in 1..1000 { x[i, j, k] = 1 }", 1e6)).toHaveLength(1);
    expect(found("for i in 1..100000 { for j in 1..i { x[i, j] = g } }", 1e6)).toHaveLength(1);
  });

  test("is counted over all loops and calls", () => {
    const loops = `${head}for i in 1..60 { x[i] = g }\nfor i in 1..60 { y[i] = g }\noutput moment(g)`;
    expect(messages(loops, { maxIterations: 120 })).toEqual([]);
    expect(messages(loops, { maxIterations: 119 })).toEqual([
      "TP222 this loop has 60 iterations: more than 119 iterations in all",
    ]);
    const doubling = lines(40, (k) => `fn f${k}(z) = ${k === 1 ? "z" : `f${k - 1}(z) + f${k - 1}(z + 1)`}`);
    expect(messages(`${head}${doubling}\noutput moment(f40(g))`, { maxIterations: 1000 })[0]).toMatch(
      /^TP222 the calls of `f\d+` are unrolled: more than 1000 iterations in all$/,
    );
  });

  test("may be raised", () => {
    const text = `${head}for i in 1..2000 { x[i] = g * i }\noutput moment(x[1])`;
    expect(messages(text, { maxIterations: 1999 }).length).toBe(1);
    expect(messages(text, { maxIterations: 2000 })).toEqual([]);
    expect(messages(text, { maxValues: 1000 })).toEqual(["TP222 the program has more than 1000 values here"]);
    expect(messages(text, { maxValues: 2002 })).toEqual([]);
  });

  test("depth of calls, products and ranges is refused, not followed to the end of the stack", () => {
    const chain = (depth: number): string => "W @ ".repeat(depth);
    const nested = lines(3, (k) => `fn f${k}(W, x) = ${chain(300)}${k === 1 ? "x" : `f${k - 1}(W, x)`}`);
    const head2 = `${head}matrix W ~ normal(0, 1 / n)\n`;
    expect(messages(`${head2}${nested}\noutput moment(f3(W, g))`)).toEqual([
      "TP227 calls and expressions are nested too deep here",
    ]);
    expect(messages(`${head2}output moment(${chain(390)}g)`)).toEqual([]);
    const ranges = Array.from({ length: 5000 }, (_, k) => `i${k} in 1..1`).join(", ");
    expect(messages(`${head}for ${ranges} { x = g }\noutput moment(x)`)).toEqual([
      "TP227 calls and expressions are nested too deep here",
    ]);
    const blocks = lines(
      300,
      (k) =>
        `fn f${k}(x) { ${"if 1 > 0 { ".repeat(50)}y = ${k === 1 ? "x" : `f${k - 1}(x)`}${" }".repeat(50)}\nreturn y }`,
    );
    expect(messages(`${head}${blocks}\noutput moment(f300(g))`)).toEqual([
      "TP227 calls and expressions are nested too deep here",
    ]);
  });
});

/**
 * Marchenko-Pastur with the ratio as a free symbol. The k-th moment of A A^T, where A is m x n with m = rho n and
 * entries of variance 1 / n, is the Narayana polynomial sum_j N(k, j) rho^{j-1} with
 * N(k, j) = binomial(k, j) binomial(k, j-1) / k (Marchenko and Pastur 1967; Golikov, EPFL thesis 2025, theorem
 * A.2.8). At rho = 1 these are the Catalan numbers, which are also the even moments of the semicircle.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lowerProgram } from "../../src/ir/lower/lower.ts";
import { defaultLowerOptions } from "../../src/ir/lower/options.ts";
import { printProgram } from "../../src/ir/print.ts";
import type { Program } from "../../src/ir/program.ts";
import { verifyProgram } from "../../src/ir/verify.ts";
import { deriveLimit } from "../../src/limit/derive.ts";
import { describeLimit } from "../../src/limit/describe.ts";
import { evaluateLimit } from "../../src/limit/evaluate.ts";
import { meaningKey } from "../../src/limit/limit-program.ts";
import { closeEvenly } from "../../src/limit/recurrence/close-evenly.ts";
import { planSimulation } from "../../src/plan/plan.ts";
import { parseProgram } from "../kit/interpret.ts";
import { unwrap } from "../kit/unwrap.ts";

interface Given {
  readonly symbolic?: readonly string[];
  readonly settings?: Readonly<Record<string, number>>;
}

function lowered(text: string, { symbolic = [], settings = {} }: Given = {}): Program {
  const options = { ...defaultLowerOptions, symbolic: new Set(symbolic), settings: new Map(Object.entries(settings)) };
  const program = unwrap(lowerProgram(parseProgram(text), options));
  verifyProgram(program);
  return program;
}

function example(name: string): string {
  return readFileSync(join(import.meta.dirname, "../../examples", name), "utf8");
}

function texts(program: Program): readonly string[] {
  const limit = closeEvenly(unwrap(deriveLimit(program)));
  return describeLimit(limit, { estimates: new Map(), missing: new Map() }).outputs.map(({ text }) => text);
}

function evaluated(program: Program, method: "auto" | "particles", symbols: Readonly<Record<string, number>>) {
  const options = { tolerance: 1e-2, method, symbols: new Map(Object.entries(symbols)), seed: 1n };
  return evaluateLimit(unwrap(deriveLimit(program)), options);
}

function values(program: Program, symbols: Readonly<Record<string, number>> = {}): readonly number[] {
  const { estimates } = unwrap(evaluated(program, "auto", symbols));
  const constants = new Map(
    program.instrs.flatMap((instr) => (instr.op === "constant" ? [[instr.out, instr.value]] : [])),
  );
  return program.outputs.map(
    ({ value }) => estimates.get(meaningKey({ kind: "scalar", value }))?.value ?? constants.get(value) ?? Number.NaN,
  );
}

function binomial(n: number, k: number): number {
  return k === 0 ? 1 : (binomial(n, k - 1) * (n - k + 1)) / k;
}

/** N(k, 1), .., N(k, k): the coefficients in ascending powers. */
function narayana(k: number): readonly number[] {
  return Array.from({ length: k }, (_, j) => (binomial(k, j + 1) * binomial(k, j)) / k);
}

function polynomialText(coefficients: readonly number[], variable: string): string {
  const power = (j: number): string => (j === 1 ? variable : `${variable}^${j}`);
  return coefficients.map((c, j) => (j === 0 ? `${c}` : c === 1 ? power(j) : `${c} ${power(j)}`)).join(" + ");
}

const catalan = [1, 2, 5, 14];
const orders = [1, 2, 3, 4];

describe("moments of a rectangular matrix", () => {
  const text = example("marchenko-pastur.tp");
  const declared = text.replace("param rho = 2", "scalar rho").replaceAll(/^expect.*$/gm, "");

  test("are the Narayana polynomials in the ratio", () => {
    const expected = orders.map((k) => polynomialText(narayana(k), "rho"));
    expect(expected.slice(1)).toEqual(["1 + rho", "1 + 3 rho + rho^2", "1 + 6 rho + 6 rho^2 + rho^3"]);
    expect(texts(lowered(text, { symbolic: ["rho"] }))).toEqual(expected);
    expect(texts(lowered(declared))).toEqual(expected);
    expect(orders.map((k) => narayana(k).reduce((sum, c) => sum + c))).toEqual(catalan);
  });

  test.each([0.25, 0.5, 1, 3])("have these values at the ratio %f", (rho) => {
    const expected = orders.map((k) => narayana(k).reduce((sum, c, j) => sum + c * rho ** j, 0));
    for (const found of [
      values(lowered(text, { settings: { rho } })),
      values(lowered(declared, { settings: { rho } })),
      values(lowered(declared), { rho }),
    ]) {
      // Sums of a few dozen products of these sizes, each rounded.
      for (const [k, value] of found.entries()) expect(value / (expected[k] ?? 0)).toBeCloseTo(1, 12);
    }
  });

  test("say that a ratio is positive, wherever its value comes from", () => {
    const program = lowered(declared);
    expect(printProgram(program)).toContain("m = rho * n");
    for (const rho of [0, -2]) {
      for (const method of ["auto", "particles"] as const) {
        const faults = evaluated(program, method, { rho }).diagnostics.map(({ code, message }) => [code, message]);
        expect(faults).toEqual([["TP312", `the width m is ${rho} * n`]]);
      }
    }
    const options = { width: 8, sampler: "explicit", matrixLaw: undefined, memoryBytes: 1e9 } as const;
    const plan = (settings: Readonly<Record<string, number>>) =>
      planSimulation(program, { ...options, settings: new Map(Object.entries(settings)) });
    expect(plan({}).diagnostics.map(({ code }) => code)).toEqual(["TP402"]);
    expect(plan({ rho: -2 }).diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ["TP403", "the width m is -2 * n"],
    ]);
    expect(unwrap(plan({ rho: 2.5 })).widths).toEqual([8, 20]);
  });
});

test("moments of a symmetric matrix are the Catalan numbers, and 0 for odd powers", () => {
  const found = texts(lowered(example("semicircle.tp")));
  expect(found).toEqual([...catalan.flatMap((number) => ["0", `${number}`])]);
});

describe("outer products, derivatives and kernels", () => {
  const text = `
    scalar rho
    width n
    width m = rho * n
    vector u : m
    vector v : n
    vector w : m
    matrix A : m x n ~ normal(0, 1 / m)
    B = A + outer(u, v) / n
    s = moment(tanh(A @ v) * u)
    g = grad(s, v)
    readout y = w . (A @ relu(v)) / sqrt(m)
    output moment((B.T @ u)^2), moment((B @ v)^2), moment(g^2), m / n, nngp(y, y), ntk(y, y, wrt = [A, w])
  `;

  test("have a free ratio, and with it the values that a number there gives", () => {
    const program = lowered(text);
    for (const rho of [0.5, 3]) {
      const found = values(program, { rho });
      const given = values(lowered(text, { settings: { rho } }));
      for (const [k, value] of found.entries()) expect(value).toBeCloseTo(given[k] ?? Number.NaN, 12);
    }
  });

  test("are formulas in it", () => {
    const [square, , , ratio] = texts(lowered(text));
    // B^T u = A^T u + rho moment(u^2) v, with variance rho / rho for the first part.
    expect([square, ratio]).toEqual(["1 + rho^2", "rho"]);
  });
});

/** A program that breaks one of the rules of program.ts is found out. */
import { describe, expect, test } from "vitest";
import * as b from "../../../src/ir/build.ts";
import type { Instr, Program, ValueId, WidthId } from "../../../src/ir/program.ts";
import { verifyProgram } from "../../../src/ir/verify.ts";
import { lower } from "../../kit/lower.ts";

const program = lower(`
  scalar s
  width n
  width m = 2 * n
  vector (g, h) : n ~ normal(0, [[1, s], [s, 1]])
  matrix W : m x n ~ normal(0, 1 / n)
  x = tanh(g + h)
  y = W @ x
  q = moment(y^2)
  r = q + s
  output q, r
  expect q = 1`);

/** The program with the instructions of one kind changed. */
function changed<Op extends Instr["op"]>(
  op: Op,
  change: (instr: Extract<Instr, { op: Op }>) => Instr | undefined,
): Program {
  const isOp = (instr: Instr): instr is Extract<Instr, { op: Op }> => instr.op === op;
  const instrs = program.instrs.flatMap((instr) => (isOp(instr) ? (change(instr) ?? []) : instr));
  return { ...program, instrs };
}

const id = (name: string): ValueId => program.values.findIndex((value) => value.name === name) as ValueId;
const x0 = b.coord(program.pool, 0);
const wide = 1 as WidthId;

const broken: readonly (readonly [string, Program])[] = [
  [
    "a ratio",
    { ...program, widths: program.widths.map((width) => ({ ...width, ratio: b.constant(program.pool, 2) })) },
  ],
  ["a repeated name", { ...program, values: program.values.map((value) => ({ ...value, name: "x" })) }],
  ["a value without instruction", changed("scalar", () => undefined)],
  ["a value that is assigned twice", { ...program, instrs: [...program.instrs, ...program.instrs.slice(-1)] }],
  ["an order that reads first", { ...program, instrs: [...program.instrs].reverse() }],
  ["an unused argument", changed("nonlin", (instr) => ({ ...instr, body: x0 }))],
  ["arguments out of order", changed("nonlin", (instr) => ({ ...instr, vectors: [...instr.vectors].reverse() }))],
  ["a missing argument", changed("nonlin", (instr) => ({ ...instr, vectors: instr.vectors.slice(1) }))],
  ["a product with the wrong side", changed("matmul", (instr) => ({ ...instr, transposed: true }))],
  [
    "a vector of another width",
    changed("moment", (instr) => ({
      ...instr,
      body: b.add(program.pool, x0, b.coord(program.pool, 1)),
      vectors: [id("x"), id("y")],
    })),
  ],
  ["a moment of nothing", changed("moment", (instr) => ({ ...instr, body: b.constant(program.pool, 1), vectors: [] }))],
  [
    "an infinite constant",
    changed("nonlin", (instr) => ({
      ...instr,
      body: b.mul(program.pool, instr.body, b.constant(program.pool, Number.POSITIVE_INFINITY)),
    })),
  ],
  ["a scalar that is a vector", changed("scalar", (instr) => ({ ...instr, scalars: [id("x"), id("q")] }))],
  ["a law with an unknown symbol", { ...program, symbols: [] }],
  [
    "a covariance that is not symmetric",
    {
      ...program,
      inputs: program.inputs.map((group) =>
        group.kind === "joint"
          ? { ...group, covariance: group.covariance.map(() => group.covariance[0] ?? []) }
          : group,
      ),
    },
  ],
  [
    "a matrix of unknown width",
    { ...program, matrices: program.matrices.map((matrix) => ({ ...matrix, rows: 7 as WidthId })) },
  ],
  [
    "an input of two widths",
    {
      ...program,
      values: program.values.map((value) =>
        value.name === "g" ? { ...value, type: { kind: "vector", width: wide } } : value,
      ),
    },
  ],
  ["no output", { ...program, outputs: [] }],
  ["two outputs of one name", { ...program, outputs: program.outputs.map((output) => ({ ...output, name: "q" })) }],
  [
    "an output that is a vector",
    { ...program, outputs: program.outputs.map((output) => ({ ...output, value: id("x") })) },
  ],
  ["a negative tolerance", { ...program, expectations: program.expectations.map((e) => ({ ...e, tolerance: -1 })) }],
];

describe("a program", () => {
  test("from the compiler obeys the rules", () => {
    expect(() => verifyProgram(program)).not.toThrow();
  });

  test.each(broken)("with %s does not", (_, faulty) => {
    expect(() => verifyProgram(faulty)).toThrow();
  });
});

/** Programs made by hand, one call per instruction, for tests that start below the parser. */
import type { Place } from "../../src/diagnostics/source.ts";
import * as b from "../../src/ir/build.ts";
import type { BuiltinName } from "../../src/ir/builtins.ts";
import { createPool, type ExprId } from "../../src/ir/expr.ts";
import type {
  InputGroup,
  Instr,
  Matrix,
  MatrixId,
  Output,
  Program,
  Value,
  ValueId,
  ValueType,
  Width,
  WidthId,
} from "../../src/ir/program.ts";
import type { Shape } from "../../src/math/laws.ts";

const PLACE: Place = { source: { name: "by-hand.tp", text: "" }, span: { start: 0, end: 0 } };
const NORMAL: Shape = { kind: "normal" };

/** The constructors of ir/build.ts without their pool. */
export interface Algebra {
  num(value: number): ExprId;
  add(...terms: readonly ExprId[]): ExprId;
  sub(a: ExprId, b: ExprId): ExprId;
  mul(...factors: readonly ExprId[]): ExprId;
  pow(base: ExprId, exponent: number): ExprId;
  call(fn: BuiltinName, ...args: readonly ExprId[]): ExprId;
  where(when: ExprId, then: ExprId, otherwise: ExprId): ExprId;
}

/** Writes a body; `x(i)` stands for `vectors[i]` and `c(j)` for `scalars[j]`. */
export type Body = (algebra: Algebra, x: (i: number) => ExprId, c: (j: number) => ExprId) => ExprId;

export interface ProgramBuilder {
  width(name: string, ratio?: number): WidthId;
  /** `variance` is that of an entry times the number of columns: a number, or the name of a symbol. */
  matrix(name: string, rows: WidthId, cols: WidthId, law?: { variance?: number | string; shape?: Shape }): MatrixId;
  vector(name: string, width: WidthId, law?: { mean?: number; variance?: number | string; shape?: Shape }): ValueId;
  joint(names: readonly string[], width: WidthId, mean: readonly number[], covariance: number[][]): ValueId[];
  constant(name: string, value: number): ValueId;
  symbol(name: string): ValueId;
  matmul(name: string, matrix: MatrixId, vector: ValueId): ValueId;
  matmulT(name: string, matrix: MatrixId, vector: ValueId): ValueId;
  nonlin(name: string, width: WidthId, body: Body, vectors: readonly ValueId[], scalars?: readonly ValueId[]): ValueId;
  moment(name: string, body: Body, vectors: readonly ValueId[], scalars?: readonly ValueId[]): ValueId;
  scalar(name: string, body: Body, scalars: readonly ValueId[]): ValueId;
  output(...values: readonly ValueId[]): void;
  build(): Program;
}

export function programBuilder(programName = "by-hand.tp"): ProgramBuilder {
  const pool = createPool();
  const widths: Width[] = [];
  const values: Value[] = [];
  const inputs: InputGroup[] = [];
  const matrices: Matrix[] = [];
  const symbols: ValueId[] = [];
  const instrs: Instr[] = [];
  const outputs: Output[] = [];

  const algebra: Algebra = {
    num: (value) => b.constant(pool, value),
    add: (...terms) => b.add(pool, ...terms),
    sub: (left, right) => b.subtract(pool, left, right),
    mul: (...factors) => b.mul(pool, ...factors),
    pow: (base, exponent) => b.pow(pool, base, b.constant(pool, exponent)),
    call: (fn, ...args) => b.call(pool, fn, ...args),
    where: (when, yes, no) => b.select(pool, when, yes, no),
  };
  const bodyOf = (body: Body): ExprId =>
    body(
      algebra,
      (i) => b.coord(pool, i),
      (j) => b.param(pool, j),
    );
  const declare = (name: string, type: ValueType): ValueId => {
    values.push({ name, base: name, indices: [], type, place: PLACE });
    return (values.length - 1) as ValueId;
  };
  const closed = (value: number | string): ExprId => {
    if (typeof value === "number") return b.constant(pool, value);
    return b.param(
      pool,
      symbols.findIndex((id) => values[id]?.name === value),
    );
  };
  const multiply = (name: string, matrix: MatrixId, transposed: boolean, vector: ValueId): ValueId => {
    const { rows, cols } = matrices[matrix] as Matrix;
    const out = declare(name, { kind: "vector", width: transposed ? cols : rows });
    instrs.push({ op: "matmul", out, matrix, transposed, vector });
    return out;
  };

  return {
    width(name, ratio = 1) {
      widths.push({ name, ratio: b.constant(pool, ratio), place: PLACE });
      return (widths.length - 1) as WidthId;
    },
    matrix(name, rows, cols, { variance = 1, shape = NORMAL } = {}) {
      matrices.push({ name, base: name, indices: [], rows, cols, shape, variance: closed(variance), place: PLACE });
      return (matrices.length - 1) as MatrixId;
    },
    vector(name, width, { mean = 0, variance = 1, shape = NORMAL } = {}) {
      const member = declare(name, { kind: "vector", width });
      instrs.push({ op: "input", group: inputs.length });
      inputs.push({ kind: "single", member, shape, mean: closed(mean), variance: closed(variance) });
      return member;
    },
    joint(names, width, mean, covariance) {
      const members = names.map((name) => declare(name, { kind: "vector", width }));
      instrs.push({ op: "input", group: inputs.length });
      inputs.push({
        kind: "joint",
        members,
        mean: mean.map(closed),
        covariance: covariance.map((row) => row.map(closed)),
      });
      return members;
    },
    constant(name, value) {
      const out = declare(name, { kind: "scalar" });
      instrs.push({ op: "constant", out, value });
      return out;
    },
    symbol(name) {
      const out = declare(name, { kind: "scalar" });
      symbols.push(out);
      instrs.push({ op: "symbol", out });
      return out;
    },
    matmul: (name, matrix, vector) => multiply(name, matrix, false, vector),
    matmulT: (name, matrix, vector) => multiply(name, matrix, true, vector),
    nonlin(name, width, body, vectors, scalars = []) {
      const out = declare(name, { kind: "vector", width });
      instrs.push({ op: "nonlin", out, body: bodyOf(body), vectors, scalars });
      return out;
    },
    moment(name, body, vectors, scalars = []) {
      const out = declare(name, { kind: "scalar" });
      instrs.push({ op: "moment", out, body: bodyOf(body), vectors, scalars });
      return out;
    },
    scalar(name, body, scalars) {
      const out = declare(name, { kind: "scalar" });
      instrs.push({ op: "scalar", out, body: bodyOf(body), scalars });
      return out;
    },
    output(...reported) {
      for (const value of reported) outputs.push({ name: values[value]?.name ?? "", value, place: PLACE });
    },
    build: () => ({
      name: programName,
      pool,
      widths,
      values,
      inputs,
      matrices,
      symbols,
      instrs,
      outputs,
      expectations: [],
      conventions: [],
    }),
  };
}

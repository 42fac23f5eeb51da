/**
 * The derived system as a reader sees it: every covariance, Onsager coefficient and scalar with its formula in terms
 * of earlier ones. A Zhat is written as its vector where they are the same, and as `hat(g)` where g also has a Zdot.
 * A formula that would be long when written out names the vectors of the source instead.
 */
import { constantValue } from "../ir/build.ts";
import type { ExprId, ExprPool } from "../ir/expr.ts";
import { latexExpression } from "../ir/latex-expression.ts";
import { type LeafNames, printExpression } from "../ir/print-expression.ts";
import type { Program, ValueId } from "../ir/program.ts";
import type { LimitValues } from "./evaluate.ts";
import { LONG, sizeOf } from "./formula-size.ts";
import { type LimitProgram, type LimitScalar, type Meaning, meaningKey } from "./limit-program.ts";
import type { Estimate, LimitEntry, LimitReport } from "./limit-report.ts";
import { latexNotation, type Notation, textNotation } from "./notation.ts";
import { describeEquations } from "./recurrence/describe-equations.ts";

/** Every definition and output of `limit`, with the numbers of `values` where there are any. */
export function describeLimit(limit: LimitProgram, values: LimitValues): LimitReport {
  const { program, pool } = limit;
  const text = writerOf(limit, textNotation, (from, id, leaves) => printExpression(from, id, leaves, Infinity).text);
  const latex = writerOf(limit, latexNotation, latexExpression);
  const entries = new Map<LimitScalar, LimitEntry>();
  for (const scalar of limit.scalars) {
    if (scalar.definition.kind === "symbol") continue;
    entries.set(scalar, {
      name: text.meaning(scalar.meaning),
      text: text.formula(scalar),
      latex: `${latex.meaning(scalar.meaning)} = ${latex.formula(scalar)}`,
      estimate: estimateOf(limit, scalar.meaning, values),
      place: scalar.place,
    });
  }
  const outputs = program.outputs.map(({ name, value, place }): LimitEntry => {
    const id = limit.scalarOf.get(value) as ExprId;
    const node = pool.get(id);
    const known = node.op === "param" ? limit.scalars[node.index] : undefined;
    const entry = known === undefined ? undefined : entries.get(known);
    if (entry !== undefined) return { ...entry, name, place };
    const constant = constantValue(pool, id);
    const given: Estimate | undefined =
      constant === undefined ? undefined : { value: constant, error: 0, method: "closed" };
    const estimate = given ?? (known === undefined ? undefined : estimateOf(limit, known.meaning, values));
    return { name, text: text.expression(id), latex: latex.expression(id), estimate, place };
  });
  const known = limit.scalars.map((scalar) => entries.get(scalar));
  return {
    program: program.name,
    definitions: [...entries.values()],
    equations: describeEquations(limit, known),
    outputs,
  };
}

/** A number that was not evaluated although others were has vanished: it stands before a Z that is 0. */
function estimateOf(limit: LimitProgram, meaning: Meaning, values: LimitValues): Estimate | undefined {
  if (values.estimates.size === 0 && limit.scalars.length > 0) return undefined;
  return values.estimates.get(meaningKey(meaning)) ?? { value: 0, error: 0, method: "closed" };
}

interface Writer {
  readonly meaning: (meaning: Meaning) => string;
  readonly formula: (scalar: LimitScalar) => string;
  readonly expression: (id: ExprId) => string;
}

function writerOf(
  limit: LimitProgram,
  notation: Notation,
  print: (pool: ExprPool, id: ExprId, leaves: LeafNames) => string,
): Writer {
  const { program, pool } = limit;
  const sizes = new Map<ExprId, number>();
  const name = (id: ValueId): string => notation.value(program.values[id]?.name ?? "?");
  /** Zhat of a MatMul, by the name of its vector where the two are the same. */
  const hatOf = (id: ValueId): string => {
    const z = limit.z.get(id);
    return z !== undefined && pool.get(z).op === "coord" ? name(id) : notation.hat(name(id));
  };
  const meaning = (m: Meaning): string => {
    switch (m.kind) {
      case "scalar":
        return name(m.value);
      case "covariance": {
        const [first, second] = [hatOf(m.first), hatOf(m.second)];
        return m.first === m.second ? notation.variance(first) : notation.covariance(second, first);
      }
      case "onsager":
        return notation.onsager(name(m.product), name(m.by));
    }
  };
  const leaves: LeafNames = {
    coord: (index) => {
      const variable = limit.basis[index];
      if (variable === undefined) return "?";
      const hat = hatOf(variable.value);
      return variable.kind === "hat" || hat === name(variable.value) ? hat : notation.centred(name(variable.value));
    },
    param: (index) => {
      const scalar = limit.scalars[index];
      return scalar === undefined ? "?" : meaning(scalar.meaning);
    },
  };
  const expression = (id: ExprId): string => print(pool, id, leaves);
  const inNames = (m: Meaning): string => {
    switch (m.kind) {
      case "scalar": {
        const instr = program.instrs.find((i) => i.op === "moment" && i.out === m.value);
        if (instr?.op !== "moment") return name(m.value);
        return print(pool, instr.body, {
          coord: (k) => notation.z(name(instr.vectors[k] as ValueId)),
          param: (k) => name(instr.scalars[k] as ValueId),
        });
      }
      case "covariance":
        return notation.product(
          notation.z(name(vectorOf(program, m.second))),
          notation.z(name(vectorOf(program, m.first))),
        );
      case "onsager":
        return notation.derivative(notation.z(name(vectorOf(program, m.product))), notation.hat(name(m.by)));
    }
  };
  const isLong = (id: ExprId | undefined): boolean => id !== undefined && sizeOf(pool, id, sizes) > LONG;
  const formula = ({ definition, meaning: m }: LimitScalar): string => {
    switch (definition.kind) {
      case "number":
        return String(definition.value);
      case "symbol":
        return "";
      case "arithmetic":
      case "closed":
        return expression(definition.body);
      case "expectation": {
        // The derivative of a long Z is long, and is not worked out only to see that.
        const whole = m.kind === "onsager" ? limit.z.get(vectorOf(program, m.product)) : definition.integrand;
        const long = isLong(whole) || isLong(definition.integrand);
        const expected = notation.expectation(long ? inNames(m) : expression(definition.integrand));
        return constantValue(pool, definition.factor) === 1 ? expected : `${expression(definition.factor)} ${expected}`;
      }
      case "stein": {
        const expected = notation.expectation(inNames(m));
        const whole =
          constantValue(pool, definition.factor) === 1 ? expected : `${expression(definition.factor)} ${expected}`;
        return `${whole}${notation.steinRemark}`;
      }
    }
  };
  return { meaning, formula, expression };
}

/** The vector that a MatMul multiplies. */
function vectorOf(program: Program, product: ValueId): ValueId {
  const instr = program.instrs.find((i) => i.op === "matmul" && i.out === product);
  return instr?.op === "matmul" ? instr.vector : product;
}

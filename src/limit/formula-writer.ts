/**
 * Formulas of a limit in the names of its program. A Zhat is written as its vector where they are the same, and as
 * `hat(g)` where g also has a Zdot. A formula that would be long when written out names the vectors of the source.
 */
import { add, constant, mul, param } from "../ir/build.ts";
import type { ExprId } from "../ir/expr.ts";
import { latexPrinter } from "../ir/latex-expression.ts";
import { outputsOf, type ValueId } from "../ir/program.ts";
import { textPrinter } from "../ir/text-expression.ts";
import type { FormulaLeaves, FormulaPrinter, Part } from "../ir/typeset.ts";
import { LONG, sizeOf } from "./formula-size.ts";
import type { LimitProgram, LimitScalar, Meaning } from "./limit-program.ts";
import { linearTerms } from "./linear-terms.ts";
import { latexNotation, type Notation, textNotation } from "./notation.ts";
import { productFactor } from "./product-factor.ts";
import { areInOrder } from "./recurrence/names.ts";

export interface FormulaWriter {
  readonly notation: Notation;
  /** The name of a value of the program. */
  readonly name: (id: ValueId) => string;
  /** Zhat of a MatMul. */
  readonly hat: (id: ValueId) => string;
  readonly meaning: (meaning: Meaning) => string;
  /** The right side of a definition. */
  readonly formula: (scalar: LimitScalar) => string;
  /** The expectation that a definition in closed form is the value of; undefined for others. */
  readonly integral: (scalar: LimitScalar) => string | undefined;
  /** Its meaning, its expectation where the right side is a closed form, and its right side. */
  readonly equation: (scalar: LimitScalar) => string;
  readonly expression: (id: ExprId) => string;
  /** A scalar of the program as its source defines it. */
  readonly inSource: (value: ValueId) => string;
  /** The right side of a definition with nothing worked out: what is meant where there is no limit. */
  readonly unevaluated: (scalar: LimitScalar) => string;
}

export function textWriter(limit: LimitProgram): FormulaWriter {
  return writerOf(limit, textNotation, textPrinter);
}

export function latexWriter(limit: LimitProgram): FormulaWriter {
  return writerOf(limit, latexNotation, latexPrinter);
}

/** Params from here on, which no limit has, stand for expectations within a formula. */
const EXPECTATION = 2 ** 31;

function writerOf(limit: LimitProgram, notation: Notation, printer: FormulaPrinter): FormulaWriter {
  const { program, pool } = limit;
  const sizes = new Map<ExprId, number>();
  const instrs = new Map(
    program.instrs.flatMap((instr) => outputsOf(program, instr).map((out) => [out, instr] as const)),
  );
  /** The vector that a MatMul multiplies. */
  const vectorOf = (product: ValueId): ValueId => {
    const instr = instrs.get(product);
    return instr?.op === "matmul" ? instr.vector : product;
  };
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
        if (m.first === m.second) return notation.variance(hatOf(m.first));
        const [one, two] = [m.second, m.first].map((value) => program.values[value]?.name ?? "?");
        const pair = areInOrder(one ?? "?", two ?? "?")
          ? ([m.second, m.first] as const)
          : ([m.first, m.second] as const);
        return notation.covariance(hatOf(pair[0]), hatOf(pair[1]));
      }
      case "onsager":
        return notation.onsager(name(m.product), name(m.by));
    }
  };
  const isRandom = (): boolean => false;
  const leaves: FormulaLeaves = {
    isRandom,
    coord: (index) => {
      const variable = limit.basis[index];
      if (variable === undefined) return "?";
      const hat = hatOf(variable.value);
      return variable.kind !== "input" || hat === name(variable.value) ? hat : notation.centred(name(variable.value));
    },
    param: (index) => {
      const scalar = limit.scalars[index];
      return scalar === undefined ? "?" : meaning(scalar.meaning);
    },
  };
  const expression = (id: ExprId): string => printer.whole(pool, id, leaves);
  /** A formula that is made of several expressions, with the parts of all of them behind it. */
  const withParts = (write: (parts: Part[]) => string): string => {
    const parts: Part[] = [];
    const formula = write(parts);
    return printer.where(formula, parts);
  };
  const scaled = (terms: readonly { readonly factor: ExprId; readonly text: string }[], parts: Part[]): string => {
    const whole = add(pool, ...terms.map(({ factor }, k) => mul(pool, factor, param(pool, EXPECTATION + k))));
    const expected = (k: number): string => notation.expectation(terms[k]?.text ?? "?");
    return printer.apart(
      pool,
      whole,
      { ...leaves, param: (index) => (index >= EXPECTATION ? expected(index - EXPECTATION) : leaves.param(index)) },
      parts,
    );
  };
  const inNames = (m: Meaning, parts: Part[]): string => {
    switch (m.kind) {
      case "scalar": {
        const instr = instrs.get(m.value);
        if (instr?.op !== "moment") return name(m.value);
        const names: FormulaLeaves = {
          isRandom,
          coord: (k) => notation.z(name(instr.vectors[k] as ValueId)),
          param: (k) => name(instr.scalars[k] as ValueId),
        };
        return printer.apart(pool, instr.body, names, parts);
      }
      case "covariance":
        return notation.product(notation.z(name(vectorOf(m.second))), notation.z(name(vectorOf(m.first))));
      case "onsager":
        return notation.derivative(notation.z(name(vectorOf(m.product))), notation.hat(name(m.by)));
    }
  };
  /**
   * The expectation of a definition in names of vectors. What was moved out of its integrand still stands there in
   * names, so that its factor is that of the theorem.
   */
  const expectationInNames = (m: Meaning, parts: Part[]): string => {
    const product = m.kind === "covariance" ? m.first : m.kind === "onsager" ? m.product : undefined;
    const instr = product === undefined ? undefined : instrs.get(product);
    const factor = instr?.op === "matmul" ? productFactor(limit, instr) : constant(pool, 1);
    return scaled([{ factor, text: inNames(m, parts) }], parts);
  };
  const inSource = (value: ValueId): string => {
    const instr = instrs.get(value);
    if (instr?.op === "moment")
      return withParts((parts) => notation.expectation(inNames({ kind: "scalar", value }, parts)));
    if (instr?.op !== "scalar") return name(value);
    return printer.whole(pool, instr.body, {
      isRandom,
      coord: () => "?",
      param: (k) => name(instr.scalars[k] as ValueId),
    });
  };
  const isLong = (id: ExprId | undefined): boolean => id !== undefined && sizeOf(pool, id, sizes) > LONG;
  const expectation = (m: Meaning, factor: ExprId, integrand: ExprId, parts: Part[]): string => {
    // The derivative of a long Z is long, and is not worked out only to see that.
    const whole = m.kind === "onsager" ? limit.z.get(vectorOf(m.product)) : integrand;
    if (isLong(whole) || isLong(integrand)) return expectationInNames(m, parts);
    const terms = linearTerms(pool, factor, integrand, isRandom);
    return scaled(
      terms.map((term) => ({ factor: term.factor, text: printer.apart(pool, term.integrand, leaves, parts) })),
      parts,
    );
  };
  const formulaIn = ({ definition, meaning: m }: LimitScalar, parts: Part[]): string => {
    switch (definition.kind) {
      case "number":
        return String(definition.value);
      case "symbol":
        return "";
      case "arithmetic":
      case "closed":
        return printer.apart(pool, definition.body, leaves, parts);
      case "expectation":
        return expectation(m, definition.factor, definition.integrand, parts);
      case "stein":
        return `${expectationInNames(m, parts)}${notation.steinRemark}`;
    }
  };
  const integralIn = ({ definition, meaning: m }: LimitScalar, parts: Part[]): string | undefined => {
    if (definition.kind !== "closed") return undefined;
    const { factor, integrand, of } = definition;
    return of === "integrand"
      ? expectation(m, factor, integrand, parts)
      : `${expectationInNames(m, parts)}${notation.steinRemark}`;
  };
  return {
    notation,
    name,
    hat: hatOf,
    meaning,
    formula: (scalar) => withParts((parts) => formulaIn(scalar, parts)),
    integral: (scalar) =>
      scalar.definition.kind === "closed" ? withParts((parts) => integralIn(scalar, parts) ?? "") : undefined,
    equation: (scalar) =>
      withParts((parts) => {
        const sides = [meaning(scalar.meaning), integralIn(scalar, parts), formulaIn(scalar, parts)];
        return sides.filter((side) => side !== undefined).join(" = ");
      }),
    expression,
    inSource,
    unevaluated: ({ meaning: m }) =>
      m.kind === "scalar" ? inSource(m.value) : withParts((parts) => expectationInNames(m, parts)),
  };
}

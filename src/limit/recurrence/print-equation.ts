/** Equations as a reader sees them, in plain text and in LaTeX: both sides, and the ranges of the variables. */
import { constant, constantValue, mul, param, splitCoefficient } from "../../ir/build.ts";
import type { ExprId, ExprPool } from "../../ir/expr.ts";
import { latexExpression } from "../../ir/latex-expression.ts";
import { type LeafNames, printExpression } from "../../ir/print-expression.ts";
import type { ValueId } from "../../ir/program.ts";
import { substitute } from "../../ir/substitute.ts";
import type { LimitProgram } from "../limit-program.ts";
import { latexNotation, type Notation, textNotation } from "../notation.ts";
import { composeAffine, printAffine } from "./affine.ts";
import type { General, IndexRange, MemberAt, Quantity, Recurrences, Reference, RightSide } from "./equation.ts";
import { joinName } from "./names.ts";

export interface EquationWriter {
  readonly member: (member: MemberAt, variables: readonly string[]) => string;
  readonly right: (right: RightSide, variables: readonly string[]) => string;
  readonly vector: (right: General, variables: readonly string[]) => string;
  /** `for l = 2..1000, i = 1..l-1`; empty where there are no variables. */
  readonly ranges: (variables: readonly IndexRange[]) => string;
}

export function textEquations(limit: LimitProgram, recurrences: Recurrences): EquationWriter {
  return writer(limit, recurrences, textNotation, {
    print: (pool, id, leaves) => printExpression(pool, id, leaves, Number.POSITIVE_INFINITY).text,
    sum: (index, from, to, term) => `sum(${index} in ${from}..${to}: ${term})`,
    law: (base, power) => (power === 1 ? `(${base})` : `(${base})^(${power})`),
    range: (name, from, to) => (from === to ? `${name} = ${from}` : `${name} = ${from}..${to}`),
    ranges: (texts) => `for ${texts.join(", ")}`,
  });
}

export function latexEquations(limit: LimitProgram, recurrences: Recurrences): EquationWriter {
  return writer(limit, recurrences, latexNotation, {
    print: latexExpression,
    sum: (index, from, to, term) => `\\left(\\sum_{${index}=${from}}^{${to}} ${term}\\right)`,
    law: (base, power) => (power === 1 ? `(${base})` : `(${base})^{${power}}`),
    range: (name, from, to) => (from === to ? `${name} = ${from}` : `${name} = ${from}, \\dots, ${to}`),
    ranges: (texts) => `\\text{for } ${texts.join(",\\; ")}`,
  });
}

interface Style {
  readonly print: (pool: ExprPool, id: ExprId, leaves: LeafNames) => string;
  readonly sum: (index: string, from: string, to: string, term: string) => string;
  readonly law: (base: string, power: number) => string;
  readonly range: (name: string, from: string, to: string) => string;
  readonly ranges: (texts: readonly string[]) => string;
}

function writer(limit: LimitProgram, { quantities }: Recurrences, notation: Notation, style: Style): EquationWriter {
  const { pool, program } = limit;
  /** Vectors whose Z is their hat, or an initial vector itself, are written as they are. */
  const plainNames = new Set<string>();
  const otherNames = new Set<string>();
  for (const [value, z] of limit.z) {
    const pattern = (program.values[value as ValueId]?.name ?? "?").replace(/-?\d+/g, "#");
    if (pool.get(z).op === "coord") plainNames.add(pattern);
    else otherNames.add(pattern);
  }
  const isPlain = ({ names }: Quantity): boolean => {
    const pattern = joinName(
      names[0]?.pieces ?? [],
      (names[0]?.indices ?? []).map(() => "#"),
    ).replace(/\d+/g, "#");
    return plainNames.has(pattern) && !otherNames.has(pattern);
  };
  const plain = quantities.map((quantity) => isPlain(quantity));

  const member = ({ quantity: id, indices }: MemberAt, variables: readonly string[]): string => {
    const quantity = quantities[id];
    if (quantity === undefined) return "?";
    const [first = "?", second = "?"] = quantity.names.map((pattern) => {
      const texts = pattern.indices.map((index) =>
        printAffine(composeAffine(index, indices, variables.length), variables),
      );
      return notation.value(joinName(pattern.pieces, texts));
    });
    const hat = (name: string): string => (plain[id] === true ? name : notation.hat(name));
    switch (quantity.kind) {
      case "scalar":
        return first;
      case "variance":
        return notation.variance(first);
      case "covariance":
        return notation.covariance(second, first);
      case "onsager":
        return notation.onsager(first, second);
      case "coordinate":
        return hat(first);
      case "z":
        return plain[id] === true ? first : notation.z(first);
    }
  };
  const reference = (of: Reference, variables: readonly string[]): string => {
    switch (of.kind) {
      case "member":
        return member(of, variables);
      case "number":
        return of.law === undefined
          ? `a[${variables.join(",")}]`
          : style.law(printAffine(of.law.base, variables), of.law.power);
      case "sum": {
        const [from, to] = [printAffine(of.from, variables), printAffine(of.to, variables)];
        return style.sum(of.index, from, to, general(of.term, [...variables, of.index]));
      }
    }
  };
  const general = (written: General, variables: readonly string[]): string => {
    const { body, references } = withFactorsOutside(pool, written);
    return style.print(pool, body, {
      coord: () => "?",
      param: (k) => {
        const found = references[k];
        return found === undefined ? "?" : reference(found, variables);
      },
    });
  };
  const expected = (factor: General, text: string, variables: readonly string[]): string => {
    const inside = notation.expectation(text);
    return constantValue(pool, factor.body) === 1 ? inside : `${general(factor, variables)} ${inside}`;
  };
  return {
    member,
    vector: general,
    right(right, variables) {
      switch (right.kind) {
        case "formula":
          return general(right.body, variables);
        case "expectation":
          return expected(right.factor, general(right.integrand, variables), variables);
        case "slope": {
          const slope = notation.derivative(general(right.of, variables), general(right.by, variables));
          return `${expected(right.factor, slope, variables)}${right.stein ? notation.steinRemark : ""}`;
        }
      }
    },
    ranges(variables) {
      if (variables.length === 0) return "";
      const names = variables.map(({ name }) => name);
      return style.ranges(
        variables.map(({ name, from, to }) => style.range(name, printAffine(from, names), printAffine(to, names))),
      );
    },
  };
}

/** `0.1 * sum(..: x[s])` for `sum(..: 0.1 * x[s])`. */
function withFactorsOutside(pool: ExprPool, { body, references }: General): General {
  const factors = references.map((reference) =>
    reference.kind === "sum" ? splitCoefficient(pool, reference.term.body).coefficient : 1,
  );
  if (factors.every((factor) => factor === 1)) return { body, references };
  const [scaled] = substitute(pool, [body], {
    param: (k) => mul(pool, constant(pool, factors[k] ?? 1), param(pool, k)),
  });
  return {
    body: scaled ?? body,
    references: references.map((reference, k): Reference => {
      if (reference.kind !== "sum" || factors[k] === 1) return reference;
      const { rest } = splitCoefficient(pool, reference.term.body);
      return { ...reference, term: { ...reference.term, body: rest ?? constant(pool, 1) } };
    }),
  };
}

/**
 * The operators between terms of all kinds: coordinatewise arithmetic, arrays entry by entry, sums and multiples of
 * matrices, powers of widths. Sums and products are n-ary, so that long ones cost no more than their length.
 */

import type { Span } from "../../diagnostics/source.ts";
import * as b from "../build.ts";
import type { ExprId } from "../expr.ts";
import { mapArrays } from "./arrays.ts";
import { complain, placeIn } from "./complain.ts";
import type { Frame } from "./context.ts";
import {
  bodyOf,
  combineFields,
  fieldTerm,
  finiteNumber,
  type Operand,
  type Operation,
  power,
  product,
  sum,
} from "./fields.ts";
import { unnamed } from "./labels.ts";
import { addMatrices, scaleMatrix } from "./matrices.ts";
import { complainOperator } from "./operator-mistakes.ts";
import {
  type ArrayTerm,
  type FieldTerm,
  failed,
  isField,
  type MatrixTerm,
  type ScaleTerm,
  type Term,
} from "./terms.ts";

/** An operand of a product: a factor or a divisor. */
export interface Factor extends Operand {
  readonly inverse: boolean;
}

type Numeric = FieldTerm | ArrayTerm;

function allFields(operands: readonly Operand[]): operands is readonly Operand<FieldTerm>[] {
  return operands.every(({ term }) => isField(term));
}

function allConstants(
  operands: readonly Operand[],
): operands is readonly Operand<Extract<Numeric, { kind: "number" | "array" }>>[] {
  return operands.every(({ term }) => term.kind === "number" || term.kind === "array");
}

function anyFailed(operands: readonly Operand[]): boolean {
  return operands.some(({ term }) => term.kind === "failed");
}

/** An operation of numbers that also acts on arrays, entry by entry, and on scalars and vectors. */
export function applyOperation(
  frame: Frame,
  span: Span,
  operator: string,
  operands: readonly Operand[],
  operation: Operation,
): Term {
  if (anyFailed(operands)) return failed;
  if (allFields(operands)) return combineFields(frame, span, operands, operation);
  if (allConstants(operands)) return mapArrays(frame, span, operands, operation.numbers);
  return complainOperator(frame, span, operator, operands);
}

/** The sum of any number of terms. */
export function addTerms(frame: Frame, span: Span, operands: readonly Operand[]): Term {
  if (anyFailed(operands)) return failed;
  if (allFields(operands) && operands.length > mostTerms) return addTerms(frame, span, partialSums(frame, operands));
  if (operands.some(({ term }) => term.kind === "matrix")) return addMatrixTerms(frame, span, operands);
  if (operands.some(({ term }) => term.kind === "scale")) return addScales(frame, span, operands);
  return applyOperation(frame, span, "+", operands, sum);
}

/** Longer sums are computed in parts, each a value of its own: a single node has its limits. */
const mostTerms = 20_000;

function partialSums(frame: Frame, operands: readonly Operand<FieldTerm>[]): Operand[] {
  const { builder } = frame.cx;
  const parts: Operand[] = [];
  for (let k = 0; k < operands.length; k += mostTerms) {
    const group = operands.slice(k, k + mostTerms);
    const span = group[0]?.span ?? { start: 0, end: 0 };
    const term = combineFields(frame, span, group, sum);
    parts.push({ term, span });
    if (term.kind !== "vector" && term.kind !== "scalar") continue;
    const naming = { label: () => unnamed(builder.textOf(term.body)), place: placeIn(frame, span) };
    const body = builder.share(term.body, term.kind === "vector" ? term.width : undefined, naming);
    parts[parts.length - 1] = { term: { ...term, body }, span };
  }
  return parts;
}

/** A sum of matrices; the number 0, such as an empty sum, adds nothing. */
function addMatrixTerms(frame: Frame, span: Span, operands: readonly Operand[]): Term {
  let first: Operand<MatrixTerm> | undefined;
  const nodes: MatrixTerm["node"][] = [];
  for (const operand of operands) {
    const { term } = operand;
    if (term.kind === "number" && term.value === 0) continue;
    if (term.kind !== "matrix")
      return complainOperator(frame, span, "+", first === undefined ? operands : [first, operand]);
    first ??= { term, span: operand.span };
    const { node, power: degree } = first.term;
    if (term.node.rows !== node.rows || term.node.cols !== node.cols || term.power !== degree) {
      return complainOperator(frame, span, "+", [first, operand]);
    }
    nodes.push(term.node);
  }
  return first === undefined
    ? failed
    : { kind: "matrix", node: addMatrices(frame.cx.builder, nodes), power: first.term.power };
}

function addScales(frame: Frame, span: Span, operands: readonly Operand[]): Term {
  const scales = operands.flatMap(({ term }) => (term.kind === "scale" ? [term] : []));
  const degree = scales[0]?.power ?? 0;
  if (scales.length < operands.length || scales.some((scale) => scale.power !== degree)) {
    return complainOperator(frame, span, "+", operands);
  }
  const body = sum.bodies(
    frame.cx.builder.scratch,
    scales.map((scale) => scale.body),
  );
  return scaleTerm(frame, body, degree);
}

/** The product of any number of factors and divisors. */
export function multiplyTerms(frame: Frame, span: Span, factors: readonly Factor[]): Term {
  if (anyFailed(factors)) return failed;
  const zero = factors.find(({ term, inverse }) => inverse && term.kind === "number" && term.value === 0);
  if (zero !== undefined) return complain(frame, "TP213", zero.span, "division by 0", "constants are finite numbers");
  if (allFields(factors)) return combineFields(frame, span, factors, quotient(factors));
  if (allConstants(factors)) return mapArrays(frame, span, factors, quotient(factors).numbers);
  const [first, ...others] = factors;
  if (first === undefined) return failed;
  let { term } = first;
  for (const factor of others) {
    term = multiplyPair(frame, span, { term, span: first.span }, factor);
    if (term.kind === "failed") return term;
  }
  return term;
}

function quotient(factors: readonly Factor[]): Operation {
  const inverse = (k: number): boolean => factors[k]?.inverse === true;
  return {
    numbers: (values) => values.reduce((total, value, k) => (inverse(k) ? total / value : total * value), 1),
    bodies: (pool, ids) =>
      product.bodies(
        pool,
        ids.map((id, k) => (inverse(k) ? b.powInt(pool, id, -1) : id)),
      ),
  };
}

/** One step of a product that has a matrix or a width in it. */
function multiplyPair(frame: Frame, span: Span, left: Operand, right: Factor): Term {
  const { term: x } = left;
  const { term: y, inverse } = right;
  const operator = inverse ? "/" : "*";
  const pair: readonly Factor[] = [{ ...left, inverse: false }, right];
  if (allFields(pair) || allConstants(pair)) return multiplyTerms(frame, span, pair);
  const factor = asFactor(frame, y, inverse);
  if (x.kind === "matrix" && factor !== undefined) return scaleMatrixTerm(frame, x, factor);
  const scale = asFactor(frame, x, false);
  if (y.kind === "matrix" && !inverse && scale !== undefined) return scaleMatrixTerm(frame, y, scale);
  if (scale === undefined || factor === undefined) return complainOperator(frame, span, operator, [left, right]);
  return scaleTerm(frame, b.mul(frame.cx.builder.scratch, scale.body, factor.body), scale.power + factor.power);
}

/** A number, scalar or power of a width, or its inverse, as `body * n^power`. */
function asFactor(frame: Frame, term: Term, inverse: boolean): Omit<ScaleTerm, "kind"> | undefined {
  if (term.kind !== "number" && term.kind !== "scalar" && term.kind !== "scale") return undefined;
  const pool = frame.cx.builder.scratch;
  const body = term.kind === "scale" ? term.body : bodyOf(pool, term);
  const degree = term.kind === "scale" ? term.power : 0;
  return inverse ? { body: b.powInt(pool, body, -1), power: -degree } : { body, power: degree };
}

function scaleMatrixTerm(frame: Frame, matrix: MatrixTerm, by: Omit<ScaleTerm, "kind">): Term {
  const { builder } = frame.cx;
  const isOne = b.constantValue(builder.scratch, by.body) === 1;
  const node = isOne ? matrix.node : scaleMatrix(builder, matrix.node, by.body);
  return { kind: "matrix", node, power: matrix.power + by.power };
}

/** `body * n^power`; without a power of n it is an ordinary number or scalar, such as `m / n`. */
export function scaleTerm(frame: Frame, body: ExprId, degree: number): Term {
  if (degree !== 0) return { kind: "scale", body, power: degree };
  const value = b.constantValue(frame.cx.builder.scratch, body);
  return value === undefined ? { kind: "scalar", body } : { kind: "number", value };
}

export function negateTerm(frame: Frame, span: Span, operand: Operand): Term {
  const { term } = operand;
  const pool = frame.cx.builder.scratch;
  switch (term.kind) {
    case "number":
      return finiteNumber(frame, span, -term.value);
    case "scalar":
      return fieldTerm(frame, span, b.negate(pool, term.body), undefined);
    case "vector":
      return fieldTerm(frame, span, b.negate(pool, term.body), term.width);
    case "array":
      return { ...term, data: term.data.map((value) => -value) };
    case "scale":
      return { ...term, body: b.negate(pool, term.body) };
    case "matrix":
      return scaleMatrixTerm(frame, term, { body: b.constant(pool, -1), power: 0 });
    case "readout":
      return complainOperator(frame, span, "-", [operand]);
    case "failed":
      return failed;
  }
}

export function raiseTerm(frame: Frame, span: Span, base: Operand, exponent: Operand): Term {
  const [x, y] = [base.term, exponent.term];
  if (x.kind === "scale" && y.kind === "number") {
    const pool = frame.cx.builder.scratch;
    return scaleTerm(frame, b.pow(pool, x.body, b.constant(pool, y.value)), x.power * y.value);
  }
  return applyOperation(frame, span, "^", [base, exponent], power);
}

/**
 * The derived system with its expectations in closed form where they have one. A body that is a constant or a single
 * earlier scalar, or a short polynomial in the free symbols, is put into everything that comes later, so that the
 * system reads as a person would write it: `q[2] = q[1] / 2`, not an expectation.
 */
import * as b from "../../ir/build.ts";
import { type ExprId, type ExprPool, leavesOf, reachable } from "../../ir/expr.ts";
import type { ValueId } from "../../ir/program.ts";
import { rebuild } from "../../ir/substitute.ts";
import { expressions } from "../expectation/arithmetic.ts";
import type { Definition, HatBlock, LimitProgram, LimitScalar, Meaning, RunningSum } from "../limit-program.ts";
import { areInOrder, splitName } from "../recurrence/names.ts";
import { symmetryTest } from "../vanishing.ts";
import { closingAlike } from "./alike.ts";
import { basisLaw, directionOf } from "./basis-law.ts";
import { type ClosedForm, createCloser } from "./closer.ts";
import { integrateOut } from "./integrate-out.ts";
import { ruleNamed } from "./rules.ts";
import { symbolPolynomial } from "./symbol-polynomial.ts";
import { type Trust, trustAll } from "./trust.ts";

/**
 * Integrands of more nodes than `LONG` are taken apart until they have this many together. Programs of many products
 * without nonlinearities have thousands of them, whose closed forms would be too long to be shown.
 */
const LONG = 40;
const MOST_LONG_NODES = 30_000;

/** Whether there is too much of long integrands for anyone to read what they become. */
export function isEndless({ pool, scalars }: LimitProgram): boolean {
  let nodes = 0;
  for (const { definition } of scalars) {
    if (definition.kind !== "expectation") continue;
    const size = reachable(pool, [definition.integrand]).length;
    if (size > LONG) nodes += size;
    if (nodes > 10 * MOST_LONG_NODES) return true;
  }
  return false;
}

/**
 * `limit` with `closed` definitions in place of the expectations that have a closed form. Numbers that come out as
 * constants or polynomials in the free symbols are put in place of their names where `writesOut` wants it; what is 0
 * always is. Formulas that `trusts` does not accept are left open.
 */
export function closeLimit(
  limit: LimitProgram,
  writesOut: (scalar: number) => boolean = always,
  trusts: Trust = trustAll,
): LimitProgram {
  const { pool } = limit;
  const a = expressions(pool);
  let longNodes = 0;
  const images = limit.scalars.map((_, j) => b.param(pool, j));
  // A definition reads earlier scalars only, so that what has been substituted once stays right.
  const image = new Map<ExprId, ExprId>();
  const vanished = new Set<number>();
  const hats = new Map(limit.basis.flatMap((variable, i) => (variable.kind === "input" ? [] : [[variable.value, i]])));
  /** A hat of variance 0 is 0 in everything later. */
  const vanish = (meaning: Meaning): void => {
    const hat = meaning.kind === "covariance" && meaning.first === meaning.second ? hats.get(meaning.first) : undefined;
    if (hat !== undefined) vanished.add(hat);
  };
  const put = (root: ExprId): ExprId => {
    for (const id of reachable(pool, [root], (id) => image.has(id))) {
      const node = pool.get(id);
      const of = (child: ExprId): ExprId => image.get(child) ?? child;
      if (node.op === "param") image.set(id, images[node.index] ?? id);
      else if (node.op === "coord" && vanished.has(node.index)) image.set(id, b.constant(pool, 0));
      else image.set(id, rebuild(pool, node, of));
    }
    return image.get(root) ?? root;
  };
  const law = basisLaw(limit);
  const substituted = { ...law, covariance: (i: number, j: number): ExprId => put(law.covariance(i, j)) };
  const closer = closingAlike(pool, substituted, createCloser(pool, substituted));
  const vanishes = symmetryTest(limit.program, pool, limit.basis, limit.z);
  const oddness: ClosedForm = { value: b.constant(pool, 0), rules: ["oddness"] };
  const closed = (
    found: ClosedForm | undefined,
    { factor, integrand, of }: Pick<Extract<Definition, { kind: "closed" }>, "factor" | "integrand" | "of">,
  ): Definition | undefined =>
    found === undefined
      ? undefined
      : {
          kind: "closed",
          body: a.multiply(factor, found.value),
          factor,
          of,
          integrand,
          rules: found.rules.map(ruleNamed),
        };
  const reduced = (meaning: Meaning, factor: ExprId, integrand: ExprId): Definition => {
    const left = integrateOut(pool, substituted, integrand);
    const whole = b.mul(pool, factor, left.factor);
    const definition: Definition = { kind: "expectation", factor: whole, integrand: left.integrand };
    const isOdd = meaning.kind !== "onsager" && vanishes(meaning, definition);
    const found = isOdd ? oddness : closer.close(left.integrand);
    return closed(found, { factor: whole, integrand: left.integrand, of: "integrand" }) ?? definition;
  };
  const close = ({ meaning, definition }: LimitScalar): Definition => {
    switch (definition.kind) {
      case "number":
      case "symbol":
      case "closed":
        return definition;
      case "arithmetic":
        return { kind: "arithmetic", body: put(definition.body) };
      case "stein": {
        const { hats, index } = definition;
        const factor = put(definition.factor);
        const integrand = put(definition.integrand);
        const direction = b.coord(pool, directionOf(hats[index] ?? 0));
        const found = closer.close(b.mul(pool, integrand, direction));
        return closed(found, { factor, integrand, of: "slope" }) ?? { ...definition, factor, integrand };
      }
      case "expectation": {
        const factor = put(definition.factor);
        const integrand = put(definition.integrand);
        const size = reachable(pool, [integrand]).length;
        if (size > LONG) longNodes += size;
        if (size > LONG && longNodes > MOST_LONG_NODES) return { ...definition, factor, integrand };
        const found = closer.close(integrand);
        return closed(found, { factor, integrand, of: "integrand" }) ?? reduced(meaning, factor, integrand);
      }
    }
  };
  /** The definition that `found` was to replace. */
  const open = (definition: Definition, found: Extract<Definition, { kind: "closed" }>): Definition =>
    definition.kind === "stein"
      ? { ...definition, factor: put(definition.factor), integrand: put(definition.integrand) }
      : { kind: "expectation", factor: found.factor, integrand: found.integrand };
  const isSymbol = (j: number): boolean => limit.scalars[j]?.definition.kind === "symbol";
  /** A number that is defined by each factor and integrand: what is equal to it later is written in its name. */
  const firsts = new Map<string, number>();
  const scalars = limit.scalars.map((scalar, j): LimitScalar => {
    const found = inSymbols(pool, close(scalar), isSymbol);
    const trusted = found.kind === "closed" && !trusts(j, found.body) ? open(scalar.definition, found) : found;
    const definition = asBefore(trusted, j);
    if (
      (definition.kind === "closed" || definition.kind === "arithmetic") &&
      isShort(pool, definition.body, isSymbol)
    ) {
      const isZero = b.constantValue(pool, definition.body) === 0;
      if (isZero || pool.get(definition.body).op === "param" || writesOut(j)) images[j] = definition.body;
      if (isZero) vanish(scalar.meaning);
    }
    return { ...scalar, definition };
  });
  function asBefore(definition: Definition, j: number): Definition {
    if (definition.kind !== "expectation" && (definition.kind !== "closed" || definition.of === "slope"))
      return definition;
    if (definition.kind === "closed" && isShort(pool, definition.body, isSymbol)) return definition;
    const { factor, integrand } = definition;
    const key = `${factor} ${integrand}`;
    const first = firsts.get(key);
    // Members of one family say the same of each of them, which is an equation with indices; the one with the smallest
    // indices stands for them.
    const isAlike = first !== undefined && patternOf(limit, first) === patternOf(limit, j);
    if (first === undefined || (isAlike && isBefore(limit, j, first))) firsts.set(key, j);
    if (first === undefined || isAlike) return definition;
    return { kind: "closed", body: b.param(pool, first), factor, integrand, of: "integrand", rules: [] };
  }
  const blocks = limit.blocks.map(
    (block): HatBlock => ({ ...block, covariance: block.covariance.map((row) => row.map(put)) }),
  );
  const sums = new Map(
    [...limit.sums].map(([sum, { parts, covariance }]): [number, RunningSum] => [
      sum,
      { parts, covariance: new Map([...covariance].map(([i, id]) => [i, put(id)])) },
    ]),
  );
  const z = new Map([...limit.z].map(([value, id]) => [value, put(id)] as const));
  return { ...limit, scalars, blocks, sums, z };
}

/** Whether one of two numbers whose names differ in indices only has the smaller indices. */
function isBefore({ program, scalars }: LimitProgram, one: number, other: number): boolean {
  const names = [one, other].map((index) => {
    const meaning = scalars[index]?.meaning;
    const value =
      meaning?.kind === "covariance" ? meaning.first : meaning?.kind === "scalar" ? meaning.value : meaning?.product;
    return value === undefined ? "" : (program.values[value]?.name ?? "");
  });
  return areInOrder(names[0] ?? "", names[1] ?? "");
}

/** What a number is called, indices left out. */
function patternOf({ program, scalars }: LimitProgram, index: number): string {
  const meaning = scalars[index]?.meaning;
  const nameless = (value: ValueId): string => splitName(program.values[value]?.name ?? "").pieces.join("#");
  switch (meaning?.kind) {
    case "scalar":
      return `scalar ${nameless(meaning.value)}`;
    case "covariance":
      return `covariance ${nameless(meaning.first)} ${nameless(meaning.second)}`;
    case "onsager":
      return `onsager ${nameless(meaning.product)} ${nameless(meaning.by)}`;
    case undefined:
      return "";
  }
}

function always(): boolean {
  return true;
}

/** More terms than this are not a formula to be repeated. */
const MOST_TERMS = 6;

/** A body that is a polynomial in the free symbols, multiplied out. */
function inSymbols(pool: ExprPool, definition: Definition, isSymbol: (scalar: number) => boolean): Definition {
  if (definition.kind !== "closed" && definition.kind !== "arithmetic") return definition;
  const { coords, params } = leavesOf(pool, [definition.body]);
  if (coords.length > 0 || params.length === 0 || !params.every(isSymbol)) return definition;
  const body = symbolPolynomial(pool, definition.body);
  return body === undefined ? definition : { ...definition, body };
}

/** A sum of products of whole powers of scalars. */
function isPolynomial(pool: ExprPool, id: ExprId): boolean {
  const isPower = (factor: ExprId): boolean => {
    const part = pool.get(factor);
    if (part.op !== "pow") return part.op === "param" || part.op === "const";
    const exponent = b.constantValue(pool, part.exponent);
    return pool.get(part.base).op === "param" && exponent !== undefined && exponent > 0 && Number.isInteger(exponent);
  };
  return b.termsOf(pool, id).every((term) => b.factorsOf(pool, term).every(isPower));
}

/** What is written in place of a name: a scalar, a number times a power of pi, a short polynomial in free symbols. */
export function isShort(pool: ExprPool, id: ExprId, isSymbol: (scalar: number) => boolean): boolean {
  const node = pool.get(id);
  const isBrief = b.termsOf(pool, id).length <= MOST_TERMS;
  if (isBrief && isPolynomial(pool, id) && leavesOf(pool, [id]).params.every(isSymbol)) return true;
  if (node.op === "param") return true;
  return b.factorsOf(pool, id).every((factor) => {
    const part = pool.get(factor);
    const base = part.op === "pow" ? pool.get(part.base) : part;
    return base.op === "const" || (base.op === "call" && base.fn === "pi");
  });
}

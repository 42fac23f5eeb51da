/**
 * The Master Theorem with numbers: one walk over the program in which every definition is evaluated as soon as it is
 * met, so that later Zs contain numbers only and what vanishes is gone.
 */
import type { Place } from "../diagnostics/source.ts";
import * as b from "../ir/build.ts";
import { gradient } from "../ir/differentiate.ts";
import { createPool, type ExprId } from "../ir/expr.ts";
import { outputsOf, type Program, readsOf, type ValueId } from "../ir/program.ts";
import { evaluateClosed } from "../ir/tape.ts";
import { affineExpression } from "./expectation/affine.ts";
import { expectationsOfAlike } from "./expectation/alike.ts";
import { createExpander } from "./expectation/expand.ts";
import { type Cost, createIntegrator, type IntegratorOptions } from "./expectation/integrate.ts";
import type { BasisLaw } from "./expectation/law.ts";
import { NoExpectation, type Result, TAME_IT } from "./expectation/result.ts";
import { type Definition, type Meaning, meaningKey, type Onsager } from "./limit-program.ts";
import { type WalkState, walkProgram } from "./master-theorem.ts";
import { createMultiples } from "./multiples.ts";
import { createScalarLimitsCheck } from "./scalar-limits.ts";
import { steinCoefficient } from "./stein.ts";

/** The limit does not exist, and where. */
export class NoLimit extends Error {
  override readonly name = "NoLimit";
  readonly place: Place;
  readonly remedy: string;
  readonly status: NoExpectation["status"];
  constructor({ message, remedy, status }: NoExpectation, place: Place) {
    super(message);
    this.place = place;
    this.remedy = remedy;
    this.status = status;
  }
}

export interface NumericOptions extends Omit<IntegratorOptions, "spend"> {
  readonly onsager: Onsager;
  readonly symbols: ReadonlyMap<string, number>;
  /**
   * The numbers of an earlier walk: what later definitions read of this one is moved by its stated error there, so that
   * the difference of the two shows how errors grow.
   */
  readonly disturbing: ReadonlyMap<string, Result> | undefined;
  /** More of this stops the walk with {@link TooMuchWork}. */
  readonly limits: Cost;
  /** How many numbers the limit has: when the first ones foretell too much work, the walk stops at once. */
  readonly expected: number;
}

export interface NumericValues {
  /** By meaning key; `error` is the error of this number given the earlier ones. */
  readonly values: ReadonlyMap<string, Result>;
  /** The values of the program that have no limit, and those that depend on them, with where it was lost. */
  readonly missing: ReadonlyMap<ValueId, Missing>;
}

/** Why a value has no limit. */
export interface Missing {
  /** The value whose limit does not exist: this one or one that it depends on. */
  readonly at: ValueId;
  readonly reason: NoLimit;
}

/** The walk would take too long, or met more components of many dimensions than it may; `found` is what it had. */
export class TooMuchWork extends Error {
  override readonly name = "TooMuchWork";
  readonly found: NumericValues;
  /** What there was too much of. */
  readonly because: keyof Cost;
  constructor(found: NumericValues, because: keyof Cost) {
    super("too many expectations over many variables");
    this.found = found;
    this.because = because;
  }
}

/** The first numbers of a limit foretell its cost from this many on. */
const ENOUGH = 8;

export function numericWalk(program: Program, options: NumericOptions): NumericValues {
  const pool = createPool();
  const expander = createExpander(pool);
  const values = new Map<string, Result>();
  const missing = new Map<ValueId, Missing>();
  const symbols = program.symbols.map((id) => options.symbols.get(program.values[id]?.name ?? "") ?? Number.NaN);
  const spent = { work: 0, many: 0 };
  const spend = ({ work, many }: Cost): void => {
    spent.work += work;
    spent.many += many;
    const share = values.size < ENOUGH ? 1 : Math.max(1, options.expected / values.size);
    for (const part of ["many", "work"] as const)
      if ((spent[part] / options.limits[part]) * share > 1) throw new TooMuchWork({ values, missing }, part);
  };
  const integrator = createIntegrator({ ...options, spend });

  const number = (id: ExprId): number => {
    const value = b.constantValue(pool, id);
    return value ?? (evaluateClosed(pool, [id], [])[0] as number);
  };
  /** Of laws, by their expressions in the program. */
  const parameters = new Map<ExprId, ExprId>();
  const memo = new Map<ExprId, Result>();
  const evaluateAlike = expectationsOfAlike(pool, expander, integrator);
  walkProgram(program, options.onsager, (walk) => {
    const law = basisLaw(program, walk, number, {
      // The errors of samples show in the spread of their replicates.
      stated: (key) => (options.qmc === undefined ? (values.get(key)?.error ?? 0) : 0),
      doubt: options.disturbing === undefined ? 0 : DOUBT,
    });
    const inMultiples = createMultiples(program, pool, walk, law);
    const checkScalars = createScalarLimitsCheck(program, pool, options.qmc === undefined, inMultiples);
    const expect = (whole: ExprId): Result => {
      const integrand = inMultiples(whole);
      const found = memo.get(integrand) ?? evaluateAlike(integrand, law);
      memo.set(integrand, found);
      return found;
    };
    const evaluate = (definition: Definition): Result => {
      switch (definition.kind) {
        case "number":
          return { value: definition.value, error: 0, method: "closed" };
        case "symbol":
          return { value: Number.NaN, error: 0, method: "closed" };
        case "arithmetic":
        case "closed": {
          const value = number(definition.body);
          return { value, error: 4e-16 * Math.abs(value), method: "closed" };
        }
        case "expectation":
          return scaled(number(definition.factor), expect(definition.integrand));
        case "stein": {
          const { hats, integrand, index } = definition;
          const moments = hats.map((hat) => expect(b.mul(pool, integrand, b.coord(pool, hat))));
          const covariance = hats.map((i) => hats.map((j) => law.covariance(i, j)));
          return scaled(number(definition.factor), steinCoefficient(moments, covariance, index));
        }
      }
    };
    return {
      pool,
      closed(expression) {
        const known = parameters.get(expression);
        if (known !== undefined) return known;
        const found = b.constant(pool, evaluateClosed(program.pool, [expression], symbols)[0] as number);
        parameters.set(expression, found);
        return found;
      },
      scalar(meaning, definition, place) {
        const result =
          definition.kind === "symbol"
            ? symbolValue(program, meaning, options.symbols)
            : located(() => evaluate(definition), place);
        if (!Number.isFinite(result.value)) throw new NoLimit(new NoExpectation(reasonOf(definition), TAME_IT), place);
        const key = meaningKey(meaning);
        const settled = settle(meaning, result);
        values.set(key, settled);
        return b.constant(pool, disturbed(key, meaning, settled.value, options.disturbing?.get(key)));
      },
      attempt(instr, carryOut) {
        const outs = outputsOf(program, instr);
        const lost = readsOf(instr).find((value) => missing.has(value));
        const inherited = lost === undefined ? undefined : missing.get(lost);
        if (inherited !== undefined) {
          for (const value of outs) missing.set(value, inherited);
          return;
        }
        try {
          carryOut();
        } catch (error) {
          if (!(error instanceof NoLimit)) throw error;
          for (const value of outs) missing.set(value, { at: value, reason: error });
        }
      },
      slopes: (z) => {
        const form = expander.affine(z);
        if (form === undefined) return gradient(pool, z).coords;
        return new Map(form.coefficients.map(([variable, c]) => [variable, b.constant(pool, c)]));
      },
      settled: (z) => {
        const form = expander.affine(z);
        return form === undefined ? z : affineExpression(pool, form);
      },
      apply: (application, scalars, place) => located(() => checkScalars(application, scalars, walk.z), place),
    };
  });
  return { values, missing };
}

function reasonOf(definition: Definition): string {
  return definition.kind === "arithmetic"
    ? "this scalar has no finite limit: a division by something that tends to 0, or an overflow"
    : "this expectation is infinite or not a number";
}

function located<T>(compute: () => T, place: Place): T {
  try {
    return compute();
  } catch (error) {
    if (error instanceof NoExpectation) throw new NoLimit(error, place);
    throw error;
  }
}

function symbolValue(program: Program, meaning: Meaning, symbols: ReadonlyMap<string, number>): Result {
  const name = meaning.kind === "scalar" ? (program.values[meaning.value]?.name ?? "") : "";
  return { value: symbols.get(name) ?? Number.NaN, error: 0, method: "closed" };
}

/** A variance that is not distinguishable from the rounding of its terms is 0: dependent vectors cancel. */
function settle(meaning: Meaning, result: Result): Result {
  const variance = meaning.kind === "covariance" && meaning.first === meaning.second;
  return variance && result.method === "closed" && result.value <= 4 * result.error ? { ...result, value: 0 } : result;
}

function scaled(factor: number, { value, error, method }: Result): Result {
  return { value: factor * value, error: Math.abs(factor) * error + Math.abs(factor * value) * 2e-16, method };
}

/** The number moved by the error that it had in an earlier walk, up or down by chance, and by a rounding at least. */
function disturbed(key: string, meaning: Meaning, value: number, before: Result | undefined): number {
  if (before === undefined || before.value === 0) return value;
  let hash = 0;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x9e3779b1);
  const step = Math.max(before.error, 4e-16 * Math.abs(before.value));
  const moved = value + ((hash >>> 16) % 2 === 0 ? step : -step);
  const variance = meaning.kind === "covariance" && meaning.first === meaning.second;
  return variance ? Math.max(0, moved) : moved;
}

/** The error of a covariance may have hidden as much again. */
const DOUBT = 2;

function basisLaw(
  program: Program,
  walk: WalkState,
  number: (id: ExprId) => number,
  { stated, doubt }: { readonly stated: (key: string) => number; readonly doubt: number },
): BasisLaw {
  const known = new Map<ExprId, number>();
  const product = (i: number): ValueId | undefined => {
    const variable = walk.basis[i];
    return variable?.kind === "hat" ? variable.value : undefined;
  };
  return {
    doubt,
    error(i, j) {
      const [first, second] = [product(Math.max(i, j)), product(Math.min(i, j))];
      if (first === undefined || second === undefined) return 0;
      return stated(meaningKey({ kind: "covariance", first, second }));
    },
    covariance(i, j) {
      const id = walk.covariance(i as never, j as never);
      let value = known.get(id);
      if (value === undefined) {
        value = number(id);
        known.set(id, value);
      }
      return value;
    },
    shape(i) {
      const variable = walk.basis[i];
      if (variable?.kind !== "input") return undefined;
      const group = program.inputs[variable.group];
      return group?.kind === "single" && group.shape.kind !== "normal" ? group.shape : undefined;
    },
  };
}

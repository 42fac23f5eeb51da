/**
 * The Master Theorem with numbers: one walk over the program in which every definition is evaluated as soon as it is
 * met, so that later Zs contain numbers only and what vanishes is gone.
 */
import type { Place } from "../diagnostics/source.ts";
import * as b from "../ir/build.ts";
import { gradient } from "../ir/differentiate.ts";
import { createPool, type ExprId } from "../ir/expr.ts";
import type { Program } from "../ir/program.ts";
import { evaluateClosed } from "../ir/tape.ts";
import { solvePositiveSemidefinite, symmetricEigen } from "../math/linalg.ts";
import { affineExpression } from "./expectation/affine.ts";
import { closedForm } from "./expectation/closed/table.ts";
import type { Component } from "./expectation/component.ts";
import { casesOf } from "./expectation/discrete.ts";
import { createExpander } from "./expectation/expand.ts";
import type { BasisLaw } from "./expectation/law.ts";
import type { Polynomial } from "./expectation/polynomial.ts";
import { type QmcOptions, qmcComponent } from "./expectation/qmc.ts";
import { integrateComponent, type Level, MAX_DIMENSIONS } from "./expectation/quadrature.ts";
import { expectation } from "./expectation/reduce.ts";
import { type Integrator, NoExpectation, type Result, TAME_IT } from "./expectation/result.ts";
import { type Definition, type Meaning, meaningKey, type Onsager } from "./limit-program.ts";
import { type WalkState, walkProgram } from "./master-theorem.ts";
import { checkScalarLimits, exactVectors } from "./scalar-limits.ts";

export interface NumericOptions {
  readonly onsager: Onsager;
  readonly symbols: ReadonlyMap<string, number>;
  readonly level: Level;
  /** False: every component by quadrature, closed forms only where nothing else can be (to check them). */
  readonly closedForms: boolean;
  /** Quasi-Monte Carlo even where quadrature could do it. */
  readonly alwaysQmc: boolean;
  /** Undefined: a component with too many dimensions for quadrature stops the walk with {@link TooManyDimensions}. */
  readonly qmc: QmcOptions | undefined;
  /** Stop after so many components of many dimensions. */
  readonly maxQmc: number;
}

export interface NumericValues {
  /** By meaning key; `error` is the error of this number given the earlier ones. */
  readonly values: ReadonlyMap<string, Result>;
  readonly qmcCount: number;
}

/** Relative eigenvalues of a hat covariance below this are taken for 0 in Stein's lemma. */
const STEIN_CUTOFF = 1e-11;

/** Correlations of hats with an eigenvalue between rounding and this are refused in Stein's lemma. */
const NEARLY_DEPENDENT = 1e-9;

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

/** The walk met more components of many dimensions than it may integrate; `values` is what it had. */
export class TooManyDimensions extends Error {
  override readonly name = "TooManyDimensions";
  readonly values: NumericValues;
  constructor(values: NumericValues) {
    super("too many expectations over many variables");
    this.values = values;
  }
}

export function numericWalk(program: Program, options: NumericOptions): NumericValues {
  const pool = createPool();
  const expander = createExpander(pool);
  const values = new Map<string, Result>();
  const known = new Map<string, Result>();
  const symbols = program.symbols.map((id) => options.symbols.get(program.values[id]?.name ?? "") ?? Number.NaN);
  const exact = exactVectors(program);
  let qmcCount = 0;

  const integrator: Integrator = (whole, wholeWeight) => {
    const parts = casesOf(whole, wholeWeight).map(({ probability, component, weight }) => {
      const result = one(component, weight);
      return { ...result, value: probability * result.value, error: probability * result.error };
    });
    return parts.reduce((sum, part) => ({
      value: sum.value + part.value,
      error: sum.error + part.error,
      method:
        sum.method === "qmc" || part.method === "qmc"
          ? "qmc"
          : sum.method === "quadrature"
            ? "quadrature"
            : part.method,
    }));
  };
  const one = (component: Component, weight: Polynomial): Result => {
    if (weight.size === 0) return { value: 0, error: 0, method: "closed" };
    const key = `${component.atoms.join()}|${JSON.stringify(component.forms)}|${component.specials.map((s) => s.kind)}|${[...weight].map(([m, t]) => `${m}:${t.coefficient}`)}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const result =
      (options.closedForms ? closedForm(component, weight, expander) : undefined) ?? numerical(component, weight);
    known.set(key, result);
    return result;
  };
  const numerical = (component: Component, weight: Polynomial): Result => {
    const dimensions = component.rank + component.specials.length;
    if (dimensions === 0 || (dimensions <= MAX_DIMENSIONS && !options.alwaysQmc)) {
      return integrateComponent(component, weight, expander, options.level);
    }
    qmcCount++;
    if (options.qmc === undefined || qmcCount > options.maxQmc) throw new TooManyDimensions({ values, qmcCount });
    return qmcComponent(component, weight, { points: options.qmc.points, seed: options.qmc.seed + qmcCount * 7919 });
  };

  const number = (id: ExprId): number => {
    const value = b.constantValue(pool, id);
    return value ?? (evaluateClosed(pool, [id], [])[0] as number);
  };
  const memo = new Map<ExprId, Result>();
  const expect = (integrand: ExprId, law: BasisLaw): Result => {
    const found = memo.get(integrand);
    if (found !== undefined) return found;
    const result = perturbed(expectation(pool, expander, integrand, law, integrator), memo.size, options.level);
    memo.set(integrand, result);
    return result;
  };

  walkProgram(program, options.onsager, (walk) => {
    const law = basisLaw(program, walk, number);
    const evaluate = (definition: Definition): Result => {
      switch (definition.kind) {
        case "number":
          return { value: definition.value, error: 0, method: "closed" };
        case "symbol":
          return { value: Number.NaN, error: 0, method: "closed" };
        case "arithmetic": {
          const value = number(definition.body);
          return { value, error: 4e-16 * Math.abs(value), method: "closed" };
        }
        case "expectation":
        case "closed":
          return scaled(number(definition.factor), expect(definition.integrand, law));
        case "stein":
          return stein(definition, law);
      }
    };
    const stein = (definition: Extract<Definition, { kind: "stein" }>, law: BasisLaw): Result => {
      const { hats, integrand, index } = definition;
      const moments = hats.map((hat) => expect(b.mul(pool, integrand, b.coord(pool, hat)), law));
      const matrix = Float64Array.from(hats.flatMap((i) => hats.map((j) => law.covariance(i, j))));
      const theta = solvePositiveSemidefinite(
        matrix,
        Float64Array.from(moments, ({ value }) => value),
        STEIN_CUTOFF,
      );
      const smallest = smallestEigenvalue(matrix, hats.length);
      if (smallest > 1e-14 * hats.length && smallest < NEARLY_DEPENDENT) {
        throw new NoExpectation(
          "it depends through a jump on products of one matrix that are nearly dependent, which double precision cannot tell apart",
          "multiply the matrix with the difference of the vectors instead",
          "unknown",
        );
      }
      const spread = Math.max(
        ...moments.map(
          ({ error }, i) => error / Math.max(1e-300, law.covariance(hats[i] as number, hats[i] as number)),
        ),
      );
      const method = moments.some((m) => m.method === "qmc")
        ? "qmc"
        : moments.some((m) => m.method === "quadrature")
          ? "quadrature"
          : "closed";
      const condition = smallest > NEARLY_DEPENDENT ? 1 / smallest : 1 / NEARLY_DEPENDENT;
      const error =
        (spread + 1e-15 * Math.abs(theta[index] ?? 0)) * hats.length * (smallest > 1e-14 * hats.length ? condition : 1);
      return scaled(number(definition.factor), { value: theta[index] ?? 0, error, method });
    };
    return {
      pool,
      closed: (expression) => b.constant(pool, evaluateClosed(program.pool, [expression], symbols)[0] as number),
      scalar(meaning, definition, place) {
        const result =
          definition.kind === "symbol"
            ? symbolValue(program, meaning, options.symbols)
            : attempt(() => evaluate(definition), place);
        if (!Number.isFinite(result.value)) throw new NoLimit(new NoExpectation(reasonOf(definition), TAME_IT), place);
        const settled = settle(meaning, result);
        values.set(meaningKey(meaning), settled);
        return b.constant(pool, settled.value);
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
      apply: (application, scalars, place) =>
        attempt(
          () => checkScalarLimits(program, pool, application, scalars, walk.z, exact, options.qmc === undefined),
          place,
        ),
    };
  });
  return { values, qmcCount };
}

/** Of the correlation matrix. */
function smallestEigenvalue(matrix: Float64Array, n: number): number {
  const correlation = matrix.map((entry, k) => {
    const [i, j] = [Math.floor(k / n), k % n];
    return entry / Math.sqrt((matrix[i * n + i] as number) * (matrix[j * n + j] as number));
  });
  return symmetricEigen(correlation).values[0] ?? 0;
}

function reasonOf(definition: Definition): string {
  return definition.kind === "arithmetic"
    ? "this scalar has no finite limit: a division by something that tends to 0, or an overflow"
    : "this expectation is infinite or not a number";
}

function attempt<T>(compute: () => T, place: Place): T {
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

/** The coarse run moves every number by a rounding error or two, so that the two runs show how roundings grow. */
function perturbed(result: Result, count: number, level: Level): Result {
  if (level === "fine") return result;
  return { ...result, value: result.value * (1 + (count % 2 === 0 ? 4e-16 : -4e-16)) };
}

function basisLaw(program: Program, walk: WalkState, number: (id: ExprId) => number): BasisLaw {
  const known = new Map<ExprId, number>();
  return {
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

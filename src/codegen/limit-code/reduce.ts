/**
 * An expectation over basis variables as code can compute it: independent factors apart, variables that enter only
 * polynomially integrated out given the arguments of the other functions (Gaussian regression, then Wick), and what is
 * left as integrals over at most three variables. Unlike the numerical evaluation this is done once, with symbols.
 */
import * as b from "../../ir/build.ts";
import { type ExprId, type ExprPool, leavesOf } from "../../ir/expr.ts";
import type { BasisLaw } from "../../limit/symbolic/basis-law.ts";
import type { createExpander } from "../../limit/symbolic/expand.ts";
import { moment } from "../../math/laws.ts";
import { dimensionsOf, reduceComponent } from "./component.ts";
import type { Auxiliary, Reduced, Refusal } from "./integral.ts";
import { type Summand, summandsOf } from "./summands.ts";
import { wickMoment } from "./wick.ts";

export interface Reducer {
  /** E[integrand]. */
  expectation(integrand: ExprId): ExprId | Refusal;
  /** Adds an auxiliary and gives its number. */
  add(auxiliary: Auxiliary): number;
  readonly auxiliaries: readonly Auxiliary[];
}

/** What the reduction of one number shares. */
export interface Context {
  readonly pool: ExprPool;
  readonly law: BasisLaw;
  readonly affine: ReturnType<typeof createExpander>["affine"];
  readonly add: (auxiliary: Auxiliary) => number;
}

/** Collects the auxiliaries of one number, of which equal ones are one. */
export function createReducer(pool: ExprPool, law: BasisLaw, affine: Context["affine"]): Reducer {
  const auxiliaries: Auxiliary[] = [];
  const known = new Map<string, number>();
  const add = (auxiliary: Auxiliary): number => {
    const key = JSON.stringify(auxiliary);
    const index = known.get(key) ?? auxiliaries.push(auxiliary) - 1;
    known.set(key, index);
    return index;
  };
  const cx: Context = { pool, law, affine, add };
  return { auxiliaries, add, expectation: (integrand) => expectation(cx, integrand) };
}

/** A number that is `factor * E[integrand]`. */
export function reduceExpectation(
  pool: ExprPool,
  law: BasisLaw,
  affine: Context["affine"],
  factor: ExprId,
  integrand: ExprId,
): Reduced | Refusal {
  const reducer = createReducer(pool, law, affine);
  const value = reducer.expectation(integrand);
  if (typeof value !== "number") return value;
  return { value: b.mul(pool, factor, value), auxiliaries: reducer.auxiliaries };
}

function expectation(cx: Context, integrand: ExprId): ExprId | Refusal {
  const { pool } = cx;
  const variables = leavesOf(pool, [integrand]).coords;
  if (variables.length === 0) return integrand;
  const blocks = connected(cx, variables);
  const node = pool.get(integrand);
  if (node.op === "mul" || node.op === "add") {
    const groups = node.op === "mul" ? tiedFactors(pool, blocks, node.args) : likeTerms(pool, blocks, node.args);
    if (groups.length > 1) {
      const join = node.op === "mul" ? b.mul : b.add;
      return together(
        groups.map((group) => expectation(cx, join(pool, ...group))),
        (values) => join(pool, ...values),
      );
    }
  }
  // What is small enough is integrated as it stands, which reads best and cancels least.
  const summands = summandsOf(pool, integrand);
  if (summands === undefined || !losesVariables(cx, integrand, summands)) {
    const whole = reduceComponent(cx, [{ coefficient: b.constant(pool, 1), monomial: [], atoms: [integrand] }], 2);
    if (typeof whole === "number") return whole;
  }
  if (summands === undefined) return { refusal: "its integrand is too long to be multiplied out" };
  return bySummands(cx, summands, blocks);
}

/** Whether functions alone read fewer variables than the whole does: what is left can be integrated out. */
function losesVariables(cx: Context, integrand: ExprId, summands: readonly Summand[]): boolean {
  return dimensionsOf(cx, [...new Set(summands.flatMap(({ atoms }) => atoms))]) < dimensionsOf(cx, [integrand]);
}

/** The first refusal, or what `join` makes of the values. */
function together(
  values: readonly (ExprId | Refusal)[],
  join: (values: readonly ExprId[]) => ExprId,
): ExprId | Refusal {
  const refused = values.find((value) => typeof value !== "number");
  return refused ?? join(values.filter((value) => typeof value === "number"));
}

/** Each product split into independent parts, what enters polynomially integrated out. */
function bySummands(
  cx: Context,
  summands: readonly Summand[],
  blocks: readonly (readonly number[])[],
): ExprId | Refusal {
  const { pool } = cx;
  const groups = new Map<string, { factor: ExprId; inside: Summand[] }>();
  const values: ExprId[] = [];
  for (const summand of summands) {
    const parts = split(pool, blocks, summand);
    const open = parts.filter(({ atoms }) => atoms.length > 0);
    const factors = [
      summand.coefficient,
      ...parts.filter((part) => !open.includes(part)).map((part) => polynomial(cx, part)),
    ];
    const [only, ...others] = open;
    if (only !== undefined && others.length === 0) {
      // Summands whose functions read the same share an integral.
      const key = leavesOf(pool, only.atoms).coords.join();
      const group = groups.get(key) ?? { factor: b.constant(pool, 1), inside: [] };
      groups.set(key, group);
      const coefficient = b.mul(pool, ...factors);
      if (b.constantValue(pool, coefficient) !== 0) group.inside.push({ ...only, coefficient });
      continue;
    }
    const product = b.mul(pool, ...factors);
    if (b.constantValue(pool, product) === 0) continue;
    const integrals: ExprId[] = [];
    for (const part of open) {
      const value = reduceComponent(cx, [part], 3);
      if (typeof value !== "number") return value;
      integrals.push(value);
    }
    values.push(b.mul(pool, product, ...integrals));
  }
  for (const { inside } of groups.values()) {
    if (inside.length === 0) continue;
    const value = reduceComponent(cx, withoutCommonFactor(pool, inside), 3);
    if (typeof value !== "number") return value;
    values.push(b.mul(pool, commonFactor(inside) ?? b.constant(pool, 1), value));
  }
  return b.add(pool, ...values);
}

/** A coefficient that all summands have stays outside. */
function commonFactor(summands: readonly Summand[]): ExprId | undefined {
  const [first] = summands;
  return summands.every(({ coefficient }) => coefficient === first?.coefficient) ? first?.coefficient : undefined;
}

function withoutCommonFactor(pool: ExprPool, summands: readonly Summand[]): readonly Summand[] {
  const one = b.constant(pool, 1);
  return commonFactor(summands) === undefined
    ? summands
    : summands.map((summand) => ({ ...summand, coefficient: one }));
}

/** Factors that share blocks together; those without variables are a group of their own. */
function tiedFactors(pool: ExprPool, blocks: readonly (readonly number[])[], args: readonly ExprId[]): ExprId[][] {
  const groups: { read: Set<number>; args: ExprId[] }[] = [];
  for (const arg of args) {
    const read = blocksBelow(pool, blocks, arg);
    const tied = groups.filter(
      (group) => (read.size === 0 && group.read.size === 0) || [...read].some((k) => group.read.has(k)),
    );
    const rest = groups.filter((group) => !tied.includes(group));
    const merged = {
      read: new Set([...tied.flatMap((group) => [...group.read]), ...read]),
      args: [...tied.flatMap((g) => g.args), arg],
    };
    groups.splice(0, groups.length, ...rest, merged);
  }
  return groups.map((group) => group.args);
}

/** Terms that read the same blocks together. */
function likeTerms(pool: ExprPool, blocks: readonly (readonly number[])[], args: readonly ExprId[]): ExprId[][] {
  const groups = new Map<string, ExprId[]>();
  for (const arg of args) {
    const key = [...blocksBelow(pool, blocks, arg)].sort((i, j) => i - j).join();
    groups.set(key, [...(groups.get(key) ?? []), arg]);
  }
  return [...groups.values()];
}

function blocksBelow(pool: ExprPool, blocks: readonly (readonly number[])[], id: ExprId): Set<number> {
  return new Set(leavesOf(pool, [id]).coords.map((v) => blocks.findIndex((block) => block.includes(v))));
}

/** The variables divided into blocks that are independent of each other. */
function connected({ pool, law }: Context, variables: readonly number[]): readonly (readonly number[])[] {
  const blocks: number[][] = [];
  for (const variable of variables) {
    const related = blocks.filter((block) =>
      block.some((other) => b.constantValue(pool, law.covariance(variable, other)) !== 0),
    );
    const rest = blocks.filter((block) => !related.includes(block));
    blocks.splice(0, blocks.length, ...rest, [...related.flat(), variable]);
  }
  return blocks;
}

/** The parts of a summand that are independent of each other, without its coefficient. */
function split(
  pool: ExprPool,
  blocks: readonly (readonly number[])[],
  { monomial, atoms }: Summand,
): readonly Summand[] {
  const place = (variable: number): number => blocks.findIndex((block) => block.includes(variable));
  const group = blocks.map((_, k) => k);
  const read = atoms.map((atom) => leavesOf(pool, [atom]).coords.map(place));
  for (const [first, ...others] of read) {
    for (const other of others) {
      const [from, to] = [group[other], group[first ?? 0]];
      for (const [k, g] of group.entries()) if (g === from) group[k] = to ?? 0;
    }
  }
  const one = b.constant(pool, 1);
  return [...new Set(group)].flatMap((g): Summand[] => {
    const part = {
      coefficient: one,
      monomial: monomial.filter(([variable]) => group[place(variable)] === g),
      atoms: atoms.filter((_, k) => group[read[k]?.[0] ?? -1] === g),
    };
    return part.monomial.length + part.atoms.length === 0 ? [] : [part];
  });
}

/** E of a monomial: Wick for Gaussian variables, moments of their laws for others. */
function polynomial({ pool, law }: Context, { monomial }: Summand): ExprId {
  const special = monomial.map(([variable, power]) => {
    const shape = law.shape(variable);
    return shape === undefined ? 1 : (moment(shape, power) ?? Number.NaN);
  });
  const gaussian = monomial.filter(([variable]) => law.shape(variable) === undefined);
  const factor = b.constant(
    pool,
    special.reduce((product, m) => product * m, 1),
  );
  const zero = b.constant(pool, 0);
  return b.mul(pool, factor, wickMoment(pool, { mean: () => zero, covariance: law.covariance }, gaussian));
}

/**
 * Initial vectors as expressions of independent draws: a single vector is a draw of its own, the members of a joint
 * Gaussian group are linear combinations of standard normal vectors, by a pivoted Cholesky factor of the covariance,
 * which may be singular.
 */
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import { invariant } from "../diagnostics/invariant.ts";
import * as b from "../ir/build.ts";
import type { ExprId, ExprPool } from "../ir/expr.ts";
import type { InputGroup, Program, Value, ValueId, WidthId } from "../ir/program.ts";
import { evaluateClosed } from "../ir/tape.ts";
import { isPositiveSemidefinite, pivotedCholesky, symmetricEigen } from "../math/linalg.ts";
import { vectorVariables } from "./streams.ts";
import type { Source } from "./work.ts";

/** Rounding of a covariance that was computed or written with fewer digits, relative to the variances. */
const COVARIANCE_ROUNDING = 1e-9;
/** Part of a variance, per member of the group, that counts as explained by the members before. */
const RANK_TOLERANCE = 1e-14;

export interface InitialVectors {
  readonly expressions: ReadonlyMap<ValueId, ExprId>;
  readonly sources: readonly Source[];
  readonly faults: readonly Diagnostic[];
}

/** The groups with a live member. `coord s` of the expressions is `sources[s]`. */
export function initialVectors(
  program: Program,
  live: ReadonlySet<ValueId>,
  symbols: readonly number[],
  pool: ExprPool,
): InitialVectors {
  const expressions = new Map<ValueId, ExprId>();
  const sources: Source[] = [];
  const faults: Diagnostic[] = [];
  const variables = vectorVariables(program.inputs);

  for (const [g, group] of program.inputs.entries()) {
    const members = group.kind === "single" ? [group.member] : group.members;
    if (!members.some((member) => live.has(member))) continue;
    const law = numbersOf(program, group, symbols);
    const fault = faultOf(program, group, law);
    if (fault !== undefined) {
      faults.push(fault);
      continue;
    }
    const order = members.length;
    const { rank, factor, permutation } = pivotedCholesky(law.covariance, RANK_TOLERANCE * order);
    const draws = Array.from({ length: rank }, (_, k) => {
      const pivot = permutation[k] ?? 0;
      const { name, place } = declared(program, members[pivot]);
      const width = widthOf(program, members[pivot]);
      const stream = { variable: variables[g]?.[pivot] ?? 0, shape: group.kind === "single" ? group.shape : NORMAL };
      if (group.kind === "joint") return { label: `noise of ${name}`, width, stream, mean: 0, deviation: 1, place };
      return { label: name, width, stream, mean: law.mean[0] ?? 0, deviation: factor[0] ?? 0, place };
    });
    const first = sources.length;
    for (const draw of draws) sources.push({ op: "draw", ...draw });
    for (const [i, member] of members.entries()) {
      const mean = b.constant(pool, law.mean[i] ?? 0);
      const own = group.kind === "single" && rank === 1;
      const terms = draws.map((_, k) =>
        b.mul(pool, b.constant(pool, factor[i * rank + k] ?? 0), b.coord(pool, first + k)),
      );
      expressions.set(member, own ? b.coord(pool, first) : b.add(pool, mean, ...terms));
    }
  }
  return { expressions, sources, faults };
}

const NORMAL = { kind: "normal" } as const;

interface Numbers {
  readonly mean: readonly number[];
  readonly covariance: Float64Array;
}

function numbersOf(program: Program, group: InputGroup, symbols: readonly number[]): Numbers {
  const mean = group.kind === "single" ? [group.mean] : group.mean;
  const covariance = group.kind === "single" ? [group.variance] : group.covariance.flat();
  const values = evaluateClosed(program.pool, [...mean, ...covariance], symbols);
  return { mean: values.slice(0, mean.length), covariance: Float64Array.from(values.slice(mean.length)) };
}

function faultOf(program: Program, group: InputGroup, { mean, covariance }: Numbers): Diagnostic | undefined {
  const members = group.kind === "single" ? [group.member] : group.members;
  const named = members.map((member) => declared(program, member).name).join(", ");
  const { place } = declared(program, members[0]);
  const wrong = mean.find((value) => !Number.isFinite(value));
  if (wrong !== undefined) return diagnostic("TP404", place, `a mean of ${named} is ${wrong}`);
  if (group.kind === "single") {
    const variance = covariance[0] ?? Number.NaN;
    if (variance >= 0 && Number.isFinite(variance)) return undefined;
    return diagnostic("TP404", place, `the variance of ${named} is ${variance}`, "a variance is 0 or positive");
  }
  if (!covariance.every(Number.isFinite)) return diagnostic("TP404", place, `the covariance of ${named} is not finite`);
  const negative = members.findIndex((_, i) => (covariance[i * (members.length + 1)] ?? 0) < 0);
  if (negative >= 0) {
    const { name } = declared(program, members[negative]);
    return diagnostic("TP404", place, `the variance of ${name} is ${covariance[negative * (members.length + 1)]}`);
  }
  if (isPositiveSemidefinite(covariance, COVARIANCE_ROUNDING)) return undefined;
  const least = symmetricEigen(covariance).values[0] ?? 0;
  return diagnostic(
    "TP404",
    place,
    `the covariance of ${named} has the eigenvalue ${Number(least.toPrecision(3))}`,
    "a covariance matrix has no negative eigenvalue",
  );
}

function declared(program: Program, id: ValueId | undefined): Value {
  const value = id === undefined ? undefined : program.values[id];
  invariant(value !== undefined, () => `no value ${id}`);
  return value;
}

function widthOf(program: Program, id: ValueId | undefined): WidthId {
  const { type, name } = declared(program, id);
  invariant(type.kind === "vector", () => `${name} is no vector`);
  return type.width;
}

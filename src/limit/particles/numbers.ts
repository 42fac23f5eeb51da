/**
 * The law parameters of a program as numbers, once the free symbols have values: means, variances, factors of joint
 * covariances, and s^2 of every side of a matrix.
 */
import { type Diagnostic, diagnostic, failure, type Outcome, success } from "../../diagnostics/diagnostic.ts";
import type { Closed, InputGroup, Program, WidthId } from "../../ir/program.ts";
import { evaluateClosed } from "../../ir/tape.ts";
import type { Shape } from "../../math/laws.ts";
import { isPositiveSemidefinite, pivotedCholesky } from "../../math/linalg.ts";
import { impossibleWidths } from "../impossible-widths.ts";

export type GroupNumbers =
  | { readonly kind: "single"; readonly shape: Shape; readonly mean: number; readonly deviation: number }
  /** Member i is `mean[i]` plus the `factor[i][k]`-fold of standard normal variable k. */
  | { readonly kind: "joint"; readonly mean: readonly number[]; readonly factor: readonly (readonly number[])[] };

export interface ProgramNumbers {
  readonly symbols: readonly number[];
  /** In the order of `Program.inputs`. */
  readonly groups: readonly GroupNumbers[];
  /** By side of a matrix (twice its id, plus one for the transpose): Cov(Zhat^{Wx}) over E[(Z^x)^2]. */
  readonly factors: readonly number[];
}

/** What rounding may leave below 0 in a covariance, and above it in a singular one. */
const ROUNDING = 1e-12;

/**
 * Errors: TP311 (a symbol without value), TP312 (a variance that is negative or no number, an impossible
 * covariance, a ratio of widths that is not positive).
 */
export function resolveNumbers(program: Program, symbols: ReadonlyMap<string, number>): Outcome<ProgramNumbers> {
  const problems: Diagnostic[] = [];
  const values = program.symbols.map((id) => {
    const { name, place } = program.values[id]!;
    const value = symbols.get(name);
    if (value === undefined) {
      problems.push(diagnostic("TP311", place, `the scalar ${name} has no value`, `give one: --set ${name}=0.5`));
    }
    return value ?? Number.NaN;
  });
  if (problems.length > 0) return failure(problems);

  const number = (closed: Closed): number => evaluateClosed(program.pool, [closed], values)[0]!;
  const groups = program.inputs.map((group): GroupNumbers => {
    const numbers = groupNumbers(group, number);
    const problem = numbers.problem;
    if (problem !== undefined) {
      const member = program.values[group.kind === "single" ? group.member : group.members[0]!]!;
      problems.push(diagnostic("TP312", member.place, `${member.name}: ${problem}`));
    }
    return numbers.group;
  });
  problems.push(...impossibleWidths(program, values));
  const ratio = (width: WidthId): number => number(program.widths[width]!.ratio);
  const factors = program.matrices.flatMap((matrix) => {
    const variance = number(matrix.variance);
    if (!(variance >= 0 && variance < Infinity)) {
      const text = `the variance of ${matrix.name} is ${variance} / width`;
      problems.push(diagnostic("TP312", matrix.place, text, "a variance must not be negative"));
    }
    // Entries have variance s^2 / columns; a product with the transpose sums over the rows.
    return [variance, (variance * ratio(matrix.rows)) / ratio(matrix.cols)];
  });
  return problems.length > 0 ? failure(problems) : success({ symbols: values, groups, factors });
}

function groupNumbers(
  group: InputGroup,
  number: (closed: Closed) => number,
): { readonly group: GroupNumbers; readonly problem: string | undefined } {
  if (group.kind === "single") {
    const mean = number(group.mean);
    const variance = number(group.variance);
    const right = Number.isFinite(mean) && variance >= 0 && variance < Infinity;
    return {
      group: { kind: "single", shape: group.shape, mean, deviation: Math.sqrt(variance) },
      problem: right ? undefined : `there is no law with mean ${mean} and variance ${variance}`,
    };
  }
  const mean = group.mean.map(number);
  const covariance = Float64Array.from(group.covariance.flatMap((row) => row.map(number)));
  const right = mean.every(Number.isFinite) && isPositiveSemidefinite(covariance, ROUNDING);
  const { rank, factor } = pivotedCholesky(right ? covariance : new Float64Array(covariance.length), ROUNDING);
  return {
    group: { kind: "joint", mean, factor: mean.map((_, i) => [...factor.subarray(i * rank, (i + 1) * rank)]) },
    problem: right ? undefined : "there is no normal law with this mean and covariance",
  };
}

/**
 * Which sampler suits a program at a width. The conditioned one costs about n k per product, the explicit one n^2,
 * where k counts the products with a matrix; by measurement they meet near k = n / 10.
 */
import { invariant } from "../diagnostics/invariant.ts";
import { constantValue } from "../ir/build.ts";
import type { Program, WidthId } from "../ir/program.ts";
import type { Shape } from "../math/laws.ts";
import { liveUses } from "./liveness.ts";
import type { Sampler } from "./simulation-plan.ts";

/** Products of one matrix, per coordinate of its shorter side, up to which conditioning is the faster way. */
const USES_PER_COORDINATE = 0.1;

export interface SamplerChoice {
  readonly sampler: Sampler;
  /** Why, as a clause: `every matrix is Gaussian and ...`. */
  readonly reason: string;
}

/** `width` is the first width; `matrixLaw`, if given, replaces the laws of all matrices. */
export function chooseSampler(program: Program, width: number, matrixLaw: Shape | undefined): SamplerChoice {
  const uses = liveUses(program);
  if (uses.size === 0) return { sampler: "explicit", reason: "no output needs a matrix" };
  let busiest = { name: "", count: 0, side: 1 };
  for (const [id, count] of uses) {
    const matrix = program.matrices[id];
    invariant(matrix !== undefined, () => `no matrix ${id}`);
    const shape = matrixLaw ?? matrix.shape;
    if (shape.kind !== "normal") return { sampler: "explicit", reason: `${matrix.name} is not Gaussian` };
    const ratio = Math.min(knownRatio(program, matrix.rows), knownRatio(program, matrix.cols));
    const side = Math.max(1, Math.round(ratio * width));
    if (count / side > busiest.count / busiest.side) busiest = { name: matrix.name, count, side };
  }
  const { name, count, side } = busiest;
  const times = `${name} is used ${count === 1 ? "once" : `${count} times`}`;
  return count <= USES_PER_COORDINATE * side
    ? { sampler: "conditioned", reason: `every matrix is Gaussian, and ${times} at width ${side}` }
    : { sampler: "explicit", reason: `${times} at width ${side}, more than a tenth of it` };
}

/** A ratio in scalars without value counts as 1: without their values there is no plan that could use the choice. */
function knownRatio({ pool, widths }: Program, width: WidthId): number {
  const ratio = widths[width]?.ratio;
  return ratio === undefined ? 1 : (constantValue(pool, ratio) ?? 1);
}

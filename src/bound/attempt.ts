/**
 * An attempt at one tail bound for one output: hypotheses are noted where they fail, and where none did, the numbers of
 * the bound are put together. What the bounds have in common is here, what each asks for in a file of its own.
 */
import type { Place } from "../diagnostics/source.ts";
import type { ExprId } from "../ir/expr.ts";
import { printShortened } from "../ir/print-expression.ts";
import type { Classify } from "../theorems/classes/classify.ts";
import type { FailingHypothesis } from "../theorems/theorem-report.ts";
import { type TailBound, widthFor } from "./tail-bounds.ts";
import type { TailProgram } from "./tail-program.ts";

export interface BoundOptions {
  /** The deviation from the limit, above 0. */
  readonly tau: number;
  /** The probability that is allowed, between 0 and 1. */
  readonly delta: number;
  /** Lipschitz constants by name of the vector that a function makes. */
  readonly lipschitz: ReadonlyMap<string, number>;
  readonly tolerance: number;
}

export interface NumbersOfBound extends TailBound {
  readonly lambda: number;
  readonly nu: number;
  /** Limits of the mean squares of the vectors that are averaged or multiplied on the way, by name. */
  readonly variances: readonly { readonly name: string; readonly value: number }[];
  /** The width from which the probability is at most delta; `undefined` beyond 2^53. */
  readonly width: number | undefined;
}

export interface BoundTheorem {
  readonly name: string;
  /** Author and number. */
  readonly source: string;
}

export interface BoundVerdict extends BoundTheorem {
  /** `undefined` where a hypothesis fails. */
  readonly numbers: NumbersOfBound | undefined;
  readonly failing: readonly FailingHypothesis[];
}

export interface Attempt {
  readonly tail: TailProgram;
  readonly classify: Classify;
  readonly options: BoundOptions;
  /** The limits of |phi(g)|^2 / n of what is multiplied, in the order of the products, with the scale of the matrix in phi. */
  readonly lengths: readonly number[];
  readonly failing: readonly FailingHypothesis[];
  /** `near` is the place of the function where the expression has none. */
  readonly fail: (hypothesis: string, node: ExprId, reason: string, near?: Place) => void;
}

/** `squares` are the limits of the mean squares of what is multiplied. */
export function beginAttempt(
  tail: TailProgram,
  classify: Classify,
  squares: readonly number[],
  options: BoundOptions,
): Attempt {
  const { pool, fused, averageUse, firstMade, variables } = tail;
  const failing: FailingHypothesis[] = [];
  const { values } = fused.program;
  const name = (index: number): string => values[index]?.name ?? "?";
  const fallback = values[averageUse.out]?.place;
  const products = variables.flatMap(({ product }) => product ?? []);
  return {
    tail,
    classify,
    options,
    lengths: products.map(({ scale }, k) => scale ** 2 * (squares[k] ?? Number.NaN)),
    failing,
    fail(hypothesis, node, reason, near) {
      const place = (node < firstMade ? fused.placeOf(node) : undefined) ?? near ?? fallback;
      const text = printShortened(pool, node, { coord: name, param: name }, 48);
      if (place !== undefined) failing.push({ hypothesis, reason: `\`${text}\` ${reason}`, place });
    },
  };
}

/** The Lipschitz constants of what is multiplied; that one is not known fails. */
export function productConstants({ tail: { variables }, classify, fail }: Attempt): readonly number[] {
  return variables.flatMap(({ product, place }) => {
    if (product === undefined) return [];
    const { flaws, norm } = classify(product.body);
    const flaw = flaws.lipschitz;
    if (flaw !== undefined) fail("functions before products are Lipschitz", flaw.node, flaw.reason, place);
    else if (!Number.isFinite(norm))
      fail("functions before products are Lipschitz", product.body, "has no known constant", place);
    return [norm];
  });
}

/** `numbers` are asked for where no hypothesis failed. */
export function conclude(
  theorem: BoundTheorem,
  { tail, options, lengths, failing }: Attempt,
  numbers: () => { readonly lambda: number; readonly nu: number; readonly bound: TailBound },
): BoundVerdict {
  if (failing.length > 0) return { ...theorem, numbers: undefined, failing };
  const { lambda, nu, bound } = numbers();
  const width = widthFor(bound, options.tau, options.delta);
  const names = tail.variables.filter(({ product }) => product !== undefined).map(({ name }) => name);
  const variances = names.map((name, k) => ({ name, value: lengths[k] ?? Number.NaN }));
  const known = width < Number.MAX_SAFE_INTEGER ? width : undefined;
  return { ...theorem, numbers: { ...bound, lambda, nu, variances, width: known }, failing };
}

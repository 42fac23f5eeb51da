/**
 * Matchers for vitest (and for jest, whose matchers have the same shape):
 *
 * @example
 * import { matchers } from "tensor-programs/testing";
 * expect.extend(matchers);
 * await expect(program).toAgreeWithLimit({ widths: [64, 256, 1024], alpha: 1e-6 });
 * expect(program).toHaveLimit("q", 0.5);
 */

import type { Program } from "../index.ts";
import { comparisonTable, verdictLine } from "../report/comparison-table.ts";
import { formatEstimate } from "../report/numbers.ts";
import { type AgreementOptions, compareProgram, limitOf, limitsOf, type ProgramSettings } from "./agreement.ts";

export interface MatcherOptions extends AgreementOptions {
  /**
   * What becomes of a program of which some output cannot be told well enough: `fail`, which is the default, or `pass`,
   * for many random programs, of which some fluctuate too much for the trials. With `not` too: a comparison that shows
   * nothing does not show that limit and simulation differ.
   */
  readonly undecided?: "fail" | "pass";
}

export interface LimitMatcherOptions extends ProgramSettings {
  /** Allowed distance from the value, the error of the limit included; 1e-9 of the value, and at least 1e-12, if left out. */
  readonly within?: number;
}

interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** For `expect.extend`. */
export const matchers = {
  /** Limit and simulation of a program agree. A failure shows the table of `tpc compare` and the program. */
  async toAgreeWithLimit(
    this: unknown,
    program: string | Program,
    options: MatcherOptions = {},
  ): Promise<MatcherResult> {
    const { comparison } = await compareProgram(program, options);
    const { verdict } = comparison;
    const isNot = isNegated(this);
    const pass = verdict === "undecided" ? (options.undecided === "pass") !== isNot : verdict === "agree";
    const plain = { color: false };
    return {
      pass,
      message: () =>
        [
          verdictLine(comparison, plain),
          comparisonTable(comparison, plain),
          ...(verdict === "undecided" ? [advice(options)] : []),
          ...(typeof program === "string" ? [program] : []),
        ].join("\n\n"),
    };
  },

  /** The limit of an output, or of a definition, is a number. Throws `RangeError` where there is none of this name. */
  toHaveLimit(
    program: string | Program,
    name: string,
    value: number,
    options: LimitMatcherOptions = {},
  ): MatcherResult {
    const entry = limitOf(program, name, options);
    if (entry === undefined) throw new RangeError(unknownName(program, name, options));
    const { estimate } = entry;
    if (Number.isNaN(value)) throw new RangeError("the expected value is NaN");
    const within = options.within ?? Math.max(1e-12, 1e-9 * Math.abs(value));
    const pass = estimate !== undefined && Math.abs(estimate.value - value) + estimate.error <= within;
    const found = estimate === undefined ? "has no number" : `is ${formatEstimate(estimate.value, estimate.error)}`;
    return { pass, message: () => `the limit of ${name} ${found}, expected ${value} within ${within}` };
  },
};

/** Test runners call a matcher with an object whose `isNot` tells `expect(program).not`; without a runner there is none. */
function isNegated(context: unknown): boolean {
  return typeof context === "object" && context !== null && "isNot" in context && context.isNot === true;
}

function advice({ trials }: MatcherOptions): string {
  return trials === undefined
    ? 'What helps is a larger `mostTrials`, larger widths, or a coarser `resolution`; `undecided: "pass"` lets it be.'
    : 'What helps is to leave `trials` out, larger widths, or a coarser `resolution`; `undecided: "pass"` lets it be.';
}

const mostNames = 10;

function unknownName(program: string | Program, name: string, options: ProgramSettings): string {
  const names = limitsOf(program, options).map((entry) => entry.name);
  const others = names.length > mostNames ? `, and ${names.length - mostNames} more` : "";
  return `the program has no output or definition \`${name}\`, but ${names.slice(0, mostNames).join("; ")}${others}`;
}

declare module "vitest" {
  // biome-ignore lint/suspicious/noExplicitAny: the parameter that vitest gives this interface
  interface Matchers<T = any> {
    toAgreeWithLimit(options?: MatcherOptions): Promise<T>;
    toHaveLimit(name: string, value: number, options?: LimitMatcherOptions): T;
  }
}

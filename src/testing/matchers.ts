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
import { type AgreementOptions, compareProgram, limitOf, type ProgramSettings } from "./agreement.ts";

export interface MatcherOptions extends AgreementOptions {
  /**
   * What becomes of a program of which some output cannot be told well enough: `fail`, which is the default, or `pass`,
   * for many random programs, of which some fluctuate too much for the trials.
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
  async toAgreeWithLimit(program: string | Program, options: MatcherOptions = {}): Promise<MatcherResult> {
    const { comparison } = await compareProgram(program, options);
    const { verdict } = comparison;
    const pass = verdict === "agree" || (verdict === "undecided" && options.undecided === "pass");
    const plain = { color: false };
    return {
      pass,
      message: () =>
        [
          verdictLine(comparison, plain),
          comparisonTable(comparison, plain),
          ...(typeof program === "string" ? [program] : []),
        ].join("\n\n"),
    };
  },

  /** The limit of an output, or of a definition, is a number. */
  toHaveLimit(
    program: string | Program,
    name: string,
    value: number,
    options: LimitMatcherOptions = {},
  ): MatcherResult {
    const estimate = limitOf(program, name, options)?.estimate;
    const within = options.within ?? Math.max(1e-12, 1e-9 * Math.abs(value));
    const pass = estimate !== undefined && Math.abs(estimate.value - value) + estimate.error <= within;
    const found = estimate === undefined ? "has no number" : `is ${formatEstimate(estimate.value, estimate.error)}`;
    return { pass, message: () => `the limit of ${name} ${found}, expected ${value} within ${within}` };
  },
};

declare module "vitest" {
  // biome-ignore lint/suspicious/noExplicitAny: the parameter that vitest gives this interface
  interface Matchers<T = any> {
    toAgreeWithLimit(options?: MatcherOptions): Promise<T>;
    toHaveLimit(name: string, value: number, options?: LimitMatcherOptions): T;
  }
}

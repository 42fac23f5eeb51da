/**
 * `tensor-programs/testing`: limits as properties in test suites. Random programs for fast-check, matchers for vitest,
 * and below them plain functions for any runner.
 */
export {
  type AgreementOptions,
  compareProgram,
  limitOf,
  ProgramError,
  type ProgramSettings,
} from "./agreement.ts";
export { type LimitMatcherOptions, type MatcherOptions, matchers } from "./matchers.ts";
export { everything, type ProgramOptions, tensorPrograms } from "./programs.ts";

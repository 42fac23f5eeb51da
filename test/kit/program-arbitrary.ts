/**
 * Random programs of the language as source text, well-typed and of moderate size: coordinates stay of order 1, so
 * that limits exist and agree with finite width. A program is rendered from lists of small numbers, of which every
 * sublist renders to a program too, so shrinking drops declarations and statements and simplifies what is left.
 */
import fc from "fast-check";
import { createRenderer } from "./program-renderer.ts";

export interface ProgramOptions {
  /** Products with `W.T`. */
  readonly transposes: boolean;
  /** `step`, `sign` and `where`. */
  readonly jumps: boolean;
  /** `relu`, `abs`, `max`, `min`, `clip`. */
  readonly kinks: boolean;
  /** Initial vectors that are not Gaussian. */
  readonly laws: boolean;
  /** A second width, a multiple or a fraction of the first; at n = 6 all widths are integers. */
  readonly rectangular: boolean;
  /** Moments as arguments of later functions. */
  readonly feedback: boolean;
  /** `grad` of moments with respect to vectors and matrices. */
  readonly gradients: boolean;
  /** With `gradients`: those of gradients and by scalars, `diff`, and matrices that gradients have updated. */
  readonly higher: boolean;
  readonly maxStatements: number;
}

export const everything: ProgramOptions = {
  transposes: true,
  jumps: true,
  kinks: true,
  laws: true,
  rectangular: true,
  feedback: true,
  gradients: true,
  higher: true,
  maxStatements: 25,
};

/** One statement as numbers: what it does, and which of the values so far it does it to (all modulo their number). */
export interface Choice {
  readonly what: number;
  readonly first: number;
  readonly second: number;
  readonly third: number;
}

const choice: fc.Arbitrary<Choice> = fc.record({
  what: fc.nat(999),
  first: fc.nat(99),
  second: fc.nat(99),
  third: fc.nat(99),
});

/** Programs of 5 to `maxStatements` statements with 1 to 3 reported moments, before shrinking. */
export function programArbitrary(options: ProgramOptions = everything): fc.Arbitrary<string> {
  return fc
    .record({
      ratio: fc.nat(3),
      vectors: fc.array(choice, { minLength: 1, maxLength: 4 }),
      matrices: fc.array(choice, { minLength: 1, maxLength: 3 }),
      statements: fc.array(choice, { minLength: 1, maxLength: options.maxStatements, size: "max" }),
      outputs: fc.array(choice, { minLength: 1, maxLength: 3 }),
    })
    .map(({ ratio, vectors, matrices, statements, outputs }) => {
      const renderer = createRenderer(options, ratio);
      for (const c of vectors) renderer.declareVector(c);
      for (const c of matrices) renderer.declareMatrix(c);
      for (const c of statements) renderer.statement(c);
      for (const c of outputs) renderer.output(c);
      return renderer.source();
    });
}

/**
 * Random programs of the language as source text, well-typed and of moderate size: coordinates stay of order 1, so
 * that limits exist and agree with finite width. A program is rendered from lists of small numbers, of which every
 * sublist renders to a program too, so shrinking drops declarations and statements and simplifies what is left.
 */
import fc from "fast-check";
import { call, choose, combination, feedback, fold, hadamard, nonlinearity, vanish } from "./coordinatewise.ts";
import { declareMatrix, declareVector } from "./declarations.ts";
import { assignScalar, type Choice, type Draft, momentText, pick, startDraft, textOf } from "./draft.ts";
import { gradient, matrixGradient } from "./gradients.ts";
import { loop, matrixSum, nested, product, sameProduct, transposedProduct } from "./products.ts";

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

const choice: fc.Arbitrary<Choice> = fc.record({
  what: fc.nat(999),
  first: fc.nat(99),
  second: fc.nat(99),
  third: fc.nat(99),
});

type Statement = (draft: Draft, c: Choice) => void;

/** What a choice chooses from; what an option forbids is replaced, so that the others keep their places. */
function statementsFor(options: ProgramOptions): readonly Statement[] {
  return [
    nonlinearity,
    combination,
    product,
    options.transposes ? transposedProduct : product,
    hadamard,
    scalar,
    options.transposes ? transposedProduct : product,
    nested,
    sameProduct,
    call,
    loop,
    vanish,
    fold,
    matrixSum,
    options.feedback ? feedback : combination,
    options.feedback ? feedback : nonlinearity,
    options.jumps ? choose : hadamard,
    options.gradients ? gradient : product,
    options.gradients ? matrixGradient : nonlinearity,
  ];
}

function scalar(draft: Draft, c: Choice): void {
  assignScalar(draft, momentText(draft, c));
}

/** Reports a scalar, or the moment of two vectors. */
function output(draft: Draft, c: Choice): void {
  const known = draft.scalars[c.what % (draft.scalars.length + 1)];
  if (known === undefined) draft.outputs.push(`q${draft.outputs.length} = ${momentText(draft, c)}`);
  else if (!draft.outputs.includes(known)) draft.outputs.push(known);
}

/**
 * Programs of up to `maxStatements` statements after their declarations, with 1 to 3 reported moments. Options that are
 * left out are those of {@link everything}.
 *
 * @example
 * fc.assert(fc.asyncProperty(tensorPrograms({ gradients: false, maxStatements: 8 }), async (program) => {
 *   await expect(program).toAgreeWithLimit({ alpha: 1e-9, undecided: "pass" });
 * }));
 */
export function tensorPrograms(chosen: Partial<ProgramOptions> = {}): fc.Arbitrary<string> {
  const options = { ...everything, ...chosen };
  const statements = statementsFor(options);
  return fc
    .record({
      ratio: fc.nat(3),
      vectors: fc.array(choice, { minLength: 1, maxLength: 4 }),
      matrices: fc.array(choice, { minLength: 1, maxLength: 3 }),
      statements: fc.array(choice, { minLength: 1, maxLength: options.maxStatements, size: "max" }),
      outputs: fc.array(choice, { minLength: 1, maxLength: 3 }),
    })
    .map((chosen) => {
      const draft = startDraft(options, chosen.ratio);
      for (const c of chosen.vectors) declareVector(draft, c);
      for (const c of chosen.matrices) declareMatrix(draft, c);
      for (const c of chosen.statements) pick(statements, c.what)(draft, c);
      for (const c of chosen.outputs) output(draft, c);
      return textOf(draft);
    });
}

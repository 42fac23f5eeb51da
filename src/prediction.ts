/**
 * From a program with readouts, or from the document of its limit, to predictions: parse, lower with the kernels that
 * are needed, limit, regression.
 */
import { andThen, failure, type Outcome, success } from "./diagnostics/diagnostic.ts";
import { invariant } from "./diagnostics/invariant.ts";
import type { Source } from "./diagnostics/source.ts";
import { lowerKernels, type NamedPart, partText } from "./ir/lower/lower-kernels.ts";
import { defaultLowerOptions, type FileReader } from "./ir/lower/options.ts";
import type { Convention } from "./ir/program.ts";
import { deriveLimit } from "./limit/derive.ts";
import { evaluateLimit } from "./limit/evaluate.ts";
import { parseSource } from "./parser/parse.ts";
import type { CompileOptions, LimitOptions, Watch } from "./pipeline.ts";
import { type ArgumentLine, argumentLine, complainOf, type PredictArguments, placeOf } from "./predict/arguments.ts";
import { assembleKernels, type Entry, type Needs, neededPairs } from "./predict/assemble.ts";
import {
  chooseTangents,
  describeVariant,
  namesIn,
  readKernelDocument,
  type TangentKind,
  type Tangents,
} from "./predict/from-document.ts";
import { entriesOf, lookUp, pairName, wishFor } from "./predict/from-program.ts";
import { readNumbers } from "./predict/numbers.ts";
import { type Law, type PredictOptions, predictOutputs } from "./predict/predict.ts";
import { type Selection, selectOutputs } from "./predict/select.ts";

export type { PredictArguments } from "./predict/arguments.ts";
export type { TangentKind } from "./predict/from-document.ts";
export type { Law } from "./predict/predict.ts";

/** What to predict, from what, and how. */
export interface PredictRequest extends PredictOptions {
  readonly arguments: PredictArguments;
  /** Of the tangent kernels: standard, or those of a document, where undefined. */
  readonly convention: Convention | undefined;
  /** Covariances of all test outputs, not their variances alone. */
  readonly covariance: boolean;
  /** Reads the files with targets and weights. */
  readonly files: FileReader;
}

export interface Prediction {
  /** Name of the program. */
  readonly program: string;
  readonly train: readonly { readonly name: string; readonly target: number; readonly weight: number }[];
  readonly test: readonly string[];
  /** What the tangent kernel is taken by. */
  readonly tangent: TangentKind;
  readonly ridge: number;
  readonly noise: number;
  /** Whether the laws have the covariances of all test outputs, or their variances alone. */
  readonly covariance: boolean;
  readonly laws: readonly Law[];
}

/** Predictions of the program `source`, from the limits of the kernels of its readouts. */
export function predictFromProgram(
  source: Source,
  options: CompileOptions & LimitOptions,
  request: PredictRequest,
  enter: Watch,
): Outcome<Prediction> {
  const line = argumentLine(request.arguments);
  let chosen: Chosen | undefined;
  enter("parse");
  const program = andThen(parseSource(source), (ast) => {
    enter("lower");
    return lowerKernels(ast, { ...defaultLowerOptions, ...options }, (readouts) =>
      andThen(choose(line, readouts, request), (made) => {
        chosen = made;
        return wishFor(line, made.selection, made.needs, request.convention === "plain");
      }),
    );
  });
  const limit = andThen(program, (lowered) => {
    enter("derive");
    return deriveLimit(lowered);
  });
  return andThen(limit, (derived) => {
    enter("evaluate");
    const values = evaluateLimit(derived, { ...options, symbols: new Map(), seed: 1n });
    const entries = andThen(values, (found) => entriesOf(derived, found));
    return andThen(entries, (known) => {
      invariant(chosen !== undefined, () => "a program of kernels that nobody chose");
      const { wrt } = request.arguments;
      const convention = request.convention ?? "standard";
      const kind = { wrt: wrt === undefined ? undefined : namesIn(wrt), convention } as const;
      return conclude(source.name, kind, line, chosen, request, known);
    });
  });
}

/** Predictions from the text of a document that `tpc limit --json` has printed. */
export function predictFromDocument(text: string, request: PredictRequest): Outcome<Prediction> {
  const line = argumentLine(request.arguments);
  return andThen(readKernelDocument(text, line), (document) =>
    andThen(choose(line, document.readouts, request), (chosen) => {
      const none = success<Tangents>({ variant: "", entries: new Map() });
      const tangents = chosen.needs.tangent ? chooseTangents(document, line, request.convention) : none;
      return andThen(tangents, ({ variant, entries }) => {
        const known = new Map([...document.covariances, ...entries]);
        return conclude(document.program, describeVariant(variant), line, chosen, request, known);
      });
    }),
  );
}

interface Chosen {
  readonly selection: Selection;
  readonly needs: Needs;
  readonly targets: Float64Array;
  readonly weights: Float64Array;
}

function choose(line: ArgumentLine, readouts: readonly NamedPart[], request: PredictRequest): Outcome<Chosen> {
  const { kernel, covariance, files } = request;
  return andThen(selectOutputs(line, readouts), (selection) => {
    const names = selection.train.map(partText);
    const needs = {
      train: names.length,
      test: selection.test.length,
      tangent: kernel !== "nngp",
      covariance,
    };
    return andThen(readNumbers(line, "targets", names, files), (targets) =>
      andThen(readNumbers(line, "weights", names, files), (weights) => success({ selection, needs, targets, weights })),
    );
  });
}

/** The regression, once all kernels are known by their names. */
function conclude(
  program: string,
  tangent: TangentKind,
  line: ArgumentLine,
  { selection, needs, targets, weights }: Chosen,
  request: PredictRequest,
  entries: ReadonlyMap<string, Entry>,
): Outcome<Prediction> {
  const outputs = [...selection.train, ...selection.test];
  const missing = neededPairs(needs).filter((pair) => lookUp(entries, pair, outputs) === undefined);
  const [first] = missing;
  if (first !== undefined) {
    const more = missing.length > 1 ? ` and ${missing.length - 1} more` : "";
    const hint = "report it in the program, or predict from the program itself, which computes what is needed";
    const message = `the input lacks ${pairName(first, outputs)}${more}`;
    return failure([complainOf(line, "TP435", "train", message, hint)]);
  }
  const kernels = assembleKernels(needs, (pair) => {
    const entry = lookUp(entries, pair, outputs);
    invariant(entry !== undefined, () => "a kernel that was there is lost");
    return entry;
  });
  const [train, test] = [selection.train.map(partText), selection.test.map(partText)];
  const place = placeOf(line, "train");
  return andThen(predictOutputs({ ...request, train, test, kernels, targets, weights, place }), (laws) =>
    success({
      program,
      train: train.map((name, i) => ({ name, target: targets[i] ?? Number.NaN, weight: weights[i] ?? Number.NaN })),
      test,
      tangent,
      ridge: request.ridge,
      noise: request.noise,
      covariance: request.covariance,
      laws,
    }),
  );
}

/** `tpc predict`: what trained networks of infinite width answer, from a program or from the JSON of `tpc limit`. */
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { andThen, diagnostic, failure, type Outcome, success } from "../../diagnostics/diagnostic.ts";
import type { Source } from "../../diagnostics/source.ts";
import type { FileReader, FileResult, LimitOptions } from "../../index.ts";
import { particleThreads } from "../../pipeline.ts";
import { type Prediction, type PredictRequest, predictFromDocument, predictFromProgram } from "../../prediction.ts";
import { reasonOf } from "../../report/files.ts";
import { predictionJson } from "../../report/prediction-json.ts";
import { predictionTable } from "../../report/prediction-table.ts";
import type { ExitStatus } from "../exit-status.ts";
import { filesBeside } from "../file-reader.ts";
import { compileOptions } from "../load-program.ts";
import { readProgram } from "../read-program.ts";
import type { Session } from "../session.ts";

export interface PredictCommandOptions {
  readonly train: string;
  readonly targets: string;
  readonly test: string | undefined;
  readonly kernel: PredictRequest["kernel"];
  readonly time: readonly number[] | undefined;
  readonly wrt: string | undefined;
  readonly convention: "standard" | "plain" | undefined;
  readonly weights: string | undefined;
  readonly ridge: number | undefined;
  readonly noise: number | undefined;
  readonly covariance: true | undefined;
  readonly method: LimitOptions["method"];
  readonly tol: number;
}

export async function runPredict(file: string, options: PredictCommandOptions, session: Session): Promise<ExitStatus> {
  const useless = findUseless(options);
  if (useless !== undefined) {
    session.warn(`error: ${useless}`);
    return 2;
  }
  const { method, tol } = options;
  const limitOptions = {
    ...compileOptions(file, session.options),
    method,
    tolerance: tol,
    perform: await particleThreads(),
  };
  const read = await readInput(file);
  const ofProgram = read.ok && read.value.kind === "document" ? findProgramOption(options, session) : undefined;
  if (ofProgram !== undefined) {
    session.warn(`error: ${ofProgram} is for programs; the kernels of a document are numbers already`);
    return 2;
  }
  const prediction = andThen(read, (input): Outcome<Prediction> => {
    const request = requestOf(file, options);
    return input.kind === "document"
      ? predictFromDocument(input.text, request)
      : predictFromProgram(input.source, limitOptions, request, session.enter);
  });
  if (!prediction.ok) return session.fail(prediction.diagnostics);
  session.show(prediction.diagnostics);
  if (session.options.json) session.printJson(predictionJson(prediction.value));
  else session.print(predictionTable(prediction.value));
  return 0;
}

/** Options of the one kernel that are given for the other would be without effect. */
function findUseless({ kernel, time, wrt, convention, weights, ridge, noise }: PredictCommandOptions) {
  const ofTraining = { time, wrt, convention, weights, ridge };
  const [given] = Object.entries(ofTraining).find(([, value]) => value !== undefined) ?? [];
  if (kernel === "nngp" && given !== undefined) {
    return `--${given} is about training (--kernel ntk); the posterior (--kernel nngp) has --noise`;
  }
  return kernel === "ntk" && noise !== undefined
    ? "--noise is about the posterior (--kernel nngp); training (--kernel ntk) has --ridge"
    : undefined;
}

/** An option that says how kernels are computed. */
function findProgramOption({ method }: PredictCommandOptions, { options: { set } }: Session): string | undefined {
  if (set.size > 0) return "--set";
  return method === "auto" ? undefined : "--method";
}

function requestOf(file: string, options: PredictCommandOptions): PredictRequest {
  const { train, test, targets, wrt, weights, time, ridge, noise, kernel, convention, covariance } = options;
  return {
    arguments: { train, test, targets, wrt, weights },
    kernel,
    times: time ?? [Number.POSITIVE_INFINITY],
    ridge: ridge ?? 0,
    noise: noise ?? 0,
    convention,
    covariance: covariance === true,
    files: filesFor(file),
  };
}

type Input =
  | { readonly kind: "program"; readonly source: Source }
  | { readonly kind: "document"; readonly text: string };

/** A document begins with a brace, which no program does. */
async function readInput(file: string): Promise<Outcome<Input>> {
  if (file !== "-" && !/\.json$/i.test(file)) {
    return andThen(await readProgram(file), (source) => success<Input>({ kind: "program", source }));
  }
  const name = file === "-" ? "<stdin>" : file;
  try {
    const text = new TextDecoder().decode(file === "-" ? await readStandardInput() : await readFile(file));
    const isDocument = file !== "-" || text.trimStart().startsWith("{");
    return success(isDocument ? { kind: "document", text } : { kind: "program", source: { name, text } });
  } catch (error) {
    const place = { source: { name, text: "" }, span: { start: 0, end: 0 } };
    return failure([diagnostic("TP121", place, `cannot read ${name}: ${reasonOf(error)}`)]);
  }
}

async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Files that the user names: from the current folder, as in every command, or else beside the program. */
function filesFor(program: string): FileReader {
  const beside = filesBeside(program);
  return {
    read(path): FileResult {
      try {
        return { ok: true, bytes: readFileSync(path) };
      } catch (error) {
        const other = beside.read(path);
        return other.ok ? other : { ok: false, reason: reasonOf(error) };
      }
    },
  };
}

/**
 * The public API: what the command line, editors and web pages are made of. Nothing here touches a file or a
 * terminal. Every function that can meet a user's mistake returns an {@link Outcome}: a value or diagnostics.
 *
 * @example
 * const source = { name: "net.tp", text: "width n\nvector g ~ normal(0, 1)\noutput q = moment(relu(g)^2)" };
 * const program = compile(source, { settings: new Map(), files: noFiles }, () => {});
 * if (program.ok) {
 *   const limit = findLimit(program.value, { method: "auto", tolerance: 1e-6 }, () => {});
 *   if (limit.ok) console.log(limitTable(limit.value.report, 80)); // q = .. 0.5
 * }
 */
import { defaultLowerOptions, type FileReader } from "./ir/lower/options.ts";

/** Diagnostics: what is wrong with a program, where, and what to write instead. */
export type { Diagnostic, Outcome, Severity } from "./diagnostics/diagnostic.ts";
export { diagnosticsJson, diagnosticToJson, renderDiagnostic } from "./diagnostics/render.ts";
/** A text with its name, and places in it. */
export type { Place, Source, Span } from "./diagnostics/source.ts";

/** Reads the files that a program loads or imports; given by whoever has files. */
export type { FileReader, FileResult } from "./ir/lower/options.ts";
/** A file reader for programs that need no files. */
export const noFiles: FileReader = defaultLowerOptions.files;

export { type Compared, type CompareProgramOptions, compare } from "./comparison.ts";
/** The comparison as a document. */
export { comparisonReport, type ReportRequest } from "./comparison-report.ts";
/** The compiled program. */
export type { Program } from "./ir/program.ts";
/** Results, and how they read. */
export type { LimitEntry, LimitReport, LimitStep } from "./limit/limit-report.ts";
/** Laws of vector coordinates and matrix entries. */
export type { Shape } from "./math/laws.ts";
/** Text to tree, and tree to text in the canonical layout. */
export type { Ast } from "./parser/ast.ts";
export { formatAst } from "./parser/format.ts";
export { parseSource } from "./parser/parse.ts";
/** The stages in a row: compile, find the limit, plan; then simulate, and compare. */
export {
  type CompileOptions,
  compile,
  type FoundLimit,
  findLimit,
  type LimitOptions,
  type PlanningOptions,
  particleThreads,
  plan,
  type Stage,
  type Watch,
} from "./pipeline.ts";
/** Predictions of trained networks, from programs, documents, or kernels as matrices. */
export type { Kernels } from "./predict/assemble.ts";
export { flowCovariance, flowMean, type InitialOutputs, type Values } from "./predict/gradient-flow.ts";
export { type Block, block, type PriorKernel, type TrainingKernel } from "./predict/kernel.ts";
export { posteriorCovariance, posteriorMean } from "./predict/posterior.ts";
export { type Law, type PredictOptions, type Problem, predictOutputs } from "./predict/predict.ts";
export { findSpectrum, type Spectrum } from "./predict/spectrum.ts";
export {
  type PredictArguments,
  type Prediction,
  type PredictRequest,
  predictFromDocument,
  predictFromProgram,
} from "./prediction.ts";
export type { ComparedOutput, Comparison, Verdict } from "./report/compare.ts";
export { comparisonTable, expectationLines, verdictLine } from "./report/comparison-table.ts";
export { samplesCsv, summaryCsv } from "./report/csv.ts";
export type { CheckedExpectation } from "./report/expectations.ts";
export { limitJson } from "./report/limit-json.ts";
export { limitLatex } from "./report/limit-latex.ts";
export { limitMarkdown } from "./report/limit-markdown.ts";
export { stepsText } from "./report/limit-steps.ts";
export { limitTable } from "./report/limit-table.ts";
export { samplesNpy } from "./report/npy.ts";
export { predictionJson } from "./report/prediction-json.ts";
export { predictionTable } from "./report/prediction-table.ts";
export { comparisonJson, expectationJson, simulationJson } from "./report/result-json.ts";
export type { OutputSummary, WidthSummary } from "./report/run-summary.ts";
export type { Effort, Ending, Look, Sequence } from "./report/sequence.ts";
export type { Simulation } from "./report/simulation.ts";
export { simulationTable } from "./report/simulation-table.ts";
export type { Precision, PrecisionChoice } from "./runtime/precision.ts";
export { type SimulateOptions, type SimulatorOptions, simulate } from "./simulator.ts";
export { universalityJson } from "./universality/json.ts";
export { universalityReport } from "./universality/report.ts";
export type { Experiment, UniversalityStudy } from "./universality/study.ts";
export { universalityTable } from "./universality/table.ts";
/** The program under other laws of its tensors. */
export { type StudiedLaw, studyUniversality, type UniversalityOptions } from "./universality-study.ts";
export { version } from "./version.ts";

/** `tpc simulate`: a program at finite widths, from its beginning or from where a file of results left it. */
import { availableParallelism } from "node:os";
import { extname } from "node:path";
import type { Outcome } from "../../diagnostics/diagnostic.ts";
import type { Program, Simulation } from "../../index.ts";
import type { Checkpoint, RunIdentity, RunPlan } from "../../report/checkpoint.ts";
import { explanationJson, explanationText } from "../../report/explanation.ts";
import { fingerprint } from "../../report/fingerprint.ts";
import { simulationJson } from "../../report/result-json.ts";
import { findDifferences } from "../../report/run-differences.ts";
import { simulationTable } from "../../report/simulation-table.ts";
import { type Course, explain, simulate } from "../../simulator.ts";
import { version } from "../../version.ts";
import { type ExitStatus, statusOf } from "../exit-status.ts";
import { untilInterrupted } from "../interruption.ts";
import { loadProgram } from "../load-program.ts";
import { refuseUnwritable } from "../output-file.ts";
import { showProgress } from "../progress.ts";
import { type JsonText, jsonTextOf, writeResults } from "../result-file.ts";
import { createRunFileWriter, notTheSameRun, readRunFile } from "../run-file.ts";
import { type RunOptions, simulatorOptions } from "../run-options.ts";
import type { CommonOptions, Session } from "../session.ts";

export interface SimulateCommandOptions extends RunOptions {
  readonly trials: number;
  readonly width: readonly number[];
  readonly samples: true | undefined;
  readonly output: string | undefined;
  /** A file of results to go on from. */
  readonly resume: string | undefined;
  /** What would be done and why, instead of doing it. */
  readonly explain: true | undefined;
}

/** Whether an option was given on the command line; the other ones have their defaults. */
export type Given = (option: keyof (SimulateCommandOptions & CommonOptions)) => boolean;

export async function runSimulate(
  file: string,
  options: SimulateCommandOptions,
  given: Given,
  session: Session,
): Promise<ExitStatus> {
  if (options.resume === undefined) return runFrom(undefined, file, options, session);
  const read = await readRunFile(options.resume);
  if (!read.ok) return session.fail(read.diagnostics);
  const checkpoint = read.value;
  const settings = given("set") ? session.options.set : checkpoint.identity.settings;
  return runFrom(checkpoint, file, asItBegan(options, given, checkpoint), {
    ...session,
    options: { ...session.options, set: settings },
  });
}

/** What is not given on the command line is that of the file, which then gets the results too. */
function asItBegan(
  options: SimulateCommandOptions,
  given: Given,
  { identity, engine, device, requested, widths, runs }: Checkpoint,
): SimulateCommandOptions {
  const samplers = new Set(runs.map(({ sampler }) => sampler));
  const [only = "auto"] = samplers.size === 1 ? samplers : [];
  return {
    ...options,
    width: given("width") ? options.width : widths,
    trials: given("trials") ? options.trials : requested,
    seed: given("seed") ? options.seed : identity.seed,
    matrixLaw: given("matrixLaw") ? options.matrixLaw : identity.matrixLaw,
    device: given("device") ? options.device : engine,
    sampler: given("sampler") ? options.sampler : only,
    precision: given("precision") ? options.precision : precisionIn(device),
    output: options.output ?? options.resume,
  };
}

/** The precision of an engine by its description; both where its samplers differ. */
function precisionIn(device: string): SimulateCommandOptions["precision"] {
  const [single, double] = [device.includes("float32"), device.includes("float64")];
  return single && double ? "auto" : single ? "single" : "double";
}

async function runFrom(
  checkpoint: Checkpoint | undefined,
  file: string,
  options: SimulateCommandOptions,
  session: Session,
): Promise<ExitStatus> {
  const program = await loadProgram(file, session);
  if (!program.ok) return session.fail(program.diagnostics);
  session.show(program.diagnostics);
  if (options.explain === true) return explainRun(program.value, options, session);
  const refused = await refuseUnwritable(options.output, session);
  if (refused !== 0) return refused;
  const identity = await identityOf(program.value, options, session);
  const plan: RunPlan = {
    widths: options.width,
    trials: options.trials,
    outputs: program.value.outputs.map(({ name }) => name),
  };
  const samples = options.samples === true;
  const text = jsonTextOf(identity, plan, samples, session);
  const course = courseOf(checkpoint, identity, plan, options, text, session);
  const simulated = await simulateUntilInterrupted(program.value, options, course, session);
  if (!simulated.ok) return session.fail(simulated.diagnostics);
  session.show(simulated.diagnostics);

  const simulation = simulated.value;
  const written =
    options.output === undefined ? 0 : await writeResults(simulation, options.output, text, samples, session);
  if (session.options.json) {
    const json = simulationJson(simulation, { samples });
    if (samples) session.print(JSON.stringify(json));
    else session.printJson(json);
  } else session.print(simulationTable(simulation));
  if (simulation.partial) session.warn("partial: interrupted before all trials were done");
  return written !== 0 ? written : simulation.partial ? 3 : statusOf(simulated.diagnostics);
}

async function explainRun(program: Program, options: SimulateCommandOptions, session: Session): Promise<ExitStatus> {
  const never = new AbortController().signal;
  const explained = await explain(program, simulatorOptions(options, options.width, never), session.enter);
  if (!explained.ok) return session.fail(explained.diagnostics);
  session.show(explained.diagnostics);
  if (session.options.json) session.printJson(explanationJson(explained.value));
  else session.print(explanationText(explained.value));
  return 0;
}

async function identityOf(
  program: Program,
  { seed, matrixLaw }: SimulateCommandOptions,
  session: Session,
): Promise<RunIdentity> {
  return { version, fingerprint: await fingerprint(program), settings: session.options.set, seed, matrixLaw };
}

function courseOf(
  checkpoint: Checkpoint | undefined,
  identity: RunIdentity,
  plan: RunPlan,
  { output, resume = "", threads }: SimulateCommandOptions,
  text: JsonText,
  session: Session,
): Course {
  const keep = output !== undefined && extname(output) === ".json" ? createRunFileWriter(output, session) : undefined;
  return {
    known: checkpoint?.runs ?? [],
    admit(setting) {
      if (checkpoint === undefined) return [];
      return notTheSameRun(resume, findDifferences(checkpoint, identity, plan, setting));
    },
    cuts: keep && {
      least: threads ?? availableParallelism(),
      onPiece: (soFar) => keep(() => text(soFar())),
    },
  };
}

function simulateUntilInterrupted(
  program: Program,
  options: SimulateCommandOptions,
  course: Course,
  session: Session,
): Promise<Outcome<Simulation>> {
  return untilInterrupted(session, (signal) =>
    showProgress(session, (onProgress) => {
      const request = { ...simulatorOptions(options, options.width, signal), trials: options.trials, onProgress };
      return simulate(program, request, session.enter, course);
    }),
  );
}

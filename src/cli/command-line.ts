/** The command line as data: commands, options, their defaults and their help. Nothing heavy is loaded for it. */
import { Command, Option } from "commander";
import type { Stage } from "../pipeline.ts";
import { version } from "../version.ts";
import { parseDuration } from "./amounts.ts";
import {
  parseBound,
  parseBytes,
  parseFolder,
  parseFraction,
  parseLaw,
  parseOutputPath,
  parseReportPath,
  parseRunFile,
  parseSeed,
  parseSetting,
  parseSeveralWidths,
  parseSymbol,
  parseThreads,
  parseTrials,
  parseWidth,
  parseWidths,
} from "./arguments.ts";
import { addBoundCommand } from "./bound-command.ts";
import type { BuildCommandOptions } from "./commands/build.ts";
import type { CheckCommandOptions } from "./commands/check.ts";
import type { CompareCommandOptions } from "./commands/compare.ts";
import type { EmitCommandOptions } from "./commands/emit.ts";
import type { FmtCommandOptions } from "./commands/fmt.ts";
import type { LimitCommandOptions } from "./commands/limit.ts";
import type { Given, SimulateCommandOptions } from "./commands/simulate.ts";
import type { ExitStatus } from "./exit-status.ts";
import { addPredictCommand } from "./predict-command.ts";
import { type CommonOptions, openSession } from "./session.ts";
import { addUniversalityCommand } from "./universality-command.ts";

export interface Surroundings {
  /** Told each stage of the compiler before it starts. */
  remember(stage: Stage): void;
  /** Told the exit status of the command when it has ended. */
  finish(status: ExitStatus): void;
}

/** The whole command line; parsing it runs the command. */
export function createCommandLine({ remember, finish }: Surroundings): Command {
  const session = (options: CommonOptions) => openSession(options, remember);
  const program = new Command("tpc")
    .description("The tensor program compiler: infinite-width limits, finite-width simulation, and their comparison.")
    .version(version, "--version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .addHelpText("after", footer);

  const check = program
    .command("check <file>")
    .summary("diagnostics, theorems, and every `expect`")
    .description(
      "Checks a program: syntax, types, scales, whether its limit exists, which theorem covers it, and every `expect`.",
    )
    .option("--functions", "with the class of every function that theorems ask about")
    .addOption(tolerance())
    .action(async (file: string, options: CommonOptions & CheckCommandOptions) => {
      const { runCheck } = await import("./commands/check.ts");
      finish(await runCheck(file, options, session(options)));
    });

  const limit = program
    .command("limit <file>")
    .summary("the limit of every output")
    .description("Derives the infinite-width limit: definitions, formulas, values with their errors.")
    .addOption(
      new Option("--format <name>", "how it is written").choices(["text", "latex", "markdown", "json"]).default("text"),
    )
    .option("--steps", "with the derivation, step by step, and its rules")
    .option("--independent", "with what it would be if every W.T were independent of W")
    .addOption(symbolic("in formulas"))
    .addOption(method())
    .addOption(tolerance())
    .action(async (file: string, options: CommonOptions & LimitCommandOptions) => {
      const { runLimit } = await import("./commands/limit.ts");
      const json = options.format === "json" ? true : options.json;
      finish(await runLimit(file, options, session({ ...options, json })));
    });

  const simulate = program
    .command("simulate <file>")
    .summary("the program at finite widths")
    .description("Runs the program at finite widths and prints the statistics of its outputs over the trials.")
    .addOption(widths("--width <list>", [256, 1024]).argParser(parseWidths))
    .addOption(
      new Option("-o, --output <path>", "write the results to a .json, .csv or .npy file").argParser(parseOutputPath),
    )
    .option("--samples", "with the value of every trial, in JSON and CSV")
    .addOption(new Option("--trials <n>", "independent runs per width").argParser(parseTrials).default(200))
    .option("--explain", "show the plan, what a trial would cost, and why which sampler and device; run nothing")
    .addOption(
      new Option(
        "--resume <path>",
        "go on with the run whose results are in this .json file, or were on their way there",
      ).argParser(parseRunFile),
    )
    .action(async (file: string, options: CommonOptions & SimulateCommandOptions, command: Command) => {
      const { runSimulate } = await import("./commands/simulate.ts");
      const given: Given = (option) => command.getOptionValueSource(option) === "cli";
      finish(await runSimulate(file, options, given, session(options)));
    });

  const compare = program
    .command("compare <file>")
    .summary("limit and simulation, with a statistical verdict")
    .description(
      "Compares the limit with simulations at several widths, extrapolated to infinite width. " +
        "Exit status 0 where they agree, 1 where they do not or where it cannot be told.",
    )
    .addOption(widths("--widths <list>", [64, 256, 1024, 4096]).argParser(parseSeveralWidths))
    .addOption(
      new Option("--alpha <p>", "chance of a false disagreement, over all outputs")
        .argParser(parseFraction)
        .default(1e-4, "1e-4"),
    )
    .addOption(
      new Option("--budget <time>", "of simulation, while the verdict is undecided: 30s, 10min")
        .argParser(parseDuration)
        .default(60, "60s"),
    )
    .addOption(
      new Option(
        "--resolution <part>",
        "the difference that agreement excludes, as a part of an output (default: 0.01; 0.1 with --trials)",
      ).argParser(parseFraction),
    )
    .addOption(
      new Option(
        "--trials <n>",
        "a fixed number of runs per width (default: 200, doubled until the verdict is decided)",
      ).argParser(parseTrials),
    )
    .addOption(
      new Option(
        "--report <path>",
        "write a report: .html (one file), .svg (figures), .md (with its figures beside it)",
      ).argParser(parseReportPath),
    )
    .addOption(method())
    .addOption(tolerance())
    .action(async (file: string, options: CommonOptions & CompareCommandOptions) => {
      const { runCompare } = await import("./commands/compare.ts");
      finish(await runCompare(file, options, session(options)));
    });

  const bound = addBoundCommand(program, session, finish);
  bound.addOption(tolerance());
  addSettings(bound);
  addOutputOptions(bound);

  const predict = addPredictCommand(program, session, finish);
  for (const option of [method(), tolerance()]) predict.addOption(option);
  const universality = addUniversalityCommand(program, session, finish).addOption(method());

  const build = program
    .command("build <file>")
    .summary("code for other machines")
    .description(
      "Generates code. Targets ts and python: the limits of the outputs as functions of the free symbols, in one " +
        "module without dependencies (python: numpy). Target wgsl: compute shaders that simulate a trial, " +
        "program.json, the calls of them, and simulate.ts, a module that runs trials on any WebGPU device.",
    )
    .addOption(new Option("--target <name>", "which code").choices(["wgsl", "ts", "python"]).makeOptionMandatory())
    .addOption(
      new Option("-o, --output <folder>", "where to put the files").argParser(parseFolder).makeOptionMandatory(),
    )
    .addOption(symbolic("in functions of ts and python"))
    .addOption(oneWidth("of the shaders of wgsl"))
    .addOption(
      new Option("--sampler <name>", "how the shaders of wgsl draw matrices")
        .choices(["explicit", "conditioned"])
        .default("explicit"),
    )
    .action(async (file: string, options: CommonOptions & BuildCommandOptions) => {
      const { runBuild } = await import("./commands/build.ts");
      finish(await runBuild(file, options, session(options)));
    });

  const emit = program
    .command("emit <file>")
    .summary("what a stage of the compiler hands to the next")
    .description(
      "Prints the result of a stage: syntax tree, straight-line program, limit system, plan, shaders, functions of WebAssembly.",
    )
    .addOption(
      new Option("--stage <name>", "which stage").choices(["ast", "ir", "limit", "plan", "wgsl", "wasm"]).default("ir"),
    )
    .addOption(oneWidth("of plan, wgsl and wasm"))
    .action(async (file: string, options: CommonOptions & EmitCommandOptions) => {
      const { runEmit } = await import("./commands/emit.ts");
      finish(await runEmit(file, options, session(options)));
    });

  const fmt = program
    .command("fmt <files...>")
    .summary("the canonical layout")
    .description("Brings programs into their canonical layout, in place; `-` formats standard input.")
    .option("--check", "change nothing; name the files that are not in this layout, with exit status 1")
    .action(
      async (files: readonly string[], options: Omit<CommonOptions, keyof typeof noSettings> & FmtCommandOptions) => {
        const { runFmt } = await import("./commands/fmt.ts");
        finish(await runFmt(files, options, session({ ...options, ...noSettings })));
      },
    );

  for (const command of [simulate, compare]) addRunOptions(command, [matrixLaw()]);
  addRunOptions(universality, []);
  for (const command of [check, limit, simulate, compare, predict, universality, build, emit]) addSettings(command);
  for (const command of [check, limit, simulate, compare, predict, universality, build, emit, fmt])
    addOutputOptions(command);
  return program;
}

/** For the command that compiles nothing. */
const noSettings = { set: new Map<string, number>(), maxIterations: undefined, maxValues: undefined };

const footer = `
FILE is a .tp program, or - for standard input. Exit status: 0 done, and what was to be
checked agrees; 1 it ran and does not agree; 2 the program or the arguments are wrong;
3 something outside failed.

  tpc limit examples/perceptron.tp --symbolic sigma
  tpc compare examples/transpose.tp --widths 64,256,1024`;

function widths(flags: string, list: readonly number[]): Option {
  return new Option(flags, "widths, separated by commas").default(list, list.join(","));
}

function oneWidth(whose: string): Option {
  return new Option("--width <n>", `width ${whose}`).argParser(parseWidth).default(1024);
}

function symbolic(where: string): Option {
  return new Option("--symbolic <name>", `a param or scalar that stays a symbol ${where} (repeatable)`)
    .argParser(parseSymbol)
    .default(new Set(), "none");
}

function method(): Option {
  return new Option("--method <name>", "how expectations are evaluated")
    .choices(["auto", "closed", "quadrature", "qmc", "particles"])
    .default("auto");
}

function tolerance(): Option {
  return new Option("--tol <error>", "wanted accuracy of limits that are sampled")
    .argParser(parseFraction)
    .default(1e-6, "1e-6");
}

function matrixLaw(): Option {
  return new Option(
    "--matrix-law <law>",
    "law of all matrix entries, at their variance: uniform, student_t(5)",
  ).argParser(parseLaw);
}

/** `others` stand in the middle of the list. */
function addRunOptions(command: Command, others: readonly Option[]): void {
  const options = [
    new Option("--seed <n>", "of the random numbers").argParser(parseSeed).default(1n, "1"),
    new Option("--sampler <name>", "how matrices are drawn")
      .choices(["auto", "explicit", "conditioned"])
      .default("auto"),
    new Option("--device <name>", "where to run").choices(["auto", "cpu", "webgpu"]).default("auto"),
    ...others,
    new Option("--memory <size>", "bound on the memory of vectors: 8GiB (default: half of the machine)").argParser(
      parseBytes,
    ),
    new Option("--threads <n>", "of the CPU engine (default: all cores)").argParser(parseThreads),
    new Option(
      "--precision <name>",
      "of the CPU engine: auto is single for the explicit sampler where WebAssembly has SIMD, otherwise double",
    )
      .choices(["auto", "single", "double"])
      .default("auto"),
  ];
  for (const option of options) command.addOption(option);
}

function addSettings(command: Command): void {
  command
    .addOption(
      new Option("--set <name=value>", "set a param or scalar of the program (repeatable)")
        .argParser(parseSetting)
        .default(new Map(), "none"),
    )
    .addOption(
      new Option("--max-iterations <n>", "bound on the unrolled loops (default: a million)").argParser(parseBound),
    )
    .addOption(
      new Option("--max-values <n>", "bound on the values of the program (default: a million)").argParser(parseBound),
    );
}

function addOutputOptions(command: Command): void {
  command
    .option("--json", "print the results as one JSON document")
    .option("-q, --quiet", "no progress, warnings or notes")
    .option("--no-color", "no colours (also with the environment variable NO_COLOR)");
}

/** The options of `tpc universality`. */
import { extname } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { StudiedLaw } from "../index.ts";
import { parseFraction, parseLaw, parseSeveralWidths, parseTrials } from "./arguments.ts";
import type { UniversalityCommandOptions } from "./commands/universality.ts";
import type { ExitStatus } from "./exit-status.ts";
import type { CommonOptions, Session } from "./session.ts";

const DEFAULT_LAWS = "uniform,laplace,exponential,student5,quintcauchy,cubecauchy";

/** Adds the command, without the options that others share. */
export function addUniversalityCommand(
  program: Command,
  session: (options: CommonOptions) => Session,
  finish: (status: ExitStatus) => void,
): Command {
  const options = [
    new Option("--laws <list>", "laws to draw tensors from, separated by commas; student5 is student_t(5)")
      .argParser(parseLaws)
      .default(parseLaws(DEFAULT_LAWS), DEFAULT_LAWS),
    new Option("--widths <list>", "widths, separated by commas")
      .argParser(parseSeveralWidths)
      .default([32, 64, 128, 256], "32,64,128,256"),
    new Option("--trials <n>", "independent runs per width, law and swap").argParser(parseTrials).default(200),
    new Option("--alpha <p>", "chance that a right prediction is contradicted, over all runs")
      .argParser(parseFraction)
      .default(1e-3, "1e-3"),
    new Option("--tol <error>", "wanted accuracy of limits that are sampled")
      .argParser(parseFraction)
      .default(2e-3, "2e-3"),
    new Option("--report <path>", "write a report: .html (one file), .svg (figures)").argParser(parsePagePath),
  ];
  const command = program
    .command("universality <file>")
    .summary("the program under other laws of its matrices and vectors")
    .description(
      "Draws the matrices, and then all tensors, from other laws with the same means and variances, and measures how " +
        "far the outputs are from the Gaussian run by width. Exit status 1 where a prediction of the theory is " +
        "contradicted. Matrices that are not Gaussian are drawn explicitly, whatever --sampler says.",
    );
  for (const option of options) command.addOption(option);
  return command.action(async (file: string, given: CommonOptions & UniversalityCommandOptions) => {
    const { runUniversality } = await import("./commands/universality.ts");
    finish(await runUniversality(file, given, session(given)));
  });
}

/** `uniform,student_t(df=5)`, each once; names are kept as they are written. */
function parseLaws(text: string): readonly StudiedLaw[] {
  const names = text.split(/,(?![^(]*\))/).map((name) => name.trim());
  const laws = names.map((name) => ({ name, shape: parseLaw(name.replace(/^student(\d+)$/, "student_t($1)")) }));
  const same = laws.find(({ shape }, k) => laws.findIndex((one) => equal(one.shape, shape)) !== k);
  if (same !== undefined) throw new InvalidArgumentError(`The law ${same.name} is there twice.`);
  if (laws.some(({ shape }) => shape.kind === "normal")) {
    throw new InvalidArgumentError("The normal law is always there: every other one is compared with it.");
  }
  return laws;
}

function equal(a: StudiedLaw["shape"], b: StudiedLaw["shape"]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function parsePagePath(text: string): string {
  if ([".html", ".svg"].includes(extname(text))) return text;
  throw new InvalidArgumentError("The name of the file ends in .html or .svg.");
}

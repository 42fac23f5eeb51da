/** The options of `tpc bound`. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { parseAmount } from "./amounts.ts";
import { parseFraction, parseSeed, parseTrials, parseWidth } from "./arguments.ts";
import type { BoundCommandOptions } from "./commands/bound.ts";
import type { ExitStatus } from "./exit-status.ts";
import type { CommonOptions, Session } from "./session.ts";

/** Adds the command, without the options that others share. */
export function addBoundCommand(
  program: Command,
  session: (options: CommonOptions) => Session,
  finish: (status: ExitStatus) => void,
): Command {
  const options = [
    new Option("--tau <t>", "deviation from the limit").argParser(parseDeviation).default(0.05),
    new Option("--delta <p>", "allowed probability of a larger one").argParser(parseFraction).default(0.01),
    new Option("--lipschitz <name=value>", "Lipschitz constant of the function that makes a vector (repeatable)")
      .argParser(parseConstant)
      .default(new Map(), "by rules"),
    new Option("--trials <n>", "of the simulation, per width (default: 10 / delta)").argParser(parseTrials),
    new Option("--largest <n>", "largest width that is simulated").argParser(parseWidth).default(1024),
    new Option("--seed <n>", "of the random numbers").argParser(parseSeed).default(1n, "1"),
  ];
  const command = program
    .command("bound <file>")
    .summary("widths from which outputs are near their limits")
    .description(
      "For programs whose products have fresh normal matrices and Lipschitz functions: tail bounds at every width, with " +
        "their constants, the width that they ask for, and beside it the width that simulations show to be enough. " +
        "For others, which hypothesis fails.",
    );
  for (const option of options) command.addOption(option);
  return command.action(async (file: string, given: CommonOptions & BoundCommandOptions) => {
    const { runBound } = await import("./commands/bound.ts");
    finish(await runBound(file, given, session(given)));
  });
}

function parseDeviation(text: string): number {
  const deviation = parseAmount(text);
  if (deviation === 0) throw new InvalidArgumentError("A deviation is above 0: 0.05");
  return deviation;
}

/** `x=1.5` or `h[2]=1.5`, added to those before it. */
function parseConstant(text: string, before: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const at = text.lastIndexOf("=");
  const name = text.slice(0, at).trim();
  const value = Number(text.slice(at + 1));
  if (at < 1 || name === "" || !(value >= 0 && Number.isFinite(value)) || text.slice(at + 1).trim() === "") {
    throw new InvalidArgumentError("A constant is written name=value, with a value from 0 on: --lipschitz x=1.5");
  }
  return new Map([...before, [name, value]]);
}

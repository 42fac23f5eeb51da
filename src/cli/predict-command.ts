/** The options of `tpc predict`. */
import { type Command, Option } from "commander";
import { parseAmount, parseTimes } from "./amounts.ts";
import type { PredictCommandOptions } from "./commands/predict.ts";
import type { ExitStatus } from "./exit-status.ts";
import type { CommonOptions, Session } from "./session.ts";

/** Adds the command, without the options that others share. */
export function addPredictCommand(
  program: Command,
  session: (options: CommonOptions) => Session,
  finish: (status: ExitStatus) => void,
): Command {
  const options = [
    new Option("--test <names>", "readouts to predict (default: all that are not trained)"),
    new Option("--kernel <name>", "networks trained (ntk), Bayesian posterior (nngp)")
      .choices(["ntk", "nngp", "both"])
      .default("both"),
    new Option("--time <list>", "times of training: 0.5,1,inf (default: inf)").argParser(parseTimes),
    new Option("--wrt <names>", "parameters that are trained: U,W (default: all)"),
    new Option("--convention <name>", "of the tangent kernel (default: standard)").choices(["standard", "plain"]),
    new Option("--weights <list>", "how much each training output counts: numbers or a file (default: 1)"),
    new Option("--ridge <r>", "penalty of training, r/2 |change of the parameters|^2 (default: 0)").argParser(
      parseAmount,
    ),
    new Option("--noise <v>", "variance of the errors of the targets, in the posterior (default: 0)").argParser(
      parseAmount,
    ),
  ];
  const command = program
    .command("predict <file>")
    .summary("trained networks of infinite width")
    .description(
      "Predicts what networks of infinite width answer after training on targets, from the kernels of the readouts " +
        "of a program, or from the JSON that `tpc limit` prints of kernels.\n\n" +
        '  tpc predict net.tp --train "y[1..2]" --targets 1,-1 --test "y[3]" --time 1,inf',
    )
    .requiredOption("--train <names>", "readouts to train: y[1],y[2] or y[1..20] or y")
    .requiredOption("--targets <list>", "their targets: 1,-1 or a .csv, .json, .npy file")
    .option("--covariance", "with the covariances of all predictions");
  for (const option of options) command.addOption(option);
  return command.action(async (file: string, given: CommonOptions & PredictCommandOptions) => {
    const { runPredict } = await import("./commands/predict.ts");
    finish(await runPredict(file, given, session(given)));
  });
}

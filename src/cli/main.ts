#!/usr/bin/env node
/** The entry of `tpc`: runs the command line, and turns whatever happens into an exit status. */
import { CommanderError } from "commander";
import { reasonOf } from "../report/files.ts";
import { createCommandLine } from "./command-line.ts";
import { optimiseLate } from "./late-optimisation.ts";

optimiseLate();

let stage = "start";

// A reader that has seen enough, such as `head`, closes the pipe: no reason for a message.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
  process.stderr.write(`error: cannot write to standard output: ${reasonOf(error)}\n`);
  process.exit(3);
});

// Nobody is left to be told.
process.stderr.on("error", () => {});
// Faults outside of the command, such as in the event of a thread.
process.on("uncaughtException", (error) => process.exit(reportFault(error)));

const commandLine = createCommandLine({
  remember: (next) => {
    stage = next;
  },
  finish: (status) => {
    process.exitCode = status;
  },
});

try {
  for (const command of [commandLine, ...commandLine.commands]) command.exitOverride();
  await commandLine.parseAsync();
} catch (error) {
  process.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : reportFault(error);
}

/** Mistakes of users never arrive here: they are diagnostics. */
function reportFault(error: unknown): number {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  process.stderr.write(`fault in tpc, please report: ${text.split("\n")[0]} (stage: ${stage})\n`);
  return 3;
}

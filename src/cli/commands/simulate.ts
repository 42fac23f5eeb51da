/** `tpc simulate`: a program at finite widths. */
import { extname } from "node:path";
import type { Simulation } from "../../index.ts";
import { samplesCsv, summaryCsv } from "../../report/csv.ts";
import { canWrite, type WriteResult, writeResultFile } from "../../report/files.ts";
import { samplesNpy } from "../../report/npy.ts";
import { simulationJson } from "../../report/result-json.ts";
import { simulationTable } from "../../report/simulation-table.ts";
import { simulate } from "../../simulator.ts";
import { type ExitStatus, statusOf } from "../exit-status.ts";
import { catchInterruption } from "../interruption.ts";
import { loadProgram } from "../load-program.ts";
import { openProgress } from "../progress.ts";
import { type RunOptions, simulateOptions } from "../run-options.ts";
import type { Session } from "../session.ts";

export interface SimulateCommandOptions extends RunOptions {
  readonly width: readonly number[];
  readonly samples: true | undefined;
  readonly output: string | undefined;
}

export async function runSimulate(
  file: string,
  options: SimulateCommandOptions,
  session: Session,
): Promise<ExitStatus> {
  const samples = options.samples === true;
  const program = await loadProgram(file, session);
  if (!program.ok) return session.fail(program.diagnostics);
  session.show(program.diagnostics);
  if (options.output !== undefined) {
    const writable = await canWrite(options.output);
    if (!writable.ok) return cannotWrite(options.output, writable, session);
  }

  const progress = await openProgress(session);
  const interruption = catchInterruption(() => session.say("stopping after this batch; Ctrl-C again stops at once"));
  const simulated = await simulate(
    program.value,
    simulateOptions(options, options.width, interruption.signal, progress.update),
    session.enter,
  ).finally(() => {
    progress.stop();
    interruption.release();
  });
  if (!simulated.ok) return session.fail(simulated.diagnostics);
  session.show(simulated.diagnostics);

  const simulation = simulated.value;
  const written = options.output === undefined ? 0 : await write(simulation, options.output, samples, session);
  if (session.options.json) {
    const document = simulationJson(simulation, { samples });
    if (samples) session.print(JSON.stringify(document));
    else session.printJson(document);
  } else session.print(simulationTable(simulation));
  if (simulation.partial) session.warn("partial: interrupted before all trials were done");
  return written !== 0 ? written : simulation.partial ? 3 : statusOf(simulated.diagnostics);
}

/** By the ending of the name; the ending was checked with the arguments. */
async function write(simulation: Simulation, path: string, samples: boolean, session: Session): Promise<ExitStatus> {
  const result = await writeResultFile(path, contentFor(simulation, extname(path), samples));
  if (result.ok) {
    session.say(`wrote ${path}`);
    return 0;
  }
  return cannotWrite(path, result, session);
}

function cannotWrite(path: string, { reason }: Extract<WriteResult, { ok: false }>, session: Session): ExitStatus {
  session.warn(`error: cannot write ${path}: ${reason}`);
  return 3;
}

function contentFor(simulation: Simulation, ending: string, samples: boolean): string | Uint8Array {
  if (ending === ".npy") return samplesNpy(simulation);
  if (ending === ".csv") return samples ? samplesCsv(simulation) : summaryCsv(simulation);
  return `${JSON.stringify(simulationJson(simulation, { samples }), undefined, samples ? undefined : 2)}\n`;
}

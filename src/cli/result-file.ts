/** The results of a simulation in a file, in the form that the ending of its name says. */
import { extname } from "node:path";
import type { Simulation } from "../index.ts";
import { checkpointJson, mostSamples, type RunIdentity, type RunPlan } from "../report/checkpoint.ts";
import { samplesCsv, summaryCsv } from "../report/csv.ts";
import { samplesNpy } from "../report/npy.ts";
import { simulationJson } from "../report/result-json.ts";
import type { ExitStatus } from "./exit-status.ts";
import { writeOutputAndSay } from "./output-file.ts";
import type { Session } from "./session.ts";

/** The text of a .json file: the results, and what it takes to go on with the run. */
export type JsonText = (simulation: Simulation) => string;

export function jsonTextOf(identity: RunIdentity, plan: RunPlan, samples: boolean, session: Session): JsonText {
  let told = false;
  return (simulation) => {
    const results = simulationJson(simulation, { samples });
    const numbers = simulation.runs.reduce((sum, { trials, outputs }) => sum + trials * outputs.length, 0);
    const continuable = numbers <= mostSamples;
    if (!continuable && !told) session.say(`${numbers} samples are too many for a file that --resume can go on from`);
    told ||= !continuable;
    const document = continuable ? { ...results, resume: checkpointJson(identity, simulation, plan) } : results;
    return `${JSON.stringify(document, undefined, samples ? undefined : 2)}\n`;
  };
}

/** The ending was checked with the arguments. */
export function writeResults(
  simulation: Simulation,
  path: string,
  text: JsonText,
  samples: boolean,
  session: Session,
): Promise<ExitStatus> {
  return writeOutputAndSay(path, contentFor(simulation, extname(path), text, samples), session);
}

function contentFor(simulation: Simulation, ending: string, text: JsonText, samples: boolean): string | Uint8Array {
  if (ending === ".npy") return samplesNpy(simulation);
  if (ending === ".csv") return samples ? samplesCsv(simulation) : summaryCsv(simulation);
  return text(simulation);
}

/** What the engine on WebGPU says when something does not go. */
import type { ShaderProgram } from "../../codegen/wgsl/emit-shaders.ts";
import { type Diagnostic, diagnostic } from "../../diagnostics/diagnostic.ts";
import { invariant, unreachable } from "../../diagnostics/invariant.ts";
import type { Place } from "../../diagnostics/source.ts";
import type { SimulationPlan } from "../../plan/simulation-plan.ts";
import type { OpenDevice } from "./device.ts";

/** No place in a program is to blame for a missing device. */
const elsewhere: Place = { source: { name: "<webgpu>", text: "" }, span: { start: 0, end: 0 } };

export function noDevice(reason: string, remedy: string): Diagnostic {
  return diagnostic("TP401", elsewhere, reason, remedy);
}

/** A kernel whose words are more than the device binds, or undefined. */
export function tooManyValues(program: ShaderProgram, bytes: number, limit: number): Diagnostic | undefined {
  if (bytes <= limit) return undefined;
  const widest = program.calls.reduce((most, call) => (call.words.length > most.words.length ? call : most));
  return diagnostic(
    "TP411",
    widest.place,
    `a step reads and makes ${widest.words.length} values, more than the WebGPU device binds at once`,
    "take `--device cpu`",
  );
}

export function outOfMemory(plan: SimulationPlan, bytes: string): Diagnostic {
  return diagnostic(
    "TP411",
    planPlace(plan),
    `the WebGPU device has no ${bytes} left for one trial`,
    "take a smaller width, or `--device cpu`",
  );
}

/** A failure of the device at work: it was lost, or refused something. */
export function deviceFault(open: OpenDevice, place: Place, fault: string): Diagnostic {
  const lost = open.lost();
  if (lost !== undefined) return diagnostic("TP414", place, `the WebGPU device was lost: ${oneLine(lost)}`);
  return diagnostic(
    "TP413",
    place,
    `the WebGPU driver reports: ${oneLine(fault)}`,
    "`--device cpu` runs it all the same",
  );
}

/** A generated shader that the driver does not compile: our fault, or the driver's. */
export function shaderFault(open: OpenDevice, place: Place, fault: string): Diagnostic {
  if (open.lost() !== undefined) return deviceFault(open, place, fault);
  return diagnostic(
    "TP413",
    place,
    `a generated shader does not compile, which is a fault of tpc: ${oneLine(fault)}`,
    "please report it with the program; `--device cpu` runs it all the same",
  );
}

/** The fault of a run that has some results all the same. */
export function endedEarly(cause: Diagnostic, finished: number, wanted: number): Diagnostic {
  return diagnostic(
    "TP408",
    cause.place,
    `${finished} of ${wanted} trials were finished: ${cause.message}`,
    cause.hint,
  );
}

/** Where the program begins to compute. */
export function planPlace(plan: SimulationPlan): Place {
  const [step] = plan.steps;
  invariant(step !== undefined, () => "a plan without steps");
  switch (step.op) {
    case "draw":
    case "scalar":
      return step.place;
    case "matmul":
    case "pass":
      return step.places[0] ?? elsewhere;
    default:
      return unreachable(step);
  }
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ").trim();
}

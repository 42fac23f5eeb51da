/** Whether a run can go on from a file: what the trials there depend on has to be what those here depend on. */
import type { Shape } from "../math/laws.ts";
import type { Sampler } from "../plan/simulation-plan.ts";
import type { Checkpoint, RunIdentity, RunPlan } from "./checkpoint.ts";

/** What is about to run, and with what. */
export interface RunSetting {
  readonly engine: "cpu" | "webgpu";
  readonly device: string;
  readonly samplers: ReadonlyMap<number, Sampler>;
}

/** Clauses such as `the seed is 2, there 1`; empty where the run can go on. */
export function findDifferences(
  there: Checkpoint,
  identity: RunIdentity,
  plan: RunPlan,
  setting: RunSetting,
): readonly string[] {
  return [
    ...programDifferences(there, identity, plan),
    ...differ("the seed", identity.seed, there.identity.seed),
    ...differ("the law of the matrices", lawText(identity.matrixLaw), lawText(there.identity.matrixLaw)),
    ...differ("the engine", setting.engine, there.engine),
    ...(setting.engine === there.engine
      ? differ("the device", withoutNumbers(setting.device), withoutNumbers(there.device))
      : []),
    ...differ("the version of tpc", identity.version, there.identity.version),
    ...there.runs.flatMap((run) => {
      if (!plan.widths.includes(run.width)) return [`width ${run.width} is not asked for, and there it is`];
      if (run.trials > plan.trials) {
        return [`${plan.trials} trials are asked for, and width ${run.width} has ${run.trials} there`];
      }
      return [
        ...differ(`the sampler at width ${run.width}`, setting.samplers.get(run.width), run.sampler),
        ...(setting.engine === there.engine
          ? differ(
              `the precision at width ${run.width}`,
              numbersOf(setting.device, run.sampler),
              numbersOf(there.device, run.sampler),
            )
          : []),
      ];
    }),
  ];
}

/** Settings are part of the program: where they differ nothing can be said of the rest. */
function programDifferences(
  there: Checkpoint,
  { settings, fingerprint }: RunIdentity,
  plan: RunPlan,
): readonly string[] {
  const before = there.identity.settings;
  const names = [...new Set([...settings.keys(), ...before.keys()])];
  const set = names.flatMap((name) => differ(name, settings.get(name) ?? "not set", before.get(name) ?? "not set"));
  if (set.length > 0) return set;
  if (fingerprint === there.identity.fingerprint) return [];
  const outputs = differ("the outputs", plan.outputs.join(", "), there.outputs.join(", "));
  return outputs.length > 0 ? outputs : ["the program, a file that it reads or the default of a param has changed"];
}

function differ(what: string, here: unknown, there: unknown): readonly string[] {
  const verb = what.startsWith("the outputs") ? "are" : "is";
  return here === there ? [] : [`${what} ${verb} ${here}, there ${there}`];
}

function lawText(law: Shape | undefined): string {
  if (law === undefined) return "that of the program";
  if (law.kind === "student_t") return `student_t(${law.df})`;
  return law.kind === "truncated_normal" ? `truncated_normal(${law.cut})` : law.kind;
}

/** Without threads, whose number changes no result, and the precision, which is that of each width. */
function withoutNumbers(device: string): string {
  return device.replace(/^\d+ threads?, /, "").replaceAll(/float\d+( \(\w+\))?( and )?/g, "");
}

/** `float32` where the description has it, or has it for this sampler. */
function numbersOf(device: string, sampler: Sampler): string | undefined {
  return (new RegExp(`(float\\d+) \\(${sampler}\\)`).exec(device) ?? /(float\d+)(?! \()/.exec(device))?.[1];
}

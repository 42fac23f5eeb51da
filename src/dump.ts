/** What each stage hands to the next one, as text for readers of the compiler, and the shaders of a program. */
import type { GeneratedModule } from "./codegen/limit-code/limit-code.ts";
import { pythonModule } from "./codegen/python/module.ts";
import { typescriptModule } from "./codegen/typescript/module.ts";
import { emitModule } from "./codegen/wasm/emit-module.ts";
import { listModule } from "./codegen/wasm/listing.ts";
import { emitShaders, type ShaderProgram } from "./codegen/wgsl/emit-shaders.ts";
import { andThen, diagnostic, failure, type Outcome, success } from "./diagnostics/diagnostic.ts";
import { unreachable } from "./diagnostics/invariant.ts";
import type { Source } from "./diagnostics/source.ts";
import { printProgram } from "./ir/print.ts";
import type { Program } from "./ir/program.ts";
import { deriveLimit } from "./limit/derive.ts";
import { describeLimit } from "./limit/describe.ts";
import { codeLimit } from "./limit/sums/shown-limit.ts";
import { parseSource } from "./parser/parse.ts";
import { type CompileOptions, compile, type PlanningOptions, plan, type Watch } from "./pipeline.ts";
import { printPlan } from "./plan/print.ts";

/** The stages whose results can be shown. */
export const dumpStages = ["ast", "ir", "limit", "plan", "wgsl", "wasm"] as const;
export type DumpStage = (typeof dumpStages)[number];

export type DumpOptions = CompileOptions &
  PlanningOptions & {
    /** Of plans and shaders. */
    readonly width: number;
  };

const noNumbers = { estimates: new Map(), missing: new Map() };

/** The text of `stage` for the program `source`. */
export function dump(stage: DumpStage, source: Source, options: DumpOptions, enter: Watch): Outcome<string> {
  if (stage === "ast") return andThen(parseSource(source), (ast) => success(treeText(ast)));
  return andThen(compile(source, options, enter), (program) => {
    switch (stage) {
      case "ir":
        return success(printProgram(program));
      case "limit":
        return andThen(deriveLimit(program), (limit) => {
          const { definitions, outputs } = describeLimit(limit, noNumbers);
          return success([...definitions, ...outputs].map(({ name, text }) => `${name} = ${text}\n`).join(""));
        });
      case "plan":
        return andThen(plan(program, options.width, options, enter), (made) => success(printPlan(made.plan)));
      case "wgsl":
        return andThen(shaders(program, options.width, { ...options, sampler: "explicit" }, enter), ({ kernels }) =>
          success(kernels.map(({ text }) => text).join("\n")),
        );
      case "wasm":
        return andThen(plan(program, options.width, { ...options, sampler: "explicit" }, enter), (made) =>
          success(listModule(emitModule(made.plan))),
        );
      default:
        return unreachable(stage);
    }
  });
}

/** The compute shaders of `program` and the calls of them that make one trial. */
export function shaders(
  program: Program,
  width: number,
  options: PlanningOptions,
  enter: Watch,
): Outcome<ShaderProgram> {
  // Enough invocations for a large device: long products are cut into stretches.
  const target = { invocations: 2 ** 17, subgroups: false };
  return andThen(plan(program, width, options, enter), (made) => success(emitShaders(made.plan, target)));
}

export { simulationModule } from "./codegen/typescript/simulation-module.ts";

/** The limits of the outputs of `program` as functions of its free symbols, in a module without dependencies. */
export async function limitModule(
  program: Program,
  target: "ts" | "python",
  enter: Watch,
): Promise<Outcome<GeneratedModule>> {
  enter("derive");
  const derived = deriveLimit(program);
  if (!derived.ok) return derived;
  const limit = codeLimit(derived.value);
  const made = target === "ts" ? await typescriptModule(limit) : pythonModule(limit);
  const warnings = made.refused.map(({ output, place, reason }) =>
    diagnostic("TP315", place, `there is no code for ${output}: ${reason}`, "its limit is sampled by tpc limit"),
  );
  const [first] = made.refused;
  if (made.functions.length > 0 || first === undefined) return success(made, warnings);
  return failure([...warnings, diagnostic("TP316", first.place, "no output of this program can be written as code")]);
}

/** The tree with its places, without the text that they point into. */
function treeText(ast: object): string {
  return `${JSON.stringify(ast, (key, value: unknown) => (key === "source" ? undefined : value), 2)}\n`;
}

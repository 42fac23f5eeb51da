/**
 * `tpc build`: code for a program. The target `wgsl` is its compute shaders, with the calls that make a trial, and a module
 * that runs trials of it; `ts` and `python` are its limit as functions of its free symbols.
 */
import { totalmem } from "node:os";
import { basename, join } from "node:path";
import { andThen } from "../../diagnostics/diagnostic.ts";
import { positionIn } from "../../diagnostics/line-table.ts";
import { limitModule, shaders, simulationModule } from "../../dump.ts";
import { makeFolder } from "../../report/files.ts";
import { version } from "../../version.ts";
import type { ExitStatus } from "../exit-status.ts";
import { loadProgram } from "../load-program.ts";
import { cannotWrite, writeOutput } from "../output-file.ts";
import type { Session } from "../session.ts";

type LimitTarget = "ts" | "python";

export interface BuildCommandOptions {
  readonly target: "wgsl" | LimitTarget;
  readonly output: string;
  readonly width: number;
  /** Of shaders. */
  readonly sampler: "explicit" | "conditioned";
  /** Params and scalars that become arguments of limit functions. */
  readonly symbolic: ReadonlySet<string>;
}

export async function runBuild(file: string, options: BuildCommandOptions, session: Session): Promise<ExitStatus> {
  const { target, symbolic } = options;
  const [symbol] = symbolic;
  if (target === "wgsl" && symbol !== undefined) {
    session.warn(`error: --symbolic ${symbol}: shaders compute with numbers; give it one by --set ${symbol}=..`);
    return 2;
  }
  return target === "wgsl" ? buildShaders(file, options, session) : buildLimit(file, target, options, session);
}

/** One module, named after the program. */
async function buildLimit(
  file: string,
  target: LimitTarget,
  { output, symbolic }: BuildCommandOptions,
  session: Session,
): Promise<ExitStatus> {
  const program = await loadProgram(file, session, symbolic);
  if (!program.ok) return session.fail(program.diagnostics);
  const made = await limitModule(program.value, target, session.enter);
  const diagnostics = [...program.diagnostics, ...made.diagnostics];
  if (!made.ok) return session.fail(diagnostics);
  session.show(diagnostics);
  return writeResults(
    output,
    [{ name: moduleFile(file, target), text: made.value.text }],
    program.value.name,
    target,
    session,
  );
}

/** `net.ts`, and for Python `deep_net.py`, which can be imported by its name. */
function moduleFile(file: string, target: LimitTarget): string {
  const stem = basename(file, ".tp").replace(/[^A-Za-z0-9_-]/g, "") || "program";
  return target === "ts" ? `${stem}.ts` : `${stem.replaceAll("-", "_")}.py`;
}

async function buildShaders(
  file: string,
  { output, width, sampler }: BuildCommandOptions,
  session: Session,
): Promise<ExitStatus> {
  const program = await loadProgram(file, session);
  const built = andThen(program, (value) => {
    const options = {
      sampler,
      device: "webgpu",
      matrixLaw: undefined,
      memoryBytes: totalmem() / 2,
    } as const;
    return shaders(value, width, options, session.enter);
  });
  if (!program.ok || !built.ok) return session.fail(built.diagnostics);
  session.show(built.diagnostics);

  const outputs = program.value.outputs.map(({ name }) => name);
  const simulation = { program: program.value.name, version, width, sampler, outputs, shaders: built.value };
  const module = await simulationModule(simulation);
  const { kernels, calls, ...sizes } = built.value;
  const manifest = {
    program: program.value.name,
    version,
    width,
    sampler,
    ...sizes,
    outputs: outputs.map((name, i) => ({ name, scalar: sizes.outputs[i] })),
    kernels: kernels.map((kernel, i) => ({
      file: shaderFile(kernel.name, i),
      entryPoint: kernel.name,
      shape: kernel.shape,
      words: kernel.words,
    })),
    calls: calls.map(({ kernel, items, words, place }) => ({
      kernel,
      items,
      words,
      line: positionIn(place.source, place.span.start).line,
    })),
  };
  const files = [
    ...kernels.map(({ name, text }, i) => ({ name: shaderFile(name, i), text })),
    { name: "program.json", text: `${JSON.stringify(manifest, undefined, 2)}\n` },
    { name: "simulate.ts", text: module },
  ];
  return writeResults(output, files, program.value.name, "wgsl", session);
}

/** Writes the files and says which. */
async function writeResults(
  output: string,
  files: readonly { readonly name: string; readonly text: string }[],
  program: string,
  target: BuildCommandOptions["target"],
  session: Session,
): Promise<ExitStatus> {
  const made = await makeFolder(output);
  if (!made.ok) return cannotWrite(output, made.reason, session);
  for (const { name, text } of files) {
    const status = await writeOutput(join(output, name), text, session);
    if (status !== 0) return status;
  }
  const paths = files.map(({ name }) => join(output, name));
  if (session.options.json) session.printJson({ program, target, files: paths });
  else for (const path of paths) session.print(path);
  return 0;
}

/** Several kernels may have one name: their number comes first. */
function shaderFile(name: string, i: number): string {
  return `${String(i).padStart(2, "0")}-${name}.wgsl`;
}

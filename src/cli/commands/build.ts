/** `tpc build`: code for a program. The target `wgsl` is its compute shaders, with the calls that make a trial. */
import { mkdir } from "node:fs/promises";
import { totalmem } from "node:os";
import { join } from "node:path";
import { andThen } from "../../diagnostics/diagnostic.ts";
import { positionAt } from "../../diagnostics/source.ts";
import { shaders } from "../../dump.ts";
import { reasonOf, type WriteResult, writeResultFile } from "../../report/files.ts";
import { version } from "../../version.ts";
import type { ExitStatus } from "../exit-status.ts";
import { loadProgram } from "../load-program.ts";
import type { Session } from "../session.ts";

export interface BuildCommandOptions {
  readonly output: string;
  readonly width: number;
}

export async function runBuild(
  file: string,
  { output, width }: BuildCommandOptions,
  session: Session,
): Promise<ExitStatus> {
  const program = await loadProgram(file, session);
  const built = andThen(program, (value) => {
    const options = {
      sampler: "explicit",
      device: "webgpu",
      matrixLaw: undefined,
      memoryBytes: totalmem() / 2,
    } as const;
    return shaders(value, width, options, session.enter);
  });
  if (!program.ok || !built.ok) return session.fail(built.diagnostics);
  session.show(built.diagnostics);

  const { kernels, calls, ...sizes } = built.value;
  const manifest = {
    program: program.value.name,
    version,
    width,
    ...sizes,
    outputs: program.value.outputs.map(({ name }, i) => ({ name, scalar: sizes.outputs[i] })),
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
      line: positionAt(place.source.text, place.span.start).line,
    })),
  };
  const files = [
    ...kernels.map(({ name, text }, i) => ({ name: shaderFile(name, i), text })),
    { name: "program.json", text: `${JSON.stringify(manifest, undefined, 2)}\n` },
  ];
  const failed = await writeAll(output, files);
  if (failed !== undefined) {
    session.warn(`error: cannot write ${failed.path}: ${failed.reason}`);
    return 3;
  }
  const paths = files.map(({ name }) => join(output, name));
  if (session.options.json) session.printJson({ program: program.value.name, target: "wgsl", files: paths });
  else for (const path of paths) session.print(path);
  return 0;
}

/** Several kernels may have one name: their number comes first. */
function shaderFile(name: string, i: number): string {
  return `${String(i).padStart(2, "0")}-${name}.wgsl`;
}

/** The first file that could not be written. */
async function writeAll(
  folder: string,
  files: readonly { readonly name: string; readonly text: string }[],
): Promise<{ readonly path: string; readonly reason: string } | undefined> {
  const made = await makeFolder(folder);
  if (!made.ok) return { path: folder, reason: made.reason };
  for (const { name, text } of files) {
    const path = join(folder, name);
    const result = await writeResultFile(path, text);
    if (!result.ok) return { path, reason: result.reason };
  }
  return undefined;
}

async function makeFolder(folder: string): Promise<WriteResult> {
  try {
    await mkdir(folder, { recursive: true });
    return { ok: true };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}

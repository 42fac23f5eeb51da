/** `tpc emit`: what a stage hands to the next one. */
import { totalmem } from "node:os";
import { andThen } from "../../diagnostics/diagnostic.ts";
import { type DumpStage, dump } from "../../dump.ts";
import type { ExitStatus } from "../exit-status.ts";
import { compileOptions } from "../load-program.ts";
import { readProgram } from "../read-program.ts";
import type { Session } from "../session.ts";

export interface EmitCommandOptions {
  readonly stage: DumpStage;
  readonly width: number;
}

export async function runEmit(
  file: string,
  { stage, width }: EmitCommandOptions,
  session: Session,
): Promise<ExitStatus> {
  const source = await readProgram(file);
  const options = {
    ...compileOptions(file, session.options),
    width,
    sampler: "auto",
    device: "auto",
    matrixLaw: undefined,
    memoryBytes: totalmem() / 2,
  } as const;
  const text = andThen(source, (read) => dump(stage, read, options, session.enter));
  if (!text.ok) return session.fail(text.diagnostics);
  session.show(text.diagnostics);
  if (session.options.json)
    session.printJson({ program: source.ok ? source.value.name : file, stage, text: text.value });
  else process.stdout.write(text.value);
  return 0;
}

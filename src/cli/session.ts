/**
 * What all commands share: where results, messages and progress go. Results are the only thing on standard output;
 * everything else goes to standard error.
 */

import { type Diagnostic, mostMistakes } from "../diagnostics/diagnostic.ts";
import { diagnosticsJson, renderDiagnostic, selectDiagnostics } from "../diagnostics/render.ts";
import type { Stage, Watch } from "../pipeline.ts";
import { type ExitStatus, statusOf } from "./exit-status.ts";

/** The options that every command has. */
export interface CommonOptions {
  readonly set: ReadonlyMap<string, number>;
  /** Bounds on the unrolling of loops and on the size of the program, where they are not the default ones. */
  readonly maxIterations: number | undefined;
  readonly maxValues: number | undefined;
  readonly json: true | undefined;
  readonly quiet: true | undefined;
  /** False with `--no-color`. */
  readonly color: boolean;
}

export interface Session {
  readonly options: CommonOptions;
  /** Whether results, messages may have colours. */
  readonly color: { readonly results: boolean; readonly messages: boolean };
  /** Told to the pipeline; remembers the stage for the report of a fault. */
  readonly enter: Watch;
  /** Writes a result. */
  print(text: string): void;
  printJson(document: object): void;
  /** Writes a message for people, unless `--quiet`. */
  say(text: string): void;
  /** Writes a message that matters even with `--quiet`. */
  warn(text: string): void;
  /** Shows diagnostics as code frames; with `--quiet` errors only. */
  show(diagnostics: readonly Diagnostic[]): void;
  /** Shows why nothing came out, as JSON on standard output where that was asked for, and gives the exit status. */
  fail(diagnostics: readonly Diagnostic[]): ExitStatus;
}

/** `remember` is called with each stage that starts. */
export function openSession(options: CommonOptions, remember: (stage: Stage) => void): Session {
  const color = {
    results: wantsColor(options, process.stdout),
    messages: wantsColor(options, process.stderr),
  };
  const waiting = waitingLine(options);
  const warn = (text: string) => {
    waiting.clear();
    process.stderr.write(`${text}\n`);
  };
  const print = (text: string) => {
    waiting.clear();
    process.stdout.write(`${text}\n`);
  };
  const printJson = (document: object) => print(JSON.stringify(document, undefined, 2));
  const show = (diagnostics: readonly Diagnostic[]) => {
    const wanted = diagnostics.filter(({ severity }) => !options.quiet || severity === "error");
    const { shown, omitted } = selectDiagnostics(wanted);
    const frames = shown.map((d) => frame(d, color.messages));
    if (omitted > 0) frames.push(omittedLine(diagnostics.length, omitted));
    if (frames.length > 0) warn(frames.join("\n\n"));
  };
  return {
    options,
    color,
    enter(stage) {
      remember(stage);
      waiting.clear();
      if (stage === "evaluate") waiting.show("evaluating the limit …");
    },
    print,
    printJson,
    say: (text) => (options.quiet ? undefined : warn(text)),
    warn,
    show,
    fail(diagnostics) {
      show(diagnostics);
      if (options.json) printJson(diagnosticsJson(diagnostics));
      return statusOf(diagnostics);
    },
  };
}

function omittedLine(found: number, omitted: number): string {
  return found < mostMistakes ? `... and ${omitted} more` : `... and at least ${omitted} more; the rest was not read`;
}

/** A line on the terminal while something takes long that cannot say how far it is; gone when anything else is shown. */
function waitingLine({ quiet }: CommonOptions): { show(text: string): void; clear(): void } {
  let shown = false;
  return {
    show(text) {
      if (quiet || process.stderr.isTTY !== true) return;
      process.stderr.write(text);
      shown = true;
    },
    clear() {
      if (shown) process.stderr.write("\r\u001b[2K");
      shown = false;
    },
  };
}

/** A diagnostic about a file that could not be read has no line to show. */
function frame(d: Diagnostic, color: boolean): string {
  const text = renderDiagnostic(d, { color });
  if (d.place.source.text !== "") return text;
  const [head = ""] = text.split("\n");
  return d.hint === undefined ? head : `${head}\n  ${d.hint}`;
}

/** https://no-color.org and https://force-color.org; otherwise colours are for terminals. */
function wantsColor({ color }: CommonOptions, stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (!color || (NO_COLOR !== undefined && NO_COLOR !== "")) return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "" && FORCE_COLOR !== "0") return true;
  return stream.isTTY === true && TERM !== "dumb";
}

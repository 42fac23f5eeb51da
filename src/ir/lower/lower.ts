/**
 * From the tree to the program: one walk over the statements that unrolls loops, inlines functions and numbers values.
 * All mistakes of one run are reported; a program exists only where there is none.
 */
import { type Diagnostic, diagnostic, failure, type Outcome, success } from "../../diagnostics/diagnostic.ts";
import type { Ast } from "../../parser/ast.ts";
import type { Program } from "../program.ts";
import { createBuilder } from "./builder.ts";
import { checkSettings } from "./check-settings.ts";
import { checkUncalledFunctions } from "./check-uncalled.ts";
import type { Frame, Lowering } from "./context.ts";
import { firstDefinitions } from "./defined-names.ts";
import { evaluate } from "./evaluate.ts";
import { collectFunctions } from "./imports.ts";
import type { LowerOptions } from "./options.ts";
import { createReadoutGradients } from "./readout-gradients.ts";
import { checkReadouts } from "./readouts.ts";
import { runStatements } from "./statements.ts";

/** Lowers a parsed program; on success the diagnostics are warnings and notes. */
export function lowerProgram(ast: Ast, options: LowerOptions): Outcome<Program> {
  return lowerWith(ast, options, () => {});
}

/** The same, with what `addOutputs` reports besides at the end of a program without mistakes. */
export function lowerWith(ast: Ast, options: LowerOptions, addOutputs: (frame: Frame) => void): Outcome<Program> {
  const diagnostics: Diagnostic[] = [];
  const builder = createBuilder();
  const cx: Lowering = {
    builder,
    options,
    diagnostics,
    budget: { iterations: options.maxIterations, depth: 0, exhausted: false },
    calls: [],
    called: new Set(),
    reported: { outputs: new Map(), expectations: [], conventions: new Set() },
    readouts: [],
    readoutGradients: createReadoutGradients(builder),
    mentions: new Map(),
    incomplete: new Set(),
    definedAt: firstDefinitions(ast.statements),
    evaluate,
    run: runStatements,
  };
  const functions = collectFunctions(ast, cx);
  const frame: Frame = { cx, source: ast.source, names: new Map(), functions, call: undefined };
  runStatements(ast.statements, frame);
  if (!cx.budget.exhausted) {
    checkReadouts(cx);
    checkUncalledFunctions(frame);
    diagnostics.push(...checkSettings(ast, options));
  }
  const hasError = () => diagnostics.some(({ severity }) => severity === "error");
  if (!hasError()) addOutputs(frame);
  if (cx.reported.outputs.size === 0 && !hasError()) diagnostics.push(complainNoOutput(ast));
  if (hasError()) return failure(diagnostics);
  const { outputs, expectations, conventions } = cx.reported;
  return success(
    cx.builder.emitter.finish({
      name: ast.source.name,
      outputs: [...outputs].map(([name, { value, place }]) => ({ name, value, place })),
      expectations,
      conventions: [...conventions],
    }),
    diagnostics,
  );
}

function complainNoOutput({ source, statements }: Ast): Diagnostic {
  const last = statements[statements.length - 1]?.span ?? { start: 0, end: 0 };
  const end = source.text.slice(last.start, last.end).search(/[\r\n]/);
  const span = { start: last.start, end: end < 0 ? last.end : last.start + end };
  return diagnostic("TP219", { source, span }, "the program reports nothing", "end with `output` and a scalar");
}

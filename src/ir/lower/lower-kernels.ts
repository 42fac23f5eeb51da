/**
 * A program whose outputs are kernels of its readouts that are asked for from outside, in place of what it reports
 * itself: so that nobody has to write out the n^2 kernels of n readouts.
 */
import type { Outcome } from "../../diagnostics/diagnostic.ts";
import type { Source, Span } from "../../diagnostics/source.ts";
import type { Arg, Ast, AstExpr, Ident } from "../../parser/ast.ts";
import type { Program } from "../program.ts";
import type { Binding, Frame } from "./context.ts";
import { memberName } from "./labels.ts";
import { lowerWith } from "./lower.ts";
import type { LowerOptions } from "./options.ts";
import { report } from "./outputs.ts";

/** A name of the program, `y` or `y[2,1]`. */
export interface NamedPart {
  readonly base: string;
  readonly indices: readonly number[];
}

/** Such a name, and where it is asked for. */
export interface WantedPart extends NamedPart {
  readonly span: Span;
}

/** One kernel, and the name under which the program reports it. */
export interface WantedKernel {
  readonly kernel: "nngp" | "ntk";
  readonly first: WantedPart;
  readonly second: WantedPart;
  readonly name: string;
}

export interface KernelWish {
  /** The text that the spans point into. */
  readonly source: Source;
  readonly kernels: readonly WantedKernel[];
  /** What the tangent kernels are taken by; all parameters where undefined. */
  readonly wrt: readonly WantedPart[] | undefined;
  readonly isPlain: boolean;
}

/**
 * Lowers a parsed program and then the kernels that `choose` asks for, which is given the readouts of the program in
 * the order of their definition. What the program itself outputs and expects is left out.
 */
export function lowerKernels(
  ast: Ast,
  options: LowerOptions,
  choose: (readouts: readonly NamedPart[]) => Outcome<KernelWish>,
): Outcome<Program> {
  return lowerWith(ast, options, (frame) => {
    const { reported, diagnostics } = frame.cx;
    reported.outputs.clear();
    reported.expectations.length = 0;
    const wish = choose(readoutsIn(frame));
    diagnostics.push(...wish.diagnostics);
    if (wish.ok) reportKernels(wish.value, { ...frame, source: wish.value.source });
  });
}

function readoutsIn({ names }: Frame): readonly NamedPart[] {
  const isReadout = (binding: Binding) => binding.kind === "plain" && binding.term.kind === "readout";
  return [...names].flatMap(([base, binding]): readonly NamedPart[] => {
    if (binding.kind !== "family") return isReadout(binding) ? [{ base, indices: [] }] : [];
    return [...binding.members.values()].flatMap(({ term, indices }) =>
      term.kind === "readout" ? [{ base, indices }] : [],
    );
  });
}

function reportKernels({ kernels, wrt, isPlain }: KernelWish, frame: Frame): void {
  const whole: Span = { start: 0, end: frame.source.text.length };
  const options: Arg[] = [];
  if (wrt !== undefined) {
    const span = { start: wrt[0]?.span.start ?? 0, end: wrt.at(-1)?.span.end ?? 0 };
    options.push({ name: ident("wrt", span), value: { kind: "array", items: wrt.map(nameExpr), span }, span });
  }
  if (isPlain) options.push({ name: ident("convention", whole), value: bareName("plain", whole), span: whole });
  for (const { kernel, first, second, name } of kernels) {
    const { span } = first;
    const pair = [first, second].map((part): Arg => ({ name: undefined, value: nameExpr(part), span: part.span }));
    const args = kernel === "ntk" ? [...pair, ...options] : pair;
    const term = frame.cx.evaluate({ kind: "call", callee: ident(kernel, span), args, span }, frame);
    report(frame, name, term, span, span);
    if (frame.cx.budget.exhausted) return;
  }
}

function ident(name: string, span: Span): Ident {
  return { kind: "ident", name, span };
}

function bareName(name: string, span: Span): AstExpr {
  return { kind: "name", name: ident(name, span), indices: [], span };
}

function nameExpr({ base, indices, span }: WantedPart): AstExpr {
  const numbers = indices.map((value): AstExpr => ({ kind: "number", text: String(value), value, span }));
  return { kind: "name", name: ident(base, span), indices: numbers, span };
}

/** `y[2,1]`. */
export function partText({ base, indices }: NamedPart): string {
  return memberName(base, indices);
}

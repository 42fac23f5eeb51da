/**
 * Which outputs an argument names: `y[1],y[3]`, ranges `y[1..20]` and `y[1..2, 0..2]` with the last index running first,
 * and `y` for all members of a family, in the order of the program.
 */
import { type Diagnostic, failure, type Outcome, success } from "../diagnostics/diagnostic.ts";
import type { Span } from "../diagnostics/source.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { type NamedPart, partText, type WantedPart } from "../ir/lower/lower-kernels.ts";
import { type ArgumentLine, type ArgumentName, complainOf, placeOf } from "./arguments.ts";

const itemForm = /^\s*([A-Za-z_]\w*)\s*(?:\[([^[\]]*)\])?\s*$/;
const indexForm = /^\s*(-?\d+)\s*(?:\.\.\s*(-?\d+)\s*)?$/;
/** A range such as `1..1e9` is a slip. */
const mostOutputs = 10_000;

export interface Selection {
  readonly train: readonly WantedPart[];
  readonly test: readonly WantedPart[];
}

/** The outputs to train and to predict, of the program's `readouts`. Errors: TP431. */
export function selectOutputs(line: ArgumentLine, readouts: readonly NamedPart[]): Outcome<Selection> {
  const train = expandNames(line, "train", readouts);
  const chosen =
    line.texts.test === undefined ? success(others(line, train, readouts)) : expandNames(line, "test", readouts);
  if (!train.ok || !chosen.ok) return failure([...train.diagnostics, ...chosen.diagnostics]);
  const problems = [
    ...unknown(line, "train", train.value, readouts),
    ...unknown(line, "test", chosen.value, readouts),
    ...repeated(line, "train", train.value),
    ...repeated(line, "test", chosen.value),
  ];
  if (problems.length === 0 && chosen.value.length === 0) {
    const message = "every readout of the program is trained, and none is left to predict";
    problems.push(
      complainOf(line, "TP431", "train", message, "train some of them, or name those to predict: --test y[3]"),
    );
  }
  return problems.length > 0 ? failure(problems) : success({ train: train.value, test: chosen.value });
}

/** The names that an argument lists, whatever they are. A name without index stands for the members of a family, if any. */
export function expandNames(
  line: ArgumentLine,
  argument: ArgumentName,
  known: readonly NamedPart[],
): Outcome<readonly WantedPart[]> {
  const text = line.texts[argument] ?? "";
  const found: WantedPart[] = [];
  for (const { item, span } of splitItems(text)) {
    const refuse = (message: string) =>
      failure<never>([complainOf(line, "TP431", argument, message, "write names: y[1],y[2] or y[1..20]", span)]);
    const [, base, inside] = itemForm.exec(item) ?? [];
    if (base === undefined)
      return refuse(item.trim() === "" ? "a name is missing" : `\`${item.trim()}\` names no output`);
    const { span: place } = placeOf(line, argument, span);
    const members = known.filter((part) => part.base === base);
    if (inside === undefined) {
      const all = members.length > 0 ? members : [{ base, indices: [] }];
      found.push(...all.map((part) => ({ ...part, span: place })));
      continue;
    }
    const ranges = inside.split(",").map(parseRange);
    if (!ranges.every((range) => range !== undefined))
      return refuse(`\`${item.trim()}\` has an index that is no number`);
    const count = ranges.reduce((product, { from, to }) => product * Math.max(0, to - from + 1), 1);
    if (count === 0) return refuse(`\`${item.trim()}\` is empty`);
    if (found.length + count > mostOutputs) return refuse(`these are more than ${mostOutputs} outputs`);
    for (const indices of product(ranges)) found.push({ base, indices, span: place });
  }
  return success(found);
}

/** The parts between commas outside of brackets. */
function splitItems(text: string): readonly { readonly item: string; readonly span: Span }[] {
  return [...text.matchAll(/(?:\[[^\]]*\]?|[^,[])+|(?<=^|,)(?=,|$)/g)].map(({ 0: item, index }) => {
    const start = index + (item.length - item.trimStart().length);
    return { item, span: { start, end: Math.max(start, index + item.trimEnd().length) } };
  });
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function parseRange(text: string): Range | undefined {
  const [, from, to] = indexForm.exec(text) ?? [];
  return from === undefined ? undefined : { from: Number(from), to: Number(to ?? from) };
}

function product(ranges: readonly Range[]): readonly (readonly number[])[] {
  return ranges.reduce<readonly (readonly number[])[]>(
    (heads, { from, to }) =>
      heads.flatMap((head) => Array.from({ length: to - from + 1 }, (_, k) => [...head, from + k])),
    [[]],
  );
}

function others(
  line: ArgumentLine,
  train: Outcome<readonly WantedPart[]>,
  readouts: readonly NamedPart[],
): readonly WantedPart[] {
  const trained = new Set(train.ok ? train.value.map(partText) : []);
  const { span } = placeOf(line, "train");
  return readouts.filter((part) => !trained.has(partText(part))).map((part) => ({ ...part, span }));
}

function unknown(
  line: ArgumentLine,
  argument: "train" | "test",
  wanted: readonly WantedPart[],
  readouts: readonly NamedPart[],
): readonly Diagnostic[] {
  const names = readouts.map(partText);
  const odd = wanted.find((part) => !names.includes(partText(part)));
  if (odd === undefined) return [];
  const name = partText(odd);
  const meant = suggest(name, names);
  const start = line.start.get(argument) ?? 0;
  const span = { start: odd.span.start - start, end: odd.span.end - start };
  return [complainOf(line, "TP431", argument, `\`${name}\` is no readout of the program`, hintFor(names, meant), span)];
}

const mostListed = 6;

function hintFor(names: readonly string[], meant: string | undefined): string {
  if (names.length === 0) return "it has none: write `readout y = v . x / sqrt(n)`";
  if (meant !== undefined && names.length > mostListed) return `did you mean \`${meant}\`?`;
  const more = names.length > mostListed ? `, and ${names.length - mostListed} more` : "";
  return `the readouts are ${names.slice(0, mostListed).join(", ")}${more}`;
}

/** A training output that stands twice has two targets, a predicted one two rows of one name. */
function repeated(
  line: ArgumentLine,
  argument: "train" | "test",
  wanted: readonly WantedPart[],
): readonly Diagnostic[] {
  const names = wanted.map(partText);
  const at = names.findIndex((name, k) => names.indexOf(name) !== k);
  const part = wanted[at];
  if (part === undefined) return [];
  const start = line.start.get(argument) ?? 0;
  const span = { start: part.span.start - start, end: part.span.end - start };
  return [
    complainOf(
      line,
      "TP431",
      argument,
      `\`${names[at]}\` is there twice`,
      argument === "train" ? "name each training output once" : "name each predicted output once",
      span,
    ),
  ];
}

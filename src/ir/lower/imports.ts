/** The functions that a file defines or imports. A function sees those of its own file, wherever it is called from. */

import { failure, type Outcome, success } from "../../diagnostics/diagnostic.ts";
import type { Source } from "../../diagnostics/source.ts";
import { suggest } from "../../diagnostics/suggest.ts";
import type { Ast, Statement } from "../../parser/ast.ts";
import { parseSource } from "../../parser/parse.ts";
import { complain } from "./complain.ts";
import type { FnRecord, Frame, Lowering } from "./context.ts";
import { readText, resolvePath } from "./files.ts";
import { checkFunctionBody } from "./functions.ts";
import { standardLibrary } from "./standard-library.generated.ts";

type Import = Extract<Statement, { kind: "import" }>;

/** Files on the way from the program to the one that is read, and those that were read before. */
interface Library {
  readonly open: string[];
  readonly files: Map<string, ReadonlyMap<string, FnRecord>>;
}

/** The functions of the program: its own, and those of the files that it imports. */
export function collectFunctions(ast: Ast, cx: Lowering): ReadonlyMap<string, FnRecord> {
  const path = ast.source.name.slice(ast.source.name.lastIndexOf("/") + 1);
  return functionsOf(ast, path, { open: [path], files: new Map() }, cx, true).visible;
}

interface Functions {
  /** What the file itself sees. */
  readonly visible: ReadonlyMap<string, FnRecord>;
  /** What a file that imports it sees. */
  readonly own: ReadonlyMap<string, FnRecord>;
}

function functionsOf(ast: Ast, path: string, library: Library, cx: Lowering, ownProgram: boolean): Functions {
  const { source } = ast;
  const visible = new Map<string, FnRecord>();
  const own = new Map<string, FnRecord>();
  const frame: Frame = { cx, source, names: new Map(), functions: visible, call: undefined };
  for (const statement of ast.statements) {
    if (statement.kind === "import") {
      const imported = importFile(statement, path, library, frame);
      if (imported === undefined) cx.incomplete.add(source);
      for (const [name, fn] of imported ?? []) addFunction(name, fn, visible, frame, statement.pathSpan);
    } else if (statement.kind === "fn") {
      const record: FnRecord = { statement, source, functions: visible, ownProgram };
      checkFunctionBody(statement.body, frame);
      addFunction(statement.name.name, record, visible, frame, statement.name.span);
      own.set(statement.name.name, record);
    }
  }
  for (const statement of ast.statements) checkNoInnerFunctions(statement, frame);
  return { visible, own };
}

function addFunction(
  name: string,
  fn: FnRecord,
  into: Map<string, FnRecord>,
  frame: Frame,
  span: Import["pathSpan"],
): void {
  const known = into.get(name);
  if (known === undefined || known === fn) {
    into.set(name, fn);
    return;
  }
  complain(frame, "TP202", span, `the function \`${name}\` is defined twice`, "choose another name for one of them", [
    { place: { source: known.source, span: known.statement.name.span }, message: "the first time" },
  ]);
}

/** Functions inside of blocks would depend on how often the block runs. */
function checkNoInnerFunctions(statement: Statement, frame: Frame): void {
  const inner =
    statement.kind === "for"
      ? statement.body
      : statement.kind === "if"
        ? [...statement.then, ...(statement.otherwise ?? [])]
        : [];
  for (const child of inner) {
    if (child.kind === "fn") {
      complain(frame, "TP218", child.name.span, "a function is defined inside of a block", "move it out of the block");
    }
    checkNoInnerFunctions(child, frame);
  }
}

/** The functions of the imported file, undefined after a mistake. */
function importFile(
  { path: written, pathSpan: span }: Import,
  from: string,
  library: Library,
  frame: Frame,
): ReadonlyMap<string, FnRecord> | undefined {
  const isStandard = written.startsWith("std/");
  const path = isStandard ? written : resolvePath(from, written);
  const known = library.files.get(path);
  if (known !== undefined) return known;
  const begin = library.open.indexOf(path);
  if (begin >= 0) {
    const circle = [...library.open.slice(begin), path].join(" -> ");
    complain(frame, "TP226", span, `\`${path}\` imports itself: ${circle}`, "move what both need to a third file");
    return undefined;
  }
  const text = isStandard ? standardText(path, span, frame) : readText(path, span, frame);
  if (text === undefined) return undefined;
  const parsed = parseImported({ name: path, text }, frame);
  if (!parsed.ok) return undefined;
  library.open.push(path);
  const { own } = functionsOf(parsed.value, path, library, frame.cx, false);
  library.open.pop();
  library.files.set(path, own);
  return own;
}

/** A file of the standard library; one that is not there is reported. */
function standardText(path: string, span: Import["pathSpan"], frame: Frame): string | undefined {
  const text = standardLibrary.get(path);
  if (text === undefined) {
    const meant = suggest(path, [...standardLibrary.keys()]);
    const hint =
      meant === undefined ? `it has ${[...standardLibrary.keys()].join(", ")}` : `did you mean \`${meant}\`?`;
    complain(frame, "TP224", span, `the standard library has no file \`${path}\``, hint);
  }
  return text;
}

function parseImported(source: Source, frame: Frame): Outcome<Ast> {
  const parsed = parseSource(source);
  frame.cx.diagnostics.push(...parsed.diagnostics);
  return parsed.ok ? success(parsed.value) : failure([]);
}

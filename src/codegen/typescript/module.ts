/**
 * A limit as a TypeScript module without dependencies. The only file that imports ts-morph, which is loaded when it
 * is needed, for limits and for simulations: it takes most of a second.
 */
import type { SourceFile } from "ts-morph";
import { positionIn } from "../../diagnostics/line-table.ts";
import type { LimitProgram } from "../../limit/limit-program.ts";
import { emitLimit } from "../limit-code/emit-limit.ts";
import { headerLines } from "../limit-code/header.ts";
import type { CodeFunction, GeneratedModule, LimitCode } from "../limit-code/limit-code.ts";
import { piecesFor } from "../limit-code/pieces.ts";
import { typescriptDialect } from "./dialect.ts";
import { runtimeFunctions } from "./runtime-functions.ts";
import { runtimeIntegrals } from "./runtime-integrals.ts";
import { runtimeLaws } from "./runtime-laws.ts";

const runtime = { ...runtimeFunctions, ...runtimeIntegrals, ...runtimeLaws };

/** The text of the module; `limit` has its closed forms already. The same limit gives the same text. */
export async function typescriptModule(limit: LimitProgram): Promise<GeneratedModule> {
  const code = emitLimit(limit, typescriptDialect, reservedNames);
  const file = await newSourceFile("limit.ts");
  for (const made of code.functions) {
    file.addFunction({
      name: made.name,
      isExported: true,
      docs: [{ description: (writer) => writer.write(documentation(code.program, made)) }],
      parameters: made.parameters.map(({ name, initial }) =>
        initial === undefined ? { name, type: "number" } : { name, initializer: initial },
      ),
      returnType: "number",
      statements: made.body.join("\n"),
    });
  }
  for (const text of piecesFor(runtime, code.needs)) file.addStatements(`\n${text}`);
  file.insertText(0, `${header(code)}\n\n`);
  return { text: `${file.getFullText().trimEnd()}\n`, functions: code.functions, refused: code.refused };
}

/** An empty file in memory, to which declarations are added. */
export async function newSourceFile(name: string): Promise<SourceFile> {
  const { IndentationText, Project, QuoteKind } = await import("ts-morph");
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    manipulationSettings: { indentationText: IndentationText.TwoSpaces, quoteKind: QuoteKind.Double },
  });
  return project.createSourceFile(name);
}

/** Everything that the module itself may define. */
const reservedNames: readonly string[] = [
  ...Object.keys(runtime),
  "nodes",
  "kronrodWeights",
  "centreWeight",
  "gaussWeights",
  "Panel",
  "Law",
  "accuracies",
];

function header(code: LimitCode): string {
  return `/**\n${headerLines(code)
    .map((line) => ` *${line === "" ? "" : ` ${line}`}`)
    .join("\n")}\n */`;
}

function documentation(program: string, { output, formula, place, parameters }: CodeFunction): string {
  const { line } = positionIn(place.source, place.span.start);
  const file = place.source.name === "" ? program : place.source.name;
  return [
    `\`${output}\`, line ${line} of ${file}: the limit is`,
    `${formula}`,
    ...(parameters.length === 0 ? [] : [""]),
    ...parameters.map(({ name, meaning }) => `@param ${name} ${meaning}`),
  ].join("\n");
}

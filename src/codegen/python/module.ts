/** A limit as a Python module that needs nothing but numpy. */
import { positionIn } from "../../diagnostics/line-table.ts";
import type { LimitProgram } from "../../limit/limit-program.ts";
import { emitLimit } from "../limit-code/emit-limit.ts";
import { headerLines } from "../limit-code/header.ts";
import type { CodeFunction, GeneratedModule } from "../limit-code/limit-code.ts";
import { piecesFor } from "../limit-code/pieces.ts";
import { createWriter } from "../writer.ts";
import { pythonDialect } from "./dialect.ts";
import { runtimeFunctions } from "./runtime-functions.ts";
import { runtimeIntegrals } from "./runtime-integrals.ts";
import { runtimeLaws } from "./runtime-laws.ts";

const runtime = { ...runtimeFunctions, ...runtimeIntegrals, ...runtimeLaws };

/** Everything that the module itself may define. */
const reservedNames: readonly string[] = [
  ...Object.keys(runtime),
  ..."erfc HALF_NODES HALF_WEIGHTS HALF_GAUSS NODES KRONROD GAUSS ACCURACIES".split(" "),
];

/** The text of the module; `limit` has its closed forms already. The same limit gives the same text. */
export function pythonModule(limit: LimitProgram): GeneratedModule {
  const code = emitLimit(limit, pythonDialect, reservedNames);
  const { program, functions, needs, refused } = code;
  const out = createWriter(pythonDialect.step);
  out.line('"""');
  for (const line of headerLines(code)) out.line(line);
  out.lines('"""\n');
  const pieces = piecesFor(runtime, needs);
  if (pieces.some((text) => text.includes("math."))) out.line("import math\n");
  out.line("import numpy as np");
  for (const made of functions) writeFunction(out, program, made);
  for (const text of pieces) out.lines(`\n\n${text}`);
  return { text: out.text(), functions, refused };
}

function writeFunction(
  out: ReturnType<typeof createWriter>,
  program: string,
  { name, output, formula, place, parameters, body }: CodeFunction,
): void {
  const { line } = positionIn(place.source, place.span.start);
  const list = parameters.map((p) => (p.initial === undefined ? `${p.name}: float` : `${p.name}: int = ${p.initial}`));
  out.lines("\n");
  out.line(`def ${name}(${list.join(", ")}) -> float:`);
  out.indented(() => {
    out.line('"""');
    out.line(`\`${output}\`, line ${line} of ${place.source.name === "" ? program : place.source.name}: the limit is`);
    out.line(formula);
    if (parameters.length > 0) out.line();
    for (const p of parameters) out.line(`${p.name}: ${p.meaning}`);
    out.line('"""');
    for (const statement of body) out.line(statement);
  });
}

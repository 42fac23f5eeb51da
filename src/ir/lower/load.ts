/** `data X = load("x.csv")`: the array in a file, by the ending of its name. */

import type { Span } from "../../diagnostics/source.ts";
import type { AstExpr } from "../../parser/ast.ts";
import { positionOf } from "./arrays.ts";
import { complain } from "./complain.ts";
import type { Frame } from "./context.ts";
import { readBytes, readText, resolvePath } from "./files.ts";
import { parseCsv } from "./load-csv.ts";
import { parseJsonArray } from "./load-json.ts";
import { parseNpy } from "./load-npy.ts";
import type { Loaded } from "./loaded.ts";
import { failed, numberTerm, type Term } from "./terms.ts";

export function loadData(expr: Extract<AstExpr, { kind: "call" }>, frame: Frame): Term {
  const [arg] = expr.args;
  if (arg === undefined || expr.args.length > 1 || arg.value.kind !== "string" || arg.name !== undefined) {
    return complain(frame, "TP216", expr.span, "`load` takes the name of a file", 'write `load("x.csv")`');
  }
  const { span } = arg.value;
  const path = resolvePath("", arg.value.value);
  const loaded = readArray(path, span, frame);
  if (loaded === undefined) return failed;
  if (!loaded.ok) {
    return complain(frame, "TP225", span, `\`${path}\` is malformed: ${loaded.problem}`, loaded.remedy);
  }
  const { shape, data } = loaded;
  const wrong = data.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    const what = Number.isNaN(data[wrong]) ? "not a number" : "infinite";
    const message = `entry ${positionOf(shape, wrong)} of \`${path}\` is ${what}`;
    return complain(frame, "TP213", span, message, "data are finite numbers");
  }
  return shape.length === 0 ? numberTerm(data[0] ?? Number.NaN) : { kind: "array", shape, data };
}

function readArray(path: string, span: Span, frame: Frame): Loaded | undefined {
  const ending = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  switch (ending) {
    case "csv":
    case "json": {
      const text = readText(path, span, frame);
      if (text === undefined) return undefined;
      return ending === "csv" ? parseCsv(text) : parseJsonArray(text);
    }
    case "npy": {
      const bytes = readBytes(path, span, frame);
      return bytes === undefined ? undefined : parseNpy(bytes);
    }
    default:
      complain(frame, "TP225", span, `\`${path}\` is of no known kind`, "data are in .csv, .json or .npy files");
      return undefined;
  }
}

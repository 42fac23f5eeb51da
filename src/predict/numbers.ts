/** One number for each training output: as text, `1,-1`, or in a .csv, .json or .npy file. */

import { failure, type Outcome, success } from "../diagnostics/diagnostic.ts";
import { parseCsv } from "../ir/lower/load-csv.ts";
import { parseJsonArray } from "../ir/lower/load-json.ts";
import { parseNpy } from "../ir/lower/load-npy.ts";
import { type Loaded, malformed } from "../ir/lower/loaded.ts";
import type { FileReader } from "../ir/lower/options.ts";
import { type ArgumentLine, complainOf } from "./arguments.ts";

type Numbered = "targets" | "weights";

/** The numbers of an argument for the training outputs called `names`. Errors: TP432. */
export function readNumbers(
  line: ArgumentLine,
  argument: Numbered,
  names: readonly string[],
  files: FileReader,
): Outcome<Float64Array> {
  const text = line.texts[argument];
  if (text === undefined) return success(new Float64Array(names.length).fill(1));
  const refuse = (message: string, hint: string) =>
    failure<Float64Array>([complainOf(line, "TP432", argument, message, hint)]);
  const ending = /\.(csv|json|npy)$/i.exec(text.trim())?.[1]?.toLowerCase();
  const loaded = ending === undefined ? parseList(text) : readFile(text.trim(), ending, files);
  if (!loaded.ok) return refuse(loaded.problem, loaded.remedy);
  const { shape, data } = loaded;
  if (shape.filter((length) => length > 1).length > 1) {
    return refuse(`the ${argument} are an array ${shape.join(" x ")}`, "there is one number for each training output");
  }
  const odd = data.findIndex((value) => !Number.isFinite(value) || (argument === "weights" && !(value > 0)));
  if (odd >= 0) {
    const what = argument === "weights" ? "weights are positive numbers" : "targets are finite numbers";
    return refuse(`number ${odd + 1} of the ${argument} is ${data[odd]}`, what);
  }
  if (data.length === names.length) return success(data);
  const [first = "", last = ""] = [names[0], names.at(-1)];
  const trained = names.length === 1 ? `training output, ${first}` : `training outputs, ${first} to ${last}`;
  const count = data.length === 1 ? "there is 1 number" : `there are ${data.length} numbers`;
  return refuse(`${count} for ${names.length} ${trained}`, "there is one number for each training output");
}

function parseList(text: string): Loaded {
  const inside = text.trim().replace(/^\[(.*)\]$/, "$1");
  const parts = inside.split(/[\s,;]+/).filter((part) => part !== "");
  const odd = parts.find((part) => !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(part));
  const remedy = "write numbers, 1,-1, or the name of a .csv, .json or .npy file";
  if (odd !== undefined) return malformed(`\`${odd.slice(0, 40)}\` is no number`, remedy);
  return parts.length === 0
    ? malformed("there are no numbers", remedy)
    : { ok: true, shape: [parts.length], data: Float64Array.from(parts.map(Number)) };
}

function readFile(path: string, ending: string, files: FileReader): Loaded {
  const read = files.read(path);
  if (!read.ok) return malformed(`cannot read ${path}: ${read.reason}`, "give the name of a file with the numbers");
  const loaded = parseBytes(read.bytes, ending);
  return loaded.ok ? loaded : malformed(`${path} is malformed: ${loaded.problem}`, loaded.remedy);
}

function parseBytes(bytes: Uint8Array, ending: string): Loaded {
  if (ending === "npy") return parseNpy(bytes);
  const text = new TextDecoder("utf-8").decode(bytes);
  return ending === "csv" ? parseCsv(text) : parseJsonArray(text);
}

/** The kernels in a document of `tpc limit --json`: outputs `nngp(y[1],y[2])` and `ntk(y[1],y[2],wrt=[U,W])`. */
import { failure, type Outcome, success } from "../diagnostics/diagnostic.ts";
import type { NamedPart } from "../ir/lower/lower-kernels.ts";
import type { Convention } from "../ir/program.ts";
import { type ArgumentLine, complainOf } from "./arguments.ts";
import type { Entry } from "./assemble.ts";

/** What a tangent kernel is taken by, all parameters where undefined, and in which convention. */
export interface TangentKind {
  readonly wrt: readonly string[] | undefined;
  readonly convention: Convention;
}

export interface KernelDocument {
  /** The name of the program that it is of. */
  readonly program: string;
  /** The outputs with kernels, in the order of their appearance. */
  readonly readouts: readonly NamedPart[];
  /** Covariances, under `nngp(y[1],y[2])`. */
  readonly covariances: ReadonlyMap<string, Entry>;
  /** Tangent kernels, under `ntk(y[1],y[2])`, by what follows the two outputs: `wrt=[U,W],convention=plain`. */
  readonly tangents: ReadonlyMap<string, ReadonlyMap<string, Entry>>;
}

const outputForm = /^(nngp|ntk)\(([A-Za-z_]\w*(?:\[[-\d,]*\])?),([A-Za-z_]\w*(?:\[[-\d,]*\])?)(?:,(.*))?\)$/;

/** Reads the text of such a document. Errors: TP435. */
export function readKernelDocument(text: string, line: ArgumentLine): Outcome<KernelDocument> {
  const refuse = (message: string, hint: string) =>
    failure<KernelDocument>([complainOf(line, "TP435", "train", message, hint)]);
  const hint = "it is what `tpc limit program.tp --json` prints";
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return refuse(`the input is not JSON (${error instanceof Error ? error.message : "no reason given"})`, hint);
  }
  const outputs = isRecord(document) ? document.outputs : undefined;
  if (!isRecord(document) || !isRecord(outputs)) return refuse("the input has no `outputs`", hint);
  const readouts = new Map<string, NamedPart>();
  const covariances = new Map<string, Entry>();
  const tangents = new Map<string, Map<string, Entry>>();
  for (const [name, output] of Object.entries(outputs)) {
    const [, kernel, first, second, variant = ""] = outputForm.exec(name) ?? [];
    if (kernel === undefined || first === undefined || second === undefined) continue;
    const value = isRecord(output) ? output.value : undefined;
    const error = isRecord(output) ? errorIn(output) : undefined;
    if (typeof value !== "number" || typeof error !== "number" || !(error >= 0)) {
      return refuse(`the output ${name} has no number`, "an output has a `value` and an `error`");
    }
    for (const text of [first, second]) if (!readouts.has(text)) readouts.set(text, partOf(text));
    const into = kernel === "nngp" ? covariances : (tangents.get(variant) ?? new Map<string, Entry>());
    into.set(`${kernel}(${first},${second})`, { value, error });
    if (kernel === "ntk") tangents.set(variant, into);
  }
  if (readouts.size === 0) return refuse("no output of the input is a kernel", "report them: output nngp(y[1], y[2])");
  const { program } = document as { readonly program?: unknown };
  return success({
    program: typeof program === "string" ? program : "?",
    readouts: [...readouts.values()],
    covariances,
    tangents,
  });
}

/** Tangent kernels of one kind. */
export interface Tangents {
  /** As they are called: `wrt=[U,W]`, `convention=plain`. */
  readonly variant: string;
  /** Under `ntk(y[1],y[2])`. */
  readonly entries: ReadonlyMap<string, Entry>;
}

/**
 * The tangent kernels that the arguments ask for, of several that differ in their parameters or in their convention;
 * where no convention is asked for, those that are there. Errors: TP435.
 */
export function chooseTangents(
  { tangents }: KernelDocument,
  line: ArgumentLine,
  convention: Convention | undefined,
): Outcome<Tangents> {
  const { wrt } = line.texts;
  const wanted = wrt === undefined ? undefined : sorted(wrt);
  const listed = [...tangents].filter(([variant]) => {
    const { wrt: list } = describeVariant(variant);
    return wanted === undefined || (list !== undefined && sorted(list.join(",")) === wanted);
  });
  const isOfConvention = (variant: string) =>
    convention === undefined || describeVariant(variant).convention === convention;
  const fitting = listed.filter(([variant]) => isOfConvention(variant));
  const [only] = fitting.length === 1 ? fitting : fitting.filter(([variant]) => variant === "");
  if (only !== undefined) return success({ variant: only[0], entries: only[1] });
  const names = [...tangents.keys()].map((variant) => `ntk(y,z${variant === "" ? "" : `,${variant}`})`);
  const [message, hint] =
    names.length === 0
      ? ["the input has no tangent kernels", "report them, output ntk(y[1], y[2]), or take --kernel nngp"]
      : listed.length === 0
        ? ["the input has no such tangent kernels", `it has ${names.join(", ")}`]
        : fitting.length === 0
          ? [
              `the input has no tangent kernels in the ${convention} convention`,
              `it has ${names.join(", ")}, and their numbers cannot be converted: predict from the program itself`,
            ]
          : ["the input has several tangent kernels", `choose by --wrt or --convention: it has ${names.join(", ")}`];
  return failure([complainOf(line, "TP435", wrt === undefined ? "train" : "wrt", message, hint)]);
}

/** The parameters and the convention that such a text stands for. */
export function describeVariant(variant: string): TangentKind {
  const list = /wrt=\[(.*?)\](?:,convention|$)/.exec(variant)?.[1];
  return {
    wrt: list === undefined ? undefined : namesIn(list),
    convention: variant.endsWith("convention=plain") ? "plain" : "standard",
  };
}

/** The error of an output: JSON has null for one that is unknown, which is infinite here; without one it is exact. */
function errorIn({ error = 0 }: Readonly<Record<string, unknown>>): unknown {
  return error === null ? Number.POSITIVE_INFINITY : error;
}

function partOf(text: string): NamedPart {
  const [, base = "", inside = ""] = /^(\w+)(?:\[(.*)\])?$/.exec(text) ?? [];
  return { base, indices: inside === "" ? [] : inside.split(",").map(Number) };
}

/** Names in an order of their own, for lists that are sets. */
function sorted(list: string): string {
  return [...namesIn(list)].sort().join(",");
}

/** The names of a list, each once: `U`, `W[2]`. */
export function namesIn(list: string): readonly string[] {
  const names = list.match(/[A-Za-z_]\w*(?:\[[^\]]*\])?/g) ?? [];
  return [...new Set(names.map((name) => name.replaceAll(/\s/g, "")))];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

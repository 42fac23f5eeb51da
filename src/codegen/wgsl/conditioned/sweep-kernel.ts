/**
 * A fused sweep as a kernel: an item takes every `strips`-th octet of coordinates. It draws what is drawn, then for
 * either half makes four coordinates of every vector that is needed, carries the pass out for each of them, adds to the
 * sums and stores what later sweeps read. It leaves a share of each sum, the averages first: those of four sums are one
 * quadruple in scratch memory.
 */
import { unreachable } from "../../../diagnostics/invariant.ts";
import { type ExprId, type ExprPool, reachable } from "../../../ir/expr.ts";
import type { Writer } from "../../writer.ts";
import { type ExpressionText, expressionText } from "../expression.ts";
import { type GroupShape, type Kernel, kernel, type Word } from "../kernel.ts";
import { floatLiteral } from "../literal.ts";
import { createNames } from "../names.ts";
import { octetTexts } from "../random.ts";
import { SCALES, SQUARE_ROWS } from "./basis-kernels.ts";
import { type FormNode, type FormValue, formWords, type SweepForm } from "./sweep-form.ts";

export interface SweepLabels {
  readonly nodes: readonly string[];
  readonly params: readonly string[];
  readonly outputs: readonly string[];
  readonly averages: readonly string[];
}

const COMPONENTS = ["x", "y", "z", "w"] as const;

/** Functions that a pass calls for a coordinate, up to which its text is written out for each of four. */
const MOST_UNROLLED = 2;

/** Nodes that are more than sums and products: each takes compilers time. */
export function functionCalls(pool: ExprPool, roots: readonly ExprId[]): number {
  return reachable(pool, roots).filter((id) => ["call", "select", "pow"].includes(pool.get(id).op)).length;
}

/** Rows of shares: of averages, then of the other sums. */
export function shareRows(form: SweepForm): { readonly averages: number; readonly sums: number } {
  return { averages: form.averages.length, sums: form.products.length + SQUARE_ROWS * form.squares.length };
}

export function sweepKernel(
  pool: ExprPool,
  form: SweepForm,
  labels: SweepLabels,
  group: GroupShape,
  comment: string,
): Kernel {
  const names = createNames();
  const nodes = labels.nodes.map(names.fresh);
  const params = labels.params.map(names.fresh);
  const outputs = labels.outputs.map(names.fresh);
  const terms = labels.averages.map((label) => names.fresh(`term of ${label}`));
  const averages = labels.averages.map((label) => names.fresh(`sum ${label}`));
  const octets = nodes.map((name) => names.fresh(`octet ${name}`));
  const sums = sumNames(form, nodes, outputs, names.fresh);
  const wordNames = wordNamesOf(form, nodes, params, outputs, names.fresh);
  const words: Word[] = formWords(form).map(([kind, k, type]) => ({ name: wordNames.get(`${kind} ${k}`) ?? "", type }));
  const word = (kind: string, k: number) => `call.${wordNames.get(`${kind} ${k}`)}`;
  const factor = (k: number) => wordNames.get(`factor ${k}`) ?? "";
  const valueName = (value: FormValue) => ("node" in value ? nodes[value.node] : outputs[value.output]) ?? "";

  const vectors = form.coords.map((node) => nodes[node] ?? "");
  const body = expressionText(
    pool,
    [...form.outputs, ...form.averages],
    { coord: (i) => vectors[i] ?? "", param: (j) => params[j] ?? "" },
    names,
    new Map(form.outputs.map((id, k) => [id, outputs[k] ?? ""])),
  );
  const made = [...outputs, ...terms];
  const once = [...params, ...body.before.flatMap((line) => /^let (\w+) =/.exec(line)?.[1] ?? [])];
  const draws = form.nodes.some(({ op }) => op === "draw");
  const rows = [...averages, ...sums.rows];
  const isShort = functionCalls(pool, [...form.outputs, ...form.averages]) <= MOST_UNROLLED;

  const call = (part: (vector: string) => string) =>
    `transform(${[...[...new Set(vectors)].map(part), ...once].join(", ")})`;
  /** The pass for four coordinates: the text that is run is four times as long. */
  const unrolled = (writer: Writer): void => {
    for (const c of COMPONENTS) writer.line(`let made_${c} = ${call((vector) => `${vector}.${c}`)};`);
    for (const name of made) {
      const parts = COMPONENTS.map((c) => `made_${c}.${name}`).join(", ");
      writer.line(`let ${name} = select(vec4<f32>(), vec4<f32>(${parts}), inside);`);
    }
  };
  /** The same in a loop. Its bound is a word of the call, because compilers unroll loops whose bounds they know. */
  const rolled = (writer: Writer): void => {
    for (const name of made) writer.line(`var ${name} = vec4<f32>();`);
    writer.block("for (var c = 0u; c < call.four; c++) {", () => {
      writer.line(`let made = ${call((vector) => `${vector}[c]`)};`);
      writer.line("let here_only = inside & (vec4<u32>(0u, 1u, 2u, 3u) == vec4<u32>(c));");
      for (const name of made) writer.line(`${name} = select(${name}, vec4<f32>(made.${name}), here_only);`);
    });
  };

  const writeQuadruple = (writer: Writer): void => {
    writer.line("let first = 8u * i + 4u * half;");
    writer.line("let inside = (first + vec4<u32>(0u, 1u, 2u, 3u)) < vec4<u32>(call.length);");
    for (const [k, node] of form.nodes.entries()) {
      const own = { name: nodes[k] ?? "", octet: octets[k] ?? "" };
      writeNode(writer, node, own, nodes, factor, (kind) => word(kind, k));
    }
    if (made.length > 0) (isShort ? unrolled : rolled)(writer);
    for (const [k, name] of terms.entries()) writer.line(`${averages[k]} += dot(${name}, vec4<f32>(1.0));`);
    for (const [k, [left, right]] of form.products.entries()) {
      writer.line(`${sums.products[k]} += dot(${valueName(left)}, ${valueName(right)});`);
    }
    for (const [k, value] of form.squares.entries()) {
      const x = valueName(value);
      for (const [s, scale] of [1, ...SCALES].entries()) {
        const scaled = s === 0 ? x : `${floatLiteral(scale)} * ${x}`;
        writer.line(`${sums.squares[k]?.[s]} += dot(${scaled}, ${scaled});`);
      }
    }
    for (const [k, value] of form.stores.entries()) {
      writer.line(`memory[(here + ${word("store", k)}) / 4u + 2u * i + half] = ${valueName(value)};`);
    }
  };

  return kernel({
    name: "sweep",
    comment,
    memory: "vec4<f32>",
    scalars: params.length + form.factors > 0,
    words: [
      ...["length", "strips", "partials", "halves", "four"].map((name): Word => ({ name, type: "u32" })),
      ...words,
    ],
    shape: group,
    together: false,
    needs: body.needs,
    functions: [
      ...(draws ? octetTexts({ kind: "normal" }) : []),
      ...(made.length > 0 ? [transformText(body, [...new Set(vectors)], once, made)] : []),
    ],
    body: (writer) => {
      writer.line("let here = trial * call.stride;");
      for (let k = 0; k < form.factors; k++) {
        writer.line(`let ${factor(k)} = scalars[${word("factor", k)} * call.batch + trial];`);
      }
      for (const [k, name] of params.entries()) {
        writer.line(`let ${name} = scalars[${word("param", k)} * call.batch + trial];`);
      }
      for (const line of body.before) writer.line(line);
      for (const name of rows) writer.line(`var ${name} = 0.0;`);
      writer.block("for (var i = item; 8u * i < call.length; i += call.strips) {", () => {
        for (const [k, node] of form.nodes.entries()) {
          if (node.op !== "draw") continue;
          const key = `vec4<u32>(call.seed_low, ${word("variable", k)}, call.first_trial + trial, call.seed_high)`;
          writer.line(`let ${octets[k]} = draw_octet(${key}, ${word("row", k)}, i);`);
        }
        writer.block("for (var half = 0u; half < call.halves; half++) {", () => writeQuadruple(writer));
      });
      for (let row = 0; row < rows.length; row += 4) {
        const four = [0, 1, 2, 3].map((k) => rows[row + k] ?? "0.0").join(", ");
        const block = row === 0 ? "" : `${row / 4}u * call.strips + `;
        writer.line(`memory[(here + call.partials) / 4u + ${block}item] = vec4<f32>(${four});`);
      }
    },
  });
}

/** Makes four coordinates of a vector. Beyond its end there are zeros. */
function writeNode(
  writer: Writer,
  node: FormNode,
  own: { readonly name: string; readonly octet: string },
  nodes: readonly string[],
  factor: (k: number) => string,
  word: (kind: string) => string,
): void {
  switch (node.op) {
    case "load":
      writer.line(`let ${own.name} = memory[(here + ${word("load")}) / 4u + 2u * i + half];`);
      return;
    case "draw": {
      const four = `select(${own.octet}.high, ${own.octet}.low, half == 0u)`;
      writer.line(`let ${own.name} = select(vec4<f32>(), ${four}, inside);`);
      return;
    }
    case "affine": {
      const value = `${word("mean")} + ${word("deviation")} * ${nodes[node.of]}`;
      writer.line(`let ${own.name} = select(vec4<f32>(), ${value}, inside);`);
      return;
    }
    case "combine": {
      const terms = node.terms.map(({ factor: k, negative, drops, node: of }, position) => {
        const product = k === undefined ? nodes[of] : `${factor(k)} * ${nodes[of]}`;
        const term = drops && k !== undefined ? `select(vec4<f32>(), ${product}, ${factor(k)} != 0.0)` : product;
        return position === 0 ? `${negative ? "-" : ""}${term}` : ` ${negative ? "-" : "+"} ${term}`;
      });
      writer.line(`let ${own.name} = ${terms.join("")};`);
      return;
    }
    default:
      unreachable(node);
  }
}

/** The pass for one coordinate. */
function transformText(
  body: ExpressionText,
  vectors: readonly string[],
  once: readonly string[],
  made: readonly string[],
): string {
  const params = [...vectors, ...once].map((name) => `${name}: f32`).join(", ");
  return [
    "struct Made {",
    ...made.map((name) => `  ${name}: f32,`),
    "}",
    "",
    `fn transform(${params}) -> Made {`,
    ...body.inside.map((line) => `  ${line}`),
    `  return Made(${body.roots.join(", ")});`,
    "}",
  ].join("\n");
}

interface SumNames {
  readonly products: readonly string[];
  /** By scale. */
  readonly squares: readonly (readonly string[])[];
  /** All of them in the order of the shares. */
  readonly rows: readonly string[];
}

function sumNames(
  form: SweepForm,
  nodes: readonly string[],
  outputs: readonly string[],
  fresh: (label: string) => string,
): SumNames {
  const nameOf = (value: FormValue) => ("node" in value ? nodes[value.node] : outputs[value.output]) ?? "";
  const products = form.products.map(([left, right]) => fresh(`${nameOf(left)} times ${nameOf(right)}`));
  const squares = form.squares.map((value) =>
    Array.from({ length: SQUARE_ROWS }, (_, s) => fresh(`${nameOf(value)} squared ${["", "shrunk", "grown"][s]}`)),
  );
  let [p, s] = [0, 0];
  const rows = form.order.flatMap((kind) => (kind === "product" ? [products[p++] ?? ""] : (squares[s++] ?? [])));
  return { products, squares, rows };
}

/** The names of words and of the factors that they point to, by kind and number. */
function wordNamesOf(
  form: SweepForm,
  nodes: readonly string[],
  params: readonly string[],
  outputs: readonly string[],
  fresh: (label: string) => string,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const factorLabels = new Map<number, string>();
  for (const [k, node] of form.nodes.entries()) {
    if (node.op !== "combine") continue;
    for (const term of node.terms) {
      if (term.factor !== undefined && !factorLabels.has(term.factor)) {
        factorLabels.set(term.factor, `${nodes[term.node]} in ${nodes[k]}`);
      }
    }
  }
  for (const [kind, k] of formWords(form)) {
    found.set(`${kind} ${k}`, wordName(kind, k));
  }
  return found;

  function wordName(kind: string, k: number): string {
    switch (kind) {
      case "load":
        return nodes[k] ?? "";
      case "param":
        return params[k] ?? "";
      case "factor":
        return fresh(factorLabels.get(k) ?? "factor");
      case "store": {
        const value = form.stores[k];
        const label = value === undefined ? "" : "node" in value ? nodes[value.node] : outputs[value.output];
        return fresh(`store ${label}`);
      }
      default:
        return fresh(`${kind} of ${nodes[k]}`);
    }
  }
}

/**
 * A program as text for readers and golden files: widths, matrices, then one line for each instruction in order, with
 * values as `%3` and the name that each has in the source behind it. Stable: equal programs give equal text.
 */
import { unreachable } from "../diagnostics/invariant.ts";
import type { Shape } from "../math/laws.ts";
import type { ExprId } from "./expr.ts";
import { printExpression } from "./print-expression.ts";
import {
  type Closed,
  type InputGroup,
  type Instr,
  outputsOf,
  type Program,
  type ValueId,
  type WidthId,
} from "./program.ts";

/** The program as lines of text, the last one ended too. */
export function printProgram(program: Program): string {
  const width = (id: WidthId): string => program.widths[id]?.name ?? "?";
  const sections = [
    [`program ${program.name}`],
    section("widths", printWidths(program)),
    section(
      "matrices",
      program.matrices.map(({ name, rows, cols, shape, variance }) => {
        const law = `${printShape(shape)}, entry variance ${printScaled(program, variance)} / ${width(cols)}`;
        return `${name} : ${width(rows)} x ${width(cols)}, ${law}`;
      }),
    ),
    section("instructions", printInstructions(program)),
    section(
      "outputs",
      program.outputs.map(({ name, value }) => `${name} = %${value}`),
    ),
    section(
      "expectations",
      program.expectations.map(
        ({ name, value, expected, tolerance }) => `${name} = %${value} = ${expected} tol ${tolerance}`,
      ),
    ),
  ];
  return `${sections.flat().join("\n")}\n`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}

function printWidths(program: Program): string[] {
  const first = program.widths[0]?.name ?? "n";
  return program.widths.map(({ name, ratio }, k) =>
    k === 0 ? name : `${name} = ${printScaled(program, ratio)} * ${first}`,
  );
}

/** Instructions with the names of their values in a column of their own. */
function printInstructions(program: Program): string[] {
  const lines = program.instrs.flatMap((instr) => printInstr(program, instr));
  const column = Math.min(60, Math.max(0, ...lines.map(({ text }) => text.length)));
  return lines.map(({ text, note }) => (note === "" ? text : `${text.padEnd(column)}  # ${note}`));
}

interface Line {
  readonly text: string;
  readonly note: string;
}

function printInstr(program: Program, instr: Instr): Line[] {
  const outs = outputsOf(program, instr);
  const target = outs.map((out) => `%${out}`).join(", ");
  const [first] = outs;
  const type = first === undefined ? undefined : program.values[first]?.type;
  const width = type?.kind === "vector" ? ` : ${program.widths[type.width]?.name ?? "?"}` : "";
  const { body, parts } = printOperation(program, instr);
  const note = outs.map((out) => program.values[out]?.name ?? "?").join(", ");
  return [...parts.map((part) => ({ text: `  ${part}`, note: "" })), { text: `${target}${width} = ${body}`, note }];
}

interface Operation {
  readonly body: string;
  /** Repeated parts of the body, each on a line of its own before it. */
  readonly parts: readonly string[];
}

function printOperation(program: Program, instr: Instr): Operation {
  switch (instr.op) {
    case "input": {
      const group = program.inputs[instr.group];
      return { body: `input ${group === undefined ? "?" : printGroup(program, group)}`, parts: [] };
    }
    case "constant":
      return { body: `constant ${instr.value}`, parts: [] };
    case "symbol":
      return { body: "symbol", parts: [] };
    case "matmul": {
      const matrix = program.matrices[instr.matrix]?.name ?? "?";
      return { body: `matmul ${matrix}${instr.transposed ? ".T" : ""} %${instr.vector}`, parts: [] };
    }
    case "nonlin":
    case "moment":
      return printBody(program, instr.op, instr.body, instr.vectors, instr.scalars);
    case "scalar":
      return printBody(program, instr.op, instr.body, [], instr.scalars);
    default:
      return unreachable(instr);
  }
}

function printBody(
  { pool }: Program,
  op: string,
  body: ExprId,
  vectors: readonly ValueId[],
  scalars: readonly ValueId[],
): Operation {
  const leaf = (values: readonly ValueId[]) => (k: number) => `%${values[k] ?? "?"}`;
  const { text, parts } = printExpression(pool, body, { coord: leaf(vectors), param: leaf(scalars) });
  return { body: `${op} ${text}`, parts: parts.map((part) => `${part.name} = ${part.text}`) };
}

function printGroup(program: Program, group: InputGroup): string {
  const closed = (value: Closed): string => printClosed(program, value);
  if (group.kind === "single") {
    return `${printShape(group.shape)}, mean ${closed(group.mean)}, variance ${closed(group.variance)}`;
  }
  const rows = group.covariance.map((row) => `[${row.map(closed).join(", ")}]`);
  return `normal, mean [${group.mean.map(closed).join(", ")}], covariance [${rows.join(", ")}]`;
}

/** A closed expression, in the names of the scalars without value. */
function printClosed({ pool, symbols, values }: Program, value: Closed): string {
  const symbol = (k: number): string => values[symbols[k] ?? -1]?.name ?? "?";
  const { text, parts } = printExpression(pool, value, { coord: () => "?", param: symbol }, Number.POSITIVE_INFINITY);
  return parts.length === 0 ? text : `${text} where ${parts.map((part) => `${part.name} = ${part.text}`).join(", ")}`;
}

/** As the numerator of a fraction, or a factor. */
function printScaled(program: Program, value: Closed): string {
  const text = printClosed(program, value);
  return /[ ]/.test(text) ? `(${text})` : text;
}

function printShape(shape: Shape): string {
  if (shape.kind === "truncated_normal") return `truncated_normal(cut = ${shape.cut})`;
  return shape.kind === "student_t" ? `student_t(df = ${shape.df})` : shape.kind;
}

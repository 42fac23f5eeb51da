/** `matrix`: matrices with iid entries of mean 0 and variance `c / width`, alone or as members of a family. */

import { invariant } from "../../diagnostics/invariant.ts";
import type { Statement } from "../../parser/ast.ts";
import * as b from "../build.ts";
import type { Closed, MatrixId, WidthId } from "../program.ts";
import { closeBody } from "./closed.ts";
import { complain, placeIn } from "./complain.ts";
import type { Frame } from "./context.ts";
import { memberName } from "./labels.ts";
import { type Law, readLaw } from "./laws.ts";
import { closeTerm, isVariance } from "./moments-of-laws.ts";
import { describe } from "./operator-mistakes.ts";
import { forRanges } from "./ranges.ts";
import { defineMember, definePlain, lose, openFamily } from "./scope.ts";
import { failed, type Term } from "./terms.ts";
import { textOf } from "./text.ts";
import { findWidth } from "./widths.ts";

type MatrixStatement = Extract<Statement, { kind: "matrix" }>;

interface Shape {
  readonly rows: WidthId;
  readonly cols: WidthId;
}

export function declareMatrices(statement: MatrixStatement, frame: Frame): void {
  const { target } = statement;
  const example = (name: string): string => `: ${name} x ${name}`;
  const rows = findWidth(statement.shape?.rows, statement.span, example, frame);
  const cols = findWidth(statement.shape?.cols, statement.span, example, frame);
  const shape = rows === undefined || cols === undefined ? undefined : { rows, cols };
  const family = target.ranges.length === 0 ? undefined : openFamily(frame, target.name, target.ranges.length);
  const done = forRanges(target.ranges, frame, `the family \`${target.name.name}\``, (indices) => {
    const term = declareOne(statement, indices, shape, frame);
    if (target.ranges.length === 0) definePlain(frame, target.name, term, "value");
    else if (family !== undefined) defineMember(frame, family, target.name, [...indices], term);
  });
  if (!done) lose(frame, target.name.name);
}

function declareOne(
  { target, law, span }: MatrixStatement,
  indices: readonly number[],
  shape: Shape | undefined,
  frame: Frame,
): Term {
  const { builder } = frame.cx;
  const base = target.name.name;
  const name = memberName(base, indices);
  const cols = builder.widths[shape?.cols ?? 0]?.name ?? "n";
  if (law === undefined) {
    return complain(frame, "TP207", span, `the matrix ${name} has no law`, `write \`~ normal(0, 1 / ${cols})\``);
  }
  const read = readLaw(law, frame);
  if (read === undefined || shape === undefined || !hasMeanZero(read, name, frame)) return failed;
  const variance = readVariance(read, name, shape, frame);
  if (variance === undefined) return failed;
  const place = placeIn(frame, target.name.span);
  const matrix: MatrixId = builder.emitter.addMatrix({
    name,
    base,
    indices: [...indices],
    ...shape,
    shape: read.shape,
    variance,
    place,
  });
  const node = builder.matrix(shape.rows, shape.cols, { op: "declared", matrix });
  return { kind: "matrix", node, power: 0 };
}

function hasMeanZero({ mean }: Law, name: string, frame: Frame): boolean {
  if (mean === undefined) return true;
  const term = frame.cx.evaluate(mean, frame);
  if (term.kind === "failed") return false;
  if (term.kind === "number" && term.value === 0) return true;
  complain(
    frame,
    "TP209",
    mean.span,
    `the entries of ${name} have a mean, but those of a matrix have mean 0`,
    "write 0 here; a mean is added as `outer(u, v) / n`",
  );
  return false;
}

/** Entry variance times the number of columns. */
function readVariance(law: Law, name: string, { cols }: Shape, frame: Frame): Closed | undefined {
  const { builder } = frame.cx;
  const { variance } = law;
  const width = builder.widths[cols]?.name ?? "n";
  if (variance === undefined) {
    complain(
      frame,
      "TP207",
      law.span,
      `the law of ${name} has no variance`,
      `write \`${law.shape.kind}(var = 1 / ${width})\``,
    );
    return undefined;
  }
  const term = frame.cx.evaluate(variance, frame);
  if (term.kind === "scale" && term.power === -1) {
    const result = closeBody(builder, term.body);
    const what = `the variance of ${name}`;
    if (!result.ok) return closeTerm({ kind: "scalar", body: term.body }, variance.span, frame, what);
    const columns = builder.widths[cols];
    invariant(columns !== undefined, () => `no width ${cols}`);
    const scaled = b.mul(builder.pool, result.closed, columns.ratio);
    return isVariance(scaled, variance.span, frame) ? scaled : undefined;
  }
  if (term.kind === "number" && term.value === 0) return b.constant(builder.pool, 0);
  if (term.kind === "failed") return undefined;
  if (term.kind !== "number" && term.kind !== "scalar" && term.kind !== "scale") {
    complain(
      frame,
      "TP207",
      variance.span,
      `the variance of ${name} is ${describe(frame, term)}`,
      `write c / ${width} here`,
    );
    return undefined;
  }
  const text = textOf(variance, frame, "spaced");
  const growth = growthOf(1 + (term.kind === "scale" ? term.power : 0), width);
  complain(
    frame,
    "TP204",
    variance.span,
    `the entries of ${name} have variance ${text}, so ${name} @ x ${growth}`,
    `write c / ${width} here`,
  );
  return undefined;
}

/** How the coordinates of a product behave when their variance is of the order of `width^power`. */
function growthOf(power: number, width: string): string {
  if (power < 0) return "tends to 0";
  if (power === 1) return `grows like sqrt(${width})`;
  return power === 2 ? `grows like ${width}` : `grows like ${width}^${power / 2}`;
}

/** Statements that multiply by matrices. */
import {
  assign,
  type Choice,
  ceiling,
  type Draft,
  freshName,
  growth,
  hasVector,
  pick,
  pickVector,
  tame,
  type WidthName,
} from "./draft.ts";

export function product(draft: Draft, c: Choice): void {
  const W = pick(draft.matrices, c.third);
  if (hasVector(draft, W.cols)) multiply(draft, W.name, W.cols, W.rows, c.first);
}

export function transposedProduct(draft: Draft, c: Choice): void {
  const W = pick(draft.matrices, c.third);
  if (hasVector(draft, W.rows)) multiply(draft, `${W.name}.T`, W.rows, W.cols, c.first);
}

function multiply(draft: Draft, matrix: string, from: WidthName, to: WidthName, index: number): void {
  const x = tame(pickVector(draft, index, from));
  draft.product = { text: `${matrix} @ ${x.text}`, width: to, size: growth * x.size };
  assign(draft, draft.product.text, to, draft.product.size);
}

/** The latest product once more, under another name. */
export function sameProduct(draft: Draft, c: Choice): void {
  if (draft.product.text === "") product(draft, c);
  else assign(draft, draft.product.text, draft.product.width, draft.product.size);
}

export function nested(draft: Draft, c: Choice): void {
  const W = pick(draft.matrices, c.third);
  if (!hasVector(draft, W.cols)) return;
  const a = pickVector(draft, c.first, W.cols);
  const [body, size] = pick(draft.shapes, c.second);
  const [outer, outerSize] = pick(draft.shapes, c.second + 1);
  const [inner, innerSize] = size(a.size) > ceiling ? [`tanh(${a.name})`, 1] : [body(a.name), size(a.size)];
  assign(draft, outer(`(${W.name} @ (${inner}))`), W.rows, outerSize(growth * innerSize));
}

/** A short recurrent net in a family of its own. */
export function loop(draft: Draft, c: Choice): void {
  const square = draft.matrices.filter(({ rows, cols }) => rows === cols && hasVector(draft, rows));
  if (square.length === 0) return;
  const W = pick(square, c.third);
  const start = pickVector(draft, c.first, W.rows).name;
  const drive = tame(pickVector(draft, c.second, W.rows));
  const [body] = pick(draft.shapes, c.third % 2 === 0 ? 0 : 2);
  const h = freshName(draft, "h");
  const step = `  ${h}[t] = ${W.name} @ ${body(`${h}[t - 1]`)} + 0.5 * ${drive.text}`;
  draft.lines.push(`${h}[0] = ${start}`, "for t in 1..2 {", step, "}");
  for (const t of [1, 2]) draft.vectors.push({ name: `${h}[${t}]`, width: W.rows, size: growth + drive.size });
}

export function matrixSum(draft: Draft, c: Choice): void {
  const W = pick(draft.matrices, c.third);
  if (!hasVector(draft, W.cols)) return;
  const alike = draft.matrices.filter(({ rows, cols }) => rows === W.rows && cols === W.cols);
  const V = pick(alike, c.second).name;
  const x = tame(pickVector(draft, c.first, W.cols));
  const u = hasVector(draft, W.rows) ? `tanh(${pickVector(draft, c.second, W.rows).name})` : undefined;
  const rankOne = u === undefined ? "" : ` + outer(${u}, cos(${pickVector(draft, c.second, W.cols).name})) / n`;
  const symmetric = W.rows === W.cols && draft.options.transposes;
  const texts = [
    `(0.5 * ${W.name}${rankOne}) @ ${x.text}`,
    symmetric ? `((${W.name} + ${V}.T) / 2) @ ${x.text}` : `(${W.name} - 0.5 * ${V}) @ ${x.text}`,
    `-(${W.name}${rankOne}) @ ${x.text}`,
  ];
  assign(draft, pick(texts, c.second), W.rows, 2 * growth * x.size);
}

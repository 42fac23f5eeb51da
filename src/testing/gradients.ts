/** Statements that differentiate: by vectors, matrices and scalars. */
import {
  assign,
  assignScalar,
  type Choice,
  type Draft,
  freshName,
  hasVector,
  pick,
  pickVector,
  tame,
} from "./draft.ts";

export function gradient(draft: Draft, c: Choice): void {
  const x = pickVector(draft, c.first);
  const of = draft.scalars.length === 0 ? `moment(tanh(${x.name})^2)` : pick([...draft.scalars].reverse(), c.second);
  const kind = draft.options.higher ? c.third % 4 : 0;
  const s = draft.scalars[c.third % draft.scalars.length];
  if (kind === 1) {
    const y = pickVector(draft, c.second);
    assign(draft, `tanh(grad(moment(tanh(grad(${of}, ${x.name}))^2), ${y.name}))`, y.width, 1);
  } else if (kind === 2 && s !== undefined) {
    assign(draft, `tanh(diff(${x.name}, ${s}))`, x.width, 1);
  } else if (kind === 3 && s !== undefined) {
    assignScalar(draft, `sin(grad(${of}, ${s}))`);
  } else assign(draft, `tanh(grad(${of}, ${x.name}))`, x.width, 1);
}

export function matrixGradient(draft: Draft, c: Choice): void {
  const W = pick(draft.matrices, c.third);
  if (!hasVector(draft, W.cols)) return;
  const x = tame(pickVector(draft, c.first, W.cols)).text;
  const own = `moment(tanh(${W.name} @ ${x})^2)`;
  const of = draft.scalars.length === 0 ? own : pick([...draft.scalars].reverse(), c.second);
  if (draft.options.higher && c.second % 2 === 1) {
    const name = freshName(draft, "M");
    draft.lines.push(`${name} = ${W.name} - 0.1 * grad(sin(${of}), ${W.name})`);
    draft.matrices.push({ ...W, name });
  } else assign(draft, `tanh((${W.name} - 0.5 * grad(${of}, ${W.name})) @ ${x})`, W.rows, 1);
}

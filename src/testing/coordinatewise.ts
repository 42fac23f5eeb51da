/** Statements that make vectors from vectors and scalars, coordinate by coordinate. */
import { assign, type Choice, type Draft, momentText, pick, pickVector, tame } from "./draft.ts";
import { coefficients, threshold } from "./shapes.ts";

export function nonlinearity(draft: Draft, c: Choice): void {
  const a = pickVector(draft, c.first);
  const [body, size] = pick(draft.shapes, c.second);
  assign(draft, body(a.name), a.width, size(a.size));
}

export function combination(draft: Draft, c: Choice): void {
  const a = pickVector(draft, c.first);
  const [u, v] = [tame(a), tame(pickVector(draft, c.second, a.width))];
  const [[left, leftSize], [right, rightSize]] = [pick(coefficients, c.third), pick(coefficients, c.third + 2)];
  assign(draft, `${left} * ${u.text} + ${right} * ${v.text}`, a.width, leftSize * u.size + rightSize * v.size);
}

export function hadamard(draft: Draft, c: Choice): void {
  const a = pickVector(draft, c.first);
  const u = tame(a);
  assign(draft, `${u.text} * cos(${pickVector(draft, c.second, a.width).name})`, a.width, u.size);
}

export function call(draft: Draft, c: Choice): void {
  const a = pickVector(draft, c.first);
  const u = tame(a);
  if (c.third % 2 === 1) assign(draft, `square(${a.name})`, a.width, 1);
  else assign(draft, `blend(${u.text}, ${pickVector(draft, c.second, a.width).name})`, a.width, 0.5 * u.size + 1);
}

/** A zero vector, or one that hides in a sum. */
export function vanish(draft: Draft, c: Choice): void {
  const a = pickVector(draft, c.first);
  const b = pickVector(draft, c.second, a.width);
  const texts = [`${a.name} - ${a.name}`, `0 * ${a.name}`, `${b.name} + 0 * ${a.name}`];
  assign(draft, pick(texts, c.third), a.width, c.third % 3 === 2 ? b.size : 0);
}

export function fold(draft: Draft, c: Choice): void {
  const a = pickVector(draft, c.first);
  assign(draft, `sum(k in 1..3: 0.5^k * sin(k * ${tame(a).text}))`, a.width, 0.9);
}

export function feedback(draft: Draft, c: Choice): void {
  const s = draft.scalars.length === 0 ? momentText(draft, c) : pick([...draft.scalars].reverse(), c.second);
  const a = pickVector(draft, c.first);
  const texts = [
    `tanh(${s} * ${a.name} + ${s})`,
    `tanh(${a.name} - ${s})`,
    `${tame(a).text} / sqrt(1 + (${s})^2)`,
    `sin(${a.name}) * cos(${s})`,
  ];
  assign(draft, pick(texts, c.third), a.width, c.third % 4 === 2 ? a.size : 1);
}

export function choose(draft: Draft, c: Choice): void {
  const a = pickVector(draft, c.first);
  const b = pickVector(draft, c.second, a.width).name;
  const u = tame(a);
  assign(draft, `where(${b} < ${threshold}, ${u.text}, tanh(${b}))`, a.width, u.size + 1);
}

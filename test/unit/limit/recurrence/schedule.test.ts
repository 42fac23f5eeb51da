import { describe, expect, test } from "vitest";
import { deriveLimit } from "../../../../src/limit/derive.ts";
import { closeEvenly } from "../../../../src/limit/recurrence/close-evenly.ts";
import { stronglyConnected } from "../../../../src/limit/recurrence/components.ts";
import { describeEquations } from "../../../../src/limit/recurrence/describe-equations.ts";
import { findRecurrences } from "../../../../src/limit/recurrence/find-recurrences.ts";
import { type Schedule, scheduleEquations } from "../../../../src/limit/recurrence/schedule.ts";
import { lower } from "../../../kit/lower.ts";
import { unwrap } from "../../../kit/unwrap.ts";

/** The loops of a program's equations, each equation by its left side. */
function scheduleOf(text: string): string {
  const limit = closeEvenly(unwrap(deriveLimit(lower(text))));
  const { equations } = findRecurrences(limit);
  const names = describeEquations(limit, []).equations.map(({ name }) => name);
  const lines = (steps: Schedule, indent: string): string[] =>
    (steps ?? []).flatMap((step) => {
      if (step.kind === "equation") return [`${indent}${names[step.equation]}`];
      const shifts = [...step.shifts].filter(([, shift]) => shift !== 0).map(([k, shift]) => `${names[k]} ${shift}`);
      const moved = shifts.length === 0 ? "" : `, ${shifts.join(", ")} later`;
      return [`${indent}${step.from}..${step.to}${moved}`, ...lines(step.steps, `${indent}  `)];
    });
  const schedule = scheduleEquations(limit, equations);
  return schedule === undefined ? "none" : lines(schedule, "").join("\n");
}

describe("schedules", () => {
  test("equations that need only themselves at smaller indices are loops of their own", () => {
    expect(
      scheduleOf(`
param depth = 6
width n
vector g ~ normal(0, 1)
matrix W[l in 2..depth] ~ normal(0, 0.5 / n)
h[1] = g
for l in 2..depth { h[l] = W[l] @ relu(h[l-1]) }
output moment(h[depth]^2)
`),
    ).toMatchInlineSnapshot(`
      "Var(h[2])
      Var(h[l])
      moment(h[6]^2)"
    `);
  });

  test("equations that need each other share a loop", () => {
    expect(
      scheduleOf(`
param T = 5
width n
vector g ~ normal(0, 1)
vector v ~ normal(0, 1)
a[0] = moment(cos(g))
c[0] = moment(sin(g)^2)
x[0] = g
for t in 1..T {
  x[t] = tanh(x[t-1] + a[t-1] * v)
  a[t] = moment(x[t] * v) + 0.5 * c[t-1]
  c[t] = moment(x[t]^2) * a[t]
}
output a[T], c[T]
`),
    ).toMatchInlineSnapshot(`
      "a[0]
      c[0]
      1..5
        moment(x[t] * v)
        a[t]
        moment(x[t]^2)
        c[t]"
    `);
  });

  test("a shift puts what is needed before", () => {
    expect(
      scheduleOf(`
param T = 5
width n
vector g ~ normal(0, 1)
p[0] = moment(cos(g))
q[1] = moment(sin(g)^2)
for t in 1..T {
  q[t+1] = exp(q[t]) * p[t-1]
  p[t] = q[t+1] / p[t-1]
}
output p[T], q[T]
`),
    ).toMatchInlineSnapshot(`
      "p[0]
      q[1]
      1..5, q[t] -1 later
        q[t]
        p[t]"
    `);
  });

  test("components come after those that they need", () => {
    const next = [[1], [2], [0, 3], [], [3, 0]];
    expect(stronglyConnected([0, 1, 2, 3, 4], (k) => next[k] ?? [])).toEqual([[3], [0, 1, 2], [4]]);
    expect(stronglyConnected([4, 3], (k) => (next[k] ?? []).filter((j) => j >= 3))).toEqual([[3], [4]]);
  });
});

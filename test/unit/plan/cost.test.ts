import { describe, expect, test } from "vitest";
import { countWork } from "../../../src/plan/cost.ts";
import { planSimulation } from "../../../src/plan/plan.ts";
import type { Sampler } from "../../../src/plan/simulation-plan.ts";
import { lower } from "../../kit/lower.ts";
import { unwrap } from "../../kit/unwrap.ts";

function counted(text: string, width: number, sampler: Sampler, ways = { keeps: true, together: 4 }, memory = 2 ** 30) {
  const options = { width, sampler, matrixLaw: undefined, settings: new Map<string, number>(), memoryBytes: memory };
  return countWork(unwrap(planSimulation(lower(text), options)), ways);
}

const start = "width n\nvector g ~ normal(0, 1)\nmatrix W ~ normal(0, 1 / n)\n";

describe("the explicit sampler", () => {
  const chain = `${start}output moment(W @ tanh(W @ g))\n`;

  test("draws a kept matrix once and reads it again", () => {
    const counts = counted(chain, 10, "explicit");
    expect(counts).toMatchObject({ drawn: 10 + 100, read: 100, multiplied: 200, combined: 0 });
  });

  test("draws again what is not kept, for lack of memory or by its nature", () => {
    expect(counted(chain, 10, "explicit", { keeps: false, together: 4 })).toMatchObject({ drawn: 210, read: 0 });
    expect(counted(chain, 10, "explicit", undefined, 3000)).toMatchObject({ drawn: 210, read: 0 });
  });

  test("takes several vectors while an entry is there", () => {
    const batch = `${start}for i in 1..5 { output moment(W @ tanh(i * g)) }\n`;
    expect(counted(batch, 10, "explicit")).toMatchObject({ drawn: 10 + 200, multiplied: 500 });
    const all = { keeps: true, together: Number.POSITIVE_INFINITY };
    expect(counted(batch, 10, "explicit", all)).toMatchObject({ drawn: 10 + 100, multiplied: 500 });
  });
});

test("the conditioned sampler combines what it has seen of both sides", () => {
  const text = `width n\nwidth m = 2 * n\nvector g : n ~ normal(0, 1)\nmatrix W : m x n ~ normal(0, 1 / n)
a = W @ g
b = W.T @ tanh(a)
c = W @ tanh(b)
output moment(c)
`;
  const counts = counted(text, 10, "conditioned");
  // b: one direction of the other side. c: one of each side.
  const combined = 1 * (20 + 2 * 10) + (1 * (4 * 10 + 20) + 1 * (10 + 2 * 20));
  expect(counts).toMatchObject({ drawn: 10 + 20 + 10 + 20, read: 0, multiplied: 0, combined });
});

test("operations grow with the width and the functions", () => {
  const of = (body: string, width: number) =>
    counted(`width n\nvector g ~ normal(0, 1)\noutput moment(${body})\n`, width, "explicit");
  expect(of("tanh(g)", 200).operations).toBe(2 * of("tanh(g)", 100).operations);
  expect(of("exp(tanh(g))", 100).operations).toBeGreaterThan(1.5 * of("tanh(g)", 100).operations);
});

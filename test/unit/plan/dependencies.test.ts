/** Dependencies along the shared expressions, against their definition task by task. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { invariant } from "../../../src/diagnostics/invariant.ts";
import { type ExprPool, leavesOf } from "../../../src/ir/expr.ts";
import { collectWork } from "../../../src/plan/collect-work.ts";
import { dependenciesOf, productReach } from "../../../src/plan/dependencies.ts";
import { expressionOf, type Work } from "../../../src/plan/work.ts";
import { everything, tensorPrograms } from "../../../src/testing/programs.ts";
import { lower } from "../../kit/lower.ts";
import { unwrap } from "../../kit/unwrap.ts";

const workOf = (text: string): Work => unwrap(collectWork(lower(text), []));

/** By task the tasks whose results its expression reads, ascending. */
function needsOf(work: Work): number[][] {
  const makes = (kind: "coord" | "param", index: number): number =>
    work.tasks.findIndex((task) =>
      kind === "coord"
        ? task.op === "product" && task.source === index
        : task.op !== "product" && task.scalar === index,
    );
  return work.tasks.map((task) => {
    const { coords, params } = leavesOf(work.pool, [expressionOf(work, task)]);
    const all = [...coords.map((s) => makes("coord", s)), ...params.map((p) => makes("param", p))];
    return all.filter((t) => t >= 0).sort((a, b) => a - b);
  });
}

const programs = tensorPrograms({ ...everything, gradients: false });

describe("dependencies of random programs", () => {
  it("free each task with the last one that it needs", () => {
    fc.assert(
      fc.property(programs, (text) => {
        const work = workOf(text);
        const needs = needsOf(work);
        const { first, finish } = dependenciesOf(work);
        expect(first).toEqual([...needs.keys()].filter((t) => needs[t]?.length === 0));
        for (const t of work.tasks.keys()) {
          expect(finish(t)).toEqual([...needs.keys()].filter((f) => needs[f]?.at(-1) === t));
        }
      }),
      { seed: 2, numRuns: 60 },
    );
  });

  it("are critical where vectors depend on a task", () => {
    fc.assert(
      fc.property(programs, (text) => {
        const work = workOf(text);
        const needs = needsOf(work);
        const critical = needs.map(() => false);
        for (const t of [...needs.keys()].reverse()) {
          critical[t] = needs.some(
            (list, f) => list.includes(t) && (work.tasks[f]?.op !== "arithmetic" || critical[f] === true),
          );
        }
        expect(dependenciesOf(work).critical).toEqual(critical);
      }),
      { seed: 3, numRuns: 60 },
    );
  });

  it("lead from a product to what follows from it", () => {
    fc.assert(
      fc.property(programs, (text) => {
        const work = workOf(text);
        const behind: Set<number>[] = [];
        for (const list of needsOf(work)) {
          behind.push(new Set(list.flatMap((need) => [need, ...(behind[need] ?? [])])));
        }
        const reaches = productReach(work);
        for (const [a, task] of work.tasks.entries()) {
          if (task.op !== "product") continue;
          for (const b of work.tasks.keys()) expect(reaches(a, b)).toBe(behind[b]?.has(a) === true);
        }
      }),
      { seed: 4, numRuns: 60 },
    );
  });
});

/** Gradient descent with `steps` steps: each multiplies with all rank-one updates before it. */
const training = (steps: number): string => `
width n
vector u ~ normal(0, 1)
vector v ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
M[0] = W
U[0] = u
V[0] = v
for t in 0..${steps - 1} {
  h[t] = tanh(M[t] @ tanh(U[t]))
  f[t] = moment(V[t] * h[t])
  loss[t] = (f[t] - 1)^2 / 2
  M[t+1] = M[t] - 0.1 * grad(loss[t], M[t])
  U[t+1] = U[t] - 0.1 * grad(loss[t], U[t])
  V[t+1] = V[t] - 0.1 * grad(loss[t], V[t])
}
output loss[t in 0..${steps - 1}]
`;

/** The pool, and how often a node of it has been read. */
function counted(pool: ExprPool): { readonly pool: ExprPool; reads(): number } {
  let reads = 0;
  return {
    pool: {
      intern: pool.intern,
      get(id) {
        reads++;
        return pool.get(id);
      },
      get size() {
        return pool.size;
      },
    },
    reads: () => reads,
  };
}

describe("dependencies of a long training program", () => {
  it("visit each node a fixed number of times", () => {
    const work = workOf(training(24));
    const { pool, reads } = counted(work.pool);
    const watched = { ...work, pool };
    const { first, finish } = dependenciesOf(watched);
    productReach(watched);
    const done = [...first];
    for (const t of done) done.push(...finish(t));
    expect(done.length).toBe(work.tasks.length);
    invariant(work.pool.size > 1000, () => "a program too small to tell");
    // Leaves twice, operands once for waiting, once for what is critical, once for reach.
    expect(reads()).toBeLessThanOrEqual(5 * work.pool.size);
  });
});

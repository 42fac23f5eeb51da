/** What open tasks need, against a walk from all of them. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { childrenOf, type ExprId } from "../../../src/ir/expr.ts";
import { collectWork } from "../../../src/plan/collect-work.ts";
import { demandOf } from "../../../src/plan/demand.ts";
import { below } from "../../../src/plan/graft.ts";
import { expressionOf } from "../../../src/plan/work.ts";
import { everything, tensorPrograms } from "../../../src/testing/programs.ts";
import { lower } from "../../kit/lower.ts";
import { unwrap } from "../../kit/unwrap.ts";

describe("the demand of open tasks", () => {
  it("counts tasks and operands of unmade nodes, whatever is done and made", () => {
    const programs = tensorPrograms({ ...everything, gradients: false });
    fc.assert(
      fc.property(programs, fc.infiniteStream(fc.nat()), (text, choices) => {
        const { pool, ...work } = unwrap(collectWork(lower(text), []));
        const open = work.tasks.map((task) => expressionOf({ pool, ...work }, task));
        const made = new Set<ExprId>();
        const demand = demandOf(pool, open, () => true);
        const choose = (count: number): number => Number(choices.next().value) % count;

        while (open.length > 0) {
          const unmade = below(pool, open, (id) => made.has(id)).filter((id) => !made.has(id));
          const counts = new Map<ExprId, number>();
          for (const id of [...open, ...unmade.flatMap((id) => childrenOf(pool.get(id)))]) {
            counts.set(id, (counts.get(id) ?? 0) + 1);
          }
          for (let id = 0 as ExprId; id < pool.size; id++) {
            expect(demand.count(id)).toBe(counts.get(id) ?? 0);
            expect(demand.isUnmade(id)).toBe(unmade.includes(id));
          }
          const vector = choose(pool.size) as ExprId;
          made.add(vector);
          demand.settle(vector);
          for (const done of open.splice(choose(open.length), 1)) demand.drop(done);
        }
        for (let id = 0 as ExprId; id < pool.size; id++) expect(demand.count(id)).toBe(0);
      }),
      { seed: 5, numRuns: 60 },
    );
  });

  it("ends at what does not vary", () => {
    const { pool, ...work } = unwrap(
      collectWork(lower("width n\nvector g ~ normal(0, 1)\noutput q = moment(g^2)\n"), []),
    );
    const roots = work.tasks.map((task) => expressionOf({ pool, ...work }, task));
    const demand = demandOf(pool, roots, () => false);
    for (let id = 0 as ExprId; id < pool.size; id++) {
      expect(demand.count(id)).toBe(roots.filter((root) => root === id).length);
      expect(demand.isUnmade(id)).toBe(false);
    }
  });
});

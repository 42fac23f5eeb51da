/** Runs of particles on threads: the same numbers, whoever computes them. */
import { expect, test } from "vitest";
import { carryOut, type RunTask } from "../../../../src/limit/particles/evaluate.ts";
import { resolveNumbers } from "../../../../src/limit/particles/numbers.ts";
import { columnWork, planParticles } from "../../../../src/limit/particles/plan.ts";
import { performOnThreads } from "../../../../src/limit/particles/threads-node.ts";
import { lower } from "../../../kit/lower.ts";
import { unwrap } from "../../../kit/unwrap.ts";

function planned(text: string) {
  const program = lower(text);
  return { plan: planParticles(program, "counted"), numbers: unwrap(resolveNumbers(program, new Map())) };
}

const tied = `width n
vector u ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
g = W @ u
h = W.T @ tanh(g)
k = W @ relu(h + u)
output moment(k * g), moment(k^2)`;

/** Threads are started for more than about 3e8 column operations times copies. */
function tasksOf(work: number, half: number): readonly RunTask[] {
  const replicates = Math.ceil(3.2e8 / (work * 4 * half));
  return Array.from({ length: replicates }, (_, replicate) =>
    (["whole", "first", "second"] as const).map((part): RunTask => ({ seed: 7n, replicate, half, part })),
  ).flat();
}

test("threads leave the numbers of one run after the other", () => {
  const { plan, numbers } = planned(tied);
  const tasks = tasksOf(columnWork(plan), 2 ** 17);
  const together = performOnThreads(plan, numbers, tasks);
  expect(together).toHaveLength(tasks.length);
  for (const [k, task] of tasks.entries()) expect(together[k]).toEqual(carryOut(plan, numbers, task));
});

test("a run that ends at a number that is not finite says where", () => {
  const { plan, numbers } = planned(`${tied}
c = moment(exp(400 * u^2))
output c`);
  const tasks = tasksOf(columnWork(plan), 2 ** 17);
  const failed = performOnThreads(plan, numbers, tasks).map(({ failedAt }) => failedAt);
  expect(failed[0]).toBeDefined();
  expect(new Set(failed)).toEqual(new Set([failed[0]]));
});

/** The order in which a schedule computes the numbers of a limit. */
import { pointsOf } from "../../../../src/limit/recurrence/domain.ts";
import type { Equation } from "../../../../src/limit/recurrence/equation.ts";
import type { Step } from "../../../../src/limit/recurrence/schedule.ts";

/** Positions of the numbers, as generated code with these loops would come to them. */
export function evaluationOrder(steps: readonly Step[], equations: readonly Equation[]): readonly number[] {
  const order: number[] = [];
  const run = (inside: readonly Step[], fixed: ReadonlyMap<number, readonly (number | undefined)[]>): void => {
    for (const step of inside) {
      if (step.kind === "equation") {
        const { variables, members } = equations[step.equation] as Equation;
        const outer = fixed.get(step.equation) ?? [];
        for (const [k, point] of [...pointsOf(variables)].entries()) {
          // Turns beyond the variables of an equation are 0 or another number in which it takes no part.
          if (outer.every((value, at) => value === (point[at] ?? 0))) order.push(members[k] ?? -1);
        }
        continue;
      }
      for (let turn = step.from; turn <= step.to; turn++) {
        const next = new Map(fixed);
        for (const [equation, shift] of step.shifts) next.set(equation, [...(fixed.get(equation) ?? []), turn - shift]);
        run(step.steps, next);
      }
    }
  };
  run(steps, new Map());
  return order;
}

/** Whatever the loops of a program do, the equations say exactly what the unrolled list of definitions says. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deriveLimit } from "../../../../src/limit/derive.ts";
import type { LimitProgram } from "../../../../src/limit/limit-program.ts";
import { closeEvenly } from "../../../../src/limit/recurrence/close-evenly.ts";
import { dependenciesOf } from "../../../../src/limit/recurrence/dependencies.ts";
import { findRecurrences } from "../../../../src/limit/recurrence/find-recurrences.ts";
import { namedForms } from "../../../../src/limit/recurrence/named.ts";
import { scheduleEquations } from "../../../../src/limit/recurrence/schedule.ts";
import { everything, tensorPrograms } from "../../../../src/testing/programs.ts";
import { lower } from "../../../kit/lower.ts";
import { unwrap } from "../../../kit/unwrap.ts";
import { loopPrograms } from "./loop-programs.ts";
import { evaluationOrder } from "./run-schedule.ts";
import { isDefinition, unroll, unrolledVectors } from "./unrolled.ts";

const limits = { interruptAfterTimeLimit: 100_000, markInterruptAsFailure: true };
const timeout = 120_000;

/** Where constants have been put in, what is written in names of vectors is compared with the definition before that. */
function expectSameSystem(limit: LimitProgram, derived: LimitProgram): void {
  const recurrences = findRecurrences(limit);
  const members = unroll(limit, recurrences);
  const wanted = limit.scalars.flatMap(({ definition }, k) => (definition.kind === "symbol" ? [] : [k]));
  expect(members.map(({ scalar }) => scalar).sort((a, b) => a - b)).toEqual(wanted);
  for (const member of members) {
    const isSame = isDefinition(limit, member) || (member.kind !== "formula" && isDefinition(derived, member));
    expect(isSame, `scalar ${member.scalar} in an equation of kind ${member.kind}`).toBe(true);
  }
  const named = namedForms(limit);
  for (const { value, image } of unrolledVectors(limit, recurrences)) expect(image).toBe(named.z(value));
}

function expectDerived(text: string): void {
  const limit = derivedFrom(text);
  expectSameSystem(limit, limit);
}

function derivedFrom(text: string): LimitProgram {
  return unwrap(deriveLimit(lower(text)));
}

/** Everything is computed once, after what it needs. */
function expectGoodOrder(limit: LimitProgram): boolean {
  const { equations } = findRecurrences(limit);
  const schedule = scheduleEquations(limit, equations);
  if (schedule === undefined) return false;
  const order = evaluationOrder(schedule, equations);
  const turn = new Map(order.map((scalar, k) => [scalar, k]));
  expect(turn.size).toBe(order.length);
  for (const [scalar, needs] of dependenciesOf(limit).entries()) {
    const now = turn.get(scalar);
    if (limit.scalars[scalar]?.definition.kind === "symbol") continue;
    expect(now).toBeDefined();
    for (const need of needs) expect(turn.get(need) ?? -1).toBeLessThan(now ?? -1);
  }
  return true;
}

describe("the equations of random programs", () => {
  it(
    "of loops are the system that was derived",
    () =>
      fc.assert(
        fc.property(loopPrograms, (text) => expectDerived(text)),
        { ...limits, numRuns: 80, seed: 1 },
      ),
    timeout,
  );

  it(
    "of loops in closed form are too",
    () =>
      fc.assert(
        fc.property(loopPrograms, (text) => {
          const derived = derivedFrom(text);
          expectSameSystem(closeEvenly(derived), derived);
        }),
        { ...limits, numRuns: 25, seed: 2 },
      ),
    timeout,
  );

  it(
    "of all kinds are too",
    () =>
      fc.assert(
        fc.property(tensorPrograms({ ...everything, maxStatements: 12 }), (text) => expectDerived(text)),
        { ...limits, numRuns: 60, seed: 3 },
      ),
    timeout,
  );

  it(
    "can be evaluated in the order of their schedules",
    () => {
      let scheduled = 0;
      const runs = 60;
      fc.assert(
        fc.property(loopPrograms, (text) => {
          if (expectGoodOrder(derivedFrom(text))) scheduled++;
        }),
        { ...limits, numRuns: runs, seed: 4 },
      );
      // The others are told apart: no schedule is better than a wrong one.
      expect(scheduled).toBeGreaterThan(0.9 * runs);
    },
    timeout,
  );
});

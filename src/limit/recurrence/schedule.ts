/**
 * An order in which equations can be evaluated with loops: equations that need each other at shifted indices share a
 * loop over their outermost variables, with the shifts that put whatever is needed before or at the same turn; what
 * is needed at the same turn is put in order inside, by a loop over the next variables where there is no other way.
 *
 * The dependencies are those of the unrolled definitions, so that a schedule is right for every member.
 */
import type { LimitProgram } from "../limit-program.ts";
import { stronglyConnected } from "./components.ts";
import { dependenciesOf } from "./dependencies.ts";
import { pointsOf } from "./domain.ts";
import type { Equation } from "./equation.ts";
import type { Point } from "./quantities.ts";

export type Step =
  /** All members whose outer variables are set by the loops around, in the order of the other variables. */
  | { readonly kind: "equation"; readonly equation: number }
  /**
   * `steps` for each turn k from `from` to `to`. An equation inside takes part with its next variable equal to
   * `k - shift`, where the range of that variable has this value; one that has no variable left, in turn `k = shift`.
   */
  | {
      readonly kind: "loop";
      readonly from: number;
      readonly to: number;
      readonly shifts: ReadonlyMap<number, number>;
      readonly steps: readonly Step[];
    };

/** Undefined where no such loops exist: the definitions can still be evaluated one by one. */
export type Schedule = readonly Step[] | undefined;

/** A member needs another one. */
interface Need {
  readonly of: Turn;
  readonly on: Turn;
}

/** A member: its equation, and the values of its variables. */
interface Turn {
  readonly equation: number;
  readonly point: Point;
}

export function scheduleEquations(limit: LimitProgram, equations: readonly Equation[]): Schedule {
  const turns = new Map<number, Turn>();
  for (const [equation, { variables, members }] of equations.entries()) {
    const points = [...pointsOf(variables)];
    for (const [k, member] of members.entries()) turns.set(member, { equation, point: points[k] ?? [] });
  }
  const needs: Need[] = [];
  for (const [member, read] of dependenciesOf(limit).entries()) {
    const of = turns.get(member);
    if (of === undefined) continue;
    for (const other of read) {
      const on = turns.get(other);
      if (on !== undefined) needs.push({ of, on });
    }
  }
  return order(
    equations.map((_, k) => k),
    needs,
    0,
    equations,
  );
}

/** Steps for some equations whose first `depth` variables are set. */
function order(
  wanted: readonly number[],
  needs: readonly Need[],
  depth: number,
  equations: readonly Equation[],
): Schedule {
  const after = new Map<number, Set<number>>(wanted.map((equation) => [equation, new Set()]));
  for (const { of, on } of needs) after.get(of.equation)?.add(on.equation);
  const steps: Step[] = [];
  for (const group of stronglyConnected(wanted, (equation) => [...(after.get(equation) ?? [])])) {
    const [first] = group;
    const within = new Set(group);
    const inside = needs.filter(({ of, on }) => within.has(of.equation) && within.has(on.equation));
    if (first !== undefined && group.length === 1 && inside.every((need) => inOrder(need, depth))) {
      steps.push({ kind: "equation", equation: first });
      continue;
    }
    const loop = loopOver(group, inside, depth, equations);
    if (loop === undefined) return undefined;
    steps.push(loop);
  }
  return steps;
}

/** Whether an equation that runs through its other variables in order has computed what it needs of itself. */
function inOrder({ of, on }: Need, depth: number): boolean {
  for (let k = depth; k < of.point.length; k++) {
    const [needed = 0, now = 0] = [on.point[k], of.point[k]];
    if (needed !== now) return needed < now;
  }
  return false;
}

/** One loop over the next variable of every equation of a group. */
function loopOver(
  group: readonly number[],
  needs: readonly Need[],
  depth: number,
  equations: readonly Equation[],
): Step | undefined {
  if (group.every((equation) => (equations[equation]?.variables.length ?? 0) <= depth)) return undefined;
  // Where no variable is left, the shift alone says which turn it is.
  const turnOf = ({ point }: Turn): number => point[depth] ?? 0;
  // shift(on) - shift(of) <= turn(of) - turn(on) for every need.
  const bounds = new Map<string, { readonly of: number; readonly on: number; slack: number }>();
  for (const { of, on } of needs) {
    const [now, needed] = [turnOf(of), turnOf(on)];
    const key = `${of.equation},${on.equation}`;
    const known = bounds.get(key) ?? { of: of.equation, on: on.equation, slack: Number.POSITIVE_INFINITY };
    known.slack = Math.min(known.slack, now - needed);
    bounds.set(key, known);
  }
  const shifts = new Map(group.map((equation) => [equation, 0]));
  // Bellman and Ford: after as many rounds as there are equations nothing changes any more, or there is no solution.
  let changed = true;
  for (let round = 0; changed; round++) {
    if (round > group.length) return undefined;
    changed = false;
    for (const { of, on, slack } of bounds.values()) {
      const most = (shifts.get(of) ?? 0) + slack;
      if ((shifts.get(on) ?? 0) > most) {
        shifts.set(on, most);
        changed = true;
      }
    }
  }
  const turn = (member: Turn): number => turnOf(member) + (shifts.get(member.equation) ?? 0);
  const together = needs.filter(({ of, on }) => turn(of) === turn(on));
  const steps = order(group, together, depth + 1, equations);
  if (steps === undefined) return undefined;
  const turns = group.flatMap((equation) =>
    [...pointsOf(equations[equation]?.variables ?? [])].map((point) => turn({ equation, point })),
  );
  const [from, to] = turns.reduce(
    ([low, high], now) => [Math.min(low, now), Math.max(high, now)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  return { kind: "loop", from, to, shifts, steps };
}

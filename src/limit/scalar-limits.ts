/**
 * Limits that do not exist although each expectation does: a jump that is met exactly at the limit of its argument
 * (`where(c > 0.5, ..)` with c -> 0.5: at finite width c lies on either side), and a division by something that
 * tends to 0. Found where a Nonlin or a scalar is composed with the limits of what it reads.
 */
import * as b from "../ir/build.ts";
import { type ExprId, type ExprPool, reachable } from "../ir/expr.ts";
import { functions } from "../ir/functions.ts";
import type { Application, Program, ValueId } from "../ir/program.ts";
import { transplant } from "../ir/substitute.ts";
import { NoExpectation } from "./expectation/result.ts";

/** Values that are constant at every finite width too: no randomness and no averages in them. */
export function exactVectors(program: Program): ReadonlySet<ValueId> {
  const exact = new Set<ValueId>();
  const zeros = new Set<ValueId>();
  for (const instr of program.instrs) {
    switch (instr.op) {
      case "constant":
      case "symbol":
        exact.add(instr.out);
        break;
      case "scalar":
      case "nonlin":
      case "moment": {
        const reads = instr.op === "scalar" ? instr.scalars : [...instr.vectors, ...instr.scalars];
        if (reads.every((value) => exact.has(value))) exact.add(instr.out);
        if (b.constantValue(program.pool, instr.body) === 0) zeros.add(instr.out);
        break;
      }
      case "matmul":
        if (zeros.has(instr.vector)) {
          exact.add(instr.out);
          zeros.add(instr.out);
        }
        break;
      case "input": {
        const group = program.inputs[instr.group];
        if (group?.kind !== "single" || b.constantValue(program.pool, group.variance) !== 0) break;
        exact.add(group.member);
        if (b.constantValue(program.pool, group.mean) === 0) zeros.add(group.member);
        break;
      }
    }
  }
  return exact;
}

/** How near a limit may come to a jump before it counts as on it: exact evaluation, and evaluation by sampling. */
const NEAR = { exact: 1e-10, sampled: 1e-3 } as const;

/** Throws {@link NoExpectation} when a jump or a division is met exactly at a limit. */
export function checkScalarLimits(
  program: Program,
  pool: ExprPool,
  application: Application,
  scalars: readonly ExprId[],
  z: Pick<ReadonlyMap<ValueId, ExprId>, "get">,
  exact: ReadonlySet<ValueId>,
  deterministic: boolean,
): void {
  const near = deterministic ? NEAR.exact : NEAR.sampled;
  const source = program.pool;
  const limitOf = (id: ExprId): { value: number | undefined; exact: boolean } => {
    const [image] = transplant(source, pool, [id], {
      coord: (index) => z.get(application.vectors[index] as ValueId),
      param: (index) => scalars[index],
    });
    const reads = reachable(source, [id]).flatMap((inner) => {
      const node = source.get(inner);
      if (node.op === "coord") return [application.vectors[node.index] as ValueId];
      return node.op === "param" ? [application.scalars[node.index] as ValueId] : [];
    });
    return {
      value: image === undefined ? undefined : b.constantValue(pool, image),
      exact: reads.every((value) => exact.has(value)),
    };
  };
  for (const id of reachable(source, [application.body])) {
    const node = source.get(id);
    if (node.op === "pow" && (b.constantValue(source, node.exponent) ?? 0) < 0) {
      const { value } = limitOf(node.base);
      if (value !== undefined && Math.abs(value) <= near * 1e-3) {
        throw new NoExpectation(
          "a division by something that tends to 0",
          "add a positive number to what is divided by",
        );
      }
    }
    if (node.op !== "call" || functions[node.fn].regularity !== "jump") continue;
    if (node.fn === "and" || node.fn === "or" || node.fn === "not") continue;
    const [left, right] = node.args;
    if (left === undefined) continue;
    const difference = limitOf(right === undefined ? left : b.subtract(source, left, right));
    if (difference.value !== undefined && !difference.exact && Math.abs(difference.value) <= near) {
      throw new NoExpectation(
        `a jump is met exactly at a limit: the argument of ${node.fn === "step" || node.fn === "sign" ? node.fn : "a comparison"} tends to the place where it jumps`,
        "move the threshold, or smooth the jump: at finite width the argument falls on either side",
      );
    }
  }
}

/**
 * Limits that do not exist although each expectation does: a jump that is met exactly at the limit of its argument
 * (`where(c > 0.5, ..)` with c -> 0.5, `step(W @ x - W @ (c * x))` with c -> 1: at finite width the argument lies on either
 * side), and a division by something that tends to 0. Found where a Nonlin or a scalar is composed with the limits of what it reads.
 */
import * as b from "../ir/build.ts";
import { type ExprId, type ExprPool, leavesOf, reachable } from "../ir/expr.ts";
import { type Application, outputsOf, type Program, readsOf, type ValueId } from "../ir/program.ts";
import { transplant } from "../ir/substitute.ts";
import { NoExpectation } from "./expectation/result.ts";
import { flatPieces } from "./flat-pieces.ts";
import { jumpsIn } from "./jumps.ts";

/** Values that are constant at every finite width too: no randomness and no averages in them. */
function exactValues(program: Program): ReadonlySet<ValueId> {
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

/** Values that move about their limits: averages of what is random, and what depends on such. */
function fluctuatingValues(program: Program): ReadonlySet<ValueId> {
  const exact = exactValues(program);
  const fluctuating = new Set<ValueId>();
  for (const instr of program.instrs) {
    const reads = readsOf(instr);
    const isAverage = instr.op === "moment" && !exact.has(instr.out);
    if (!isAverage && !reads.some((value) => fluctuating.has(value))) continue;
    for (const value of outputsOf(program, instr)) fluctuating.add(value);
  }
  return fluctuating;
}

/** How near a limit may come to a jump before it counts as on it: exact evaluation, and evaluation by sampling. */
const NEAR = { exact: 1e-10, sampled: 1e-3 } as const;

/** The Zs of vectors, those that are known so far. */
type Vectors = Pick<ReadonlyMap<ValueId, ExprId>, "get">;

/** Throws {@link NoExpectation} when a jump or a division of an application is met exactly at a limit. */
export type ScalarLimitsCheck = (application: Application, scalars: readonly ExprId[], z: Vectors) => void;

/** The check for one program, whose limits are in `pool`; `inMultiples` lets what cancels in an expression there cancel. */
export function createScalarLimitsCheck(
  program: Program,
  pool: ExprPool,
  deterministic: boolean,
  inMultiples: (id: ExprId) => ExprId,
): ScalarLimitsCheck {
  const near = deterministic ? NEAR.exact : NEAR.sampled;
  const source = program.pool;
  const fluctuating = fluctuatingValues(program);
  const critical = new Map<ExprId, readonly Critical[]>();

  const check = (
    { argument, pieces, fault }: Critical,
    application: Application,
    scalars: readonly ExprId[],
    z: Vectors,
  ): void => {
    const limitOf = (id: ExprId): number | undefined => {
      const [image] = transplant(source, pool, [id], {
        coord: (index) => z.get(application.vectors[index] as ValueId),
        param: (index) => scalars[index],
      });
      return image === undefined ? undefined : b.constantValue(pool, inMultiples(image));
    };
    if (fault.kind === "division") {
      const value = limitOf(argument);
      if (value === undefined || Math.abs(value) > near * 1e-3) return;
      throw new NoExpectation("a division by something that tends to 0", "add a positive number to what is divided by");
    }
    const isMoving = (id: ExprId): boolean => {
      const { coords, params } = leavesOf(source, [id]);
      return (
        coords.some((index) => fluctuating.has(application.vectors[index] as ValueId)) ||
        params.some((index) => fluctuating.has(application.scalars[index] as ValueId))
      );
    };
    const isMet = [argument, ...pieces].some((id) => isMoving(id) && Math.abs(limitOf(id) ?? 1) <= near);
    if (!isMet) return;
    throw new NoExpectation(
      `a jump is met exactly at a limit: the argument of ${fault.of} tends to the place where it jumps`,
      "move the threshold, or smooth the jump: at finite width the argument falls on either side",
    );
  };

  return (application, scalars, z) => {
    const known = critical.get(application.body) ?? criticalIn(source, application.body);
    critical.set(application.body, known);
    for (const place of known) check(place, application, scalars, z);
  };
}

/** An argument of a body that may not tend to 0. */
interface Critical {
  readonly argument: ExprId;
  /** What the argument of a jump is on part of its domain. */
  readonly pieces: readonly ExprId[];
  readonly fault: { readonly kind: "division" } | { readonly kind: "jump"; readonly of: string };
}

function criticalIn(pool: ExprPool, body: ExprId): readonly Critical[] {
  const jumps = new Set(jumpsIn(pool, body));
  return reachable(pool, [body]).flatMap((id): readonly Critical[] => {
    const node = pool.get(id);
    if (node.op === "pow" && (b.constantValue(pool, node.exponent) ?? 0) < 0)
      return [{ argument: node.base, pieces: [], fault: { kind: "division" } }];
    if (node.op !== "call" || !jumps.has(id)) return [];
    if (node.fn === "and" || node.fn === "or" || node.fn === "not") return [];
    const [left, right] = node.args;
    if (left === undefined) return [];
    const argument = right === undefined ? left : b.subtract(pool, left, right);
    const of = node.fn === "step" || node.fn === "sign" ? node.fn : "a comparison";
    return [{ argument, pieces: flatPieces(pool, argument), fault: { kind: "jump", of } }];
  });
}

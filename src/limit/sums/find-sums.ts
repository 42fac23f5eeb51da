/**
 * Running sums: vectors of the source to whose Gaussian Z each turn of a loop adds something, `h[l] = h[l-1] + W[l] @ x`.
 * Written out in basis variables their Zs grow with every turn; as variables of their own they do not, and their
 * covariances obey recurrences.
 */
import * as b from "../../ir/build.ts";
import { type ExprId, type ExprPool, leavesOf } from "../../ir/expr.ts";
import type { Instr, ValueId } from "../../ir/program.ts";
import { substitute } from "../../ir/substitute.ts";
import type { LimitProgram } from "../limit-program.ts";
import { basisLaw } from "../symbolic/basis-law.ts";

/** `coefficient * Z` of another running sum, or of a vector whose Z is a basis variable. */
export interface SumPart {
  readonly coefficient: ExprId;
  readonly of: ValueId;
}

/** The running sums of a limit with what they are made of, in program order. */
export function findSums(limit: LimitProgram): ReadonlyMap<ValueId, readonly SumPart[]> {
  const { program, pool, z } = limit;
  const law = basisLaw(limit);
  const linear = new Map<ValueId, readonly SumPart[]>();
  const named = new Set<ValueId>();
  const isVariable = (value: ValueId): boolean => {
    const id = z.get(value);
    const node = id === undefined ? undefined : pool.get(id);
    return node?.op === "coord" && law.shape(node.index) === undefined;
  };
  const one = b.constant(pool, 1);
  /** A vector as it stands in a sum: itself, or for a vector without a name of its own what it is made of. */
  const partsOf = (value: ValueId): readonly SumPart[] | undefined =>
    isVariable(value) || named.has(value) ? [{ coefficient: one, of: value }] : linear.get(value);
  for (const instr of program.instrs) {
    if (instr.op !== "nonlin" || !z.has(instr.out) || isVariable(instr.out)) continue;
    const parts = sumOf(limit, instr, partsOf);
    if (parts === undefined) continue;
    linear.set(instr.out, parts);
    if (parts.length > 1 && program.values[instr.out]?.base !== "") named.add(instr.out);
  }
  const chosen = new Set<ValueId>();
  for (const value of named) {
    const before = (linear.get(value) ?? []).filter(({ of }) => named.has(of));
    for (const { of } of before) chosen.add(of);
    if (before.length > 0) chosen.add(value);
  }
  return new Map([...linear].filter(([value]) => chosen.has(value)));
}

/** A vector as a sum of other vectors, if it is one without a constant. */
function sumOf(
  { pool, scalarOf }: LimitProgram,
  { body, vectors, scalars }: Extract<Instr, { op: "nonlin" }>,
  partsOf: (value: ValueId) => readonly SumPart[] | undefined,
): readonly SumPart[] | undefined {
  const coefficients = linearIn(pool, body);
  if (coefficients === undefined || coefficients.size === 0) return undefined;
  const sums = new Map<ValueId, ExprId[]>();
  for (const [k, written] of coefficients) {
    const parts = partsOf(vectors[k] as ValueId);
    if (parts === undefined) return undefined;
    const [coefficient = written] = substitute(pool, [written], { param: (j) => scalarOf.get(scalars[j] as ValueId) });
    for (const part of parts) {
      const known = sums.get(part.of) ?? [];
      sums.set(part.of, known);
      known.push(b.mul(pool, coefficient, part.coefficient));
    }
  }
  const parts = [...sums].map(([of, terms]): SumPart => ({ coefficient: b.add(pool, ...terms), of }));
  return parts.filter(({ coefficient }) => b.constantValue(pool, coefficient) !== 0);
}

/** The coefficients of the coords in an expression that is linear in them; undefined where it is not. */
function linearIn(pool: ExprPool, root: ExprId): ReadonlyMap<number, ExprId> | undefined {
  const terms = new Map<number, ExprId[]>();
  const read = (id: ExprId, factor: ExprId): boolean => {
    const node = pool.get(id);
    switch (node.op) {
      case "coord":
        terms.set(node.index, [...(terms.get(node.index) ?? []), factor]);
        return true;
      case "add":
        return node.args.every((arg) => read(arg, factor));
      case "mul": {
        const [inner, ...more] = node.args.filter((arg) => leavesOf(pool, [arg]).coords.length > 0);
        if (inner === undefined || more.length > 0) return false;
        return read(inner, b.mul(pool, factor, ...node.args.filter((arg) => arg !== inner)));
      }
      case "const":
      case "param":
      case "pow":
      case "call":
      case "select":
        return false;
    }
  };
  if (!read(root, b.constant(pool, 1))) return undefined;
  return new Map([...terms].map(([index, factors]) => [index, b.add(pool, ...factors)]));
}

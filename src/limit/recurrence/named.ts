/**
 * Definitions in the names of the source. Where Zs written out in basis variables are long, or grow from member to
 * member, an expectation is still short in the Zs of the vectors that the program names: `E[Z(h[l-1])^2]`. These
 * expressions have leaves for Zs (quantities.ts); they are true by the Master Theorem itself.
 */
import { invariant } from "../../diagnostics/invariant.ts";
import * as b from "../../ir/build.ts";
import type { ExprId } from "../../ir/expr.ts";
import type { Instr, ValueId } from "../../ir/program.ts";
import { substitute } from "../../ir/substitute.ts";
import { sizeOf } from "../formula-size.ts";
import type { LimitProgram, Meaning } from "../limit-program.ts";
import { productFactor } from "../product-factor.ts";
import { zLeaf } from "./quantities.ts";

/** An integrand in Zs, or the derivative of one Z by the hat of another vector. */
export type Named =
  | { readonly kind: "integrand"; readonly factor: ExprId; readonly integrand: ExprId }
  | { readonly kind: "slope"; readonly factor: ExprId; readonly of: ExprId; readonly by: ExprId };

export interface NamedForms {
  /** The expectation that a number is defined by; undefined for arithmetic of scalars. */
  readonly of: (meaning: Meaning) => Named | undefined;
  /** The vector that a MatMul multiplies. */
  readonly multiplied: (product: ValueId) => ValueId;
  /** Z of a vector in terms of the Zs that it is made of; undefined for initial vectors. */
  readonly z: (value: ValueId) => ExprId | undefined;
}

/** Unnamed parts of at most this many nodes are written out. */
const SHORT = 16;

export function namedForms(limit: LimitProgram): NamedForms {
  const { program, pool } = limit;
  const instrOf = new Map<ValueId, Instr>();
  for (const instr of program.instrs) if (instr.op !== "input") instrOf.set(instr.out, instr);
  const hats = new Map(limit.basis.flatMap((variable, k) => (variable.kind === "hat" ? [[variable.value, k]] : [])));
  const parts = new Map<ValueId, ExprId>();
  const sizes = new Map<ExprId, number>();
  const corrections = new Map<ValueId, { readonly scalar: number; readonly by: ValueId }[]>();
  for (const [k, { meaning }] of limit.scalars.entries()) {
    if (meaning.kind !== "onsager") continue;
    const list = corrections.get(meaning.product) ?? [];
    corrections.set(meaning.product, list);
    list.push({ scalar: k, by: meaning.by });
  }

  /** Z of a vector: a leaf, or for an unnamed part that is short what it is made of. */
  const zOf = (value: ValueId): ExprId => {
    const known = parts.get(value);
    if (known !== undefined) return known;
    const instr = instrOf.get(value);
    let z = zLeaf(limit, value);
    if (instr?.op === "nonlin" && program.values[value]?.base === "") {
      const written = apply(instr.body, instr.vectors, instr.scalars);
      if (sizeOf(pool, written, sizes) <= SHORT) z = written;
    }
    parts.set(value, z);
    return z;
  };
  /** The vector that a MatMul multiplies. */
  const multiplied = (product: ValueId): ValueId => {
    const instr = instrOf.get(product);
    invariant(instr?.op === "matmul", () => `value ${product} is no product`);
    return instr.vector;
  };
  const factorOf = (product: ValueId): ExprId => {
    const instr = instrOf.get(product);
    invariant(instr?.op === "matmul", () => `value ${product} is no product`);
    return productFactor(limit, instr);
  };
  const apply = (body: ExprId, vectors: readonly ValueId[], scalars: readonly ValueId[]): ExprId => {
    const [image] = substitute(pool, [body], {
      coord: (k) => zOf(vectors[k] as ValueId),
      param: (k) => limit.scalarOf.get(scalars[k] as ValueId),
    });
    return image ?? body;
  };
  return {
    multiplied,
    of(meaning) {
      switch (meaning.kind) {
        case "scalar": {
          const instr = instrOf.get(meaning.value);
          if (instr?.op !== "moment") return undefined;
          const integrand = apply(instr.body, instr.vectors, instr.scalars);
          return { kind: "integrand", factor: b.constant(pool, 1), integrand };
        }
        case "covariance": {
          const [first, second] = [meaning.first, meaning.second].map((product) => zOf(multiplied(product)));
          const integrand = b.mul(pool, first as ExprId, second as ExprId);
          return { kind: "integrand", factor: factorOf(meaning.first), integrand };
        }
        case "onsager":
          return {
            kind: "slope",
            factor: factorOf(meaning.product),
            of: zOf(multiplied(meaning.product)),
            by: b.coord(pool, hats.get(meaning.by) ?? -1),
          };
      }
    },
    z(value) {
      const instr = instrOf.get(value);
      if (instr?.op === "nonlin") return apply(instr.body, instr.vectors, instr.scalars);
      if (instr?.op !== "matmul") return undefined;
      const hat = hats.get(value);
      const terms = (corrections.get(value) ?? []).map(({ scalar, by }) =>
        b.mul(pool, b.param(pool, scalar), zOf(multiplied(by))),
      );
      return b.add(pool, ...(hat === undefined ? [] : [b.coord(pool, hat)]), ...terms);
    },
  };
}

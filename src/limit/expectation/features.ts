/**
 * Where an integrand is not smooth on the scale of the Gaussian law: kinks, jumps and singularities on the
 * hyperplanes where an affine argument vanishes, and steep smooth functions around the zero of theirs. Quadrature
 * puts panels there. Kinks on curved surfaces are found by their roots along the innermost coordinate.
 */
import * as b from "../../ir/build.ts";
import { type Expr, type ExprId, type ExprPool, reachable } from "../../ir/expr.ts";
import { type FunctionName, functions } from "../../ir/functions.ts";
import { affineBranches } from "./branches.ts";
import type { Component } from "./component.ts";
import type { Expander } from "./expand.ts";

/** The function changes its nature where constant + slopes . u = 0. */
export interface Feature {
  readonly constant: number;
  readonly slopes: readonly number[];
  /** 0 for a kink, jump or singularity; 1 for a smooth function whose natural scale is one unit of its argument. */
  readonly scale: 0 | 1;
  /** A periodic function: fine structure everywhere, not only around the zero. */
  readonly periodic: boolean;
  /** A power with a negative exponent, or a logarithm: the integrand may be infinite there. */
  readonly singular: boolean;
}

export interface FeatureList {
  readonly features: readonly Feature[];
  /** Where kinks, jumps and singularities lie on no hyperplane: the zeros of these functions of the forms. */
  readonly curved: readonly ExprId[];
  /** Those of them where the integrand may be infinite. */
  readonly poles: readonly ExprId[];
  /** Some smooth function has an argument that is not affine: it may be steep near places that no feature tells. */
  readonly bent: boolean;
}

export function featuresOf(component: Component, expander: Expander): FeatureList {
  const { pool } = component;
  const features = new Map<string, Feature>();
  const curved = new Set<ExprId>();
  const poles = new Set<ExprId>();
  let bent = false;
  const note = (argument: ExprId, kind: Pick<Feature, "scale" | "periodic" | "singular">): void => {
    const affine = expander.affine(argument);
    if (affine === undefined) {
      if (kind.scale !== 0) {
        bent ||= !kind.periodic;
        return;
      }
      const branches = affineBranches(pool, expander, argument);
      if (branches === undefined) curved.add(argument);
      else for (const branch of branches) note(branch, kind);
      if (branches === undefined && kind.singular) poles.add(argument);
      return;
    }
    const slopes = new Array<number>(component.rank + component.specials.length).fill(0);
    let constant = affine.constant;
    for (const [form, coefficient] of affine.coefficients) {
      const { constant: c = 0, load = [] } = component.forms[form] ?? {};
      constant += coefficient * c;
      for (const [d, x] of load.entries()) slopes[d] = (slopes[d] ?? 0) + coefficient * x;
    }
    if (slopes.every((x) => x === 0)) return;
    features.set(`${constant},${slopes.join()},${kind.scale},${kind.periodic},${kind.singular}`, {
      constant,
      slopes,
      ...kind,
    });
  };
  // New nodes (differences of compared operands) are not walked: they are arguments only.
  for (const id of reachable(pool, component.atoms)) {
    noteNode(pool, id, (argument, kind) => {
      for (const factor of kind.singular ? vanishing(pool, argument) : [argument]) note(factor, kind);
    });
  }
  return { features: [...features.values()], curved: [...curved], poles: [...poles], bent };
}

/** What vanishes where the argument does: log(a^2 |b|) is infinite where a = 0 or b = 0. */
function vanishing(pool: ExprPool, argument: ExprId): readonly ExprId[] {
  const node = pool.get(argument);
  if (node.op === "mul") return node.args.flatMap((factor) => vanishing(pool, factor));
  if (node.op === "pow") {
    const exponent = b.constantValue(pool, node.exponent);
    return exponent !== undefined && exponent > 0 ? vanishing(pool, node.base) : [argument];
  }
  const [inner] = node.op === "call" ? node.args : [];
  if (node.op === "call" && inner !== undefined && ZERO_AT_ZERO.has(node.fn)) return vanishing(pool, inner);
  return node.op === "const" ? [] : [argument];
}

/** Functions of one argument that vanish with it and nowhere else. */
const ZERO_AT_ZERO: ReadonlySet<FunctionName> = new Set(["abs", "sqrt", "tanh", "erf"]);

const sharp = { scale: 0, periodic: false, singular: false } as const;
const steep = { scale: 1, periodic: false, singular: false } as const;

function noteNode(
  pool: ExprPool,
  id: ExprId,
  note: (argument: ExprId, kind: Pick<Feature, "scale" | "periodic" | "singular">) => void,
): void {
  const node = pool.get(id);
  if (node.op === "pow") {
    const exponent = b.constantValue(pool, node.exponent);
    if (exponent !== undefined && exponent >= 2 && Number.isInteger(exponent)) note(node.base, steep);
    if (exponent === undefined || !Number.isInteger(exponent) || exponent < 0) {
      note(node.base, { scale: 0, periodic: false, singular: exponent === undefined || exponent < 0 });
    }
    return;
  }
  if (node.op === "mul") {
    // exp(-1e8 (h - 1)^2): the width is in the factor.
    const { coefficient, rest } = b.splitCoefficient(pool, id);
    const inner = rest === undefined ? undefined : pool.get(rest);
    const exponent = inner?.op === "pow" ? b.constantValue(pool, inner.exponent) : undefined;
    if (inner?.op === "pow" && exponent !== undefined && exponent >= 2) {
      note(b.mul(pool, b.constant(pool, Math.abs(coefficient) ** (1 / exponent)), inner.base), steep);
    }
    return;
  }
  if (node.op === "call") noteCall(pool, node, note);
}

/** Where a call changes its nature; the arguments that it makes up are new nodes of the pool. */
export function noteCall(
  pool: ExprPool,
  { fn, args: [x, y, z] }: Extract<Expr, { op: "call" }>,
  note: (argument: ExprId, kind: Pick<Feature, "scale" | "periodic" | "singular">) => void,
): void {
  if (x === undefined) return;
  switch (fn) {
    case "less":
    case "less_equal":
    case "equal":
    case "max":
    case "min":
      if (y !== undefined) note(b.subtract(pool, x, y), sharp);
      return;
    case "clip":
      for (const level of [y, z]) if (level !== undefined) note(b.subtract(pool, x, level), sharp);
      return;
    case "log":
    case "sqrt":
      note(x, { scale: 0, periodic: false, singular: fn === "log" });
      return;
    case "sin":
    case "cos":
      note(x, { scale: 1, periodic: true, singular: false });
      return;
    case "and":
    case "or":
    case "not":
      return;
    default:
      note(x, functions[fn].regularity === "smooth" ? steep : sharp);
  }
}

/**
 * Zero by odd symmetry: if the integrand changes sign with all coordinates of a symmetric component, its expectation
 * is exactly 0, whatever the functions are - provided that it exists: what may be infinite (a pole, an exponential)
 * is left to quadrature, which finds out.
 */
import * as b from "../../../ir/build.ts";
import type { BuiltinName } from "../../../ir/builtins.ts";
import { type Expr, type ExprId, type ExprPool, reachable } from "../../../ir/expr.ts";
import { isSymmetric } from "../../../math/laws.ts";
import type { Component } from "../component.ts";
import { degree } from "../expand.ts";
import type { Polynomial } from "../polynomial.ts";
import type { Result } from "../result.ts";

type Parity = "even" | "odd" | "none";

const ODD_FUNCTIONS: ReadonlySet<BuiltinName> = new Set(["tanh", "erf", "sin", "sign"]);
const EVEN_FUNCTIONS: ReadonlySet<BuiltinName> = new Set(["abs", "cos", "normal_pdf"]);

export function odd(component: Component, weight: Polynomial): Result | undefined {
  if (!isTame(component)) return undefined;
  if (!component.specials.every(isSymmetric)) return undefined;
  const atoms = times(parities(component));
  if (atoms === "none") return undefined;
  for (const { monomial } of weight.values()) {
    const whole = times([atoms, degree(monomial) % 2 === 0 ? "even" : "odd"]);
    if (whole !== "odd") return undefined;
  }
  return { value: 0, error: 0, method: "closed" };
}

/** False where the integrand has an exponential, a logarithm or a power that may meet zero. */
function isTame({ pool, atoms }: Component): boolean {
  return reachable(pool, atoms).every((id) => {
    const node = pool.get(id);
    if (node.op === "pow") {
      const exponent = b.constantValue(pool, node.exponent);
      return exponent !== undefined && (exponent > 0 || isPositive(pool, node.base));
    }
    return node.op !== "call" || (node.fn !== "exp" && node.fn !== "log");
  });
}

/** A positive constant plus terms that are never negative. */
function isPositive(pool: ExprPool, id: ExprId): boolean {
  const node = pool.get(id);
  if (node.op !== "add") return false;
  const isSquare = (arg: ExprId): boolean => {
    const factor = pool.get(arg);
    if (factor.op === "const") return factor.value > 0;
    if (factor.op === "mul") return factor.args.every(isSquare);
    if (factor.op === "call") return factor.fn === "abs" || factor.fn === "relu" || factor.fn === "sigmoid";
    return factor.op === "pow" && (b.constantValue(pool, factor.exponent) ?? 1) % 2 === 0;
  };
  return node.args.some((arg) => (b.constantValue(pool, arg) ?? 0) > 0) && node.args.every(isSquare);
}

function parities(component: Component): Parity[] {
  const { pool, forms } = component;
  const known = new Map<ExprId, Parity>();
  const of = (id: ExprId): Parity => known.get(id) ?? "none";
  for (const id of reachable(pool, component.atoms)) known.set(id, parityOf(pool.get(id)));
  return component.atoms.map(of);

  function parityOf(node: Expr): Parity {
    switch (node.op) {
      case "const":
        return "even";
      case "param":
        return "none";
      case "coord":
        return forms[node.index]?.constant === 0 ? "odd" : "none";
      case "add":
        return node.args.every((arg) => of(arg) === of(node.args[0] as ExprId)) ? of(node.args[0] as ExprId) : "none";
      case "mul":
        return times(node.args.map(of));
      case "pow": {
        if (of(node.base) === "even" && of(node.exponent) === "even") return "even";
        const exponent = b.constantValue(pool, node.exponent);
        if (exponent === undefined || !Number.isInteger(exponent) || of(node.base) === "none") return "none";
        return exponent % 2 === 0 ? "even" : of(node.base);
      }
      case "call": {
        if (node.args.every((arg) => of(arg) === "even")) return "even";
        if (node.args.length !== 1 || of(node.args[0] as ExprId) !== "odd") return "none";
        return ODD_FUNCTIONS.has(node.fn) ? "odd" : EVEN_FUNCTIONS.has(node.fn) ? "even" : "none";
      }
      case "select":
        return of(node.when) === "even" && of(node.then) === of(node.otherwise) ? of(node.then) : "none";
    }
  }
}

function times(factors: readonly Parity[]): Parity {
  if (factors.includes("none")) return "none";
  return factors.filter((factor) => factor === "odd").length % 2 === 0 ? "even" : "odd";
}

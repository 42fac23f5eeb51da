/** A component as a function of its standard coordinates: weight polynomial times atoms, over arrays of points. */
import * as b from "../../ir/build.ts";
import type { ExprId } from "../../ir/expr.ts";
import { compileTape, runTape } from "../../ir/tape.ts";
import type { Component } from "./component.ts";
import type { Polynomial } from "./polynomial.ts";

/** Values at points given by one array per dimension. */
export type Integrand = (coordinates: readonly Float64Array[], length: number) => Float64Array;

/** Functions of the forms as functions of the coordinates. */
export function compileFunctions(
  component: Component,
  roots: readonly ExprId[],
): (...at: Parameters<Integrand>) => Float64Array[] {
  const tape = compileTape(component.pool, roots);
  return (coordinates, length) => {
    const values = component.forms.map(({ constant, load }) => {
      const out = new Float64Array(length).fill(constant);
      for (const [d, x] of load.entries()) {
        const u = coordinates[d];
        if (x === 0 || u === undefined) continue;
        for (let i = 0; i < length; i++) out[i] = (out[i] as number) + x * (u[i] as number);
      }
      return out;
    });
    const results = roots.map(() => new Float64Array(length));
    runTape(tape, length, values, [], results);
    return results;
  };
}

export function compileIntegrand(component: Component, weight: Polynomial): Integrand {
  const atoms = compileFunctions(component, [b.mul(component.pool, ...component.atoms)]);
  const terms = [...weight.values()];
  return (coordinates, length) => {
    const [result = new Float64Array(length)] = atoms(coordinates, length);
    if (terms.length === 1 && terms[0]?.monomial.length === 0) {
      const { coefficient } = terms[0];
      if (coefficient !== 1) for (let i = 0; i < length; i++) result[i] = (result[i] as number) * coefficient;
      return result;
    }
    for (let i = 0; i < length; i++) {
      let w = 0;
      for (const { monomial, coefficient } of terms) {
        let m = coefficient;
        for (const [d, p] of monomial) {
          const u = coordinates[d]?.[i] as number;
          m *= p === 1 ? u : p === 2 ? u * u : u ** p;
        }
        w += m;
      }
      result[i] = (result[i] as number) * w;
    }
    return result;
  };
}

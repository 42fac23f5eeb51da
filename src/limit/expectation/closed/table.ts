/**
 * The closed forms, tried in order; undefined where none applies. Each answers for a whole component: polynomial
 * weight times product of atoms.
 */
import type { Component } from "../component.ts";
import type { Expander } from "../expand.ts";
import type { Polynomial } from "../polynomial.ts";
import type { Result } from "../result.ts";
import { arcsine } from "./arcsine.ts";
import { exponential } from "./exponential.ts";
import { gaussian } from "./gaussian.ts";
import { odd } from "./odd.ts";
import { piecewise } from "./piecewise/family.ts";
import { sectors } from "./sectors.ts";

export type ClosedForm = (component: Component, weight: Polynomial, expander: Expander) => Result | undefined;

const families: readonly ClosedForm[] = [odd, sectors, exponential, gaussian, arcsine, piecewise];

export function closedForm(component: Component, weight: Polynomial, expander: Expander): Result | undefined {
  for (const family of families) {
    const result = family(component, weight, expander);
    if (result !== undefined) return result;
  }
  return undefined;
}

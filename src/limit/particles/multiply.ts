/** A product on copies: Z^{Wx} = Zhat + Zdot, with Zdot a combination of vectors of the opposite side of the matrix. */
import type { ValueId } from "../../ir/program.ts";
import { addScaled, averageProduct, largestSize } from "./columns.ts";
import { innerProductsAlong } from "./company.ts";
import type { Product } from "./corrections.ts";
import { fillFreshNormal } from "./fresh-normal.ts";
import { columnsOf, companionsAt, type RunState } from "./run-state.ts";
import { addProduct, covarianceOf } from "./side.ts";
import { steinCoefficients } from "./stein.ts";
import { averageDerivatives, type Slope } from "./sweep.ts";

/** Carries the product of a step out and records its numbers. False when one of them is not finite. */
export function multiply(run: RunState, step: number, out: ValueId, of: ValueId): boolean {
  const { plan, store, strata, sides, record, slopes } = run;
  const product = plan.corrections.products[step]!;
  const side = sides[product.side]!;
  const opposite = sides[product.side ^ 1]!;
  const [vector] = columnsOf(run, [of]) as [Float64Array];

  const derivatives = derivativesOf(run, product, vector);
  const column = store.take();
  const fresh = (into: Float64Array): void => {
    const orthonormal = side.innovations;
    const companions = companionsAt(run, step);
    const along = companions.map((of) => innerProductsAlong(of, product.side, orthonormal));
    fillFreshNormal(into, out, strata, { orthonormal, companions, along });
  };
  const keep = step < plan.lifetimes.inputsUntil[product.side]!;
  if (!addProduct(side, vector, column, store, fresh, keep)) return false;
  const size = averageProduct(vector, vector);
  run.shares[step] = size > 0 ? largestSize(vector) ** 2 / size / store.length : 0;
  for (let j = 0; j <= product.use; j++) {
    record[plan.record.start[step]! + j] = covarianceOf(side, product.use, j);
  }

  // Zdot = sum_j coefficient_j Z^{y_j}, and the y_j are combinations of the orthonormal inputs of their side.
  const along = new Float64Array(opposite.inputs.length);
  for (const [k, term] of product.terms.entries()) {
    const coefficient = side.factor * derivatives[k]!;
    if (!Number.isFinite(coefficient)) return false;
    record[plan.record.coefficients[step]! + k] = coefficient;
    slopes[step]![k] = coefficient;
    const row = opposite.rows[term]!;
    for (let e = 0; e < row.length; e++) along[e]! += coefficient * row[e]!;
  }
  for (const [e, factor] of along.entries()) if (factor !== 0) addScaled(column, factor, opposite.inputs[e]!);
  run.vectors[out] = column;
  return true;
}

/** E[dZ^x / dZhat], by entry of the product's terms. */
function derivativesOf(run: RunState, product: Product, vector: Float64Array): Float64Array {
  const { method, side, terms, termSteps } = product;
  if (method.kind === "stein") return steinCoefficients(vector, run.sides[side ^ 1]!, terms);
  const slopeOf = (step: number, link: number): Slope => run.slopes[step]![link];
  const averages = averageDerivatives(method.way, run.plan.corrections.links, slopeOf, run.store);
  return Float64Array.from(termSteps, (step) => averages.get(step) ?? 0);
}

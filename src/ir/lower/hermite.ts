/** `hermite(k, z)`: the probabilists' Hermite polynomial He_k, written out in powers of z. */

import type { Span } from "../../diagnostics/source.ts";
import type { AstExpr } from "../../parser/ast.ts";
import * as b from "../build.ts";
import { applyOperation } from "./arithmetic.ts";
import { complain } from "./complain.ts";
import type { Frame } from "./context.ts";
import { evaluateInteger } from "./references.ts";
import { failed, type Term } from "./terms.ts";

/** Beyond this order the powers of z cancel to fewer than about five digits where z is of order 1. */
const highestOrder = 50;

export function evaluateHermite(frame: Frame, span: Span, order: AstExpr, argument: AstExpr): Term {
  const k = evaluateInteger(order, frame, "the order of `hermite` is");
  const term = frame.cx.evaluate(argument, frame);
  if (k === undefined) return failed;
  if (k < 0 || k > highestOrder) {
    const message = `the order of \`hermite\` is from 0 to ${highestOrder}, not ${k}`;
    return complain(frame, "TP206", order.span, message, "use a smaller order");
  }
  const coefficients = hermiteCoefficients(k);
  return applyOperation(frame, span, "hermite", [{ term, span: argument.span }], {
    numbers: ([z = Number.NaN]) => coefficients.reduceRight((total, c) => total * z + c, 0),
    bodies: (pool, [z]) =>
      b.add(
        pool,
        ...coefficients.map((c, power) =>
          b.mul(pool, b.constant(pool, c), z === undefined ? b.constant(pool, Number.NaN) : b.powInt(pool, z, power)),
        ),
      ),
  });
}

/** The coefficients of He_k by ascending power: He_{k+1}(z) = z He_k(z) - k He_{k-1}(z). */
export function hermiteCoefficients(k: number): readonly number[] {
  let before: readonly number[] = [];
  let current: readonly number[] = [1];
  for (let order = 0; order < k; order++) {
    const next = [0, ...current];
    for (const [power, c] of before.entries()) next[power] = (next[power] ?? 0) - order * c;
    before = current;
    current = next;
  }
  return current;
}

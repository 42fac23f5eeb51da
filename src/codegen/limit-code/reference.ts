/** What an equation refers to, as code inside its loops: a number at other indices, a law of the indices, a sum. */
import type { ExprPool } from "../../ir/expr.ts";
import { type Affine, composeAffine } from "../../limit/recurrence/affine.ts";
import type { Reference } from "../../limit/recurrence/equation.ts";
import type { QuantityTable } from "../../limit/recurrence/quantities.ts";
import { affineText } from "./affine-text.ts";
import { atom, type Dialect, levels, type Piece, piece, within } from "./dialect.ts";
import { formulaText } from "./formula.ts";
import type { Names } from "./names.ts";
import type { Places } from "./places.ts";

/** The variables of the loops around, outermost first. */
export type Loops = readonly string[];

export interface ReferenceSetting {
  readonly pool: ExprPool;
  readonly dialect: Dialect;
  readonly names: Names;
  readonly need: (piece: string) => void;
  readonly places: Places;
  readonly table: QuantityTable;
  readonly loops: Loops;
  /** The variables of the equation in terms of those of the loops. */
  readonly values: readonly Affine[];
}

export function referencePiece(cx: ReferenceSetting, reference: Reference | undefined): Piece {
  const { dialect, places, loops, values, table } = cx;
  const indexText = (index: Affine): string => affineText(composeAffine(index, values, loops.length), loops);
  switch (reference?.kind) {
    case undefined:
      return atom("?");
    case "member": {
      const name = places.tableOf(reference.quantity);
      if (name !== undefined) {
        const texts = reference.indices.map((index, k) =>
          places.indexText(reference.quantity, k, composeAffine(index, values, loops.length), loops),
        );
        return atom(dialect.entry(name, texts));
      }
      const point = reference.indices.map(({ constant }) => constant);
      return places.scalar(table.at(reference.quantity, point) ?? -1);
    }
    case "number": {
      const { base, power } = reference.law ?? { base: { constant: Number.NaN, coefficients: [] }, power: 1 };
      const text = indexText(base);
      const isSum = !/^\w+$/.test(text);
      const factor = piece(text, isSum ? levels.sum : levels.atom);
      if (power === 1) return factor;
      if (power === 0.5) return dialect.squareRoot(factor);
      if (power === -0.5) return piece(`1 / ${dialect.squareRoot(factor).text}`, levels.product);
      if (power === -1) return piece(`1 / ${within(factor, levels.sign)}`, levels.product);
      const square = `${within(factor, levels.atom)} ** ${Math.abs(power)}`;
      return power > 0 ? piece(square, levels.power) : piece(`1 / ${square}`, levels.product);
    }
    case "sum": {
      const name = cx.names.inner().fresh(reference.index);
      const inner = [...loops, name];
      const widened = values.map(({ constant, coefficients }) => ({ constant, coefficients: [...coefficients, 0] }));
      const own: Affine = { constant: 0, coefficients: inner.map((_, k) => (k === loops.length ? 1 : 0)) };
      const scope = { ...cx, loops: inner, values: [...widened, own] };
      const { roots } = formulaText({ ...cx, isFlat: true }, [reference.term.body], {
        coord: () => atom("?"),
        param: (k) => referencePiece(scope, reference.term.references[k]),
      });
      const [term = atom("0")] = roots;
      return dialect.sum(name, indexText(reference.from), indexText(reference.to), term.text, cx.need);
    }
  }
}

/** What an equation refers to, as code inside its loops: a number at other indices, a law of the indices, a sum. */
import type { ExprPool } from "../../ir/expr.ts";
import { type Affine, composeAffine } from "../../limit/recurrence/affine.ts";
import type { Reference } from "../../limit/recurrence/equation.ts";
import type { Law } from "../../limit/recurrence/law.ts";
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
    case "number":
      return reference.law === undefined ? atom("NaN") : lawPiece(cx, reference.law, indexText);
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

function lawPiece({ dialect }: ReferenceSetting, law: Law, indexText: (index: Affine) => string): Piece {
  const affine = (index: Affine): Piece => {
    const text = indexText(index);
    return piece(text, /^\w+$/.test(text) ? levels.atom : levels.sum);
  };
  const raised = (base: Piece, exponent: string): string => `${within(base, levels.atom)} ** ${exponent}`;
  const over = (above: string, below: Piece): Piece =>
    piece(`${above} / ${within(below, levels.sign)}`, levels.product);
  switch (law.kind) {
    case "geometric": {
      const power = raised(atom(dialect.number(law.ratio)), within(affine(law.exponent), levels.power));
      return law.scale === 1
        ? piece(power, levels.power)
        : piece(`${dialect.number(law.scale)} * ${power}`, levels.product);
    }
    case "power": {
      const isWhole = law.below.constant === 1 && law.below.coefficients.every((c) => c === 0);
      const above = affine(law.above);
      const base = isWhole ? above : over(within(above, levels.product), affine(law.below));
      const size = Math.abs(law.power);
      const power =
        size === 1 ? base : size === 0.5 ? dialect.squareRoot(base) : piece(raised(base, String(size)), levels.power);
      return law.power > 0 ? power : over("1", power);
    }
  }
}

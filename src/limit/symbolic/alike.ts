/**
 * Integrands that differ by the names of their variables and scalars only - those of the layers of a network - have one
 * closed form but for these names: it is found for the first of them, and the others get a copy.
 */
import * as b from "../../ir/build.ts";
import { type ExprId, type ExprPool, leavesOf } from "../../ir/expr.ts";
import { substitute } from "../../ir/substitute.ts";
import type { BasisLaw } from "./basis-law.ts";
import type { ClosedForm, Closer } from "./closer.ts";
import { FIRST_PLACEHOLDER } from "./form-law.ts";

/** Integrands over more variables than this are few. */
const MOST_VARIABLES = 6;

/** An integrand with its law, names left out. */
interface Nameless {
  /** Equal for integrands that differ by names only. */
  readonly key: string;
  /** The scalars that it had, in the order of their placeholders. */
  readonly scalars: readonly number[];
}

/** `closer`, asked once for all integrands that are alike. */
export function closingAlike(pool: ExprPool, basis: BasisLaw, closer: Closer): Closer {
  const known = new Map<string, ClosedForm | undefined>();
  return {
    close(integrand) {
      const nameless = withoutNames(pool, basis, integrand);
      if (nameless === undefined) return closer.close(integrand);
      const { key, scalars } = nameless;
      if (known.has(key)) {
        return renamed(pool, known.get(key), (index) => scalars[index - FIRST_PLACEHOLDER]);
      }
      const found = closer.close(integrand);
      const numbers = new Map(scalars.map((scalar, k) => [scalar, FIRST_PLACEHOLDER + k]));
      known.set(
        key,
        renamed(pool, found, (index) => numbers.get(index)),
      );
      return found;
    },
  };
}

function renamed(
  pool: ExprPool,
  form: ClosedForm | undefined,
  name: (scalar: number) => number | undefined,
): ClosedForm | undefined {
  if (form === undefined) return undefined;
  const param = (index: number): ExprId | undefined => {
    const other = name(index);
    return other === undefined ? undefined : b.param(pool, other);
  };
  const [value] = substitute(pool, [form.value], { param });
  return value === undefined ? undefined : { value, rules: form.rules };
}

/** Undefined where there are many variables, or where a covariance is a formula in scalars. */
function withoutNames(pool: ExprPool, basis: BasisLaw, integrand: ExprId): Nameless | undefined {
  const { coords, params } = leavesOf(pool, [integrand]);
  if (coords.length > MOST_VARIABLES) return undefined;
  const numbers = new Map<number, number>();
  const placeholder = (scalar: number): number => {
    const number = numbers.get(scalar) ?? numbers.size;
    numbers.set(scalar, number);
    return number;
  };
  const entries: string[] = [];
  for (const [k, i] of coords.entries()) {
    for (const j of coords.slice(0, k + 1)) {
      const covariance = basis.covariance(i, j);
      const node = pool.get(covariance);
      if (node.op === "param") entries.push(`p${placeholder(node.index)}`);
      else if (node.op === "const") entries.push(`${node.value}`);
      else if (leavesOf(pool, [covariance]).params.length === 0) entries.push(`#${covariance}`);
      else return undefined;
    }
    const shape = basis.shape(i);
    if (shape !== undefined) entries.push(JSON.stringify(shape));
  }
  for (const scalar of params) placeholder(scalar);
  const places = new Map(coords.map((i, k) => [i, k]));
  const [body] = substitute(pool, [integrand], {
    coord: (i) => b.coord(pool, places.get(i) ?? 0),
    param: (j) => b.param(pool, FIRST_PLACEHOLDER + placeholder(j)),
  });
  return { key: `${body} ${entries.join()}`, scalars: [...numbers.keys()] };
}

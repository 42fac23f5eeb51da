/**
 * Which earlier numbers the definition of a number of the limit reads: those in its formula, and for an expectation
 * the covariances of the hats and running sums in it.
 */
import { type ExprId, leavesOf } from "../../ir/expr.ts";
import type { Definition, LimitProgram } from "../limit-program.ts";

/** For each number of the limit, the positions of those that it reads, ascending. */
export function dependenciesOf(limit: LimitProgram): readonly (readonly number[])[] {
  const { pool, blocks, sums } = limit;
  const position = new Map<number, { readonly block: number; readonly at: number }>();
  for (const [block, { hats }] of blocks.entries())
    for (const [at, hat] of hats.entries()) position.set(hat, { block, at });
  const paramsOf = (roots: readonly ExprId[]): readonly number[] => leavesOf(pool, roots).params;

  const covariances = (coords: readonly number[]): readonly ExprId[] => {
    const places = coords.flatMap((coord) => position.get(coord) ?? []);
    const ofHats = places.flatMap(({ block, at }) =>
      places.flatMap((other) =>
        other.block === block && other.at <= at ? (blocks[block]?.covariance[at]?.[other.at] ?? []) : [],
      ),
    );
    const ofSums = coords.flatMap((sum) => coords.flatMap((other) => sums.get(sum)?.covariance.get(other) ?? []));
    return [...ofHats, ...ofSums];
  };
  const read = (definition: Definition): readonly number[] => {
    switch (definition.kind) {
      case "number":
      case "symbol":
        return [];
      case "arithmetic":
      case "closed":
        return paramsOf([definition.body]);
      case "expectation":
      case "stein": {
        const hats = definition.kind === "stein" ? definition.hats : [];
        const { coords, params } = leavesOf(pool, [definition.factor, definition.integrand]);
        return [...params, ...paramsOf(covariances([...new Set([...coords, ...hats])]))];
      }
    }
  };
  return limit.scalars.map(({ definition }) => [...new Set(read(definition))].sort((x, y) => x - y));
}

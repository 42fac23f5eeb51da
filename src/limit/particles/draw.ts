/** Initial vectors on copies: columns of the declared laws. Normal ones are fresh normal columns, moments matched. */
import type { InputGroup, ValueId } from "../../ir/program.ts";
import { addScaled, averageProduct, type ColumnStore } from "./columns.ts";
import type { Companion } from "./company.ts";
import { fillFreshNormal } from "./fresh-normal.ts";
import type { GroupNumbers } from "./numbers.ts";
import type { Strata } from "./strata.ts";

/** The columns of the members of a group, uncorrelated with `companions` where they are normal. */
export function drawGroup(
  group: InputGroup,
  numbers: GroupNumbers,
  strata: Strata,
  store: ColumnStore,
  companions: readonly Companion[],
): Float64Array[] {
  const surroundings = (orthonormal: readonly Float64Array[]) => {
    const along = companions.map(({ column }) => orthonormal.map((normal) => averageProduct(column, normal)));
    return { orthonormal, companions, along };
  };
  const members: readonly ValueId[] = group.kind === "single" ? [group.member] : group.members;
  if (numbers.kind === "single") {
    const column = store.take();
    if (numbers.shape.kind === "normal") fillFreshNormal(column, members[0]!, strata, surroundings([]));
    else strata.fill(column, members[0]!, numbers.shape);
    for (let i = 0; i < column.length; i++) column[i] = numbers.mean + numbers.deviation * column[i]!;
    return [column];
  }
  const normals: Float64Array[] = [];
  for (let k = 0; k < (numbers.factor[0]?.length ?? 0); k++) {
    const column = store.take();
    fillFreshNormal(column, members[k]!, strata, surroundings(normals));
    normals.push(column);
  }
  const columns = numbers.mean.map((mean, i) => {
    const column = store.take().fill(mean);
    for (const [k, normal] of normals.entries()) addScaled(column, numbers.factor[i]![k]!, normal);
    return column;
  });
  for (const normal of normals) store.give(normal);
  return columns;
}

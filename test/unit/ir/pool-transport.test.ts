import { expect, it } from "vitest";
import * as b from "../../../src/ir/build.ts";
import { createPool, restorePool, serialisePool } from "../../../src/ir/expr.ts";

it("a pool survives being sent as plain data, ids included", () => {
  const pool = createPool();
  const x = b.coord(pool, 0);
  const root = b.select(pool, b.call(pool, "less", x, b.param(pool, 1)), b.powInt(pool, x, 3), b.constant(pool, -0.5));
  const copy = restorePool(structuredClone(serialisePool(pool)));
  expect(copy.size).toBe(pool.size);
  expect(copy.get(root)).toEqual(pool.get(root));
  expect(copy.intern({ op: "coord", index: 0 })).toBe(x);
  expect(b.constant(copy, 17)).toBe(pool.size);
});

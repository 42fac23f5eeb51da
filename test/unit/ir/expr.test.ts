import { expect, test } from "vitest";
import { select } from "../../../src/ir/build.ts";
import { createPool, type ExprId, reachable } from "../../../src/ir/expr.ts";

test("equal expressions are one node, also after the table has grown many times", () => {
  const pool = createPool();
  const coords = Array.from({ length: 3000 }, (_, index) => pool.intern({ op: "coord", index }));
  const sums = coords.map((coord, k) => pool.intern({ op: "add", args: [coord, coords[(k * 7) % 3000] as ExprId] }));
  const numbers = [0, -0, Number.NaN, Number.NaN, 1 / 3, 2 ** 40].map((value) => pool.intern({ op: "const", value }));
  const size = pool.size;
  expect(coords.map((_, index) => pool.intern({ op: "coord", index }))).toEqual(coords);
  expect(coords.map((coord, k) => pool.intern({ op: "add", args: [coord, coords[(k * 7) % 3000] as ExprId] }))).toEqual(
    sums,
  );
  expect(pool.size).toBe(size);
  expect(new Set(sums).size).toBe(3000);
  expect(numbers[0]).toBe(numbers[1]);
  expect(numbers[2]).toBe(numbers[3]);
  expect(new Set(numbers).size).toBe(4);
});

test("nodes of one shape with other operators, functions or operands are others", () => {
  const pool = createPool();
  const [x, y] = [pool.intern({ op: "coord", index: 0 }), pool.intern({ op: "param", index: 0 })];
  const ids = [
    x,
    y,
    pool.intern({ op: "add", args: [x, y] }),
    pool.intern({ op: "mul", args: [x, y] }),
    pool.intern({ op: "mul", args: [y, x] }),
    pool.intern({ op: "pow", base: x, exponent: y }),
    pool.intern({ op: "pow", base: y, exponent: x }),
    pool.intern({ op: "call", fn: "tanh", args: [x] }),
    pool.intern({ op: "call", fn: "tanh", args: [y] }),
    pool.intern({ op: "call", fn: "step", args: [x] }),
    pool.intern({ op: "call", fn: "max", args: [x, y] }),
    select(pool, x, y, x),
    select(pool, x, x, y),
  ];
  expect(ids).toEqual(ids.map((_, k) => k));
});

test("a walk meets every node once, ascending, and leaves out what is known with all below it", () => {
  const pool = createPool();
  const leaves = Array.from({ length: 40 }, (_, index) => pool.intern({ op: "coord", index }));
  const chain: ExprId[] = [];
  for (const leaf of leaves.slice(1)) {
    chain.push(pool.intern({ op: "add", args: [leaf, chain.at(-1) ?? (leaves[0] as ExprId)] }));
  }
  const root = chain.at(-1) as ExprId;
  expect(reachable(pool, [root, root])).toEqual([...leaves, ...chain]);
  expect(reachable(pool, [chain[1] as ExprId])).toEqual([...leaves.slice(0, 3), ...chain.slice(0, 2)]);
  const known = chain[36] as ExprId;
  expect(reachable(pool, [root], (id) => id <= known && id >= (chain[0] as ExprId))).toEqual([
    leaves[38],
    leaves[39],
    ...chain.slice(37),
  ]);
});

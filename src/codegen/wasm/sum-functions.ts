/** Sums of shares in the order of the shaders' sum kernels: `fold` one level of the tree, `average` its end. */
import { buildFunction } from "./builder.ts";
import type { WasmFunction } from "./code.ts";

/** `fold(start, count, out, goal)`: number k at `out` is the sum of every `goal`-th number at `start`, from k on. */
export function foldFunction(name: string): WasmFunction {
  const b = buildFunction(name, "Sums of shares, one level.");
  const [start, count, out, goal] = ["start", "count", "out", "goal"].map((each) => b.param(each, "i32"));
  b.loop("column", { from: b.i32(0), to: goal!, step: b.i32(1) }, [], (column) => {
    const [sum] = b.loop("i", { from: column, to: count!, step: goal! }, [b.f32(0)], (i, [before]) => {
      return [b.run("f32.add", [before!, b.load("f32.load", element(i, start!))])];
    });
    b.store("f32.store", element(column, out!), sum!);
    return [];
  });
  return b.finish();

  function element(index: Parameters<typeof b.store>[1], base: Parameters<typeof b.store>[1]) {
    return b.run("i32.add", [base, b.run("i32.shl", [index, b.i32(2)])]);
  }
}

/** `average(start, count, out, factor)`: `factor` times the sum of `count` numbers. */
export function averageFunction(name: string): WasmFunction {
  const b = buildFunction(name, "The average over coordinates.");
  const [start, count, out] = ["start", "count", "out"].map((each) => b.param(each, "i32"));
  const factor = b.param("factor", "f32");
  const [sum] = b.loop("i", { from: b.i32(0), to: count!, step: b.i32(1) }, [b.f32(0)], (i, [before]) => {
    const at = b.run("i32.add", [start!, b.run("i32.shl", [i, b.i32(2)])]);
    return [b.run("f32.add", [before!, b.load("f32.load", at)])];
  });
  b.store("f32.store", out!, b.run("f32.mul", [factor, sum!]));
  return b.finish();
}

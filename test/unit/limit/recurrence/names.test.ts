import { describe, expect, test } from "vitest";
import { freeName, indexNamesIn, joinName, splitName } from "../../../../src/limit/recurrence/names.ts";
import { lower } from "../../../kit/lower.ts";

describe("indices in names", () => {
  test.each([
    ["h", []],
    ["h[2]", [2]],
    ["W[2] @ relu(h[1,-3])", [2, 1, -3]],
    ["moment(x[1]^2)", [1]],
    ["cell(h[4]).x", [4]],
    ["where(h[1] < 2, [a], h[0])", [1, 0]],
  ])("%s", (name, indices) => {
    const split = splitName(name);
    expect(split.indices).toEqual(indices);
    expect(joinName(split.pieces, indices.map(String))).toBe(name);
  });

  test("are called as the source calls them where it defines a family", () => {
    const program = lower(`
width n
vector u[i in 1..2] ~ normal(0, 1)
matrix W[l in 1..2] ~ normal(0, 1 / n)
for k in 1..2, i in 1..2 { h[k, i] = W[k] @ tanh(u[i]) }
v[0] = tanh(u[1])
for t in 0..1 { v[t+1] = tanh(v[t]) }
output moment(h[2, 1] * v[2])
`);
    const names = indexNamesIn(program);
    const of = (name: string) => names.of(splitName(name).pieces);
    expect(of("h[1,2]")).toEqual(["k", "i"]);
    expect(of("W[1] @ tanh(u[2])")).toEqual(["l", "i"]);
    expect(of("v[1] * other[3]")).toEqual(["t", undefined]);
  });

  test("a second index of one kind gets the letter that people take", () => {
    expect(freeName("t", new Set())).toBe("t");
    expect(freeName("t", new Set(["t"]))).toBe("s");
    expect(freeName("i", new Set(["i"]))).toBe("j");
    expect(freeName(undefined, new Set(["l"]))).toBe("i");
    expect(freeName("layer", new Set(["layer"]))).toBe("l");
  });
});

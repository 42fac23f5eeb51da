import { describe, expect, test } from "vitest";
import { suggest } from "../../../src/diagnostics/suggest.ts";

describe("suggest", () => {
  test.each([
    ["vectr", "vector"],
    ["vetcor", "vector"],
    ["ouput", "output"],
    ["gleu", "gelu"],
    ["sigmiod", "sigmoid"],
    ["leakyrelu", "leaky_relu"],
    ["Relu", "relu"],
    ["h1", "h2"],
    ["W", "w"],
  ])("%s means %s", (name, meant) => {
    expect(suggest(name, ["vector", "output", "gelu", "sigmoid", "leaky_relu", "relu", "h2", "w"])).toBe(meant);
  });

  test.each(["g", "zz", "phi", "something"])("%s means none of them", (name) => {
    expect(suggest(name, ["x", "h", "sigmoid", "moment", name])).toBeUndefined();
  });

  test("of several equally near the first", () => {
    expect(suggest("h3", ["h1", "h2"])).toBe("h1");
    expect(suggest("weight", ["freight", "weights", "height"])).toBe("weights");
  });

  test("without candidates nothing", () => expect(suggest("x", [])).toBeUndefined());
});

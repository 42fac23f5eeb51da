import { describe, expect, test } from "vitest";
import {
  parseBytes,
  parseFolder,
  parseFraction,
  parseLaw,
  parseOutputPath,
  parseReportPath,
  parseSeed,
  parseSetting,
  parseTrials,
  parseWidths,
} from "../../../src/cli/arguments.ts";

describe("values of options", () => {
  test("widths come in ascending order", () => {
    expect(parseWidths("1024, 256,64")).toEqual([64, 256, 1024]);
    expect(parseWidths("1e3")).toEqual([1000]);
  });

  test.each([
    ["8GiB", 8 * 2 ** 30],
    ["500MB", 5e8],
    ["1.5k", 1500],
    ["2 TiB", 2 ** 41],
    ["1e9", 1e9],
    ["4096b", 4096],
  ])("%s of memory", (text, bytes) => {
    expect(parseBytes(text)).toBe(bytes);
  });

  test.each(["", "GiB", "-1", "8 elephants", "1.2.3MB", "0"])("%j is no memory", (text) => {
    expect(() => parseBytes(text)).toThrow("8GiB");
  });

  test.each([
    ["uniform", { kind: "uniform" }],
    ["student_t(5)", { kind: "student_t", df: 5 }],
    [" student_t( df = 2.5 ) ", { kind: "student_t", df: 2.5 }],
    ["truncated_normal(cut=2)", { kind: "truncated_normal", cut: 2 }],
  ])("the law %j", (text, shape) => {
    expect(parseLaw(text)).toEqual(shape);
  });

  test.each(["cauchy", "uniform(2)", "student_t", "student_t(2)", "truncated_normal(-1)", "normal;", ""])(
    "%j is no law",
    (text) => {
      expect(() => parseLaw(text)).toThrow();
    },
  );

  test.each(["out.json", "a.b/c.csv", "./.x.npy"])("results can be written to %j", (path) => {
    expect(parseOutputPath(path)).toBe(path);
  });

  // An ending alone is the name of a hidden file, which says nothing of its form.
  test.each(["", "out", "out.txt", ".csv", "a.csv/.npy", "out.JSON"])("results cannot be written to %j", (path) => {
    expect(() => parseOutputPath(path)).toThrow(".json, .csv or .npy");
  });

  test("a report has a name before its ending, a folder has one at all", () => {
    expect(parseReportPath("a/out.html")).toBe("a/out.html");
    expect(() => parseReportPath(".html")).toThrow(".html, .svg or .md");
    expect(() => parseFolder("")).toThrow("folder");
  });

  test("settings are collected, none twice", () => {
    const one = parseSetting("sigma = -1.5e-3", new Map());
    expect([...parseSetting("n_layers=3", one)]).toEqual([
      ["sigma", -1.5e-3],
      ["n_layers", 3],
    ]);
    expect(() => parseSetting("sigma=2", one)).toThrow("twice");
    for (const wrong of ["sigma", "=3", "a=", "a=1/2", "a=0x10", "a=1e999", "2a=1"]) {
      expect(() => parseSetting(wrong, new Map())).toThrow();
    }
  });

  test("seeds have 64 bits", () => {
    expect(parseSeed("18446744073709551615")).toBe(2n ** 64n - 1n);
    expect(() => parseSeed("18446744073709551616")).toThrow();
    expect(() => parseSeed("0x10")).toThrow();
    expect(() => parseSeed("")).toThrow();
  });

  test("trials and fractions", () => {
    expect(parseTrials("1e4")).toBe(10_000);
    expect(() => parseTrials("2.5")).toThrow();
    expect(parseFraction("1e-4")).toBe(1e-4);
    for (const wrong of ["0", "1", "-0.1", "NaN", "half"]) expect(() => parseFraction(wrong)).toThrow();
  });
});

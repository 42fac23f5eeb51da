import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as kit from "../../../src/testing/index.ts";

const { compareProgram, everything, limitOf, matchers, ProgramError } = kit;

expect.extend(matchers);

const good =
  "width n\nparam s = 1\nvector g ~ normal(0, 1)\nmatrix W ~ normal(0, s / n)\noutput q = moment((W @ tanh(g))^2)\n";
const quick = { widths: [16, 32, 64], trials: 100 };

describe("toHaveLimit", () => {
  test("takes outputs and definitions, settings and an allowed distance", () => {
    expect(good).toHaveLimit("q", 0.394294, { within: 1e-6 });
    expect(good).toHaveLimit("q", 2 * 0.394294, { within: 1e-5, settings: { s: 2 } });
    expect(good).toHaveLimit("Var(W @ tanh(g))", 0.394294, { within: 1e-6 });
    expect(good).not.toHaveLimit("q", 0.3943);
  });

  test("says what came instead", () => {
    expect(() => expect(good).toHaveLimit("q", 0.4)).toThrow(
      /the limit of q is 0\.39429\d+ ± .*, expected 0\.4 within/,
    );
  });

  test("refuses names that the program does not have, with `not` too", () => {
    const message = "the program has no output or definition `r`, but q";
    expect(() => expect(good).toHaveLimit("r", 0.4)).toThrow(message);
    expect(() => expect(good).not.toHaveLimit("r", 0.4)).toThrow(message);
    expect(() => expect(good).not.toHaveLimit("q", Number.NaN)).toThrow("NaN");
  });
});

describe("toAgreeWithLimit", () => {
  test("agrees where limit and simulation do", async () => {
    await expect(good).toAgreeWithLimit({ widths: [16, 32, 64], resolution: 0.1 });
  });

  test("shows the table and the program where it does not", async () => {
    const undecided = { ...quick, trials: 5, resolution: 1e-4 };
    await expect(expect(good).toAgreeWithLimit(undecided)).rejects.toThrow(
      /undecided[\s\S]*output[\s\S]*q[\s\S]*width n/,
    );
    await expect(good).toAgreeWithLimit({ ...undecided, undecided: "pass" });
  });

  test("takes what cannot be told for no difference", async () => {
    const undecided = { ...quick, trials: 5, resolution: 1e-4 };
    await expect(expect(good).not.toAgreeWithLimit(undecided)).rejects.toThrow(/undecided[\s\S]*What helps is/);
    await expect(good).not.toAgreeWithLimit({ ...undecided, undecided: "pass" });
    const result = await matchers.toAgreeWithLimit(good, undecided);
    expect(result.pass).toBe(false);
  });

  test.each<[object, string]>([
    [{ widths: [] }, "widths is []"],
    [{ widths: [64] }, "widths is [64]"],
    [{ widths: [64, 64] }, "at least two different"],
    [{ widths: [32.5, 64] }, "whole numbers"],
    [{ trials: -1 }, "trials is -1"],
    [{ mostTrials: Number.NaN }, "mostTrials is NaN"],
    [{ threads: 0 }, "threads is 0"],
    [{ alpha: 2 }, "alpha is 2, but should be a number between 0 and 1"],
    [{ resolution: 0 }, "resolution is 0"],
    [{ seed: 3 }, "seed is 3, but should be a bigint: 1n"],
  ])("refuses the options %o", async (options, message) => {
    await expect(compareProgram(good, options)).rejects.toThrow(message);
  });
});

test("mistakes in the program are errors with code frames", async () => {
  expect(() => limitOf("width", "q")).toThrow(ProgramError);
  await expect(compareProgram("width n\noutput q = moment(x)\n")).rejects.toThrow(
    /error\[TP\d+\][\s\S]*program\.tp:2:\d+/,
  );
});

test("programs read files where there is a reader", () => {
  const text = 'import "block.tp"\nwidth n\nvector g ~ normal(0, 1)\noutput q = moment(square(g))\n';
  const block = new TextEncoder().encode("fn square(z) = z^2\n");
  const files = { read: () => ({ ok: true, bytes: block }) as const };
  expect(text).toHaveLimit("q", 1, { files });
  expect(() => limitOf(text, "q")).toThrow("no files can be read here");
});

test("a path is no program", () => {
  expect(() => limitOf("nets/mlp.tp", "q")).toThrow("nets/mlp.tp is a path: read the file");
  expect(() => limitOf(JSON.parse("42"), "q")).toThrow("a program is text of the language");
});

test("the same options give the same samples", async () => {
  const [first, second] = [await compareProgram(good, quick), await compareProgram(good, quick)];
  const samples = (compared: typeof first) =>
    compared.simulation.runs.map((run) => run.outputs.map((o) => [...o.samples]));
  expect(samples(first)).toEqual(samples(second));
});

describe("the page that explains the kit", () => {
  const page = readFileSync(new URL("../../../docs/property-tests.md", import.meta.url), "utf8");
  const [, network = ""] = /^```tp\n(.*?)^```/ms.exec(page) ?? [];

  test("tells what its program does", async () => {
    expect(network).toHaveLimit("q", 1.25 ** 4);
    expect(network).toHaveLimit("q", 2 ** 4, { settings: { scale: 1 } });
    await expect(network).toAgreeWithLimit({ widths: [64, 256, 1024], alpha: 1e-6 });
  });

  test("names what there is", () => {
    const [, options = ""] = /Options, all on[^:]*:(.*?)\n\n/s.exec(page) ?? [];
    for (const option of Object.keys(everything)) expect(options).toContain(`\`${option}\``);
    for (const name of page.match(/\b(compareProgram|limitOf|ProgramError|matchers|tensorPrograms)\b/g) ?? []) {
      expect(kit).toHaveProperty(name);
    }
  });
});

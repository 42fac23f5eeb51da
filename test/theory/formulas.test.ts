/**
 * What the limit of known systems looks like, read by eye: for each, the text and the LaTeX beside the program. Update
 * with `npx vitest run test/theory/formulas.test.ts -u` and read the difference: would a theorist write it so?
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lowerProgram } from "../../src/ir/lower/lower.ts";
import { defaultLowerOptions } from "../../src/ir/lower/options.ts";
import { deriveLimit } from "../../src/limit/derive.ts";
import { describeLimit } from "../../src/limit/describe.ts";
import { shownLimit } from "../../src/limit/sums/shown-limit.ts";
import { parseProgram } from "../kit/interpret.ts";
import { unwrap } from "../kit/unwrap.ts";

const noNumbers = { estimates: new Map(), missing: new Map() };
const root = join(import.meta.dirname, "../..");

function screenOf(path: string, symbolic: readonly string[]): string {
  const options = { ...defaultLowerOptions, symbolic: new Set(symbolic) };
  const program = unwrap(lowerProgram(parseProgram(readFileSync(join(root, path), "utf8")), options));
  const derived = unwrap(deriveLimit(program));
  const limit = shownLimit(derived, noNumbers);
  const { equations, outputs } = describeLimit(limit, noNumbers);
  const text = equations.map(({ name, text, range }) => `${name} = ${text}${range === "" ? "" : `  ${range}`}`);
  const reported = outputs.map((output) => `${output.name} = ${output.text}`);
  const latex = [...equations, ...outputs].map((entry) => entry.latex);
  return [
    [path, ...symbolic.map((name) => `--symbolic ${name}`)].join(" "),
    ...text,
    "",
    ...reported,
    "",
    ...latex,
    "",
  ].join("\n");
}

test.each([
  ["relu", "test/cases/limit/relu.tp", []],
  ["erf", "test/cases/limit/erf.tp", []],
  ["abs", "test/cases/limit/abs.tp", []],
  ["gelu", "test/cases/limit/gelu.tp", []],
  ["leaky", "test/cases/limit/leaky.tp", []],
  ["relu-net", "test/cases/limit/relu-net.tp", []],
  ["perceptron", "examples/perceptron.tp", ["sigma"]],
  ["recurrent", "examples/recurrent.tp", []],
  ["convolution", "test/cases/limit/convolution.tp", []],
  ["marchenko-pastur", "examples/marchenko-pastur.tp", ["rho"]],
  ["semicircle", "examples/semicircle.tp", []],
  ["mean-field", "examples/mean-field.tp", ["eta"]],
  ["mup-step", "examples/mup-step.tp", ["eta"]],
  ["transpose", "examples/transpose.tp", []],
  ["edge-of-chaos", "examples/edge-of-chaos.tp", []],
] as const)("%s", async (name, path, symbolic) => {
  await expect(screenOf(path, symbolic)).toMatchFileSnapshot(join(root, `test/cases/limit/${name}.expected.txt`));
});

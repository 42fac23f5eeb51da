/** Kernels asked for from outside: which readouts there are, what is reported instead of the outputs, whose mistakes. */
import { expect, test } from "vitest";
import { failure, success } from "../../../src/diagnostics/diagnostic.ts";
import { type KernelWish, lowerKernels, type NamedPart } from "../../../src/ir/lower/lower-kernels.ts";
import { defaultLowerOptions } from "../../../src/ir/lower/options.ts";
import { verifyProgram } from "../../../src/ir/verify.ts";
import { parseProgram } from "../../kit/interpret.ts";
import { unwrap } from "../../kit/unwrap.ts";

const text = `width n
vector U[i in 1..2] ~ normal(0, 1)
vector v ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
readout f = v . U[1] / sqrt(n)
for i in 1..2 { readout y[i] = v . tanh(W @ U[i]) / sqrt(n) }
x = moment(U[1]^2)
output x
expect x = 1
`;
const source = { name: "arguments", text: "y[1] f W" };
const y = { base: "y", indices: [1], span: { start: 0, end: 4 } };
const f = { base: "f", indices: [], span: { start: 5, end: 6 } };
const matrix = { base: "W", indices: [], span: { start: 7, end: 8 } };
const wish: KernelWish = {
  source,
  kernels: [
    { kernel: "nngp", first: y, second: f, name: "nngp(y[1],f)" },
    { kernel: "ntk", first: y, second: y, name: "ntk(y[1],y[1])" },
  ],
  wrt: [matrix],
  isPlain: true,
};

test("the readouts in the order of the program, and kernels in place of its outputs", () => {
  let found: readonly NamedPart[] = [];
  const program = unwrap(
    lowerKernels(parseProgram(text), defaultLowerOptions, (readouts) => {
      found = readouts;
      return success(wish);
    }),
  );
  verifyProgram(program);
  expect(found).toEqual([
    { base: "f", indices: [] },
    { base: "y", indices: [1] },
    { base: "y", indices: [2] },
  ]);
  expect(program.outputs.map(({ name, place }) => [name, place.source.name, place.span])).toEqual([
    ["nngp(y[1],f)", "arguments", { start: 0, end: 4 }],
    ["ntk(y[1],y[1])", "arguments", { start: 0, end: 4 }],
  ]);
  expect(program.expectations).toEqual([]);
});

test("mistakes of the wish stand in its own text; a program with mistakes is asked for nothing", () => {
  const wrong = { ...wish, wrt: [{ ...matrix, base: "Q" }] };
  const lowered = lowerKernels(parseProgram(text), defaultLowerOptions, () => success(wrong));
  expect(lowered.ok).toBe(false);
  expect(lowered.diagnostics.map(({ code, place }) => [code, place.source, place.span])).toEqual([
    ["TP201", source, { start: 7, end: 8 }],
  ]);
  const broken = parseProgram(text.replace("tanh(W", "tanh(V"));
  const asked = lowerKernels(broken, defaultLowerOptions, () => {
    throw new Error("asked");
  });
  expect(asked.diagnostics.map(({ code }) => code)).toEqual(["TP201"]);
  const refused = lowerKernels(parseProgram(text), defaultLowerOptions, () => failure([...asked.diagnostics]));
  expect(refused).toMatchObject({ ok: false, diagnostics: [{ code: "TP201" }] });
});

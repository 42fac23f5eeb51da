import { expect, test } from "vitest";
import { argumentLine } from "../../../src/predict/arguments.ts";
import { chooseTangents, readKernelDocument } from "../../../src/predict/from-document.ts";
import { unwrap } from "../../kit/unwrap.ts";

const entry = (value: number) => ({ value, error: 1e-9, method: "closed", text: "", latex: "" });
const outputs = {
  q: entry(3),
  "nngp(y[1],y[2,0])": entry(0.5),
  "nngp(f,f)": entry(1),
  "ntk(y[1],f)": entry(2),
  "ntk(y[1],f,wrt=[U,W[2]])": entry(4),
  "ntk(y[1],f,convention=plain)": entry(5),
};

function lineOf(wrt: string | undefined) {
  return argumentLine({ train: "y[1]", test: undefined, targets: "1", wrt, weights: undefined });
}

const line = lineOf(undefined);
const document = unwrap(readKernelDocument(JSON.stringify({ program: "a.tp", outputs }), line));

test("kernels are found by the names of the outputs, everything else is passed over", () => {
  expect(document.program).toBe("a.tp");
  expect(document.readouts).toEqual([
    { base: "y", indices: [1] },
    { base: "y", indices: [2, 0] },
    { base: "f", indices: [] },
  ]);
  expect([...document.covariances]).toEqual([
    ["nngp(y[1],y[2,0])", { value: 0.5, error: 1e-9 }],
    ["nngp(f,f)", { value: 1, error: 1e-9 }],
  ]);
  expect([...document.tangents.keys()]).toEqual(["", "wrt=[U,W[2]]", "convention=plain"]);
});

test("of several tangent kernels the arguments choose", () => {
  const value = (wrt: string | undefined, convention: "standard" | "plain" | undefined) =>
    unwrap(chooseTangents(document, lineOf(wrt), convention)).entries.get("ntk(y[1],f)")?.value;
  expect(value(undefined, undefined)).toBe(2);
  expect(value(undefined, "standard")).toBe(2);
  expect(value("W[2], U", undefined)).toBe(4);
  expect(value(undefined, "plain")).toBe(5);
  const odd = chooseTangents(document, lineOf("V"), undefined).diagnostics[0];
  expect(odd?.message).toBe("the input has no such tangent kernels");
  expect(odd?.hint).toBe("it has ntk(y,z), ntk(y,z,wrt=[U,W[2]]), ntk(y,z,convention=plain)");
  const { "ntk(y[1],f)": _, ...others } = outputs;
  const two = unwrap(readKernelDocument(JSON.stringify({ program: "a.tp", outputs: others }), line));
  expect(chooseTangents(two, line, undefined).diagnostics[0]?.message).toBe("the input has several tangent kernels");
  const none = unwrap(readKernelDocument(JSON.stringify({ outputs: { "nngp(f,f)": entry(1) } }), line));
  expect(chooseTangents(none, line, undefined).diagnostics[0]?.message).toBe("the input has no tangent kernels");
});

test("kernels of the other convention are not taken for those that are asked for", () => {
  const plain = { "nngp(f,f)": entry(1), "ntk(f,f,convention=plain)": entry(5) };
  const only = unwrap(readKernelDocument(JSON.stringify({ outputs: plain }), line));
  expect(unwrap(chooseTangents(only, line, undefined)).variant).toBe("convention=plain");
  const refused = chooseTangents(only, line, "standard");
  expect(refused.ok).toBe(false);
  expect(refused.diagnostics[0]?.message).toBe("the input has no tangent kernels in the standard convention");
  expect(refused.diagnostics[0]?.hint).toBe(
    "it has ntk(y,z,convention=plain), and their numbers cannot be converted: predict from the program itself",
  );
  const standard = unwrap(readKernelDocument(JSON.stringify({ outputs: { "ntk(f,f,wrt=[U])": entry(5) } }), line));
  expect(chooseTangents(standard, lineOf("U"), "plain").diagnostics[0]?.message).toBe(
    "the input has no tangent kernels in the plain convention",
  );
});

test("what is no document is refused", () => {
  const message = (text: string) => {
    const outcome = readKernelDocument(text, line);
    expect(outcome.diagnostics[0]?.code).toBe("TP435");
    return outcome.diagnostics[0]?.message ?? "";
  };
  expect(message("{")).toMatch(/^the input is not JSON \(/);
  expect(message("[]")).toBe("the input has no `outputs`");
  expect(message('{"outputs": {"q": {"value": 1}}}')).toBe("no output of the input is a kernel");
  const open = { "ntk(y[1],y[2])": { value: null, error: null } };
  expect(message(JSON.stringify({ outputs: open }))).toBe("the output ntk(y[1],y[2]) has no number");
});

test("an error that is null is unknown, one that is left out is 0", () => {
  const found = (error: { readonly error?: null }) =>
    unwrap(readKernelDocument(JSON.stringify({ outputs: { "nngp(f,f)": { value: 1, ...error } } }), line)).covariances;
  expect([...found({ error: null }).values()]).toEqual([{ value: 1, error: Number.POSITIVE_INFINITY }]);
  expect([...found({}).values()]).toEqual([{ value: 1, error: 0 }]);
});

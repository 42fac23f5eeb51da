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
  const value = (wrt: string | undefined, isPlain: boolean) =>
    unwrap(chooseTangents(document, lineOf(wrt), isPlain)).entries.get("ntk(y[1],f)")?.value;
  expect(value(undefined, false)).toBe(2);
  expect(value("W[2], U", false)).toBe(4);
  expect(value(undefined, true)).toBe(5);
  const odd = chooseTangents(document, lineOf("V"), false).diagnostics[0];
  expect(odd?.message).toBe("the input has no such tangent kernels");
  expect(odd?.hint).toBe("it has ntk(y,z), ntk(y,z,wrt=[U,W[2]]), ntk(y,z,convention=plain)");
  const { "ntk(y[1],f)": _, ...others } = outputs;
  const two = unwrap(readKernelDocument(JSON.stringify({ program: "a.tp", outputs: others }), line));
  expect(chooseTangents(two, line, false).diagnostics[0]?.message).toBe("the input has several tangent kernels");
  const none = unwrap(readKernelDocument(JSON.stringify({ outputs: { "nngp(f,f)": entry(1) } }), line));
  expect(chooseTangents(none, line, false).diagnostics[0]?.message).toBe("the input has no tangent kernels");
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

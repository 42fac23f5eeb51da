/** Data files: what each format gives, entry by entry, and what is refused. */
import { describe, expect, test } from "vitest";
import { lowerProgram } from "../../../src/ir/lower/lower.ts";
import { defaultLowerOptions } from "../../../src/ir/lower/options.ts";
import { parseSource } from "../../../src/parser/parse.ts";

/** Lowers a program that loads `file`; `use` is an output of the entries. */
function load(file: string, bytes: Uint8Array | string, use: string) {
  const text = `data X = load("${file}")\nwidth n\nvector g\noutput ${use}`;
  const parsed = parseSource({ name: "main.tp", text });
  if (!parsed.ok) throw new Error("the program does not parse");
  const content = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
  const files = { read: (path: string) => ({ ok: true as const, bytes: path === file ? content : new Uint8Array() }) };
  return lowerProgram(parsed.value, { ...defaultLowerOptions, files });
}

/** The reported numbers. */
function numbers(file: string, bytes: Uint8Array | string, use: string): number[] {
  const outcome = load(file, bytes, use);
  if (!outcome.ok) throw new Error(outcome.diagnostics.map(({ message }) => message).join("; "));
  return outcome.value.instrs.flatMap((instr) => (instr.op === "constant" ? [instr.value] : []));
}

function messages(file: string, bytes: Uint8Array | string): string[] {
  return load(file, bytes, "X[1]").diagnostics.map(({ code, message }) => `${code} ${message}`);
}

interface Npy {
  readonly descr: string;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  readonly version: 1 | 2;
}

/** The bytes of an .npy file as numpy writes them: the header padded to a multiple of 64. */
function npy({ descr, fortran, shape, version }: Npy, entries: ArrayBuffer): Uint8Array {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dictionary = `{'descr': '${descr}', 'fortran_order': ${fortran ? "True" : "False"}, 'shape': (${tuple}), }`;
  const start = version === 1 ? 10 : 12;
  const padded = `${dictionary.padEnd(Math.ceil((start + dictionary.length + 1) / 64) * 64 - start - 1)}\n`;
  const out = new Uint8Array(start + padded.length + entries.byteLength);
  out.set([0x93, ...new TextEncoder().encode("NUMPY"), version, 0]);
  const view = new DataView(out.buffer);
  if (version === 1) view.setUint16(8, padded.length, true);
  else view.setUint32(8, padded.length, true);
  out.set(new TextEncoder().encode(padded), start);
  out.set(new Uint8Array(entries), start + padded.length);
  return out;
}

const plain: Npy = { descr: "<f8", fortran: false, shape: [2, 3], version: 1 };
const all = "X[1, 1], X[1, 2], X[1, 3], X[2, 1], X[2, 2], X[2, 3]";
const [one, two] = [1, 2].map((k) => [k, 10 * k, 100 * k]) as [number[], number[]];
const rows = [...one, ...two];

describe("a .csv file", () => {
  test("has one row a line, with or without names of columns, comments and blank lines", () => {
    expect(numbers("x.csv", '\ufeffa,b,"c"\r\n# note\r\n\r\n1, 10,1e2\r\n2,"20", +200.\r\n', all)).toEqual(rows);
    expect(numbers("x.csv", "1,10,100\n2,20,200", all)).toEqual(rows);
  });

  test("of one column is a list", () => {
    expect(numbers("x.csv", "1\n-.5\n", "X[1], X[2]")).toEqual([1, -0.5]);
  });

  test("is refused where it is not a table of numbers", () => {
    expect(messages("x.csv", "")).toEqual(["TP225 `x.csv` is malformed: it has no numbers"]);
    expect(messages("x.csv", "1,2\n3,\n")).toEqual([
      "TP225 `x.csv` is malformed: line 2 has `` where a number is expected",
    ]);
    expect(messages("x.csv", "1\nInfinity\n")[0]).toContain("line 2 has `Infinity`");
    expect(messages("x.csv", "1\n1e999\n")).toEqual(["TP213 entry [2] of `x.csv` is infinite"]);
  });
});

describe("a .json file", () => {
  test("is a number or nested arrays", () => {
    expect(numbers("x.json", JSON.stringify([one, two]), all)).toEqual(rows);
    expect(numbers("x.json", " 3.5 ", "X")).toEqual([3.5]);
    expect(numbers("x.json", "[[[1], [2]]]", "X[1, 2, 1]")).toEqual([2]);
  });

  test("is refused where it is something else", () => {
    expect(messages("x.json", "[[1], 2]")[0]).toContain("its rows have different lengths");
    expect(messages("x.json", "[1, null]")[0]).toContain("`null` where a number is expected");
    expect(messages("x.json", "[[], []]")[0]).toContain("an empty array");
    expect(messages("x.json", '{"a": 1}')[0]).toContain("where a number is expected");
  });
});

describe("an .npy file", () => {
  test("holds f8, f4, i4 or i8, little or big end first, in versions 1 and 2", () => {
    expect(numbers("x.npy", npy(plain, Float64Array.from(rows).buffer), all)).toEqual(rows);
    expect(numbers("x.npy", npy({ ...plain, descr: "<f4", version: 2 }, Float32Array.from(rows).buffer), all)).toEqual(
      rows,
    );
    expect(numbers("x.npy", npy({ ...plain, descr: "<i4" }, Int32Array.from(rows).buffer), all)).toEqual(rows);
    expect(numbers("x.npy", npy({ ...plain, descr: "<i8" }, BigInt64Array.from(rows.map(BigInt)).buffer), all)).toEqual(
      rows,
    );
    const big = new DataView(new ArrayBuffer(8));
    big.setFloat64(0, 2.5, false);
    expect(numbers("x.npy", npy({ ...plain, descr: ">f8", shape: [1] }, big.buffer), "X[1]")).toEqual([2.5]);
  });

  test("in Fortran order is read by columns", () => {
    const columns = [0, 1, 2].flatMap((k) => [one[k] ?? 0, two[k] ?? 0]);
    expect(numbers("x.npy", npy({ ...plain, fortran: true }, Float64Array.from(columns).buffer), all)).toEqual(rows);
    // Entry (i, j, k) of 2 x 3 x 2 lies at i + 2 j + 6 k: (2, 3, 2) is the last, (2, 1, 2) is number 7 from 0.
    const cube = Float64Array.from({ length: 12 }, (_, k) => k);
    const bytes = npy({ ...plain, fortran: true, shape: [2, 3, 2] }, cube.buffer);
    expect(numbers("x.npy", bytes, "X[2, 3, 2], X[2, 1, 2], X[1, 2, 1]")).toEqual([11, 7, 2]);
  });

  test("without a shape is a number", () => {
    expect(numbers("x.npy", npy({ ...plain, shape: [] }, Float64Array.of(7).buffer), "X")).toEqual([7]);
  });

  test.each([
    ["|b1", "save `x.astype('f4')` instead of x"],
    ["<f2", "save `x.astype('f4')` instead of x"],
    ["<i2", "save `x.astype('f4')` instead of x"],
    ["|u1", "save `x.astype('f4')` instead of x"],
    ["<u4", "save `x.astype('f8')` instead of x"],
    ["<f16", "save `x.astype('f8')` instead of x"],
    ["<c8", "save `x.real.astype('f8')` and `x.imag.astype('f8')`"],
    ["<U4", "see `x.dtype`"],
  ])("of type %s is refused with what to do in numpy", (descr, remedy) => {
    const [diagnostic] = load("x.npy", npy({ ...plain, descr }, new ArrayBuffer(48)), "X[1, 1]").diagnostics;
    expect(diagnostic?.message).toContain(`entries of type \`${descr.slice(1)}\` are not read`);
    expect(diagnostic?.hint).toContain(remedy);
  });

  test("is refused where it is damaged or holds something else", () => {
    const good = npy(plain, Float64Array.from(rows).buffer);
    expect(messages("x.npy", good.subarray(0, 50))[0]).toContain("it ends within its header");
    expect(messages("x.npy", good.subarray(0, good.length - 1))[0]).toContain(
      "its shape needs 48 bytes of entries, it has 47",
    );
    expect(messages("x.npy", good.with(6, 3))[0]).toContain("version 3");
    expect(messages("x.npy", good.with(0, 0))[0]).toContain("it is not an .npy file");
    expect(messages("x.npy", npy({ ...plain, descr: "|O8" }, new ArrayBuffer(48)))[0]).toContain("type `O8`");
    const huge = npy({ ...plain, descr: "<i8", shape: [1] }, BigInt64Array.of(2n ** 60n + 1n).buffer);
    expect(messages("x.npy", huge)[0]).toContain("too large an integer");
  });
});

import { expect, test } from "vitest";
import type { FileReader } from "../../../src/index.ts";
import { argumentLine } from "../../../src/predict/arguments.ts";
import { readNumbers } from "../../../src/predict/numbers.ts";
import { unwrap } from "../../kit/unwrap.ts";

const texts: Readonly<Record<string, string>> = {
  "a.csv": "target\n1\n-1\n",
  "row.csv": "1,-1\n",
  "square.csv": "1,2\n3,4\n",
  "a.json": "[1, -1]",
  "words.csv": "1\nx\n",
};
const files: FileReader = {
  read: (path) => {
    const text = texts[path];
    return text === undefined
      ? { ok: false, reason: "there is no such file or folder" }
      : { ok: true, bytes: new TextEncoder().encode(text) };
  },
};

function read(targets: string, names: readonly string[] = ["y[1]", "y[2]"]) {
  return readNumbers(
    argumentLine({ train: "y", test: undefined, targets, wrt: undefined, weights: undefined }),
    "targets",
    names,
    files,
  );
}

function weigh(weights: string | undefined) {
  return readNumbers(
    argumentLine({ train: "y", test: undefined, targets: "1,2", wrt: undefined, weights }),
    "weights",
    ["f", "g"],
    files,
  );
}

test("numbers as text and from files", () => {
  for (const text of ["1,-1", " 1 , -1.0 ", "[1, -1]", "1 -1", "1e0;-10e-1", "a.csv", "row.csv", "a.json"]) {
    expect([...unwrap(read(text))], text).toEqual([1, -1]);
  }
});

test("what does not fit is refused with the reason", () => {
  const message = (text: string, names?: readonly string[]) => {
    const outcome = read(text, names);
    expect(outcome.diagnostics[0]?.code).toBe("TP432");
    return outcome.ok ? "" : outcome.diagnostics[0]?.message;
  };
  expect(message("1")).toBe("there is 1 number for 2 training outputs, y[1] to y[2]");
  expect(message("1,2", ["f"])).toBe("there are 2 numbers for 1 training output, f");
  expect(message("1,x")).toBe("`x` is no number");
  expect(message("")).toBe("there are no numbers");
  expect(message("1,1e999")).toBe("number 2 of the targets is Infinity");
  expect(message("b.csv")).toBe("cannot read b.csv: there is no such file or folder");
  expect(message("words.csv")).toBe("words.csv is malformed: line 2 has `x` where a number is expected");
  expect(message("square.csv")).toBe("the targets are an array 2 x 2");
});

test("weights are 1 where none are given, and positive", () => {
  expect([...unwrap(weigh(undefined))]).toEqual([1, 1]);
  expect([...unwrap(weigh("2,0.5"))]).toEqual([2, 0.5]);
  expect(weigh("1,0").diagnostics[0]?.message).toBe("number 2 of the weights is 0");
});

import { describe, expect, test } from "vitest";
import { partText } from "../../../src/ir/lower/lower-kernels.ts";
import { argumentLine, type PredictArguments } from "../../../src/predict/arguments.ts";
import { selectOutputs } from "../../../src/predict/select.ts";
import { unwrap } from "../../kit/unwrap.ts";

const member = (base: string, ...indices: number[]) => ({ base, indices });
const readouts = [
  member("f"),
  ...[1, 2, 3].map((i) => member("y", i)),
  ...[1, 2].flatMap((i) => [0, 1].map((a) => member("z", i, a))),
];

function lineOf(train: string, test?: string): PredictArguments {
  return { train, test, targets: "1", wrt: undefined, weights: undefined };
}

function chosen(train: string, test?: string): readonly [string, string] {
  const selection = unwrap(selectOutputs(argumentLine(lineOf(train, test)), readouts));
  return [selection.train.map(partText).join(" "), selection.test.map(partText).join(" ")];
}

/** The message, and the text that its caret is under. */
function refused(train: string, test?: string): readonly [string, string] {
  const outcome = selectOutputs(argumentLine(lineOf(train, test)), readouts);
  const [first] = outcome.diagnostics;
  if (outcome.ok || first === undefined) throw new Error("not refused");
  const { source, span } = first.place;
  expect(first.code).toBe("TP431");
  return [first.message, source.text.slice(span.start, span.end)];
}

describe("selections", () => {
  test("names, ranges, families", () => {
    expect(chosen("y[1],y[3]", "f")).toEqual(["y[1] y[3]", "f"]);
    expect(chosen(" y[ 1 .. 2 ] , f", "y[3]")).toEqual(["y[1] y[2] f", "y[3]"]);
    expect(chosen("y", "z[1..2, 0..1]")).toEqual(["y[1] y[2] y[3]", "z[1,0] z[1,1] z[2,0] z[2,1]"]);
    expect(chosen("z[1,0..1]", "z[2,1],y[3],y[2]")).toEqual(["z[1,0] z[1,1]", "z[2,1] y[3] y[2]"]);
  });

  test("without --test all others; a trained output may be predicted too", () => {
    expect(chosen("y,z")).toEqual(["y[1] y[2] y[3] z[1,0] z[1,1] z[2,0] z[2,1]", "f"]);
    expect(chosen("y[1]", "y[1]")).toEqual(["y[1]", "y[1]"]);
  });

  test("mistakes are shown at their place", () => {
    expect(refused("y[1],y[4]", "f")).toEqual(["`y[4]` is no readout of the program", "y[4]"]);
    expect(refused("y[1]", "g")).toEqual(["`g` is no readout of the program", "g"]);
    expect(refused("y[1],,f")).toEqual(["a name is missing", ""]);
    expect(refused("y[1],")).toEqual(["a name is missing", ""]);
    expect(refused("")).toEqual(["a name is missing", ""]);
    expect(refused("y[1], 2y")).toEqual(["`2y` names no output", "2y"]);
    expect(refused("y[i]")).toEqual(["`y[i]` has an index that is no number", "y[i]"]);
    expect(refused("y[3..1]")).toEqual(["`y[3..1]` is empty", "y[3..1]"]);
    expect(refused("y[1..1000000000]")[0]).toBe("these are more than 10000 outputs");
    expect(refused("f,y[1..2],y[2]")).toEqual(["`y[2]` is there twice", "y[2]"]);
    expect(refused("f", "y[3],y[2..3]")).toEqual(["`y[3]` is there twice", "y[2..3]"]);
    expect(refused("f", "y,y[1]")).toEqual(["`y[1]` is there twice", "y[1]"]);
    expect(refused("f,y,z")).toEqual(["every readout of the program is trained, and none is left to predict", "f,y,z"]);
  });

  test("a program without readouts", () => {
    const outcome = selectOutputs(argumentLine(lineOf("y[1]", "y[2]")), []);
    expect(outcome.diagnostics[0]?.hint).toBe("it has none: write `readout y = v . x / sqrt(n)`");
  });
});

/**
 * Sums of shares, as a tree: `fold` adds every `goal`-th of `count` numbers, which leaves `goal` of them, `average`
 * ends at a scalar. No level adds more than FAN numbers one after the other, which keeps float32's errors small.
 */
import { float, type GroupShape, index, type Kernel, kernel } from "./kernel.ts";

/** Numbers that one invocation adds up. */
export const FAN = 32;

/** Items: rows times `goal`. Words: where the numbers begin, how many a row has, where the sums go, how many a row. */
export function foldKernel(group: GroupShape, comment: string): Kernel {
  return folding("fold", comment, group, [], "here + call.start + row * call.count + i");
}

/** The same for shares of which number `i` of row `r` is component `r mod 4` of quadruple `i` of four rows. */
export function foldPackedKernel(group: GroupShape): Kernel {
  const rows = "let rows = here + call.start + (row / 4u) * 4u * call.count + row % 4u;";
  return folding("fold_packed", "Sums of shares in quadruples, one level.", group, [rows], "rows + 4u * i");
}

/** `at` is where number `i` of a row stands, in terms of what `lines` declare. */
function folding(name: string, comment: string, group: GroupShape, lines: readonly string[], at: string): Kernel {
  return kernel({
    name,
    comment,
    memory: "f32",
    scalars: false,
    words: ["start", "count", "out", "goal"].map(index),
    shape: group,
    together: false,
    needs: [],
    functions: [],
    body: (writer) => {
      writer.line("let row = item / call.goal;");
      writer.line("let column = item - row * call.goal;");
      writer.line("let here = trial * call.stride;");
      for (const line of lines) writer.line(line);
      writer.line("var sum = 0.0;");
      writer.block("for (var i = column; i < call.count; i += call.goal) {", () => {
        writer.line(`sum += memory[${at}];`);
      });
      writer.line("memory[here + call.out + item] = sum;");
    },
  });
}

/** Items: scalars. Words: where the shares begin, how many a scalar has, the first scalar, the factor (one over the width). */
export function averageKernel(group: GroupShape, comment: string): Kernel {
  const start = "let start = trial * call.stride + call.start + item * call.count;";
  return averaging("average", comment, group, [], [start], "start + i");
}

/** The same for shares in quadruples (see foldPackedKernel), the first scalar from row `row`. */
export function averagePackedKernel(group: GroupShape, comment: string): Kernel {
  const lines = [
    "let row = call.row + item;",
    "let start = trial * call.stride + call.start + (row / 4u) * 4u * call.count + row % 4u;",
  ];
  return averaging("average_packed", comment, group, ["row"], lines, "start + 4u * i");
}

/** `at` is where number `i` of a scalar stands, in terms of what `lines` declare with the words `more`. */
function averaging(
  name: string,
  comment: string,
  group: GroupShape,
  more: readonly string[],
  lines: readonly string[],
  at: string,
): Kernel {
  return kernel({
    name,
    comment,
    memory: "f32",
    scalars: true,
    words: [...["start", "count", "out", ...more].map(index), float("factor")],
    shape: group,
    together: false,
    needs: [],
    functions: [],
    body: (writer) => {
      for (const line of lines) writer.line(line);
      writer.line("var sum = 0.0;");
      writer.block("for (var i = 0u; i < call.count; i++) {", () => {
        writer.line(`sum += memory[${at}];`);
      });
      writer.line("scalars[(call.out + item) * call.batch + trial] = call.factor * sum;");
    },
  });
}

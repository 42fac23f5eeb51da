import { describe, expect, it } from "vitest";
import {
  type Cursor,
  gridOf,
  MOST_PIECES,
  nextSubmission,
  type Piece,
} from "../../../../src/runtime/webgpu/submission.ts";

const kernel = (along: number) => ({ name: "k", text: "", shape: [along, 64 / along] as const, words: [] });
const place = { source: { name: "", text: "" }, span: { start: 0, end: 0 } };
const call = (number: number, items: number, cost: number) => ({ kernel: number, items, words: [], cost, place });
const program = { kernels: [kernel(64), kernel(8)], calls: [call(0, 1000, 10), call(1, 3, 1), call(1, 100, 1000)] };

function all(budget: number, workgroups: number, trials = 2) {
  const submissions = [];
  for (let next: Cursor = { call: 0, item: 0 }; next.call < program.calls.length; ) {
    const submission = nextSubmission(program, trials, next, budget, workgroups);
    submissions.push(submission);
    next = submission.next;
  }
  return submissions;
}

/** Whether the pieces do every item of every call once, in order. */
function isComplete(pieces: readonly Piece[]): boolean {
  const done = program.calls.map(() => 0);
  let last = 0;
  for (const { call, first, end } of pieces) {
    if (call < last || first !== done[call] || end <= first) return false;
    last = call;
    done[call] = end;
  }
  return program.calls.every(({ items }, k) => done[k] === items);
}

describe("nextSubmission", () => {
  it.each([
    [1, 65535],
    [5000, 65535],
    [100_000, 65535],
    [1e12, 65535],
    [1e12, 2],
    [3000, 1],
  ])("with budget %d and %d workgroups does all work once, in order", (budget, workgroups) => {
    const submissions = all(budget, workgroups);
    expect(isComplete(submissions.flatMap(({ pieces }) => pieces))).toBe(true);
    for (const { pieces, cost } of submissions) {
      expect(pieces.length).toBeLessThanOrEqual(MOST_PIECES);
      // More than the budget only by the last workgroup's width of items, at most 64 of 10 or 8 of 1000, for 2 trials.
      expect(cost).toBeLessThanOrEqual(budget + 2 * 8000);
      for (const { call, first, end } of pieces) {
        const [along] = program.kernels[program.calls[call]?.kernel ?? 0]?.shape ?? [1];
        expect(Math.ceil((end - first) / along)).toBeLessThanOrEqual(workgroups ** 2);
        expect(first % along).toBe(0);
      }
    }
  });

  it("takes everything at once when it may", () => {
    expect(all(1e12, 65535)).toHaveLength(1);
  });
});

describe("gridOf", () => {
  it.each([
    [1000, 7, [64, 1], 65535, [16, 7, 1]],
    [1000, 7, [64, 1], 5, [5, 7, 4]],
    [3, 100, [1, 64], 65535, [3, 2, 1]],
    [0, 1, [64, 1], 65535, [1, 1, 1]],
  ] as const)("of %d items and %d trials", (items, trials, shape, workgroups, expected) => {
    expect(gridOf(items, trials, shape, workgroups)).toEqual(expected);
  });
});

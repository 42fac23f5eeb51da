/**
 * Cuts the calls of a batch into submissions of bounded cost, because a device that is busy too long is reset by the
 * system and cannot be interrupted. Large calls are cut between their items, into pieces of whole workgroups.
 */
import type { ShaderProgram } from "../../codegen/wgsl/emit-shaders.ts";
import { invariant } from "../../diagnostics/invariant.ts";

/** Items `first` up to `end` of call `call`, for all trials. */
export interface Piece {
  readonly call: number;
  readonly first: number;
  readonly end: number;
}

/** What comes next: an item of a call. */
export interface Cursor {
  readonly call: number;
  readonly item: number;
}

export interface Submission {
  readonly pieces: readonly Piece[];
  readonly next: Cursor;
  /** In the units of `Call.cost`. */
  readonly cost: number;
}

/** Each piece has its words in one buffer, so their number is bounded. */
export const MOST_PIECES = 512;

/** The pieces from `from` on, up to a cost of `budget`, but at least one workgroup's width of items. */
export function nextSubmission(
  program: Pick<ShaderProgram, "calls" | "kernels">,
  trials: number,
  from: Cursor,
  budget: number,
  workgroups: number,
): Submission {
  const pieces: Piece[] = [];
  let { call, item } = from;
  let cost = 0;
  while (call < program.calls.length && pieces.length < MOST_PIECES && (cost < budget || pieces.length === 0)) {
    const work = program.calls[call];
    const kernel = program.kernels[work?.kernel ?? -1];
    invariant(work !== undefined && kernel !== undefined, () => `no call ${call}`);
    const [along] = kernel.shape;
    const affordable = Math.floor((budget - cost) / (work.cost * trials * along));
    // A dispatch is a grid of at most `workgroups` along x and as many along z.
    const groups = Math.min(Math.max(1, affordable), workgroups * workgroups);
    const end = Math.min(work.items, item + groups * along);
    pieces.push({ call, first: item, end });
    cost += (end - item) * work.cost * trials;
    item = end;
    if (item === work.items) {
      call++;
      item = 0;
    }
  }
  return { pieces, next: { call, item }, cost };
}

/** The grid of a piece of `items` items: x and z by items, y by trials; at least one workgroup. */
export function gridOf(
  items: number,
  trials: number,
  [along, across]: readonly [number, number],
  workgroups: number,
): readonly [number, number, number] {
  const groups = Math.max(1, Math.ceil(items / along));
  const x = Math.min(groups, workgroups);
  return [x, Math.ceil(trials / across), Math.ceil(groups / x)];
}

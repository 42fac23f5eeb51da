/**
 * What all kernels have in common: two buffers, the words of a call, and how invocations find their work.
 *
 * `memory` holds the vectors of all trials of a batch, one trial after the other, `scalars` their scalars, one scalar
 * after the other. A kernel does `items` pieces of work for every trial; a call may do a part of them, so that no call
 * keeps a device busy for long. Invocations lie in a grid: items along x, continued along z, trials along y.
 */
import { invariant } from "../../diagnostics/invariant.ts";
import { createWriter, type Writer } from "../writer.ts";
import { type LibraryName, libraryTexts } from "./library.ts";

/** Invocations of a workgroup, items times trials. */
export const GROUP = 64;

export interface Kernel {
  /** The entry point. */
  readonly name: string;
  /** A complete module. */
  readonly text: string;
  /** Items and trials of a workgroup. */
  readonly shape: GroupShape;
  /** The words of a call after those of `header`. */
  readonly words: readonly Word[];
}

export type GroupShape = readonly [items: number, trials: number];

/** Few items share a workgroup with several trials. */
export function groupShape(items: number): GroupShape {
  const along = items >= GROUP ? GROUP : items >= 8 ? 8 : 1;
  return [along, GROUP / along];
}

/**
 * The same where one shape will do for most numbers of items, so that kernels are not compiled again for another width:
 * on a processor, whose eight lanes lie along the items.
 */
export function steadyShape(items: number, onProcessor: boolean): GroupShape {
  return onProcessor && items >= 8 ? [8, GROUP / 8] : groupShape(items);
}

/**
 * The first words of every call. Work: items `first` up to `end` of trials 0 up to `trials`. Data: scalar s of trial t
 * is `scalars[s * batch + t]`, the vectors of trial t begin at `t * stride` numbers; the random streams have the seed
 * and trial `first_trial + t`.
 */
export const header = ["first", "end", "trials", "batch", "seed_low", "seed_high", "first_trial", "stride"] as const;

/** A word of a call: an index or a float in the bits of a word. */
export interface Word {
  readonly name: string;
  readonly type: "u32" | "f32";
}

export interface KernelParts {
  readonly name: string;
  /** One sentence. */
  readonly comment: string;
  /** `memory` as numbers or as quadruples of numbers. */
  readonly memory: "f32" | "vec4<f32>";
  readonly scalars: boolean;
  readonly words: readonly Word[];
  readonly shape: GroupShape;
  readonly needs: Iterable<LibraryName>;
  /** Whether items of a workgroup pass numbers to each other: its body is then run for items beyond the last too. */
  readonly together: boolean;
  /** Texts besides the library's. */
  readonly functions: readonly string[];
  /**
   * Writes statements that may use `call`, `item`, `trial`, the first item of the workgroup as `first_item`, and where
   * items work together `lane`, the number of the invocation in its subgroup.
   */
  readonly body: (writer: Writer) => void;
}

const builtins = [
  ["group", "workgroup_id", "vec3<u32>"],
  ["local", "local_invocation_id", "vec3<u32>"],
  ["groups", "num_workgroups", "vec3<u32>"],
] as const;

export function kernel(parts: KernelParts): Kernel {
  const writer = createWriter();
  const [along, across] = parts.shape;
  invariant(!parts.together || across === 1, () => `${parts.name}: items of several trials work together`);
  writer.line(`// ${parts.comment.replace(/[^\x20-\x7e]/g, "?")}`);
  if (parts.together) writer.line("enable subgroups;");
  writer.block("struct Call {", () => {
    for (const name of header) writer.line(`${name}: u32,`);
    for (const { name, type } of parts.words) writer.line(`${name}: ${type},`);
  });
  writer.line();
  writer.line(`@group(0) @binding(0) var<storage, read_write> memory: array<${parts.memory}>;`);
  if (parts.scalars) writer.line("@group(0) @binding(1) var<storage, read_write> scalars: array<f32>;");
  writer.line("@group(0) @binding(2) var<uniform> call: Call;");
  for (const text of [...libraryTexts(parts.needs), ...parts.functions]) {
    writer.line();
    writer.lines(text);
  }
  writer.line();
  writer.line(`@compute @workgroup_size(${along}, ${across})`);
  const inputs = [...builtins, ...(parts.together ? [["lane", "subgroup_invocation_id", "u32"] as const] : [])];
  writer.line(`fn ${parts.name}(`);
  for (const [name, builtin, type] of inputs) writer.line(`  @builtin(${builtin}) ${name}: ${type},`);
  writer.block(") {", () => {
    const times = (count: number) => (count === 1 ? "" : `${count}u * `);
    writer.line(`let first_item = call.first + ${times(along)}(group.z * groups.x + group.x);`);
    writer.line(`let item = first_item${along === 1 ? "" : " + local.x"};`);
    writer.line(`let trial = ${times(across)}group.y${across === 1 ? "" : " + local.y"};`);
    const first = parts.together ? "first_item" : "item";
    writer.block(`if (${first} >= call.end || trial >= call.trials) {`, () => writer.line("return;"));
    parts.body(writer);
  });
  return { name: parts.name, text: writer.text(), shape: parts.shape, words: parts.words };
}

/** The statement that makes `key`, the key of the random stream of the variable that the call names. */
export const keyStatement =
  "let key = vec4<u32>(call.seed_low, call.variable, call.first_trial + trial, call.seed_high);";

export const index = (name: string): Word => ({ name, type: "u32" });
export const float = (name: string): Word => ({ name, type: "f32" });

/** The bits of a float as a word. */
export function floatWord(value: number): number {
  return new Uint32Array(Float32Array.of(value).buffer)[0] ?? 0;
}

/** "a, b and 3 more": the values that a kernel makes, for its comment. */
export function listed(labels: readonly string[]): string {
  const distinct = [...new Set(labels)];
  const shown = distinct.slice(0, 4).join(", ");
  return distinct.length > 4 ? `${shown} and ${distinct.length - 4} more` : shown;
}

/**
 * The tensors that a program starts from, by the number of their dimensions that grow with the width: scalar-like 0,
 * vector-like 1, matrix-like 2. The theory lets the law of matrix-like tensors be anything with mean 0, the variance and
 * bounded moments, and makes that of vector-like ones a part of the limit.
 * Golikov and Yang, Non-Gaussian tensor programs, NeurIPS 2022, definition 3.2.1 of Golikov's thesis (EPFL 2025).
 */
import { outputsOf, type Program, readsOf, type ValueId } from "../ir/program.ts";
import { lawFacts } from "../theorems/laws.ts";
import { isSwapped } from "./swap-laws.ts";

export type TensorClass = "scalar-like" | "vector-like" | "matrix-like";

export interface Tensor {
  /** As declared, all members of a family together: `W[2], W[3]`. */
  readonly names: readonly string[];
  readonly kind: TensorClass;
  /** The dimensions that grow: `n x m`, `n`, nothing. */
  readonly size: string;
  /** The declared law; of scalars their value, where they have one. */
  readonly law: string;
  /** Whether an output depends on it. */
  readonly used: boolean;
  /** Whether its law is exchanged, and with which swaps. */
  readonly swapped: "both swaps" | "all tensors" | "never";
}

/** Matrices, then vectors, then scalars, in the order of declaration. */
export function classifyTensors(program: Program): readonly Tensor[] {
  const live = needed(program);
  return [...matrices(program, live), ...vectors(program, live), ...scalars(program, live)];
}

interface Needed {
  readonly values: ReadonlySet<ValueId>;
  readonly matrices: ReadonlySet<number>;
}

/** What the outputs are computed from. */
function needed(program: Program): Needed {
  const values = new Set(program.outputs.map(({ value }) => value));
  const used = new Set<number>();
  for (const instr of [...program.instrs].reverse()) {
    if (!outputsOf(program, instr).some((out) => values.has(out))) continue;
    for (const read of readsOf(instr)) values.add(read);
    if (instr.op === "matmul") used.add(instr.matrix);
  }
  return { values, matrices: used };
}

function matrices({ matrices: all, widths }: Program, live: Needed): readonly Tensor[] {
  return all.map(({ name, rows, cols, shape }, k) => ({
    names: [name],
    kind: "matrix-like",
    size: `${widths[rows]?.name} x ${widths[cols]?.name}`,
    law: lawFacts(shape).name,
    used: live.matrices.has(k),
    swapped: "both swaps",
  }));
}

function vectors({ inputs, values, widths }: Program, live: Needed): readonly Tensor[] {
  return inputs.map((group) => {
    const members = group.kind === "single" ? [group.member] : group.members;
    const type = members[0] === undefined ? undefined : values[members[0]]?.type;
    return {
      names: members.map((member) => values[member]?.name ?? ""),
      kind: "vector-like",
      size: type?.kind === "vector" ? (widths[type.width]?.name ?? "") : "",
      law: group.kind === "single" ? lawFacts(group.shape).name : "jointly normal",
      used: members.some((member) => live.values.has(member)),
      swapped: isSwapped(group) ? "all tensors" : "never",
    };
  });
}

/** Declared scalars; constants that the compiler makes of expressions have no name of their own. */
function scalars({ instrs, values }: Program, live: Needed): readonly Tensor[] {
  return instrs.flatMap((instr): readonly Tensor[] => {
    if (instr.op !== "constant" && instr.op !== "symbol") return [];
    const value = values[instr.out];
    if (value === undefined || value.base === "") return [];
    const law = instr.op === "constant" ? String(instr.value) : "without value";
    const used = live.values.has(instr.out);
    return [{ names: [value.name], kind: "scalar-like", size: "", law, used, swapped: "never" }];
  });
}

/**
 * The same program with other laws of its tensors: means, variances and covariances stay, shapes change. What was
 * declared with another law than the normal one keeps it, as it is part of what the program states; matrices are the
 * exception, because their law is what is asked about.
 *
 * Jointly normal vectors have no law other than the normal one. They are linear combinations of vectors with iid
 * standardised entries: each member, in the order of declaration, is its regression on those before plus an entry of
 * its own (the Cholesky factor). That is an input layer whose weights have the new law, applied to the rows of the
 * factor as tokens. Another factor of the same covariance would give another law.
 */
import { diagnostic, failure, type Outcome, success } from "../diagnostics/diagnostic.ts";
import { invariant } from "../diagnostics/invariant.ts";
import * as b from "../ir/build.ts";
import type { InputGroup, Instr, Program, Value, ValueId } from "../ir/program.ts";
import { evaluateClosed } from "../ir/tape.ts";
import type { Shape } from "../math/laws.ts";
import { choleskyInOrder } from "./cholesky-in-order.ts";

/** Which tensors are drawn from the new law. */
export type Swap = "matrices" | "all tensors";

/** Every matrix, and with `all tensors` every normal initial vector too, with entries of `shape`. Error: TP402. */
export function swapLaws(program: Program, shape: Shape, swap: Swap): Outcome<Program> {
  const matrices = program.matrices.map((matrix) => ({ ...matrix, shape }));
  const swapped = { ...program, matrices };
  return swap === "matrices" ? success(swapped) : swapVectors(swapped, shape);
}

/** Whether `all tensors` changes the law of this group. */
export function isSwapped(group: InputGroup): boolean {
  return group.kind === "joint" || group.shape.kind === "normal";
}

type Joint = Extract<InputGroup, { readonly kind: "joint" }>;

/** What takes the place of a joint group: vectors with iid entries, and the members made of them. */
interface Mixture {
  readonly entries: readonly Value[];
  /** Row i of the factor belongs to member i. */
  readonly factor: readonly (readonly number[])[];
  readonly mean: readonly number[];
}

function swapVectors(program: Program, shape: Shape): Outcome<Program> {
  const open = program.symbols.map((id) => declaredValue(program, id));
  if (open.length > 0) {
    return failure(
      open.map(({ name, place }) =>
        diagnostic("TP402", place, `the scalar ${name} has no value`, `give one with --set ${name}=0.5`),
      ),
    );
  }
  // A standardised law of two moments cannot be drawn with a symbol as its variance, so all of these are numbers.
  const values: Value[] = [...program.values];
  const inputs: InputGroup[] = [];
  const instrs: Instr[] = [];
  for (const instr of program.instrs) {
    const group = instr.op === "input" ? program.inputs[instr.group] : undefined;
    if (group === undefined) {
      instrs.push(instr);
      continue;
    }
    const draw = (input: InputGroup) => {
      instrs.push({ op: "input", group: inputs.length });
      inputs.push(input);
    };
    if (group.kind === "single") {
      draw(isSwapped(group) ? { ...group, shape } : group);
      continue;
    }
    const { entries, factor, mean } = mixtureOf(program, group);
    const ids = entries.map((value) => {
      const id = values.length as ValueId;
      values.push(value);
      const [zero, one] = [b.constant(program.pool, 0), b.constant(program.pool, 1)];
      draw({ kind: "single", member: id, shape, mean: zero, variance: one });
      return id;
    });
    for (const [i, out] of group.members.entries()) {
      instrs.push(combination(program, out, ids, factor[i] ?? [], mean[i] ?? 0));
    }
  }
  return success({ ...program, values, inputs, instrs });
}

function mixtureOf(program: Program, { members, mean, covariance }: Joint): Mixture {
  const closed = evaluateClosed(program.pool, [...mean, ...covariance.flat()], []);
  const { factor, chosen } = choleskyInOrder(Float64Array.from(closed.slice(mean.length)));
  const entries = chosen.map((member) => {
    const value = declaredValue(program, members[member]);
    return { ...value, name: `the entries of ${value.name}`, base: "", indices: [] };
  });
  return { entries, factor, mean: closed.slice(0, mean.length) };
}

/** `out = mean + sum_k row[k] entries[k]`, without the entries that it does not read. */
function combination(
  { pool }: Program,
  out: ValueId,
  entries: readonly ValueId[],
  row: readonly number[],
  mean: number,
): Instr {
  const vectors = entries.filter((_, k) => (row[k] ?? 0) !== 0);
  const weights = row.filter((weight) => weight !== 0);
  const terms = weights.map((weight, k) => b.mul(pool, b.constant(pool, weight), b.coord(pool, k)));
  return { op: "nonlin", out, body: b.add(pool, b.constant(pool, mean), ...terms), vectors, scalars: [] };
}

function declaredValue(program: Program, id: ValueId | undefined): Value {
  const value = id === undefined ? undefined : program.values[id];
  invariant(value !== undefined, () => `no value ${id}`);
  return value;
}

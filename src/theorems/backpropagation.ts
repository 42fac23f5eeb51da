/**
 * Whether a program is like a backward pass (Yang 2020a): there are initial vectors v, normal with mean 0 and
 * independent of all others, such that what one side of a matrix is multiplied with does not depend on v, and what the
 * other side is multiplied with is odd in v. Then every Onsager coefficient is the mean of something odd in v, hence 0,
 * and a matrix and its transpose act like independent ones. Matrices that never meet their transposes ask for nothing.
 */
import { constantValue } from "../ir/build.ts";
import { type ExprId, leavesOf } from "../ir/expr.ts";
import { type Parity, paritiesOf } from "../ir/parity.ts";
import type { InputGroup, MatrixId, ValueId } from "../ir/program.ts";
import type { ClassifiedUse, ProgramFacts } from "./program-facts.ts";

export type Backward =
  | { readonly ok: true }
  /** The product that fits no choice of v, and why. */
  | { readonly ok: false; readonly out: ValueId; readonly reason: string };

/** More candidates than this are not tried one by one. */
const mostCandidates = 64;

export function isBackpropagation(facts: ProgramFacts): Backward {
  const both = new Set(
    facts.matrices.flatMap(({ matrix, plain, transposed }) =>
      plain === undefined || transposed === undefined ? [] : [matrix],
    ),
  );
  if (both.size === 0) return { ok: true };
  const forward = new Map<MatrixId, boolean>();
  const products = facts.uses.filter((use) => use.instr.op === "matmul" && both.has(use.instr.matrix));
  for (const { instr } of products) {
    if (instr.op === "matmul" && !forward.has(instr.matrix)) forward.set(instr.matrix, instr.transposed);
  }
  const isForward = ({ instr }: ClassifiedUse): boolean =>
    instr.op === "matmul" && forward.get(instr.matrix) === instr.transposed;
  const dependence = dependences(facts);
  const used = new Set(
    products.filter(isForward).flatMap(({ body }) => [...initialVectorsOf(facts, body, dependence)]),
  );
  const free = facts.inputs.filter((group) => isCentred(facts, group) && membersOf(group).every((v) => !used.has(v)));
  const backward = products.filter((use) => !isForward(use));
  const candidates = [free, ...free.slice(0, mostCandidates).map((group) => [group])];
  let first: ClassifiedUse | undefined;
  for (const groups of candidates) {
    const even = oddnessFails(facts, new Set(groups.flatMap(membersOf)), backward);
    if (even === undefined) return { ok: true };
    first ??= even;
  }
  return {
    ok: false,
    out: first?.out ?? (products[0]?.out as ValueId),
    reason:
      "is a product with a transpose, of a vector that is not odd in initial vectors which the products with the matrix do not know",
  };
}

/** The first product whose vector is not odd when the vectors `odd` change sign. */
function oddnessFails(
  { fused, uses, inputs }: ProgramFacts,
  odd: ReadonlySet<ValueId>,
  backward: readonly ClassifiedUse[],
): ClassifiedUse | undefined {
  const parities = new Map<number, Parity>();
  for (const member of inputs.flatMap(membersOf)) parities.set(member, odd.has(member) ? "odd" : "even");
  const known = new Map<ExprId, Parity>();
  const of = (body: ExprId): Parity =>
    paritiesOf(fused.pool, [body], (index) => parities.get(index) ?? "none", known)[0] ?? "none";
  for (const [out, body] of inOrder(fused.kept, uses)) parities.set(out, of(body));
  return backward.find(({ body }) => of(body) !== "odd");
}

/** The initial vectors behind each product. */
function dependences(facts: ProgramFacts): ReadonlyMap<number, ReadonlySet<ValueId>> {
  const known = new Map<number, ReadonlySet<ValueId>>();
  for (const member of facts.inputs.flatMap(membersOf)) known.set(member, new Set([member]));
  for (const [out, body] of inOrder(facts.fused.kept, facts.uses)) known.set(out, initialVectorsOf(facts, body, known));
  return known;
}

/** Products and vectors that are not written out, with what they are made of, in the order of the program. */
function inOrder(
  kept: ReadonlyMap<ValueId, ExprId>,
  uses: readonly ClassifiedUse[],
): readonly (readonly [ValueId, ExprId])[] {
  const products = uses.flatMap((use) => (use.kind === "matmul" ? [[use.out, use.body] as const] : []));
  return [...kept, ...products].sort(([a], [b]) => a - b);
}

function initialVectorsOf(
  { fused }: ProgramFacts,
  body: ExprId,
  known: ReadonlyMap<number, ReadonlySet<ValueId>>,
): ReadonlySet<ValueId> {
  return new Set(leavesOf(fused.pool, [body]).coords.flatMap((coord) => [...(known.get(coord) ?? [])]));
}

function membersOf(group: InputGroup): readonly ValueId[] {
  return group.kind === "single" ? [group.member] : group.members;
}

function isCentred({ program }: ProgramFacts, group: InputGroup): boolean {
  if (group.kind === "single" && group.shape.kind !== "normal") return false;
  const means = group.kind === "single" ? [group.mean] : group.mean;
  return means.every((mean) => constantValue(program.pool, mean) === 0);
}

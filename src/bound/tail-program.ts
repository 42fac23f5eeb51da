/**
 * One output of a program in the form that tail bounds are stated for: an average of a function of vectors, of which the
 * first ones are standard normal and each further one is a product of a fresh normal matrix, of entry variance 1/n, with a
 * function of the vectors before it. What a program has else (variances, means, several initial vectors) is
 * written into the functions; what does not fit is told with its place.
 */
import type { Place } from "../diagnostics/source.ts";
import * as b from "../ir/build.ts";
import type { ExprId, ExprPool } from "../ir/expr.ts";
import { type InputGroup, type Output, outputsOf, type Program, type ValueId } from "../ir/program.ts";
import { substitute } from "../ir/substitute.ts";
import { type FusedProgram, fuseProgram, type Use } from "../theorems/fuse.ts";
import { inputsOf } from "../theorems/program-facts.ts";
import type { FailingHypothesis } from "../theorems/theorem-report.ts";

export interface TailVariable {
  /** Its `coord` in all functions. */
  readonly key: ValueId;
  readonly name: string;
  /** Of a product: the function that the matrix is multiplied with, times the root of n times its entry variance. */
  readonly product: { readonly body: ExprId; readonly use: Use; readonly scale: number } | undefined;
  /** Where the function before the product is written, or the vector declared. */
  readonly place: Place;
}

export interface TailProgram {
  readonly fused: FusedProgram;
  readonly pool: ExprPool;
  readonly variables: readonly TailVariable[];
  /** What is averaged. */
  readonly average: ExprId;
  readonly averageUse: Use;
  /** Expressions of the fused program in terms of the variables. */
  readonly translate: (id: ExprId) => ExprId;
  /** Expressions from this id on have no place of their own: they were made here. */
  readonly firstMade: number;
  /** The largest standard deviation that is written into a function. */
  readonly largestDeviation: number;
}

export type TailForm =
  | { readonly ok: true; readonly value: TailProgram }
  | { readonly ok: false; readonly failing: readonly FailingHypothesis[] };

export function tailProgram(whole: Program, output: Output): TailForm {
  const program = { ...whole, outputs: [output], expectations: [] };
  const fused = fuseProgram(program);
  const failing: FailingHypothesis[] = [];
  const placeOf = (value: ValueId) => program.values[value]?.place ?? output.place;
  const fail = (hypothesis: string, reason: string, place = output.place): void => {
    failing.push({ hypothesis, reason, place });
  };
  const number = (closed: ExprId): number => b.constantValue(program.pool, closed) ?? Number.NaN;

  const result = fused.bodies.get(output.value);
  const node = result === undefined ? undefined : fused.pool.get(result);
  const averageUse = fused.uses.find((use) => use.kind === "moment" && node?.op === "param" && node.index === use.out);
  if (averageUse === undefined)
    fail("the output is one average", `\`${output.name}\` is a number, or computed from averages`);
  const others = fused.uses.filter((use) => use.kind === "moment" && use !== averageUse);
  for (const { out } of others.slice(0, 1)) {
    const name = program.values[out]?.name ?? "?";
    fail("no average is an argument of a function", `the average \`${name}\` is one`, placeOf(out));
  }
  for (const symbol of program.symbols.slice(0, 1)) {
    const name = program.values[symbol]?.name ?? "?";
    fail("all scalars have values", `\`${name}\` has none: give it one by --set ${name}=..`, placeOf(symbol));
  }
  for (const [out] of fused.kept) {
    fail(
      "functions are written out",
      `\`${program.values[out]?.name ?? "?"}\` depends on too many vectors`,
      placeOf(out),
    );
  }
  const widths = new Set<number>();
  for (const instr of fused.instrs) {
    for (const out of outputsOf(program, instr)) {
      const type = program.values[out]?.type;
      if (type?.kind === "vector") widths.add(number(program.widths[type.width]?.ratio ?? program.widths[0]!.ratio));
    }
  }
  if (widths.size > 1) fail("there is one width", "there are vectors of several widths");

  const scales = checkMatrices(fused, fail, placeOf);
  const inputs = inputsOf(fused);
  for (const group of inputs) {
    if (group.kind === "joint" || group.shape.kind === "normal") continue;
    const name = program.values[group.member]?.name ?? "?";
    fail("initial vectors are normal", `\`${name}\` has the law ${group.shape.kind}`, placeOf(group.member));
  }
  if (averageUse === undefined || failing.length > 0) return { ok: false, failing };

  const firstMade = fused.pool.size;
  const { images, largestDeviation } = standardised(fused, inputs, number);
  const translate = (id: ExprId): ExprId =>
    substitute(fused.pool, [id], { coord: (index) => images.get(index as ValueId) })[0] ?? id;
  const drawn = inputs.flatMap((group) => (group.kind === "single" ? [group.member] : group.members));
  const name = (key: ValueId): string => program.values[key]?.name ?? "?";
  const variables: TailVariable[] = drawn.map((key) => ({
    key,
    name: name(key),
    product: undefined,
    place: placeOf(key),
  }));
  for (const use of fused.uses) {
    if (use.instr.op !== "matmul") continue;
    const place = placeOf(use.instr.vector);
    const scale = scales.get(use.out) ?? 1;
    const body = b.mul(fused.pool, b.constant(fused.pool, scale), translate(use.body));
    variables.push({ key: use.out, name: name(use.out), product: { body, use, scale }, place });
  }
  const average = translate(averageUse.body);
  const value = { fused, pool: fused.pool, variables, average, averageUse, translate, firstMade, largestDeviation };
  return { ok: true, value };
}

type Fail = (hypothesis: string, reason: string, place: Place) => void;

/** Fresh normal matrices; the roots of n times their entry variances, by product. */
function checkMatrices(
  { program, uses }: FusedProgram,
  fail: Fail,
  placeOf: (value: ValueId) => Place,
): ReadonlyMap<ValueId, number> {
  const scales = new Map<ValueId, number>();
  const seen = new Set<number>();
  for (const { instr, out } of uses) {
    const matrix = instr.op === "matmul" ? program.matrices[instr.matrix] : undefined;
    if (instr.op !== "matmul" || matrix === undefined) continue;
    if (seen.has(instr.matrix)) {
      fail("every product has a fresh matrix", `\`${matrix.name}\` is used more than once`, placeOf(out));
    }
    seen.add(instr.matrix);
    if (matrix.shape.kind !== "normal") {
      fail(
        "matrices have normal entries",
        `those of \`${matrix.name}\` have the law ${matrix.shape.kind}`,
        matrix.place,
      );
    }
    scales.set(out, Math.sqrt(b.constantValue(program.pool, matrix.variance) ?? Number.NaN));
  }
  return scales;
}

/** Initial vectors as affine functions of standard normal ones, which keep their names. */
function standardised({ pool }: FusedProgram, groups: readonly InputGroup[], number: (closed: ExprId) => number) {
  const images = new Map<ValueId, ExprId>();
  let largestDeviation = 1;
  for (const group of groups) {
    const members = group.kind === "single" ? [group.member] : group.members;
    const means = group.kind === "single" ? [group.mean] : group.mean;
    const covariance = group.kind === "single" ? [[group.variance]] : group.covariance;
    const factor = rootOf(covariance.map((row) => row.map(number)));
    largestDeviation = Math.max(largestDeviation, Math.hypot(...factor.flat()));
    for (const [i, member] of members.entries()) {
      const terms = members.map((other, j) => b.mul(pool, b.constant(pool, factor[i]?.[j] ?? 0), b.coord(pool, other)));
      const mean = means[i];
      images.set(member, b.add(pool, b.constant(pool, mean === undefined ? 0 : number(mean)), ...terms));
    }
  }
  return { images, largestDeviation };
}

/** The lower triangular root of a positive semidefinite matrix; a direction without variance has a column of zeros. */
function rootOf(matrix: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const root: number[][] = matrix.map((row) => row.map(() => 0));
  for (const [i, row] of matrix.entries()) {
    for (let j = 0; j <= i; j++) {
      const own = root[i]!;
      const rest = (row[j] ?? 0) - own.slice(0, j).reduce((total, x, k) => total + x * (root[j]?.[k] ?? 0), 0);
      const pivot = root[j]?.[j] ?? 0;
      own[j] = i === j ? (rest > 1e-12 * (row[i] ?? 0) ? Math.sqrt(rest) : 0) : pivot === 0 ? 0 : rest / pivot;
    }
  }
  return root;
}

/**
 * The tail bounds of the outputs of a program: which of them apply, with every constant and the width that they ask for,
 * and where one does not, which hypothesis fails. Lipschitz constants come from the rules of theorems/classes, or from
 * the user, whose word is taken.
 */
import { andThen, type Outcome, success } from "../diagnostics/diagnostic.ts";
import type { Place } from "../diagnostics/source.ts";
import * as b from "../ir/build.ts";
import { type ExprId, leavesOf } from "../ir/expr.ts";
import { printShortened } from "../ir/print-expression.ts";
import type { Output, Program, ValueId } from "../ir/program.ts";
import { deriveLimit } from "../limit/derive.ts";
import { describeLimit } from "../limit/describe.ts";
import { evaluateLimit } from "../limit/evaluate.ts";
import type { Estimate } from "../limit/limit-report.ts";
import { type Classify, createClassifier } from "../theorems/classes/classify.ts";
import { line } from "../theorems/classes/interval.ts";
import type { FailingHypothesis } from "../theorems/theorem-report.ts";
import { meanDirection } from "./monotone.ts";
import { secondOrder, valueAtZero } from "./second-order.ts";
import { chainBound, generalBound, type TailBound, widthFor } from "./tail-bounds.ts";
import { type TailProgram, tailProgram } from "./tail-program.ts";

export interface BoundOptions {
  /** The deviation from the limit, above 0. */
  readonly tau: number;
  /** The probability that is allowed, between 0 and 1. */
  readonly delta: number;
  /** Lipschitz constants by name of the vector that a function makes. */
  readonly lipschitz: ReadonlyMap<string, number>;
  readonly tolerance: number;
}

export interface NumbersOfBound extends TailBound {
  readonly lambda: number;
  readonly nu: number;
  /** Limits of the mean squares of the vectors that are averaged or multiplied on the way, by name. */
  readonly variances: readonly { readonly name: string; readonly value: number }[];
  /** The width from which the probability is at most delta; `undefined` beyond 2^53. */
  readonly width: number | undefined;
}

export interface BoundVerdict {
  readonly name: string;
  readonly source: string;
  /** `undefined` where a hypothesis fails. */
  readonly numbers: NumbersOfBound | undefined;
  readonly failing: readonly FailingHypothesis[];
}

export interface OutputBounds {
  readonly name: string;
  readonly limit: Estimate | undefined;
  readonly bounds: readonly BoundVerdict[];
}

const chain = { name: "last-vector bound", source: "Golikov 2025, Theorem 4.3.1" };
const general = { name: "general bound", source: "Golikov 2025, Theorem 4.2.1" };

/** Bounds for every output. Errors are those of the limit. */
export function findBounds(program: Program, options: BoundOptions): Outcome<readonly OutputBounds[]> {
  return program.outputs.reduce<Outcome<readonly OutputBounds[]>>(
    (done, output) =>
      andThen(done, (before) => andThen(boundsOf(program, output, options), (own) => success([...before, own]))),
    success([]),
  );
}

function boundsOf(program: Program, output: Output, options: BoundOptions): Outcome<OutputBounds> {
  const form = tailProgram(program, output);
  const squares = form.ok ? form.value.variables.flatMap(({ product }) => product?.use.instr ?? []) : [];
  return andThen(limitsOf(program, output, squares, options.tolerance), ([limit, ...lengths]) => {
    const { name } = output;
    if (!form.ok) {
      const bounds = [chain, general].map((theorem) => ({ ...theorem, numbers: undefined, failing: form.failing }));
      return success({ name, limit, bounds });
    }
    const tail = form.value;
    const classify = createClassifier(tail.pool, {
      kept: new Map(),
      param: () => ({ key: undefined, range: line }),
      stated: statedConstants(tail, options.lipschitz),
    });
    const values = lengths.map((estimate) => estimate?.value ?? Number.NaN);
    const bounds = [chainVerdict(tail, classify, values, options), generalVerdict(tail, classify, values, options)];
    return success({ name, limit, bounds });
  });
}

/** The limits of the output and of the mean squares of what is multiplied. */
function limitsOf(
  program: Program,
  output: Output,
  products: readonly { readonly op: string }[],
  tolerance: number,
): Outcome<readonly (Estimate | undefined)[]> {
  const values = [...program.values];
  const square = b.powInt(program.pool, b.coord(program.pool, 0), 2);
  const added = program.instrs.flatMap((instr) => {
    if (instr.op !== "matmul" || !products.includes(instr)) return [];
    const source = values[instr.vector];
    const name = `square of ${source?.name ?? "?"}`;
    const out = (values.push({ ...values[instr.out]!, name, base: "", indices: [], type: { kind: "scalar" } }) -
      1) as ValueId;
    return [{ op: "moment", out, body: square, vectors: [instr.vector], scalars: [] } as const];
  });
  const outputs = [
    output,
    ...added.map(({ out }) => ({ name: values[out]?.name ?? "?", value: out, place: output.place })),
  ];
  const whole = { ...program, values, instrs: [...program.instrs, ...added], outputs, expectations: [] };
  return andThen(deriveLimit(whole), (limit) =>
    andThen(evaluateLimit(limit, { method: "auto", tolerance, symbols: new Map(), seed: 1n }), (found) =>
      success(describeLimit(limit, found).outputs.map(({ estimate }) => estimate)),
    ),
  );
}

/** A stated constant is one in the vectors of the program; their standard normal parts are up to that much smaller. */
function statedConstants(tail: TailProgram, lipschitz: ReadonlyMap<string, number>): ReadonlyMap<ExprId, number> {
  const { fused, translate, largestDeviation } = tail;
  const stated = new Map<ExprId, number>();
  for (const [value, body] of fused.bodies) {
    const constant = lipschitz.get(fused.program.values[value]?.name ?? "");
    if (constant !== undefined) stated.set(translate(body), constant * largestDeviation);
  }
  return stated;
}

interface Search {
  readonly failing: FailingHypothesis[];
  /** `near` is the place of the function where the expression has none. */
  readonly fail: (hypothesis: string, node: ExprId, reason: string, near?: Place) => void;
}

function search({ pool, fused, averageUse, firstMade }: TailProgram): Search {
  const failing: FailingHypothesis[] = [];
  const { values } = fused.program;
  const name = (index: number): string => values[index]?.name ?? "?";
  const fallback = values[averageUse.out]?.place;
  return {
    failing,
    fail(hypothesis, node, reason, near) {
      const place = (node < firstMade ? fused.placeOf(node) : undefined) ?? near ?? fallback;
      const text = printShortened(pool, node, { coord: name, param: name }, 48);
      if (place !== undefined) failing.push({ hypothesis, reason: `\`${text}\` ${reason}`, place });
    },
  };
}

/** The Lipschitz constants of what is multiplied, or the reasons why they are not known. */
function productConstants({ variables }: TailProgram, classify: Classify, { fail }: Search): readonly number[] {
  return variables.flatMap(({ product, place }) => {
    if (product === undefined) return [];
    const { flaws, norm } = classify(product.body);
    const flaw = flaws.lipschitz;
    if (flaw !== undefined) fail("functions before products are Lipschitz", flaw.node, flaw.reason, place);
    else if (!Number.isFinite(norm))
      fail("functions before products are Lipschitz", product.body, "has no known constant", place);
    return [norm];
  });
}

function concluded(
  theorem: Pick<BoundVerdict, "name" | "source">,
  { failing }: Search,
  tail: TailProgram,
  lengths: readonly number[],
  { tau, delta }: BoundOptions,
  lambda: number,
  nu: number,
  bound: () => TailBound,
): BoundVerdict {
  if (failing.length > 0) return { ...theorem, numbers: undefined, failing };
  const made = bound();
  const width = widthFor(made, tau, delta);
  const names = tail.variables.filter(({ product }) => product !== undefined).map(({ name }) => name);
  const variances = names.map((name, k) => ({ name, value: lengths[k] ?? Number.NaN }));
  const known = width < Number.MAX_SAFE_INTEGER ? width : undefined;
  return { ...theorem, numbers: { ...made, lambda, nu, variances, width: known }, failing };
}

/** The limits of |phi(g)|^2 / n, with the scale of the matrix in phi. */
function lengthsOf({ variables }: TailProgram, squares: readonly number[]): readonly number[] {
  const products = variables.flatMap(({ product }) => product ?? []);
  return products.map(({ scale }, k) => scale ** 2 * (squares[k] ?? Number.NaN));
}

/** Of squares of monotone Lipschitz functions of the last vector alone, along a chain of fresh products. */
function chainVerdict(
  tail: TailProgram,
  classify: Classify,
  squares: readonly number[],
  options: BoundOptions,
): BoundVerdict {
  const { pool, variables, average } = tail;
  const found = search(tail);
  const { fail } = found;
  const root = squareRootOf(tail);
  if (root === undefined) fail("the average is that of a square", average, "is none");
  const functions = [
    ...variables.flatMap(({ product }) => product?.body ?? []),
    ...(root === undefined ? [] : [root.base]),
  ];
  // The function of the k-th vector stands before the product that gives the next one.
  const placeAt = (k: number): Place | undefined => variables[k + 1]?.place;
  for (const [k, body] of functions.entries()) {
    const { coords } = leavesOf(pool, [body]);
    if (coords.some((coord) => coord !== variables[k]?.key)) {
      fail("functions depend on the last vector alone", body, "depends on an earlier one too", placeAt(k));
      continue;
    }
    const slope = variables[k] === undefined ? undefined : classify(body).slopes.get(variables[k].key);
    const isMonotone = slope === undefined || slope.lo >= 0 || slope.hi <= 0;
    if (!isMonotone) fail("functions are monotone", body, "is not shown to be monotone", placeAt(k));
    if (valueAtZero(pool, body) !== 0) fail("functions vanish at 0", body, "does not", placeAt(k));
  }
  if (variables.length !== functions.length && root !== undefined) {
    fail("there is one initial vector", average, "rests on several");
  }
  const constants = [...productConstants(tail, classify, found)];
  if (root !== undefined) {
    const { flaws, norm } = classify(root.base);
    if (flaws.lipschitz !== undefined)
      fail("the squared function is Lipschitz", flaws.lipschitz.node, flaws.lipschitz.reason);
    constants.push(Math.sqrt(root.factor) * norm);
  }
  const lambda = Math.max(...constants) || 1;
  const lengths = lengthsOf(tail, squares);
  return concluded(chain, found, tail, lengths, options, lambda, 0, () => chainBound(lambda, lengths, options.tau));
}

/** `factor base^2` with factor > 0. */
function squareRootOf({ pool, average }: TailProgram): { readonly factor: number; readonly base: ExprId } | undefined {
  const { coefficient, rest } = b.splitCoefficient(pool, average);
  const node = rest === undefined ? undefined : pool.get(rest);
  if (node?.op !== "pow" || b.constantValue(pool, node.exponent) !== 2 || !(coefficient > 0)) return undefined;
  return { factor: coefficient, base: node.base };
}

/** Of functions of all vectors before. */
function generalVerdict(
  tail: TailProgram,
  classify: Classify,
  squares: readonly number[],
  options: BoundOptions,
): BoundVerdict {
  const { pool, variables, average } = tail;
  const found = search(tail);
  const { fail } = found;
  const constants = productConstants(tail, classify, found);
  const order = secondOrder(pool, average, (id) => classify(id), "slopes");
  if (typeof order === "number") {
    const flaw = classify(average).flaws.continuous;
    if (flaw !== undefined) fail("the averaged function is pseudo-Lipschitz of order 2", flaw.node, flaw.reason);
    else fail("the averaged function is pseudo-Lipschitz of order 2", order, "is not shown to be");
  }
  for (const { key, name, product } of variables) {
    if (product === undefined) continue;
    const later = variables.flatMap(({ product: other, place }) =>
      other === undefined ? [] : [{ body: b.powInt(pool, other.body, 2), place }],
    );
    for (const { body, place } of [...later, { body: average, place: undefined }]) {
      if (meanDirection(pool, body, key, classify) !== undefined) continue;
      const reason = `is not shown to have one that is in the variance of \`${name}\``;
      fail("means are monotone in the variance of each vector", body, reason, place);
    }
  }
  const offsets = variables.map(({ product }) =>
    product === undefined ? 0 : Math.abs(valueAtZero(pool, product.body)),
  );
  const lengths = lengthsOf(tail, squares);
  const products = lengths.values();
  const variances = variables.map(({ product }) => (product === undefined ? 1 : (products.next().value ?? Number.NaN)));
  const candidates = (["slopes", "constants"] as const).flatMap((prefer) => {
    const bounds = secondOrder(pool, average, (id) => classify(id), prefer);
    if (typeof bounds === "number") return [];
    const lambda = Math.sqrt(Math.max(...constants.map((constant) => constant ** 2), bounds.slope / 2, 0)) || 1;
    const nu = Math.max(bounds.constant / lambda ** 2, ...offsets.map((offset) => (2 * offset) / lambda));
    return [{ lambda, nu, bound: generalBound(lambda, variances, options.tau, nu) }];
  });
  const [best] = candidates.sort((one, other) => one.bound.c2 - other.bound.c2);
  if (found.failing.length > 0 || best === undefined) return { ...general, numbers: undefined, failing: found.failing };
  return concluded(general, found, tail, lengths, options, best.lambda, best.nu, () => best.bound);
}

/**
 * The tail bounds of the outputs of a program: which of them apply, with every constant and the width that they ask for,
 * and where one does not, which hypothesis fails. Lipschitz constants come from the rules of theorems/classes, or from
 * the user, whose word is taken.
 */
import { andThen, type Outcome, success } from "../diagnostics/diagnostic.ts";
import * as b from "../ir/build.ts";
import type { ExprId } from "../ir/expr.ts";
import type { Output, Program, ValueId } from "../ir/program.ts";
import { deriveLimit } from "../limit/derive.ts";
import { describeLimit } from "../limit/describe.ts";
import { evaluateLimit } from "../limit/evaluate.ts";
import type { Estimate } from "../limit/limit-report.ts";
import { createClassifier } from "../theorems/classes/classify.ts";
import { line } from "../theorems/classes/interval.ts";
import { type BoundOptions, type BoundVerdict, beginAttempt } from "./attempt.ts";
import { generalTheorem, generalVerdict } from "./general-bound.ts";
import { lastVectorTheorem, lastVectorVerdict } from "./last-vector-bound.ts";
import { type TailProgram, tailProgram } from "./tail-program.ts";

export interface OutputBounds {
  readonly name: string;
  readonly limit: Estimate | undefined;
  readonly bounds: readonly BoundVerdict[];
}

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
  const products = form.ok ? form.value.variables.flatMap(({ product }) => product?.use.instr ?? []) : [];
  return andThen(limitsOf(program, output, products, options.tolerance), ([limit, ...estimates]) => {
    const { name } = output;
    if (!form.ok) {
      const bounds = [lastVectorTheorem, generalTheorem].map((theorem) => ({
        ...theorem,
        numbers: undefined,
        failing: form.failing,
      }));
      return success({ name, limit, bounds });
    }
    const tail = form.value;
    const classify = createClassifier(tail.pool, {
      kept: new Map(),
      param: () => ({ key: undefined, range: line }),
      stated: statedConstants(tail, options.lipschitz),
    });
    const squares = estimates.map((estimate) => estimate?.value ?? Number.NaN);
    const bounds = [lastVectorVerdict, generalVerdict].map((verdict) =>
      verdict(beginAttempt(tail, classify, squares, options)),
    );
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

/**
 * Vectors that depend on one another exactly: W @ (3 x) is 3 (W @ x), W @ (x + y) is W @ x + W @ y, relu(3 h) is 3 relu(h).
 * Their covariances as numbers show it up to rounding only, which jumps magnify to its root. So expectations are
 * taken of expressions in which a product of a matrix with a combination of earlier vectors is that combination of the
 * earlier products, and a member of a jointly Gaussian group that is singular with
 * an earlier one is a multiple of that.
 */
import * as b from "../ir/build.ts";
import { type Expr, type ExprId, type ExprPool, reachable } from "../ir/expr.ts";
import type { FunctionName } from "../ir/functions.ts";
import { EVEN_FUNCTIONS, ODD_FUNCTIONS } from "../ir/parity.ts";
import type { Program, ValueId } from "../ir/program.ts";
import { rebuild } from "../ir/substitute.ts";
import type { BasisLaw } from "./expectation/law.ts";
import type { WalkState } from "./master-theorem.ts";
import { type Combination, createSpan, type OfProducts, type Span } from "./span.ts";

/** Multiples of what is multiplied, for positive factors. */
const HOMOGENEOUS: ReadonlySet<FunctionName> = new Set(["relu", "leaky_relu", "abs"]);
/** The same for all positive factors. */
const SCALE_FREE: ReadonlySet<FunctionName> = new Set(["step", "sign"]);

/** Covariances of a pair are singular up to this share of the product of the variances. */
const SINGULAR = 2 ** -50;

/**
 * A combination whose terms have standard deviations up to so many times its own is taken as such. One that cancels further,
 * W @ (x - tanh(x)) of a small x, knows less of itself than its own variance does.
 */
const CANCELLED = 30;

/**
 * Rewrites expressions of the walk so that what is dependent shows. Variables are looked at when they are first met, in the order of
 * the basis; all of it lives as long as the walk.
 */
export function createMultiples(
  program: Program,
  pool: ExprPool,
  walk: WalkState,
  law: Pick<BasisLaw, "covariance">,
): (id: ExprId) => ExprId {
  const vectors = new Map<ValueId, ValueId>();
  for (const instr of program.instrs) if (instr.op === "matmul") vectors.set(instr.out, instr.vector);
  /** By matrix, side and what is multiplied, up to a factor: the first such product, and its factor. */
  const products = new Map<string, { readonly variable: number; readonly factor: number }>();
  /** By matrix and side. */
  const spans = new Map<string, Span>();
  const directions = new Map<string, ExprId>();
  const images = new Map<ExprId, ExprId>();
  /** In the order of the basis. */
  const variables: ExprId[] = [];
  let areAllTheirOwn = true;

  const image = (root: ExprId): ExprId => {
    for (const id of reachable(pool, [root], (id) => images.has(id))) {
      images.set(
        id,
        rewritten(pool.get(id), (child) => images.get(child) ?? child),
      );
    }
    return images.get(root) ?? root;
  };
  const rewritten = (node: Expr, of: (id: ExprId) => ExprId): ExprId => {
    if (node.op === "coord") return variables[node.index] ?? b.coord(pool, node.index);
    if (node.op === "call") return called(pool, node.fn, node.args.map(of));
    if (node.op === "add") return direction(b.add(pool, ...node.args.flatMap((arg) => multipliedOut(pool, of(arg)))));
    return rebuild(pool, node, of);
  };
  /** A sum as a multiple of the first sum in the same direction. */
  const direction = (id: ExprId): ExprId => {
    const terms = b.termsOf(pool, id).map((term) => b.splitCoefficient(pool, term));
    if (terms.length < 2 || terms.some(({ rest }) => rest === undefined)) return id;
    terms.sort((x, y) => (x.rest as number) - (y.rest as number));
    const lead = terms[0]?.coefficient ?? 1;
    // Ratios of decimals differ by a rounding: 0.8 / 0.6 and 8 / 6.
    const key = terms.map(({ coefficient, rest }) => `${rest}:${(coefficient / lead).toPrecision(15)}`).join();
    const unit =
      directions.get(key) ??
      b.add(pool, ...terms.map(({ coefficient, rest }) => scaled(pool, coefficient / lead, rest as ExprId)));
    directions.set(key, unit);
    return scaled(pool, lead, unit);
  };
  const lookAt = (index: number): ExprId => {
    const own = b.coord(pool, index);
    const variable = walk.basis[index];
    if (variable?.kind === "input") {
      const group = program.inputs[variable.group];
      if (group?.kind === "single") return own;
      for (let other = index - 1; other >= 0; other--) {
        const earlier = walk.basis[other];
        if (earlier?.kind !== "input" || earlier.group !== variable.group) break;
        const [square, mixed] = [law.covariance(other, other), law.covariance(other, index)];
        const both = square * law.covariance(index, index);
        if (mixed ** 2 < (1 - SINGULAR) * both || both === 0) continue;
        return scaled(pool, mixed / square, variables[other] ?? b.coord(pool, other));
      }
      return own;
    }
    const vector = variable?.kind === "hat" ? vectors.get(variable.value) : undefined;
    const z = vector === undefined ? undefined : walk.z.get(vector);
    if (variable?.kind !== "hat" || z === undefined) return own;
    const whole = image(z);
    const { coefficient, rest = b.constant(pool, 1) } = b.splitCoefficient(pool, whole);
    const side = `${variable.matrix} ${variable.transposed}`;
    const first = products.get(`${side} ${rest}`);
    if (first !== undefined) return scaled(pool, coefficient / first.factor, b.coord(pool, first.variable));
    const span = spans.get(side) ?? createSpan();
    spans.set(side, span);
    const combination = combinationOf(pool, whole);
    const combined = span.productOf(combination);
    if (combined !== undefined && isSteady(combined, index))
      return b.add(pool, ...[...combined].map(([earlier, x]) => scaled(pool, x, b.coord(pool, earlier))));
    products.set(`${side} ${rest}`, { variable: index, factor: coefficient });
    span.add(combination, index);
    return own;
  };
  const isSteady = (combined: OfProducts, index: number): boolean => {
    const deviation = (variable: number): number => Math.sqrt(law.covariance(variable, variable));
    let size = 0;
    for (const [variable, x] of combined) size += Math.abs(x) * deviation(variable);
    return size <= CANCELLED * deviation(index);
  };
  return (id) => {
    while (variables.length < walk.basis.length) {
      const index = variables.length;
      const variable = lookAt(index);
      variables.push(variable);
      areAllTheirOwn &&= variable === b.coord(pool, index);
    }
    return areAllTheirOwn ? id : image(id);
  };
}

/** A call with the factor of its argument in front, where that can be. */
function called(pool: ExprPool, fn: FunctionName, args: readonly ExprId[]): ExprId {
  const [argument, ...others] = args;
  const whole = b.call(pool, fn, ...args);
  if (argument === undefined) return whole;
  const { coefficient, rest } = b.splitCoefficient(pool, argument);
  if (rest === undefined || coefficient === 1) return whole;
  if (coefficient < 0 && (ODD_FUNCTIONS.has(fn) || EVEN_FUNCTIONS.has(fn))) {
    const mirrored = called(pool, fn, [b.negate(pool, argument), ...others]);
    return EVEN_FUNCTIONS.has(fn) ? mirrored : b.negate(pool, mirrored);
  }
  if (coefficient < 0) return whole;
  if (SCALE_FREE.has(fn)) return b.call(pool, fn, rest, ...others);
  if (!HOMOGENEOUS.has(fn)) return whole;
  return scaled(pool, coefficient, b.call(pool, fn, rest, ...others));
}

function combinationOf(pool: ExprPool, id: ExprId): Combination {
  return new Map(
    multipliedOut(pool, id).map((term) => {
      const { coefficient, rest = b.constant(pool, 1) } = b.splitCoefficient(pool, term);
      return [rest, coefficient];
    }),
  );
}

/** The terms of a multiple of a sum. */
function multipliedOut(pool: ExprPool, id: ExprId): readonly ExprId[] {
  const { coefficient, rest } = b.splitCoefficient(pool, id);
  return rest === undefined ? [id] : b.termsOf(pool, rest).map((term) => scaled(pool, coefficient, term));
}

function scaled(pool: ExprPool, factor: number, id: ExprId): ExprId {
  return b.mul(pool, b.constant(pool, factor), id);
}

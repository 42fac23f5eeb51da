/**
 * The functions of the language as polynomials times indicators, exponentials and waves of affine forms: relu(u) = u 1[u > 0],
 * gelu(u) = u Phi(u), clip and `where` piece by piece. Equalities hold almost surely, for arguments of positive variance.
 * Undefined for functions that are none of these, and for arguments that are not affine.
 */
import * as b from "../../ir/build.ts";
import type { Expr, ExprId } from "../../ir/expr.ts";
import { productOf } from "../expectation/products.ts";
import type { Operands } from "./expand.ts";
import { type Affine, centred, combine, upright } from "./forms.ts";
import type { Mark } from "./marks.ts";
import { collectTerms, type Expansion, multiplyExpansions, plainTerm, type Term } from "./term.ts";

export function expandCall(cx: Operands, { fn, args }: Extract<Expr, { op: "call" }>): Expansion | undefined {
  const [x, y, z] = args as readonly [ExprId, ExprId, ExprId];
  switch (fn) {
    case "relu":
      return timesLine(cx, cx.affine(x), "above");
    case "abs":
      return timesLine(cx, cx.affine(x), "sign");
    case "step":
      return indicator(cx, cx.affine(x), "above");
    case "sign":
      return indicator(cx, cx.affine(x), "sign");
    case "leaky_relu": {
      if (!cx.isUniform(y)) return undefined;
      const positive = timesLine(cx, cx.affine(x), "above");
      const line = cx.expansion(x);
      return positive === undefined || line === undefined
        ? undefined
        : sum(cx, [scaled(cx, y, line), scaled(cx, b.subtract(cx.pool, b.constant(cx.pool, 1), y), positive)]);
    }
    case "max":
      return larger(cx, x, y, "above");
    case "min":
      return larger(cx, x, y, "below");
    case "clip":
      return clipped(cx, x, y, z);
    case "erf":
      return indicator(cx, cx.affine(x), "erf");
    case "normal_cdf":
      return indicator(cx, cx.affine(x), "cdf");
    case "gelu":
      return timesLine(cx, cx.affine(x), "cdf");
    case "normal_pdf":
      return bell(cx, cx.affine(x));
    case "sin":
    case "cos":
      return wave(cx, cx.affine(x), fn);
    case "less":
    case "less_equal":
      return indicator(cx, difference(cx, y, x), "above");
    case "equal":
      return difference(cx, x, y) === undefined ? undefined : [];
    case "and":
      return product(cx, cx.expansion(x), cx.expansion(y));
    case "or":
      return sum(cx, [cx.expansion(x), product(cx, cx.expansion(y), complement(cx, cx.expansion(x)))]);
    case "not":
      return complement(cx, cx.expansion(x));
    default:
      return undefined;
  }
}

/** `where(when, then, otherwise)`. */
export function expandSelect(cx: Operands, node: Extract<Expr, { op: "select" }>): Expansion | undefined {
  const when = cx.expansion(node.when);
  return sum(cx, [
    product(cx, when, cx.expansion(node.then)),
    product(cx, complement(cx, when), cx.expansion(node.otherwise)),
  ]);
}

/** exp of a sum of constants, forms, and squares of forms with negative factors. */
export function expandExponential(cx: Operands, argument: ExprId): Expansion | undefined {
  const { pool, forms } = cx;
  const node = pool.get(argument);
  const affineParts: ExprId[] = [];
  const squares: Term["squares"][number][] = [];
  for (const part of node.op === "add" ? node.args : [argument]) {
    if (cx.affine(part) !== undefined) {
      affineParts.push(part);
      continue;
    }
    const square = squareOf(cx, part);
    if (square === undefined) return undefined;
    squares.push(square);
  }
  const one = b.constant(pool, 1);
  const form = combine(
    pool,
    affineParts.map((part) => ({ factor: one, form: cx.affine(part) as Affine })),
  );
  const coefficient =
    b.constantValue(pool, form.constant) === 0 ? one : pool.intern({ op: "call", fn: "exp", args: [form.constant] });
  const linear = form.coefficients.length === 0 ? undefined : forms.intern(centred(pool, form));
  const [first, ...others] = squares.map((square) => [{ ...plainTerm(one), squares: [square] }]);
  const front: Expansion = [{ ...plainTerm(coefficient), exponent: linear }];
  return [first, ...others].reduce<Expansion | undefined>(
    (whole, factor) => (factor === undefined ? whole : product(cx, whole, factor)),
    front,
  );
}

/** factor * form^2 as `coefficient * form^2 / 2`. */
function squareOf(cx: Operands, part: ExprId): Term["squares"][number] | undefined {
  const { pool, forms } = cx;
  const { coefficient } = b.splitCoefficient(pool, part);
  const node = pool.get(part);
  const factors = node.op === "mul" ? node.args : [part];
  const varying = factors.filter((factor) => !cx.isUniform(factor));
  const [only] = varying;
  const inner = only === undefined ? undefined : pool.get(only);
  if (!(coefficient < 0) || varying.length !== 1 || inner?.op !== "pow") return undefined;
  const form = cx.affine(inner.base);
  if (form === undefined || b.constantValue(pool, inner.exponent) !== 2) return undefined;
  const rest = factors.filter((factor) => factor !== only);
  return { form: forms.intern(form), coefficient: productOf(pool, [b.constant(pool, 2), ...rest]) };
}

/** An indicator of a form, or one of its smooth kin; undefined for a form that does not vary. */
export function indicator(cx: Operands, form: Affine | undefined, kind: Mark["kind"]): Expansion | undefined {
  if (form === undefined || form.coefficients.length === 0) return undefined;
  const { pool, forms } = cx;
  const one = b.constant(pool, 1);
  const smooth = kind === "cdf" || kind === "erf";
  const { scale, form: straight } = upright(pool, form);
  const flips = scale < 0;
  // Smooth functions keep their scale, and lose their sign: Phi(-u) = 1 - Phi(u).
  const argument = smooth ? (flips ? combine(pool, [{ factor: b.constant(pool, -1), form }]) : form) : straight;
  const mark = (k: Mark["kind"], factor: number): Term => ({
    ...plainTerm(b.constant(pool, factor)),
    marks: [{ kind: k, form: forms.intern(argument) }],
  });
  if (!flips) return [mark(kind, 1)];
  switch (kind) {
    case "above":
      return [mark("below", 1)];
    case "below":
      return [mark("above", 1)];
    case "sign":
    case "erf":
      return [mark(kind, -1)];
    case "cdf":
      return [plainTerm(one), mark("cdf", -1)];
  }
}

/** form * indicator */
function timesLine(cx: Operands, form: Affine | undefined, kind: Mark["kind"]): Expansion | undefined {
  return form === undefined ? undefined : product(cx, line(cx, form), indicator(cx, form, kind));
}

/** A form as a polynomial: one variable, or the centred form as a variable of its own, plus the constant. */
function line(cx: Operands, form: Affine): Expansion {
  const { pool, forms } = cx;
  const { scale, form: straight } = upright(pool, centred(pool, form));
  const terms: Term[] = [];
  const [first, ...others] = straight.coefficients;
  if (first !== undefined && others.length === 0) {
    const one = b.constant(pool, 1);
    const variable = forms.intern({ constant: b.constant(pool, 0), coefficients: [[first[0], one]] });
    const factor = productOf(pool, [b.constant(pool, scale), first[1]]);
    terms.push({ ...plainTerm(factor), powers: [[variable, 1]] });
  } else if (first !== undefined) {
    terms.push({ ...plainTerm(b.constant(pool, scale)), powers: [[forms.intern(straight), 1]] });
  }
  if (b.constantValue(pool, form.constant) !== 0) terms.push(plainTerm(form.constant));
  return terms;
}

/** max(x, y) = y + (x - y) 1[x > y], min with the other side; the second is the simpler one. */
function larger(cx: Operands, x: ExprId, y: ExprId, kind: "above" | "below"): Expansion | undefined {
  const [left, right] = cx.isUniform(x) ? [y, x] : [x, y];
  return sum(cx, [cx.expansion(right), timesLine(cx, difference(cx, left, right), kind)]);
}

/** Piece by piece: low, z, high; the levels are numbers. */
function clipped(cx: Operands, z: ExprId, low: ExprId, high: ExprId): Expansion | undefined {
  const [from, to] = [b.constantValue(cx.pool, low), b.constantValue(cx.pool, high)];
  if (from === undefined || to === undefined || from >= to) return undefined;
  const aboveLow = indicator(cx, difference(cx, z, low), "above");
  const aboveHigh = indicator(cx, difference(cx, z, high), "above");
  return sum(cx, [
    scaled(cx, low, complement(cx, aboveLow)),
    product(cx, cx.expansion(z), product(cx, aboveLow, complement(cx, aboveHigh))),
    scaled(cx, high, aboveHigh),
  ]);
}

/** normal_pdf(form) = (2 pi)^(-1/2) exp(-form^2 / 2). */
function bell(cx: Operands, form: Affine | undefined): Expansion | undefined {
  if (form === undefined || form.coefficients.length === 0) return undefined;
  const { pool, forms } = cx;
  const root = (x: ExprId): ExprId => b.pow(pool, x, b.constant(pool, -0.5));
  const coefficient = b.mul(pool, root(b.constant(pool, 2)), root(b.call(pool, "pi")));
  const square = { form: forms.intern(form), coefficient: b.constant(pool, -1) };
  return [{ ...plainTerm(coefficient), squares: [square] }];
}

function wave(cx: Operands, form: Affine | undefined, kind: "sin" | "cos"): Expansion | undefined {
  if (form === undefined || form.coefficients.length === 0) return undefined;
  const one = b.constant(cx.pool, 1);
  return [{ ...plainTerm(one), waves: [{ kind, form: cx.forms.intern(form) }] }];
}

function difference(cx: Operands, x: ExprId, y: ExprId): Affine | undefined {
  const { pool } = cx;
  const [left, right] = [cx.affine(x), cx.affine(y)];
  if (left === undefined || right === undefined) return undefined;
  return combine(pool, [
    { factor: b.constant(pool, 1), form: left },
    { factor: b.constant(pool, -1), form: right },
  ]);
}

/** 1 - expansion; the other side where it is a single indicator. */
function complement(cx: Operands, expansion: Expansion | undefined): Expansion | undefined {
  if (expansion === undefined) return undefined;
  const { pool } = cx;
  const [term, ...others] = expansion;
  const [mark, ...more] = term?.marks ?? [];
  const bare = term !== undefined && others.length === 0 && more.length === 0 && isBare(cx, term);
  if (bare && (mark?.kind === "above" || mark?.kind === "below")) {
    return [{ ...term, marks: [{ ...mark, kind: mark.kind === "above" ? "below" : "above" }] }];
  }
  return sum(cx, [[plainTerm(b.constant(pool, 1))], scaled(cx, b.constant(pool, -1), expansion)]);
}

/** Nothing but a mark. */
function isBare({ pool }: Operands, { coefficient, powers, exponent, squares, waves, opaque }: Term): boolean {
  const nothing = powers.length + squares.length + waves.length + opaque.length === 0;
  return nothing && exponent === undefined && b.constantValue(pool, coefficient) === 1;
}

function scaled({ pool }: Operands, factor: ExprId, expansion: Expansion | undefined): Expansion | undefined {
  if (b.constantValue(pool, factor) === 0) return [];
  return expansion?.map((term) => ({ ...term, coefficient: productOf(pool, [factor, term.coefficient]) }));
}

function product(cx: Operands, x: Expansion | undefined, y: Expansion | undefined): Expansion | undefined {
  return x === undefined || y === undefined ? undefined : multiplyExpansions(cx, x, y);
}

function sum(cx: Operands, parts: readonly (Expansion | undefined)[]): Expansion | undefined {
  return parts.includes(undefined)
    ? undefined
    : collectTerms(
        cx,
        parts.flatMap((part) => part ?? []),
      );
}

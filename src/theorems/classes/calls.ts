/** Rules for the functions of the language, each looked at on the range of its arguments. */
import { unreachable } from "../../diagnostics/invariant.ts";
import * as b from "../../ir/build.ts";
import type { BuiltinName } from "../../ir/builtins.ts";
import type { ExprId, ExprPool } from "../../ir/expr.ts";
import { type FunctionName, isFormulaFunction } from "../../ir/functions.ts";
import { normalCdf } from "../../math/special.ts";
import { composeFacts, type Outer, tameOuter } from "./compose.ts";
import { logSumExpFacts } from "./exponentials.ts";
import {
  concludeFacts,
  constantFacts,
  type Facts,
  type Flaw,
  jumping,
  mergeFlaws,
  openFlaw,
  unknownFacts,
} from "./facts.ts";
import { hull, type Interval, interval, onlyValue, point, product, zero } from "./interval.ts";
import { normFacts, powerFacts } from "./powers.ts";
import { isCurve, traceCurve } from "./shapes.ts";

interface Rules {
  readonly pool: ExprPool;
  /** Facts of the operands of the node at hand. */
  readonly of: (id: ExprId) => Facts;
  /** Facts of an expression that a rule has made. */
  readonly classify: (id: ExprId) => Facts;
}

const infinite = Number.POSITIVE_INFINITY;

export function callFacts(rules: Rules, id: ExprId, fn: FunctionName, args: readonly ExprId[]): Facts {
  const parts = args.map(rules.of);
  if (isFormulaFunction(fn)) return unknownFacts(openFlaw(id, "is no function of the language"), parts);
  return builtinFacts(rules, id, fn, args, parts);
}

function builtinFacts(
  { pool, of, classify }: Rules,
  id: ExprId,
  fn: BuiltinName,
  args: readonly ExprId[],
  parts: readonly Facts[],
): Facts {
  const [first, second] = parts;
  const [arg, other, third] = args;
  if (first === undefined || arg === undefined) return unknownFacts(openFlaw(id, "has no argument"), parts);
  switch (fn) {
    case "relu":
    case "abs":
      return composeFacts(id, first, bent(id, first.range, fn === "relu" ? 0 : -1));
    case "leaky_relu": {
      if (other === undefined || second === undefined) return unknownFacts(openFlaw(id, "lacks an argument"), parts);
      if (second.slopes.size === 0) return composeFacts(id, first, leaky(id, first.range, second.range));
      const below = b.call(pool, "relu", b.negate(pool, arg));
      return classify(b.subtract(pool, b.call(pool, "relu", arg), b.mul(pool, other, below)));
    }
    case "step":
    case "sign":
      return stepFacts(id, first, fn === "step" ? 0 : -1);
    case "max":
    case "min":
      return second === undefined ? first : extremeFacts(id, fn, first, second);
    case "clip": {
      if (other === undefined || third === undefined) return unknownFacts(openFlaw(id, "lacks an argument"), parts);
      return classify(b.call(pool, "min", b.call(pool, "max", arg, other), third));
    }
    case "sin":
    case "cos":
      return composeFacts(id, first, tameOuter(interval(-1, 1), interval(-1, 1), undefined));
    case "erf":
    case "normal_cdf":
    case "normal_pdf":
    case "gelu":
    case "sigmoid":
    case "tanh":
    case "softplus":
    case "silu":
    case "exp":
      return curveFacts(id, fn, first);
    case "log":
      return logSumExpFacts(pool, id, arg, of) ?? tailFacts({ pool, of, classify }, id, arg) ?? logFacts(id, first);
    case "sqrt":
      return normFacts(pool, id, arg, of) ?? powerFacts(id, first, 0.5);
    case "less":
    case "less_equal":
    case "equal":
    case "and":
    case "or":
    case "not":
      return conditionFacts(id, fn, parts);
    default:
      return unreachable(fn);
  }
}

function curveFacts(id: ExprId, fn: BuiltinName, inner: Facts): Facts {
  if (!isCurve(fn)) return unknownFacts(openFlaw(id, "is not classified"), [inner]);
  const { image, slope } = traceCurve(fn, inner.range);
  const tame = tameOuter(image, slope, undefined);
  if (fn !== "exp" || image.bounded) return composeFacts(id, inner, tame);
  const growth = growsFast(inner)
    ? ({ node: id, reason: "grows faster than every polynomial", kind: "growth" } as const)
    : openFlaw(id, "is not shown to be polynomially bounded");
  return composeFacts(id, inner, {
    ...tame,
    degree: () => infinite,
    order: ({ degree }) => degree,
    growth,
    pseudoLipschitz: growth,
    smooth: growth,
  });
}

/**
 * Of an argument of `exp` that is not bounded above: one that is affine, or a polynomial that is bounded below, tends to
 * infinity somewhere, and exp with it. Others may be bounded above after all.
 */
function growsFast({ polynomial, flaws, range }: Facts): boolean {
  return polynomial && (flaws.lipschitz === undefined || Number.isFinite(range.lo));
}

/** Slope `left` below 0 and 1 above: relu, abs. */
function bent(id: ExprId, range: Interval, left: number): Outer {
  return leaky(id, range, point(left));
}

function leaky(id: ExprId, range: Interval, left: Interval): Outer {
  const { lo, hi, bounded } = range;
  if (lo >= 0) return { ...tameOuter(range, point(1), undefined), isPolynomial: true };
  const below = product(left, interval(lo, Math.min(hi, 0), bounded));
  if (hi <= 0) return { ...tameOuter(below, left, undefined), isPolynomial: true };
  const kink: Flaw = { node: id, reason: "has a kink", kind: "kink" };
  return tameOuter(hull(below, interval(0, hi, bounded)), hull(left, point(1)), kink);
}

/** `left` below 0 and 1 above; the value at 0 is 0. */
function stepFacts(id: ExprId, inner: Facts, left: number): Facts {
  const { lo, hi } = inner.range;
  const value = lo > 0 ? 1 : hi < 0 ? left : lo === 0 && hi === 0 ? 0 : left === 0 && hi <= 0 ? 0 : undefined;
  if (value !== undefined && inner.flaws.total === undefined) return constantFacts(point(value));
  return discontinuousFacts(id, interval(Math.min(left, 0), 1), [inner]);
}

function discontinuousFacts(id: ExprId, range: Interval, parts: readonly Facts[]): Facts {
  const jump: Flaw = { node: id, reason: "jumps", kind: "jump" };
  const keys = parts.flatMap(({ slopes }) => [...slopes.keys()]);
  const total = parts.find(({ flaws }) => flaws.total !== undefined)?.flaws.total;
  return concludeFacts(
    id,
    {
      range,
      degree: 0,
      order: 0,
      slopes: new Map(keys.map((key) => [key, zero])),
      norm: 0,
      polynomial: false,
      flaws: { ...mergeFlaws([jumping(jump)]), total },
    },
    parts,
  );
}

function extremeFacts(id: ExprId, fn: "max" | "min", left: Facts, right: Facts): Facts {
  const isLeft = fn === "max" ? left.range.lo >= right.range.hi : left.range.hi <= right.range.lo;
  const isRight = fn === "max" ? right.range.lo >= left.range.hi : right.range.hi <= left.range.lo;
  const isTotal = left.flaws.total === undefined && right.flaws.total === undefined;
  if (isTotal && (isLeft || isRight)) return isLeft ? left : right;
  const pick = fn === "max" ? Math.max : Math.min;
  const range = interval(
    pick(left.range.lo, right.range.lo),
    pick(left.range.hi, right.range.hi),
    left.range.bounded && right.range.bounded,
  );
  const keys = new Set([...left.slopes.keys(), ...right.slopes.keys()]);
  const at = ({ slopes }: Facts, key: number): Interval => slopes.get(key) ?? zero;
  const kink: Flaw = { node: id, reason: "has a kink", kind: "kink" };
  return concludeFacts(
    id,
    {
      range,
      degree: Math.max(left.degree, right.degree),
      order: Math.max(left.order, right.order),
      slopes: new Map([...keys].map((key) => [key, hull(at(left, key), at(right, key))])),
      norm: Math.max(left.norm, right.norm),
      polynomial: false,
      flaws: mergeFlaws([{ smooth: kink }, left.flaws, right.flaws]),
    },
    [left, right],
  );
}

/**
 * Logarithms of functions that tend to 0: log sigmoid(u) = -softplus(-u), and log Phi(u), whose derivatives are
 * polynomials in u and the inverse Mills ratio, which grows like |u| below 0 and vanishes above.
 */
function tailFacts({ pool, of, classify }: Rules, id: ExprId, arg: ExprId): Facts | undefined {
  const node = pool.get(arg);
  const [inner] = node.op === "call" ? node.args : [];
  if (node.op !== "call" || inner === undefined) return undefined;
  if (node.fn === "sigmoid") return classify(b.negate(pool, b.call(pool, "softplus", b.negate(pool, inner))));
  if (node.fn !== "normal_cdf") return undefined;
  const facts = of(inner);
  const { lo, hi, bounded } = facts.range;
  const slope = interval(0, Number.isFinite(lo) ? Math.max(0, -lo) + 1 : infinite, bounded);
  return composeFacts(id, facts, {
    ...tameOuter(interval(Math.log(normalCdf(lo)), Math.log(normalCdf(hi)), bounded), slope, undefined),
    degree: (degree) => 2 * degree,
  });
}

function logFacts(id: ExprId, inner: Facts): Facts {
  const { lo, hi, bounded } = inner.range;
  if (!(lo > 0)) {
    return unknownFacts(openFlaw(id, "may be infinite: its argument is not shown to stay away from 0"), [inner]);
  }
  return composeFacts(id, inner, {
    ...tameOuter(interval(Math.log(lo), Math.log(hi), bounded), interval(1 / hi, 1 / lo), undefined),
    degree: (degree) => (Number.isFinite(degree) ? Math.min(1, degree) : inner.order),
  });
}

function conditionFacts(id: ExprId, fn: BuiltinName, parts: readonly Facts[]): Facts {
  const [left, right] = parts;
  const values = parts.map(({ range }) => onlyValue(range));
  const decided =
    fn === "not" && values[0] !== undefined
      ? Number(values[0] === 0)
      : left === undefined || right === undefined
        ? undefined
        : decide(fn, left.range, right.range);
  if (decided !== undefined && parts.every(({ flaws }) => flaws.total === undefined))
    return constantFacts(point(decided));
  return discontinuousFacts(id, interval(0, 1), parts);
}

/** The condition where the ranges of its sides settle it. */
function decide(fn: BuiltinName, left: Interval, right: Interval): number | undefined {
  const [x, y] = [onlyValue(left), onlyValue(right)];
  switch (fn) {
    case "less":
      return left.hi < right.lo ? 1 : left.lo >= right.hi ? 0 : undefined;
    case "less_equal":
      return left.hi <= right.lo ? 1 : left.lo > right.hi ? 0 : undefined;
    case "equal":
      return left.hi < right.lo || right.hi < left.lo ? 0 : undefined;
    case "and":
      return x === 0 || y === 0 ? 0 : x !== undefined && y !== undefined ? 1 : undefined;
    case "or":
      return x === 0 && y === 0 ? 0 : (x ?? 0) !== 0 || (y ?? 0) !== 0 ? 1 : undefined;
    default:
      return undefined;
  }
}

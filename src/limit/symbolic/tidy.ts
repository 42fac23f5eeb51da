/**
 * Sums of products as a person would write them: summands with the same power of pi and the same exponential, or else the
 * same denominator, in one bracket, what they have in common before it. Polynomials stay expanded. Constants are
 * the short fractions and decimals that they are but for rounding.
 */
import { withoutGuard } from "../../ir/angles.ts";
import * as b from "../../ir/build.ts";
import { type ExprId, type ExprPool, reachable } from "../../ir/expr.ts";
import { rebuild } from "../../ir/substitute.ts";
import { shorter } from "../expectation/polynomials.ts";
import { productOf, snapped } from "../expectation/products.ts";

interface Summand {
  readonly coefficient: number;
  /** By base. */
  readonly exponents: ReadonlyMap<ExprId, number>;
}

/** The same value, every sum in it written so. */
export function tidy(pool: ExprPool, root: ExprId): ExprId {
  const image = new Map<ExprId, ExprId>();
  const of = (id: ExprId): ExprId => image.get(id) ?? id;
  for (const id of reachable(pool, [root])) {
    const node = pool.get(id);
    if (node.op === "const") image.set(id, b.constant(pool, snapped(node.value)));
    else if (node.op === "call") image.set(id, pool.intern({ op: "call", fn: node.fn, args: node.args.map(of) }));
    else image.set(id, tidySum(pool, withoutProportion(pool, rebuild(pool, node, of))));
  }
  return of(root);
}

/** `k sqrt(s)` for `(k s)/sqrt(s)`, where a factor is a multiple of what stands under a root in the denominator. */
function withoutProportion(pool: ExprPool, id: ExprId): ExprId {
  const node = pool.get(id);
  if (node.op !== "mul") return id;
  for (const root of node.args) {
    const power = pool.get(root);
    if (power.op !== "pow" || b.constantValue(pool, power.exponent) !== -0.5) continue;
    for (const factor of node.args) {
      const ratio = proportion(pool, factor, withoutGuard(pool, power.base));
      if (ratio === undefined) continue;
      const others = node.args.filter((other) => other !== root && other !== factor);
      return b.mul(pool, b.constant(pool, ratio), ...others, b.pow(pool, power.base, b.constant(pool, 0.5)));
    }
  }
  return id;
}

/** The number that one sum is of the other, but for rounding. */
function proportion(pool: ExprPool, one: ExprId, other: ExprId): number | undefined {
  const [above, below] = [pool.get(one), pool.get(other)];
  if (above.op !== "add" || below.op !== "add" || above.args.length !== below.args.length) return undefined;
  const coefficients = new Map(
    below.args.map((term) => {
      const { coefficient, rest } = b.splitCoefficient(pool, term);
      return [rest, coefficient] as const;
    }),
  );
  let ratio: number | undefined;
  for (const term of above.args) {
    const { coefficient, rest } = b.splitCoefficient(pool, term);
    const own = coefficient / (coefficients.get(rest) ?? Number.NaN);
    ratio ??= own;
    if (!(Math.abs(own - ratio) <= 1e-14 * Math.abs(ratio))) return undefined;
  }
  return ratio === undefined ? undefined : snapped(ratio);
}

function tidySum(pool: ExprPool, sum: ExprId): ExprId {
  const id = withoutComplements(pool, sum);
  const node = pool.get(id);
  if (node.op !== "add") return id;
  const groups = new Map<string, Summand[]>();
  for (const arg of node.args) {
    const summand = takeApart(pool, arg);
    const key = signature(pool, summand);
    groups.set(key, [...(groups.get(key) ?? []), summand]);
  }
  const written = [...groups].flatMap(([key, group]) =>
    key === "" || group.length === 1
      ? group.map((one) => compose(pool, one))
      : [withoutProportion(pool, bracket(pool, group))],
  );
  return b.add(pool, ...written);
}

function takeApart(pool: ExprPool, id: ExprId): Summand {
  const node = pool.get(id);
  const exponents = new Map<ExprId, number>();
  const raise = (base: ExprId, by: number): void => {
    exponents.set(base, (exponents.get(base) ?? 0) + by);
  };
  let coefficient = 1;
  for (const arg of node.op === "mul" ? node.args : [id]) {
    const factor = pool.get(arg);
    const exponent = factor.op === "pow" ? b.constantValue(pool, factor.exponent) : undefined;
    if (factor.op === "const") coefficient *= factor.value;
    else if (factor.op === "pow" && exponent !== undefined) raise(factor.base, exponent);
    else raise(arg, 1);
  }
  return { coefficient, exponents };
}

/** Phi(x) as 1 - Phi(-x) in sums that have both, for an x that is written without a minus sign. */
function withoutComplements(pool: ExprPool, sum: ExprId): ExprId {
  const node = pool.get(sum);
  if (node.op !== "add") return sum;
  const summands = node.args.map((arg) => takeApart(pool, arg));
  const present = new Set(summands.flatMap(({ exponents }) => [...exponents.keys()]));
  const opposite = (base: ExprId): ExprId | undefined => {
    const factor = pool.get(base);
    if (factor.op !== "call" || factor.fn !== "normal_cdf") return undefined;
    const argument = productOf(pool, [b.constant(pool, -1), factor.args[0] as ExprId]);
    if (b.splitCoefficient(pool, argument).coefficient >= 0) return undefined;
    const other = pool.intern({ op: "call", fn: "normal_cdf", args: [argument] });
    return present.has(other) ? other : undefined;
  };
  const terms = summands.flatMap((summand) => {
    const whole = compose(pool, summand);
    const found = [...summand.exponents].find(([base, exponent]) => exponent === 1 && opposite(base) !== undefined);
    const other = found === undefined ? undefined : opposite(found[0]);
    if (found === undefined || other === undefined) return [whole];
    const exponents = new Map([...summand.exponents].filter(([base]) => base !== found[0]));
    const rest = compose(pool, { ...summand, exponents });
    return [rest, productOf(pool, [b.constant(pool, -1), rest, other])];
  });
  return b.add(pool, ...terms);
}

/** The power of pi and the exponentials of a summand; without these, its probabilities; else its denominator. */
function signature(pool: ExprPool, { exponents }: Summand): string {
  const all = [...exponents];
  const special = all.filter(([base]) => {
    const node = pool.get(base);
    return node.op === "call" && (node.fn === "pi" || node.fn === "exp");
  });
  const probabilities = all.filter(([base]) => {
    const node = pool.get(base);
    return node.op === "call" && (node.fn === "normal_cdf" || node.fn === "bivariate_normal_cdf");
  });
  const denominator = all.filter(([, exponent]) => exponent < 0);
  const shown = special.length > 0 ? special : probabilities.length > 0 ? probabilities : denominator;
  return shown
    .map(([base, exponent]) => `${base}^${exponent}`)
    .sort()
    .join(" ");
}

function compose(pool: ExprPool, { coefficient, exponents }: Summand): ExprId {
  const factors = [...exponents].map(([base, exponent]) => b.pow(pool, base, b.constant(pool, exponent)));
  return b.mul(pool, b.constant(pool, coefficient), ...factors);
}

/** common * (sum of what is left) */
function bracket(pool: ExprPool, group: readonly Summand[]): ExprId {
  const [first] = group as readonly [Summand];
  const common = new Map(
    [...first.exponents].filter(([base, exponent]) => group.every(({ exponents }) => exponents.get(base) === exponent)),
  );
  const unit = Math.min(...group.map(({ coefficient }) => Math.abs(coefficient)));
  const multiples = group.map(({ coefficient }) => coefficient / unit);
  const isWhole = multiples.every((x) => Math.abs(x - Math.round(x)) < 1e-14 * Math.abs(x));
  const rest = group.map(({ coefficient, exponents }, k) =>
    compose(pool, {
      coefficient: isWhole ? Math.round(multiples[k] ?? 0) : coefficient,
      exponents: new Map([...exponents].filter(([base]) => !common.has(base))),
    }),
  );
  const front = compose(pool, { coefficient: isWhole ? unit : 1, exponents: common });
  const sum = shorter(pool, b.add(pool, ...rest));
  const node = pool.get(sum);
  const terms = node.op === "add" ? node.args : [sum];
  return b.mul(pool, front, b.add(pool, ...terms.map((term) => withoutProportion(pool, term))));
}

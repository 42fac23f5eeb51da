/**
 * Facts of expressions, by rules on their nodes from the leaves upwards; nothing is ever sampled. `where` is proved
 * continuous by putting the plane on which its condition changes into both branches; each branch is then looked at on
 * its side of the plane only, and the whole has the bounds of its worst branch: a continuous function that is Lipschitz
 * on each of two closed sets which cover a convex set is Lipschitz. (Hence exp(z) - 1 below 0 and z above is Lipschitz.)
 */
import { unreachable } from "../../diagnostics/invariant.ts";
import * as b from "../../ir/build.ts";
import { type Expr, type ExprId, type ExprPool, reachable } from "../../ir/expr.ts";
import { callFacts } from "./calls.ts";
import { agreeOn, type Box, confine, everywhere, isCompound, planesOf } from "./conditions.ts";
import { takeWeightedMeans } from "./exponentials.ts";
import {
  combineSlopes,
  concludeFacts,
  constantFacts,
  type Facts,
  type Flaws,
  growingWhole,
  jumping,
  mergeFlaws,
  openFlaw,
  unknownFacts,
  variableFacts,
} from "./facts.ts";
import {
  hull,
  type Interval,
  intersection,
  interval,
  line,
  magnitude,
  onlyValue,
  point,
  product,
  sum,
  zero,
} from "./interval.ts";
import { normFacts, powerFacts, quadraticRange } from "./powers.ts";

/** What the leaves are: `coord i` is the variable i, or stands for a function; `param j` as told. */
export interface Leaves {
  /** Functions that are not written out: their Lipschitz constants are forgotten, their classes are not. */
  readonly kept: ReadonlyMap<number, ExprId>;
  /** A number that is known only to lie in a range, or a variable with its own key and range. */
  readonly param: (index: number) => { readonly key: number | undefined; readonly range: Interval };
  /** Lipschitz constants that a user has stated, of expressions as functions of all their variables. */
  readonly stated: ReadonlyMap<ExprId, number>;
}

/** The facts of an expression on a box of ranges of its coords, everywhere if none is given. */
export type Classify = (id: ExprId, box?: Box) => Facts;

const notFinite = "is no finite number";

/** Facts of the expressions of one pool, each found once. */
export function createClassifier(pool: ExprPool, leaves: Leaves): Classify {
  const boxes = new Map<string, Map<ExprId, Facts>>();

  function classify(id: ExprId, box: Box = everywhere): Facts {
    const key = [...box].map(([index, { lo, hi }]) => `${index}:${lo}:${hi}`).join(" ");
    const known = boxes.get(key) ?? new Map<ExprId, Facts>();
    boxes.set(key, known);
    const of = (inner: ExprId): Facts => known.get(inner) ?? classify(inner, box);
    for (const node of reachable(pool, [id], (inner) => known.has(inner))) {
      known.set(node, withStated(node, settle(factsOfNode(node, pool.get(node), box, of))));
    }
    return known.get(id) ?? constantFacts(line);
  }

  /** What depends on no variable is a number; where it has none, there is no limit, and `limit` says so. */
  function settle(facts: Facts): Facts {
    if (facts.slopes.size > 0 || facts.flaws.total?.reason === notFinite) return facts;
    return constantFacts({ ...facts.range, bounded: true });
  }

  function withStated(node: ExprId, facts: Facts): Facts {
    const constant = leaves.stated.get(node);
    if (constant === undefined) return facts;
    const slope = interval(-constant, constant);
    const slopes = new Map(
      [...facts.slopes].map(([key, known]) => [key, intersection(known, slope) ?? slope] as const),
    );
    const flaws = {
      ...facts.flaws,
      total: undefined,
      growth: undefined,
      continuous: undefined,
      pseudoLipschitz: undefined,
    };
    const norm = Math.min(facts.norm, constant);
    return concludeFacts(node, { ...facts, degree: Math.min(1, facts.degree), order: 0, slopes, norm, flaws }, []);
  }

  function factsOfNode(id: ExprId, node: Expr, box: Box, of: (id: ExprId) => Facts): Facts {
    switch (node.op) {
      case "const":
        if (Number.isFinite(node.value)) return constantFacts(point(node.value));
        return unknownFacts(openFlaw(id, notFinite), []);
      case "coord":
        return coordFacts(node.index, box.get(node.index) ?? line);
      case "param": {
        const { key, range } = leaves.param(node.index);
        return key === undefined ? constantFacts({ ...range, bounded: true }) : variableFacts(key, range);
      }
      case "add":
        return sumFacts(id, node.args, of);
      case "mul":
        return multiply(id, node.args, box, of);
      case "pow":
        return raise(id, node, box, of);
      case "call":
        return callFacts({ pool, of, classify: (inner) => classify(inner, box) }, id, node.fn, node.args);
      case "select":
        return choose(id, node.when, node.then, node.otherwise, box);
      default:
        return unreachable(node);
    }
  }

  function coordFacts(index: number, range: Interval): Facts {
    const body = leaves.kept.get(index);
    if (body === undefined) return variableFacts(index, range);
    const facts = classify(body);
    const slope = { ...line, bounded: facts.flaws.lipschitz === undefined };
    const slopes = new Map([[index, slope]]);
    return { ...facts, range: intersection(facts.range, range) ?? range, slopes, norm: Number.POSITIVE_INFINITY };
  }

  function sumFacts(id: ExprId, args: readonly ExprId[], of: (id: ExprId) => Facts): Facts {
    const parts = args.map(of);
    return concludeFacts(
      id,
      {
        range: rangeOfSum(args, of),
        degree: Math.max(...parts.map(({ degree }) => degree)),
        order: Math.max(...parts.map(({ order }) => order)),
        slopes: combineSlopes(parts.map(({ slopes }) => ({ slopes, factor: point(1) }))),
        norm: parts.reduce((total, { norm }) => total + norm, 0),
        polynomial: parts.every(({ polynomial }) => polynomial),
        flaws: flawsOfSum(parts),
      },
      parts,
    );
  }

  /** Terms a t^2 and b t of the same t are taken together. */
  function rangeOfSum(args: readonly ExprId[], of: (id: ExprId) => Facts): Interval {
    const linear = new Map(args.flatMap((arg) => linearTerm(arg)));
    const taken = new Set<ExprId>();
    let total = zero;
    for (const arg of args) {
      const { coefficient, rest } = b.splitCoefficient(pool, arg);
      const node = rest === undefined ? undefined : pool.get(rest);
      if (node?.op !== "pow" || b.constantValue(pool, node.exponent) !== 2) continue;
      const partner = linear.get(node.base);
      if (partner === undefined) continue;
      taken.add(arg).add(partner.term);
      total = sum(total, quadraticRange(coefficient, partner.coefficient, of(node.base).range));
    }
    return args.filter((arg) => !taken.has(arg)).reduce((range, arg) => sum(range, of(arg).range), total);
  }

  function linearTerm(term: ExprId): readonly (readonly [ExprId, { coefficient: number; term: ExprId }])[] {
    const { coefficient, rest } = b.splitCoefficient(pool, term);
    return rest === undefined ? [] : [[rest, { coefficient, term }]];
  }

  function multiply(id: ExprId, args: readonly ExprId[], box: Box, of: (id: ExprId) => Facts): Facts {
    const { means, rest } = takeWeightedMeans(pool, id, args, of);
    if (means.length > 0) {
      const others = rest.map((factor) => classify(factor, box));
      return [...means, ...others].reduce((left, right) => productFacts(id, left, right));
    }
    const written = stepsAsChoice(args, of);
    if (written !== undefined) return choose(id, written.when, written.chosen, written.otherwise, box);
    return args.map(of).reduce((left, right) => productFacts(id, left, right));
  }

  /** `step(g) f` is f where g is positive and else 0; `sign(g) f` is f or -f. */
  function stepsAsChoice(args: readonly ExprId[], of: (id: ExprId) => Facts) {
    for (const [k, arg] of args.entries()) {
      const node = pool.get(arg);
      const [g] = node.op === "call" && (node.fn === "step" || node.fn === "sign") ? node.args : [];
      if (g === undefined || node.op !== "call" || onlyValue(of(arg).range) !== undefined) continue;
      const rest = b.mul(pool, ...args.filter((_, other) => other !== k));
      const when = b.call(pool, "less", b.constant(pool, 0), g);
      const otherwise = node.fn === "step" ? b.constant(pool, 0) : b.negate(pool, rest);
      return { when, chosen: rest, otherwise };
    }
    return undefined;
  }

  function raise(id: ExprId, node: Extract<Expr, { op: "pow" }>, box: Box, of: (id: ExprId) => Facts): Facts {
    const exponent = b.constantValue(pool, node.exponent);
    const base = of(node.base);
    if (exponent !== undefined && exponent < 0) {
      const { means, rest } = takeWeightedMeans(pool, id, [id], of);
      if (means.length > 0 && rest.length === 0) return means.reduce((left, right) => productFacts(id, left, right));
    }
    if (exponent === 0.5) {
      const norm = normFacts(pool, id, node.base, of);
      if (norm !== undefined) return norm;
    }
    if (exponent !== undefined) return powerFacts(id, base, exponent);
    if (base.range.lo > 0) {
      const logarithm = b.mul(pool, node.exponent, b.call(pool, "log", node.base));
      return classify(b.call(pool, "exp", logarithm), box);
    }
    return unknownFacts(openFlaw(id, "is a power with an exponent that is no number"), [base, of(node.exponent)]);
  }

  function choose(id: ExprId, when: ExprId, then: ExprId, otherwise: ExprId, box: Box): Facts {
    const [inside, outside] = [confine(pool, when, true, box), confine(pool, when, false, box)];
    if (inside === undefined) return classify(otherwise, box);
    if (outside === undefined) return classify(then, box);
    const parts = [classify(then, inside), classify(otherwise, outside)] as const;
    const [yes, no] = parts;
    const planes = planesOf(pool, when);
    const isContinuous = planes?.every((plane) => agreeOn(pool, plane, then, otherwise)) === true;
    // Conditions that are put together may not change on a plane of one of their parts.
    const isPlain = planes !== undefined && !isCompound(pool, when);
    const own = isContinuous
      ? { smooth: { node: id, reason: "is put together from two pieces", kind: "kink" } as const }
      : jumping(
          isPlain
            ? { node: id, reason: "jumps", kind: "jump" }
            : openFlaw(id, "is not shown to be continuous where its condition changes"),
        );
    const keys = new Set(parts.flatMap(({ slopes }) => [...slopes.keys()]));
    const at = (part: Facts, key: number): Interval => part.slopes.get(key) ?? zero;
    const condition = classify(when, box);
    for (const key of condition.slopes.keys()) keys.add(key);
    return concludeFacts(
      id,
      {
        range: hull(yes.range, no.range),
        degree: Math.max(yes.degree, no.degree),
        order: Math.max(yes.order, no.order),
        slopes: new Map([...keys].map((key) => [key, hull(at(yes, key), at(no, key))])),
        norm: Math.max(yes.norm, no.norm),
        polynomial: false,
        flaws: mergeFlaws([own, { total: condition.flaws.total }, yes.flaws, no.flaws]),
      },
      parts,
    );
  }

  return classify;
}

/** One term that grows fast is not made good by polynomially bounded ones; two may cancel. */
function flawsOfSum(parts: readonly Facts[]): Flaws {
  const isAlone = parts.filter(({ flaws }) => flaws.growth !== undefined).length === 1;
  return isAlone ? growingWhole(parts) : mergeFlaws(parts.map(({ flaws }) => flaws));
}

/** Polynomials, which are not 0 here, leave fast growth what it is; other factors may fall as fast. */
function flawsOfProduct(left: Facts, right: Facts): Flaws {
  const parts = [left, right];
  return left.polynomial || right.polynomial ? growingWhole(parts) : mergeFlaws(parts.map(({ flaws }) => flaws));
}

/** Products of functions in a class stay in it, Lipschitz functions aside: these must be bounded too. */
function productFacts(id: ExprId, left: Facts, right: Facts): Facts {
  return concludeFacts(
    id,
    {
      range: product(left.range, right.range),
      degree: left.degree + right.degree,
      order: Math.max(left.order, right.order),
      slopes: combineSlopes([
        { slopes: left.slopes, factor: right.range },
        { slopes: right.slopes, factor: left.range },
      ]),
      norm: gradientOfProduct(left, right),
      polynomial: left.polynomial && right.polynomial,
      flaws: flawsOfProduct(left, right),
    },
    [left, right],
  );
}

function gradientOfProduct(left: Facts, right: Facts): number {
  const part = (norm: number, size: number): number => (norm === 0 || size === 0 ? 0 : norm * size);
  return part(left.norm, magnitude(right.range)) + part(right.norm, magnitude(left.range));
}

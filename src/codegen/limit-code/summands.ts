/**
 * An integrand as a sum of products: coefficient without basis variables x monomial in them x other functions of them.
 * Only what helps to separate independent factors is multiplied out; functions stay as they are.
 */
import * as b from "../../ir/build.ts";
import { type ExprId, type ExprPool, reachable } from "../../ir/expr.ts";

export interface Summand {
  readonly coefficient: ExprId;
  /** Powers of basis variables, ascending. */
  readonly monomial: readonly (readonly [variable: number, power: number])[];
  /** Functions of basis variables, ascending. */
  readonly atoms: readonly ExprId[];
}

/** Sums do not grow beyond this. */
const MOST_SUMMANDS = 400;
const HIGHEST_POWER = 12;

/** Undefined where the sum would be too long. */
export function summandsOf(pool: ExprPool, root: ExprId): readonly Summand[] | undefined {
  const known = new Map<ExprId, readonly Summand[] | undefined>();
  const one = b.constant(pool, 1);
  const product = (parts: readonly (readonly Summand[] | undefined)[]): readonly Summand[] | undefined =>
    parts.reduce<readonly Summand[] | undefined>(
      (left, right) => (left === undefined || right === undefined ? undefined : multiply(pool, left, right)),
      [{ coefficient: one, monomial: [], atoms: [] }],
    );
  for (const id of reachable(pool, [root])) {
    const node = pool.get(id);
    const atom: readonly Summand[] = [{ coefficient: one, monomial: [], atoms: [id] }];
    const of = (child: ExprId): readonly Summand[] | undefined => known.get(child);
    switch (node.op) {
      case "const":
      case "param":
        known.set(id, [{ coefficient: id, monomial: [], atoms: [] }]);
        break;
      case "coord":
        known.set(id, [{ coefficient: one, monomial: [[node.index, 1]], atoms: [] }]);
        break;
      case "add": {
        const parts = node.args.map(of);
        known.set(
          id,
          parts.includes(undefined)
            ? undefined
            : collect(
                pool,
                parts.flatMap((part) => part ?? []),
              ),
        );
        break;
      }
      case "mul":
        known.set(id, product(node.args.map(of)));
        break;
      case "pow": {
        const exponent = b.constantValue(pool, node.exponent) ?? 0.5;
        const base = of(node.base);
        if (isUniform(base) && isUniform(of(node.exponent))) known.set(id, uniform(id));
        else if (Number.isInteger(exponent) && exponent > 1 && exponent <= HIGHEST_POWER && !isAtom(base)) {
          known.set(id, product(new Array<typeof base>(exponent).fill(base)));
        } else known.set(id, atom);
        break;
      }
      case "call":
        known.set(id, node.args.every((arg) => isUniform(of(arg))) ? uniform(id) : atom);
        break;
      case "select":
        known.set(id, [node.when, node.then, node.otherwise].every((arg) => isUniform(of(arg))) ? uniform(id) : atom);
        break;
    }
  }
  return known.get(root);
}

function uniform(id: ExprId): readonly Summand[] {
  return [{ coefficient: id, monomial: [], atoms: [] }];
}

function isUniform(summands: readonly Summand[] | undefined): boolean {
  return summands?.every(({ monomial, atoms }) => monomial.length + atoms.length === 0) === true;
}

/** A single function, whose power is a function again. */
function isAtom(summands: readonly Summand[] | undefined): boolean {
  return summands?.length === 1 && summands[0]?.atoms.length === 1 && summands[0].monomial.length === 0;
}

function multiply(pool: ExprPool, left: readonly Summand[], right: readonly Summand[]): readonly Summand[] | undefined {
  if (left.length * right.length > MOST_SUMMANDS) return undefined;
  return collect(
    pool,
    left.flatMap((x) =>
      right.map((y): Summand => {
        const powers = new Map(x.monomial);
        for (const [variable, power] of y.monomial) powers.set(variable, (powers.get(variable) ?? 0) + power);
        return {
          coefficient: b.mul(pool, x.coefficient, y.coefficient),
          monomial: [...powers].sort(([i], [j]) => i - j),
          atoms: [...x.atoms, ...y.atoms].sort((i, j) => i - j),
        };
      }),
    ),
  );
}

/** Like terms together. */
function collect(pool: ExprPool, summands: readonly Summand[]): readonly Summand[] {
  const groups = new Map<string, { readonly like: Summand; readonly coefficients: ExprId[] }>();
  for (const summand of summands) {
    const key = `${summand.monomial.join(" ")}|${summand.atoms.join()}`;
    const group = groups.get(key) ?? { like: summand, coefficients: [] };
    groups.set(key, group);
    group.coefficients.push(summand.coefficient);
  }
  return [...groups.values()].flatMap(({ like, coefficients }) => {
    const coefficient = b.add(pool, ...coefficients);
    return b.constantValue(pool, coefficient) === 0 ? [] : [{ ...like, coefficient }];
  });
}

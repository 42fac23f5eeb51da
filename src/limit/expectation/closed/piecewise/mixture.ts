/**
 * Sums of products of piecewise functions of different Gaussian variables, at most one function per variable in each
 * product: `where(x > 0, y, exp(y))` is [x > 0] y + [x <= 0] e^y. What can be written as a function of one variable is
 * kept as one.
 */
import {
  add as addFunctions,
  constantFunction,
  type Field,
  multiply as multiplyFunctions,
  type Ordered,
  type Piecewise,
  scale,
} from "./function.ts";

/** coefficient * product of functions, each of the variable with that number. */
export interface Product<T> {
  readonly coefficient: T;
  readonly factors: ReadonlyMap<number, Piecewise<T>>;
}

export type Mixture<T> = readonly Product<T>[];

const MAX_PRODUCTS = 48;

export function constantMixture<T>(a: Field<T>, value: T): Mixture<T> {
  return a.isZero(value) ? [] : [{ coefficient: value, factors: new Map() }];
}

export function functionOf<T>(a: Field<T>, variable: number, f: Piecewise<T>): Mixture<T> {
  return f.pieces.every((piece) => piece.length === 0)
    ? []
    : [{ coefficient: a.number(1), factors: new Map([[variable, f]]) }];
}

/** Undefined where break points cannot be put in order, or the sum is too long. */
export function addMixtures<T>(o: Ordered<T>, ...mixtures: readonly Mixture<T>[]): Mixture<T> | undefined {
  let constant = o.number(0);
  const single = new Map<number, Piecewise<T>>();
  const others: Product<T>[] = [];
  for (const product of mixtures.flat()) {
    const [entry, ...more] = product.factors;
    if (entry === undefined) {
      constant = o.add(constant, product.coefficient);
      continue;
    }
    if (more.length > 0) {
      others.push(product);
      continue;
    }
    const [variable, f] = entry;
    const before = single.get(variable);
    const own = scale(o, f, product.coefficient);
    const total = before === undefined ? own : addFunctions(o, before, own);
    if (total === undefined) return undefined;
    single.set(variable, total);
  }
  // A constant joins a function: cut in two, 1 - [x > 0] would cancel where it should vanish.
  const [first] = single;
  if (first !== undefined && !o.isZero(constant)) {
    const total = addFunctions(o, first[1], constantFunction(o, constant));
    if (total === undefined) return undefined;
    single.set(first[0], total);
    constant = o.number(0);
  }
  const functions = [...single].flatMap(([variable, f]) => functionOf(o, variable, f));
  const all = [...constantMixture(o, constant), ...functions, ...others];
  return all.length > MAX_PRODUCTS ? undefined : all;
}

export function multiplyMixtures<T>(o: Ordered<T>, f: Mixture<T>, g: Mixture<T>): Mixture<T> | undefined {
  if (f.length * g.length > MAX_PRODUCTS) return undefined;
  const products: Mixture<T>[] = [];
  for (const x of f) {
    for (const y of g) {
      const product = multiplyProducts(o, x, y);
      if (product === undefined) return undefined;
      products.push(product);
    }
  }
  return addMixtures(o, ...products);
}

function multiplyProducts<T>(o: Ordered<T>, x: Product<T>, y: Product<T>): Mixture<T> | undefined {
  const factors = new Map(x.factors);
  for (const [variable, f] of y.factors) {
    const own = factors.get(variable);
    const product = own === undefined ? f : multiplyFunctions(o, own, f);
    if (product === undefined) return undefined;
    if (product.pieces.every((piece) => piece.length === 0)) return [];
    factors.set(variable, product);
  }
  return [{ coefficient: o.multiply(x.coefficient, y.coefficient), factors }];
}

export function scaleMixture<T>(o: Ordered<T>, f: Mixture<T>, factor: T): Mixture<T> {
  if (o.isZero(factor)) return [];
  return f.map((product) => ({ ...product, coefficient: o.multiply(product.coefficient, factor) }));
}

/** A mixture as a function of one variable; the variable of a constant is undefined. */
export interface Univariate<T> {
  readonly variable: number | undefined;
  readonly f: Piecewise<T>;
}

export function univariate<T>(o: Ordered<T>, mixture: Mixture<T>): Univariate<T> | undefined {
  let variable: number | undefined;
  let f = constantFunction(o, o.number(0));
  for (const { coefficient, factors } of mixture) {
    const [entry, ...more] = factors;
    if (more.length > 0) return undefined;
    if (entry !== undefined) {
      if (variable !== undefined && variable !== entry[0]) return undefined;
      variable = entry[0];
    }
    const part = entry === undefined ? constantFunction(o, coefficient) : scale(o, entry[1], coefficient);
    const total = addFunctions(o, f, part);
    if (total === undefined) return undefined;
    f = total;
  }
  return { variable, f };
}

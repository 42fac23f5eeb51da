/**
 * The order of the work, as stages: products of one matrix side, passes over coordinates, single scalars. Greedy: a
 * pass is made only when nothing else can go on and something waits for it, and then does everything that is ready;
 * averages that only outputs read go along with the next pass of their width. For the explicit sampler a product
 * waits for others with the same matrix side, so that its entries are drawn once for all of them.
 */
import { invariant } from "../diagnostics/invariant.ts";
import type { ExprId } from "../ir/expr.ts";
import type { WidthId } from "../ir/program.ts";
import { dependenciesOf, productReach } from "./dependencies.ts";
import { type Product, productAt, scalarAt, type Work } from "./work.ts";

export type Stage =
  | { readonly op: "scalar"; readonly scalar: number }
  /** Sources that are products with one matrix, all transposed or none. */
  | { readonly op: "products"; readonly sources: readonly number[] }
  /** Averages, and arguments of products to be made vectors; all of one width. */
  | {
      readonly op: "pass";
      readonly width: WidthId;
      readonly averages: readonly number[];
      readonly arguments: readonly ExprId[];
    };

/** Stages that do every task once, each after all that it needs. */
export function schedule(work: Work, options: { readonly batchProducts: boolean }): readonly Stage[] {
  const { first, finish: freedBy, critical } = dependenciesOf(work);
  const reaches = options.batchProducts ? productReach(work) : () => true;
  const unreleased = new Set(work.tasks.keys());
  /** Tasks that can be done now. */
  const ready = { arithmetic: [] as number[], average: [] as number[], product: [] as number[] };
  /** Products that cannot be done yet, by matrix side. */
  const coming = new Map<string, Set<number>>();
  const formed = new Set<string>();
  const stages: Stage[] = [];

  const productOf = (t: number): Product => {
    const task = work.tasks[t];
    invariant(task?.op === "product", () => `task ${t} is no product`);
    return productAt(work, task.source);
  };
  const scalarOf = (t: number): number => {
    const task = work.tasks[t];
    invariant(task !== undefined && task.op !== "product", () => `task ${t} is no scalar`);
    return task.scalar;
  };
  const isVector = ({ argument, argumentWidth }: Product): boolean =>
    work.pool.get(argument).op === "coord" || formed.has(`${argument} ${argumentWidth}`);

  const release = (t: number): void => {
    const op = work.tasks[t]?.op;
    invariant(op !== undefined, () => `no task ${t}`);
    ready[op].push(t);
    unreleased.delete(t);
    if (op === "product") coming.get(sideOf(productOf(t)))?.delete(t);
  };
  const finish = (op: keyof typeof ready, done: readonly number[], stage: Stage): void => {
    const gone = new Set(done);
    ready[op] = ready[op].filter((t) => !gone.has(t));
    stages.push(stage);
    for (const t of done) for (const freed of freedBy(t)) release(freed);
  };

  const doScalar = (): boolean => {
    const [t] = ready.arithmetic;
    if (t === undefined) return false;
    finish("arithmetic", [t], { op: "scalar", scalar: scalarOf(t) });
    return true;
  };
  const doProducts = (eager: boolean): boolean => {
    const sides = new Map<string, number[]>();
    for (const t of ready.product.toSorted(ascending)) {
      const side = sideOf(productOf(t));
      const members = sides.get(side);
      if (members === undefined) sides.set(side, [t]);
      else members.push(t);
    }
    for (const [side, members] of sides) {
      if (!members.every((t) => isVector(productOf(t)))) continue;
      const joining = [...(coming.get(side) ?? [])].some((later) => !members.some((t) => reaches(t, later)));
      if (eager && options.batchProducts && joining) continue;
      const sources = members.map((t) => sourceOf(work, t));
      finish("product", members, { op: "products", sources });
      return true;
    }
    return false;
  };
  const doPass = (demanded: boolean): boolean => {
    const lacking = ready.product.map(productOf).filter((product) => !isVector(product));
    const averageWidth = (t: number): WidthId => widthOf(work, scalarOf(t));
    const wanted = demanded ? ready.average.filter((t) => critical[t]) : ready.average;
    const widths = [...lacking.map((p) => p.argumentWidth), ...wanted.map(averageWidth)];
    if (widths.length === 0) return false;
    const width = widths.reduce((a, b) => (b < a ? b : a));
    const args = new Set(lacking.filter((p) => p.argumentWidth === width).map((p) => p.argument));
    for (const argument of args) formed.add(`${argument} ${width}`);
    const done = ready.average.filter((t) => averageWidth(t) === width).sort(ascending);
    finish("average", done, { op: "pass", width, averages: done.map(scalarOf), arguments: [...args].sort(ascending) });
    return true;
  };

  for (const [t, task] of work.tasks.entries()) {
    if (task.op !== "product") continue;
    const side = sideOf(productOf(t));
    coming.set(side, (coming.get(side) ?? new Set()).add(t));
  }
  for (const t of first) release(t);
  while (doScalar() || doProducts(true) || doPass(true) || doProducts(false) || doPass(false));
  const [left] = unreleased;
  invariant(left === undefined, () => `task ${left} was never done`);
  return stages;
}

function ascending(a: number, b: number): number {
  return a - b;
}

function sideOf(product: Product): string {
  return `${product.matrix}${product.transposed ? " transposed" : ""}`;
}

function sourceOf(work: Work, t: number): number {
  const task = work.tasks[t];
  invariant(task?.op === "product", () => `task ${t} is no product`);
  return task.source;
}

function widthOf(work: Work, index: number): WidthId {
  const scalar = scalarAt(work, index);
  invariant(scalar.op === "average", () => `scalar ${index} is no average`);
  return scalar.width;
}

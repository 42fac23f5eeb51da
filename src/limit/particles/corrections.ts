/**
 * Which terms Zdot of each product has, and how their coefficients are found. The derivative of Z^x by an earlier
 * Zhat of the opposite side is an average over copies, unless x depends on one of them through a jump: then Stein's
 * lemma with the covariance of all Zhats on which x depends takes its place. The two are never mixed in one product.
 *
 * Also which slopes of Nonlins the derivatives will need, and until when.
 */
import type { ExprId } from "../../ir/expr.ts";
import type { Program } from "../../ir/program.ts";
import { type Argument, argumentsOf, definingSteps, dependenceOn, JUMP, type Link } from "./links.ts";

export interface Product {
  /** The side of the matrix: twice its id, plus one for the transpose. */
  readonly side: number;
  /** Which product of its side this is. */
  readonly use: number;
  /** The step that defines the vector multiplied. */
  readonly vectorStep: number;
  /** The products of the opposite side so far, by step. */
  readonly opposite: readonly number[];
  /** Those of them, as indices into `opposite`, on which the vector depends. */
  readonly terms: readonly number[];
  readonly method: "derivative" | "stein";
}

export interface Corrections {
  /** By step; undefined for instructions that are no product. */
  readonly products: readonly (Product | undefined)[];
  /** By step: what its vector depends on, a product's through its Zdot included. */
  readonly links: readonly (readonly Link[])[];
  /** By step: the arguments of a Nonlin in the order of its links. */
  readonly arguments: readonly (readonly Argument[])[];
  /** By step and link: the last product whose coefficients need the slope; -1 if none. */
  readonly slopeUntil: readonly number[][];
}

export function planCorrections(program: Program): Corrections {
  const defined = definingSteps(program);
  const stepOf = (value: Parameters<typeof defined.get>[0]): number => defined.get(value) ?? -1;
  const known = new Map<ExprId, Argument[]>();
  const sides = new Map<number, number[]>();
  const products: (Product | undefined)[] = [];
  const links: Link[][] = [];
  const args: Argument[][] = [];
  const slopeUntil: number[][] = [];

  for (const [step, instr] of program.instrs.entries()) {
    products.push(undefined);
    links.push([]);
    args.push([]);
    slopeUntil.push([]);
    if (instr.op === "nonlin") {
      const list = known.get(instr.body) ?? argumentsOf(program.pool, instr.body);
      known.set(instr.body, list);
      args[step] = list;
      links[step] = list.map(({ index, jump }) => ({ from: stepOf(instr.vectors[index]!), jump }));
      slopeUntil[step] = list.map(() => -1);
    } else if (instr.op === "matmul") {
      const side = 2 * instr.matrix + (instr.transposed ? 1 : 0);
      const uses = sides.get(side) ?? [];
      sides.set(side, uses);
      const opposite = [...(sides.get(side ^ 1) ?? [])];
      const vectorStep = stepOf(instr.vector);
      const reached = dependenceOn(opposite, vectorStep, links);
      const method = ((reached.at(-1) ?? 0) & JUMP) === 0 ? "derivative" : "stein";
      const needed = ancestors(opposite[0] ?? 0, vectorStep, links, reached, (of, link) => {
        if (method === "derivative" && slopeUntil[of]![link] !== undefined) slopeUntil[of]![link] = step;
      });
      const terms = [...opposite.keys()].filter((k) => needed.has(opposite[k]!));
      products[step] = { side, use: uses.length, vectorStep, opposite, terms, method };
      links[step] = terms.map((k) => ({ from: products[opposite[k]!]!.vectorStep, jump: false }));
      uses.push(step);
    }
  }
  return { products, links, arguments: args, slopeUntil };
}

/** The steps on a path of links from step `root` down to something reached; tells `visit` of every link on the way. */
function ancestors(
  first: number,
  root: number,
  links: readonly (readonly Link[])[],
  reached: Uint8Array,
  visit: (step: number, link: number) => void,
): ReadonlySet<number> {
  const needed = new Set<number>();
  if ((reached[root - first] ?? 0) !== 0) needed.add(root);
  for (let step = root; needed.size > 0 && step >= first; step--) {
    if (!needed.has(step)) continue;
    for (const [k, { from }] of links[step]!.entries()) {
      if (from < first || reached[from - first] === 0) continue;
      needed.add(from);
      visit(step, k);
    }
  }
  return needed;
}

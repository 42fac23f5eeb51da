/**
 * Which terms Zdot of each product has, and how their coefficients are found. The derivative of Z^x by an earlier
 * Zhat of the opposite side is an average over copies, unless x depends on one of them through a jump or a long way:
 * then Stein's lemma for all Zhats on which x depends takes its place. The two are never mixed in one product.
 *
 * Also which slopes of Nonlins the derivatives will need, and until when.
 */
import type { ExprId } from "../../ir/expr.ts";
import type { Program, ValueId } from "../../ir/program.ts";
import type { Onsager } from "../limit-program.ts";
import { type Argument, argumentsOf, definingSteps, type Link } from "./links.ts";
import { createReach, JUMP, sideOf } from "./reach.ts";

/**
 * The longest way, in links, along which derivatives are taken. Beyond it Stein's lemma serves smooth functions too: it
 * costs one pass over the copies for each term instead of one for each link, and it keeps <y, W x> = <W.T y, x> exact
 * on the copies, without which sampling errors grow from product to product in long alternations of W and W.T. On
 * short ways derivatives have as little error or less, and they say what each of several dependent products adds.
 */
const LONGEST_WAY = 24;

/** A step on the way from a vector back to products, with the links that lead on. */
export interface Station {
  readonly step: number;
  readonly links: readonly number[];
}

export interface Product {
  readonly side: number;
  /** Which product of its side this is. */
  readonly use: number;
  /** The step that defines the vector multiplied. */
  readonly vectorStep: number;
  /** The products of the opposite side in Zdot: which of that side they are, and their steps. */
  readonly terms: readonly number[];
  readonly termSteps: readonly number[];
  /** For derivatives: everything between the vector and the terms, from the last step to the first. */
  readonly method: { readonly kind: "stein" } | { readonly kind: "derivative"; readonly way: readonly Station[] };
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

export function planCorrections(program: Program, onsager: Onsager): Corrections {
  const defined = definingSteps(program);
  const stepOf = (value: ValueId): number => defined.get(value) ?? -1;
  const known = new Map<ExprId, Argument[]>();
  const sides = new Map<number, number[]>();
  const reach = createReach(program);
  const products: (Product | undefined)[] = [];
  const links: (readonly Link[])[] = [];
  const args: (readonly Argument[])[] = [];
  const slopeUntil: number[][] = [];

  for (const [step, instr] of program.instrs.entries()) {
    products.push(undefined);
    links.push([]);
    args.push([]);
    slopeUntil.push([]);
    const side = instr.op === "matmul" ? sideOf(instr) : undefined;
    if (instr.op === "nonlin") {
      const list = known.get(instr.body) ?? argumentsOf(program.pool, instr.body);
      known.set(instr.body, list);
      args[step] = list;
      links[step] = list.map(({ index, jump }) => ({ from: stepOf(instr.vectors[index]!), jump }));
      slopeUntil[step] = list.map(() => -1);
    } else if (instr.op === "matmul" && side !== undefined) {
      const uses = sides.get(side) ?? [];
      sides.set(side, uses);
      const opposite = sides.get(side ^ 1) ?? [];
      const vectorStep = stepOf(instr.vector);
      const bits = onsager === "dropped" ? 0 : reach.at(side ^ 1, vectorStep);
      const way = bits === 0 ? [] : wayBack(vectorStep, links, (at) => reach.at(side ^ 1, at) !== 0);
      const onWay = new Set(way?.map((station) => station.step));
      const terms = [...opposite.keys()].filter((k) =>
        way === undefined ? opposite[k]! <= vectorStep : onWay.has(opposite[k]!),
      );
      const isFormal = way !== undefined && (bits & JUMP) === 0;
      for (const station of isFormal ? way : []) {
        for (const link of station.links) if (args[station.step]!.length > 0) slopeUntil[station.step]![link] = step;
      }
      products[step] = {
        side,
        use: uses.length,
        vectorStep,
        terms,
        termSteps: terms.map((k) => opposite[k]!),
        method: isFormal ? { kind: "derivative", way } : { kind: "stein" },
      };
      links[step] = terms.map((k) => ({ from: products[opposite[k]!]!.vectorStep, jump: false }));
      uses.push(step);
    }
    reach.advance(step, links[step]!, side);
  }
  return { products, links, arguments: args, slopeUntil };
}

/** The stations from step `root` back to all that it depends on, within what is `reached`; undefined if they are many. */
function wayBack(
  root: number,
  links: readonly (readonly Link[])[],
  reached: (step: number) => boolean,
): Station[] | undefined {
  const open = new Set([root]);
  const way: Station[] = [];
  let length = 0;
  while (open.size > 0) {
    const step = Math.max(...open);
    open.delete(step);
    const on: number[] = [];
    for (const [k, { from }] of links[step]!.entries()) {
      if (!reached(from)) continue;
      open.add(from);
      on.push(k);
      if (++length > LONGEST_WAY) return undefined;
    }
    way.push({ step, links: on });
  }
  return way;
}

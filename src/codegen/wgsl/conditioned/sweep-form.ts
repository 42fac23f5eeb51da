/**
 * The structure of a sweep apart from where its vectors and scalars lie: sweeps of one form share a kernel, layers of a
 * network above all. Vectors become nodes, numbered in the order in which they are needed, each after what it is made
 * of; places become words of the call.
 */
import { invariant, unreachable } from "../../../diagnostics/invariant.ts";
import type { ExprId } from "../../../ir/expr.ts";
import { floatWord } from "../kernel.ts";
import type { Sweep, SweepValue } from "./sweep.ts";
import type { VectorNode } from "./vectors.ts";

export type FormNode =
  | { readonly op: "load" }
  | { readonly op: "draw" }
  | { readonly op: "affine"; readonly of: number }
  | { readonly op: "combine"; readonly terms: readonly FormTerm[] };

export interface FormTerm {
  /** Number of a factor; `undefined` for 1. */
  readonly factor: number | undefined;
  readonly negative: boolean;
  readonly drops: boolean;
  readonly node: number;
}

export type FormValue = { readonly node: number } | { readonly output: number };

export interface SweepForm {
  readonly nodes: readonly FormNode[];
  readonly factors: number;
  readonly outputs: readonly ExprId[];
  readonly averages: readonly ExprId[];
  /** Nodes that are `coord i` of the bodies. */
  readonly coords: readonly number[];
  readonly params: number;
  readonly stores: readonly FormValue[];
  readonly products: readonly (readonly [FormValue, FormValue])[];
  /** Values whose squares are summed. */
  readonly squares: readonly FormValue[];
  /** For every sum of the sweep in its order, how it is counted: the k-th product, or the k-th value squared. */
  readonly order: readonly ("product" | "squares")[];
}

export interface FormedSweep {
  readonly form: SweepForm;
  /** Of each node. */
  readonly labels: readonly string[];
  /** In the order of `formWords`. */
  readonly words: readonly number[];
}

/** The words of a call besides length, strips and shares: two or one or none a node, then factors, params, stores. */
export function formWords(form: SweepForm): readonly (readonly [kind: string, number: number, type: "u32" | "f32"])[] {
  return [
    ...form.nodes.flatMap((node, k) => nodeWords(node).map(([kind, type]) => [kind, k, type] as const)),
    ...Array.from({ length: form.factors }, (_, k) => ["factor", k, "u32"] as const),
    ...Array.from({ length: form.params }, (_, k) => ["param", k, "u32"] as const),
    ...form.stores.map((_, k) => ["store", k, "u32"] as const),
  ];
}

function nodeWords(node: FormNode): readonly (readonly [string, "u32" | "f32"])[] {
  switch (node.op) {
    case "load":
      return [["load", "u32"]];
    case "draw":
      return [
        ["variable", "u32"],
        ["row", "u32"],
      ];
    case "affine":
      return [
        ["mean", "f32"],
        ["deviation", "f32"],
      ];
    case "combine":
      return [];
    default:
      return unreachable(node);
  }
}

export function formSweep(sweep: Sweep): FormedSweep {
  const nodes: FormNode[] = [];
  const labels: string[] = [];
  const nodePlaces: number[][] = [];
  const factors = new Map<number, number>();
  const numbers = new Map<string, number>();

  const add = (key: string, label: string, node: FormNode, places: readonly number[]): number => {
    numbers.set(key, nodes.length);
    nodes.push(node);
    labels.push(label);
    nodePlaces.push([...places]);
    return nodes.length - 1;
  };
  const factorOf = (scalar: number): number => {
    const known = factors.get(scalar);
    if (known !== undefined) return known;
    factors.set(scalar, factors.size);
    return factors.size - 1;
  };
  const visit = (vector: VectorNode): number => {
    const key = keyOf(vector);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    switch (vector.kind) {
      case "stored":
        return add(key, vector.label, { op: "load" }, [vector.at]);
      case "noise":
        return add(key, vector.label, { op: "draw" }, [vector.variable, vector.row]);
      case "affine": {
        const of = visit(vector.of);
        return add(key, vector.label, { op: "affine", of }, [floatWord(vector.mean), floatWord(vector.deviation)]);
      }
      case "combination": {
        const terms = vector.terms.map(({ factor, vector: part }): FormTerm => {
          const node = visit(part);
          if (factor === "one") return { factor: undefined, negative: false, drops: false, node };
          return { factor: factorOf(factor.scalar), negative: factor.negative, drops: factor.drops, node };
        });
        return add(key, vector.label, { op: "combine", terms }, []);
      }
      default:
        return unreachable(vector);
    }
  };
  const formValue = (value: SweepValue): FormValue =>
    value.kind === "output" ? { output: value.output } : { node: visit(value) };

  const { pass } = sweep;
  const coords = (pass?.vectors ?? []).map(visit);
  const stores = sweep.stores.map(({ value }) => formValue(value));
  const products: (readonly [FormValue, FormValue])[] = [];
  const squares: FormValue[] = [];
  for (const sum of sweep.sums) {
    if (sum.kind === "product") products.push([formValue(sum.left), formValue(sum.right)]);
    else squares.push(formValue(sum.of));
  }
  const form: SweepForm = {
    nodes,
    factors: factors.size,
    outputs: (pass?.outputs ?? []).map(({ body }) => body),
    averages: (pass?.averages ?? []).map(({ body }) => body),
    coords,
    params: pass?.scalars.length ?? 0,
    stores,
    products,
    squares,
    order: sweep.sums.map(({ kind }) => kind),
  };
  const words = [
    ...nodePlaces.flat(),
    ...factors.keys(),
    ...(pass?.scalars ?? []).map(({ at }) => at),
    ...sweep.stores.map(({ at }) => at),
  ];
  invariant(words.length === formWords(form).length, () => "words of a sweep do not match its form");
  return { form, labels, words };
}

/** Vectors with one key are the same: they lie in one place, come from one stream, or are made in one way. */
function keyOf(vector: VectorNode): string {
  switch (vector.kind) {
    case "stored":
      return `at ${vector.at}`;
    case "noise":
      return `noise ${vector.variable} ${vector.row}`;
    case "affine":
      return `${vector.mean} + ${vector.deviation} (${keyOf(vector.of)})`;
    case "combination":
      return vector.terms
        .map(({ factor, vector: part }) => {
          const sign =
            factor === "one" ? "" : `${factor.negative ? "-" : ""}${factor.drops ? "?" : ""}${factor.scalar}`;
          return `${sign} (${keyOf(part)})`;
        })
        .join(" + ");
    default:
      return unreachable(vector);
  }
}

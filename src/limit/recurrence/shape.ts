/**
 * The shape of an expression: what is left of it when the indices of its leaves and the values of its constants are
 * forgotten. Members of one family have one shape; what was forgotten is listed as *atoms*, in an order that is the
 * same for all expressions of a shape, whatever the order of the arguments of their sums and products.
 *
 * Where a sum has several terms of one shape their number may be forgotten too: that is how `sum_s B[t,s] Z(x[s])`
 * is recognised.
 */
import { constantValue } from "../../ir/build.ts";
import { childrenOf, type Expr, type ExprId, type ExprPool, reachable } from "../../ir/expr.ts";
import { type Member, memberOfLeaf, type QuantityTable } from "./quantities.ts";

export type Atom =
  | ({ readonly kind: "member"; readonly id: ExprId } & Member)
  | { readonly kind: "number"; readonly id: ExprId; readonly value: number }
  /** The terms of one shape of the sum `sum`. */
  | { readonly kind: "terms"; readonly sum: ExprId; readonly terms: readonly Shape[] };

export interface Shape {
  readonly root: ExprId;
  /** Equal for expressions that may be members of one family. */
  readonly signature: string;
  readonly atoms: readonly Atom[];
}

export interface ShapeReader {
  /** Undefined for expressions that are too large to be shown. */
  readonly read: (root: ExprId) => Shape | undefined;
}

/** Shapes with more atoms than this are not made. */
const MOST_ATOMS = 20_000;
/** Arguments of equal shape are put in the order of this many indices below them. */
const KEY_LENGTH = 24;

export interface ShapeOptions {
  /** Of this many terms of one shape the number is forgotten. */
  readonly several: number;
}

export function shapeReader(pool: ExprPool, table: QuantityTable, { several }: ShapeOptions): ShapeReader {
  const codes = new Map<string, number>();
  const signatures = new Map<ExprId, number>();
  const keys = new Map<ExprId, readonly number[]>();
  const shapes = new Map<ExprId, Shape | undefined>();

  const codeOf = (text: string): number => {
    const known = codes.get(text);
    if (known !== undefined) return known;
    codes.set(text, codes.size);
    return codes.size - 1;
  };
  const signatureOf = (id: ExprId): number => signatures.get(id) ?? -1;

  const prepare = (root: ExprId): void => {
    for (const id of reachable(pool, [root], (node) => signatures.has(node))) {
      const node = pool.get(id);
      signatures.set(id, codeOf(describe(node)));
      const own =
        node.op === "coord" || node.op === "param"
          ? memberOfLeaf(table, node.op, node.index).point
          : node.op === "const"
            ? [node.value]
            : ordered(node).flatMap((child) => keys.get(child) ?? []);
      keys.set(id, own.slice(0, KEY_LENGTH));
    }
  };

  const describe = (node: Expr): string => {
    switch (node.op) {
      case "const":
        return "#";
      case "coord":
      case "param":
        return `${node.op} ${memberOfLeaf(table, node.op, node.index).quantity}`;
      case "add":
        return `+ ${counted(node.args).join()}`;
      case "mul":
        return `* ${node.args
          .map(signatureOf)
          .sort((x, y) => x - y)
          .join()}`;
      case "pow": {
        // Powers are part of the shape: x^2 and x^3 are two functions.
        const exponent = constantValue(pool, node.exponent);
        return `^ ${signatureOf(node.base)} ${exponent ?? `of ${signatureOf(node.exponent)}`}`;
      }
      case "call":
        return `${node.fn} ${node.args.map(signatureOf).join()}`;
      case "select":
        return `? ${childrenOf(node).map(signatureOf).join()}`;
    }
  };

  /** Signatures with their numbers of terms, `many` where that is forgotten. */
  const counted = (args: readonly ExprId[]): readonly string[] =>
    [...groupsOf(args)].map(([signature, terms]) => `${signature}x${isMany(terms) ? "many" : terms.length}`).sort();

  const isMany = (terms: readonly ExprId[]): boolean =>
    terms.length >= several && terms.every((term) => pool.get(term).op !== "const");

  const groupsOf = (args: readonly ExprId[]): Map<number, ExprId[]> => {
    const groups = new Map<number, ExprId[]>();
    for (const arg of args) {
      const signature = signatureOf(arg);
      const group = groups.get(signature) ?? [];
      groups.set(signature, group);
      group.push(arg);
    }
    return groups;
  };

  /** Children by shape, then by the indices below them: the same order in all members of a family. */
  const ordered = (node: Expr): readonly ExprId[] => {
    if (node.op !== "add" && node.op !== "mul") {
      // The exponent of a power with constant exponent is in its signature.
      return node.op === "pow" && constantValue(pool, node.exponent) !== undefined ? [node.base] : childrenOf(node);
    }
    return [...node.args].sort((x, y) => signatureOf(x) - signatureOf(y) || compareKeys(keys.get(x), keys.get(y)));
  };

  const read = (root: ExprId, budget: { left: number }): Shape => {
    const atoms: Atom[] = [];
    const seen = new Set<ExprId>([root]);
    const stack: ExprId[] = [root];
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (--budget.left < 0) break;
      const node = pool.get(id);
      if (node.op === "const") atoms.push({ kind: "number", id, value: node.value });
      else if (node.op === "coord" || node.op === "param") {
        atoms.push({ kind: "member", id, ...memberOfLeaf(table, node.op, node.index) });
      }
      const many = new Set<ExprId>();
      if (node.op === "add") {
        for (const terms of groupsOf(ordered(node) as ExprId[]).values()) {
          if (!isMany(terms)) continue;
          for (const term of terms) many.add(term);
          atoms.push({ kind: "terms", sum: id, terms: terms.map((term) => read(term, budget)) });
        }
      }
      for (const child of ordered(node).toReversed()) {
        if (many.has(child) || seen.has(child)) continue;
        seen.add(child);
        stack.push(child);
      }
    }
    // Atoms that are shared in one expression and not in the other belong to different shapes.
    return { root, signature: `${signatureOf(root)}:${atoms.map(atomCode).join("")}`, atoms };
  };

  return {
    read(root) {
      if (shapes.has(root)) return shapes.get(root);
      prepare(root);
      const budget = { left: MOST_ATOMS };
      const found = read(root, budget);
      const shape = budget.left < 0 ? undefined : found;
      shapes.set(root, shape);
      return shape;
    },
  };
}

function atomCode(atom: Atom): string {
  return atom.kind === "member" ? "m" : atom.kind === "number" ? "n" : "t";
}

function compareKeys(one: readonly number[] = [], two: readonly number[] = []): number {
  for (const [k, value] of one.entries()) {
    const other = two[k];
    if (other === undefined) return 1;
    if (value !== other) return value - other;
  }
  return one.length - two.length;
}

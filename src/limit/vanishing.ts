/**
 * Which expectations vanish by symmetry: those that are odd in one block of basis variables (the hats of one matrix
 * side, or one group of inputs, which are independent of all others and symmetric). Definitions share most of their
 * nodes, so that what is found out about a node is remembered.
 */
import { childrenOf, type ExprId, type ExprPool, reachable } from "../ir/expr.ts";
import { isTame, type Parity, paritiesOf } from "../ir/parity.ts";
import type { Program, ValueId } from "../ir/program.ts";
import { isSymmetric } from "../math/laws.ts";
import type { BasisVariable, Definition, Meaning } from "./limit-program.ts";

/**
 * Tells whether an expectation is odd in one block of basis variables. Of an Onsager coefficient E[dZ/dhat] the
 * derivative is not looked at: by Stein's lemma it vanishes with E[Z hat].
 */
export function symmetryTest(
  program: Program,
  pool: ExprPool,
  basis: readonly BasisVariable[],
  z: ReadonlyMap<ValueId, ExprId>,
): (meaning: Meaning, definition: Definition) => boolean {
  const tame = new Set<ExprId>();
  const wild = new Set<ExprId>();
  const blocks = blockFinder(program, pool, basis);
  const parities = new Map<string, Map<ExprId, Parity>>();
  const vectors = new Map(program.instrs.flatMap((i) => (i.op === "matmul" ? [[i.out, i] as const] : [])));

  const isTameHere = (id: ExprId): boolean => {
    if (wild.has(id)) return false;
    if (isTame(pool, [id], tame)) return true;
    wild.add(id);
    return false;
  };
  const parityIn = (block: string, id: ExprId): Parity | undefined => {
    const known = parities.get(block) ?? new Map<ExprId, Parity>();
    parities.set(block, known);
    // A running sum may be made of variables of several blocks.
    const flip = (index: number): Parity =>
      basis[index]?.kind === "sum" ? "none" : blockName(program, basis[index]) === block ? "odd" : "even";
    return paritiesOf(pool, [id], flip, known)[0];
  };
  return (meaning, definition) => {
    if (meaning.kind === "onsager") {
      const product = vectors.get(meaning.product);
      const vector = product === undefined ? undefined : z.get(product.vector);
      if (product === undefined || vector === undefined || !isTameHere(vector)) return false;
      const own = `${product.matrix}${product.transposed ? "" : "T"}`;
      return blocks(vector).some((block) => parityIn(block, vector) === (block === own ? "even" : "odd"));
    }
    if (definition.kind !== "expectation" || !isTameHere(definition.integrand)) return false;
    return blocks(definition.integrand).some((block) => parityIn(block, definition.integrand) === "odd");
  };
}

/** The symmetric blocks that an expression reads. */
function blockFinder(
  program: Program,
  pool: ExprPool,
  basis: readonly BasisVariable[],
): (root: ExprId) => readonly string[] {
  const none: readonly string[] = [];
  const known = new Map<ExprId, readonly string[]>();
  const of = (id: ExprId): readonly string[] => known.get(id) ?? none;
  return (root) => {
    for (const id of reachable(pool, [root], (id) => known.has(id))) {
      const node = pool.get(id);
      const own = node.op === "coord" ? blockName(program, basis[node.index]) : undefined;
      // Most nodes read what one of their children reads: they share its list.
      let found: readonly string[] = own === undefined ? none : [own];
      for (const child of childrenOf(node)) found = union(found, of(child));
      known.set(id, found);
    }
    return of(root);
  };
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  if (a === b || b.length === 0) return a;
  if (a.length === 0) return b;
  const more = b.filter((block) => !a.includes(block));
  return more.length === 0 ? a : [...a, ...more];
}

/** A name for what a variable is correlated with; undefined if its law is not symmetric. */
function blockName(program: Program, variable: BasisVariable | undefined): string | undefined {
  if (variable === undefined || variable.kind === "sum") return undefined;
  if (variable.kind === "hat") return `${variable.matrix}${variable.transposed ? "T" : ""}`;
  const group = program.inputs[variable.group];
  const symmetric = group !== undefined && (group.kind === "joint" || isSymmetric(group.shape));
  return symmetric ? `input ${variable.group}` : undefined;
}

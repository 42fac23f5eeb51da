/**
 * Where the conditioned sampler keeps what a trial has seen of a matrix: of each side the orthonormal inputs and their
 * products, one after the other, so that kernels run over them in a loop; and as scalars how many of them there are,
 * and their inner products `l . W r`. The last product with a matrix leaves nothing behind, so a matrix that is used
 * once takes no memory. Matrices that are not needed at the same time share it.
 */
import { invariant } from "../../../diagnostics/invariant.ts";
import { lifetimesOf } from "../../../plan/lifetimes.ts";
import type { SimulationPlan } from "../../../plan/simulation-plan.ts";
import { padded } from "../padding.ts";
import { isFused } from "./is-fused.ts";

/** What was seen from one side of a matrix. */
export interface SideBase {
  /** Length of the inputs. */
  readonly length: number;
  /** Directions that are kept at most. */
  readonly most: number;
  /** Where the unit vectors begin, `padded(length)` numbers each. */
  readonly units: number;
  /** Where their products begin, as long as the inputs of the other side; nowhere where they are fused. */
  readonly products: number;
  /** The scalar that counts the directions; the others are zero vectors, of inputs that brought nothing new. */
  readonly count: number;
}

export interface MatrixBase {
  readonly plain: SideBase;
  readonly transposed: SideBase;
  /** Scalar `inner + i * transposed.most + j` is the product of the i-th input from the right with the j-th from the left. */
  readonly inner: number;
}

export interface Bases {
  /** By matrix. */
  readonly of: readonly MatrixBase[];
  /** Numbers of a trial and scalars of a trial that they take. */
  readonly size: number;
  readonly scalars: number;
}

interface Life {
  readonly first: number;
  readonly last: number;
  readonly most: { readonly plain: number; readonly transposed: number };
}

/** For plans of the conditioned sampler; numbers begin at `start`, scalars at `firstScalar`. */
export function layOutBases(plan: SimulationPlan, start: number, firstScalar: number): Bases {
  const taken: { readonly from: number; readonly to: number; readonly last: number }[] = [];
  let size = 0;
  let scalars = 0;
  const made = new Map<number, MatrixBase>();
  const lifetimes = lifetimesOf(plan.steps);
  const lives = plan.matrices.map((_, m) => lifeOf(plan, m, lifetimes));
  const order = [...lives.keys()].sort((a, b) => (lives[a]?.first ?? 0) - (lives[b]?.first ?? 0));
  for (const m of order) {
    const [matrix, life] = [plan.matrices[m], lives[m]];
    invariant(matrix !== undefined && life !== undefined, () => `no matrix ${m}`);
    const { plain, transposed } = life.most;
    // The products of fused ones are made anew wherever they are read.
    const products = isFused(matrix) ? 0 : 1;
    const [rows, cols] = [padded(matrix.rows), padded(matrix.cols)];
    const ofPlain = plain * (cols + products * rows);
    const need = ofPlain + transposed * (rows + products * cols);
    const busy = taken.filter(({ last }) => last >= life.first).sort((a, b) => a.from - b.from);
    const from = firstGap(busy, need);
    taken.push({ from, to: from + need, last: life.last });
    size = Math.max(size, from + need);
    const at = start + from;
    const first = firstScalar + scalars;
    made.set(m, {
      plain: {
        length: matrix.cols,
        most: plain,
        units: at,
        products: at + plain * cols,
        count: first,
      },
      transposed: {
        length: matrix.rows,
        most: transposed,
        units: at + ofPlain,
        products: at + ofPlain + transposed * rows,
        count: first + 1,
      },
      inner: first + 2,
    });
    scalars += 2 + plain * transposed;
  }
  const of = plan.matrices.map((_, m) => {
    const base = made.get(m);
    invariant(base !== undefined, () => `no base for matrix ${m}`);
    return base;
  });
  return { of, size, scalars };
}

function lifeOf(plan: SimulationPlan, matrix: number, lifetimes: ReturnType<typeof lifetimesOf>): Life {
  const uses = plan.steps.flatMap((step, s) =>
    step.op === "matmul" && step.matrix === matrix
      ? step.inputs.map((input, k) => ({ s, transposed: step.transposed, ends: [input, ...step.outs.slice(k, k + 1)] }))
      : [],
  );
  const [first, last] = [uses[0], uses.at(-1)];
  invariant(first !== undefined && last !== undefined, () => `matrix ${matrix} is never used`);
  const kept = uses.slice(0, -1);
  const transposed = kept.filter((use) => use.transposed).length;
  // Inputs may be kept in the base, and products be made from it wherever they are read.
  const reads = uses.flatMap(({ ends }) => ends.map((buffer) => lifetimes.get(buffer)?.last ?? 0));
  const until = Math.max(last.s, ...reads);
  return { first: first.s, last: until, most: { plain: kept.length - transposed, transposed } };
}

/** Where `need` numbers fit first between those that are taken, which are sorted and may overlap. */
function firstGap(busy: readonly { readonly from: number; readonly to: number }[], need: number): number {
  let from = 0;
  for (const one of busy) {
    if (one.from - from >= need) return from;
    from = Math.max(from, one.to);
  }
  return from;
}

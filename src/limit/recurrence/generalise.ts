/**
 * From the expressions of some members of a family to one expression with references at affine indices. Affine
 * functions are solved from as few members as determine them: the result is a conjecture, which instantiate.ts checks
 * against every member.
 */
import * as b from "../../ir/build.ts";
import { childrenOf, type ExprId, type ExprPool, reachable } from "../../ir/expr.ts";
import { rebuild } from "../../ir/substitute.ts";
import { type Affine, affineSolver, integral } from "./affine.ts";
import { comparePoints } from "./domain.ts";
import type { General, Reference } from "./equation.ts";
import { findLaw } from "./law.ts";
import { freeName } from "./names.ts";
import type { Point } from "./quantities.ts";
import type { Atom, Shape } from "./shape.ts";

/** An expression at a point of the variables. */
export interface Sample {
  readonly point: Point;
  readonly shape: Shape;
}

/**
 * The expression whose values at the points of the samples they are, or undefined. All samples have one signature;
 * `names` are those of the variables.
 */
export function generalise(pool: ExprPool, samples: readonly Sample[], names: readonly string[]): General | undefined {
  const solve = solverOf(samples, names.length);
  const [base] = samples;
  if (base === undefined || solve === undefined) return undefined;
  const references: Reference[] = [];
  /** Images of leaves of the base, and of the terms that a sum sign replaces. */
  const images = new Map<ExprId, ExprId>();
  const sums = new Map<ExprId, { readonly terms: ReadonlySet<ExprId>; readonly sign: ExprId }[]>();
  const refer = (reference: Reference): ExprId => b.param(pool, references.push(reference) - 1);

  for (const [at, atom] of base.shape.atoms.entries()) {
    switch (atom.kind) {
      case "member": {
        const indices = atom.point.map((_, k) => {
          const found = solve((sample) => memberAt(sample, at)?.point[k] ?? Number.NaN);
          return found === undefined ? undefined : integral(found);
        });
        if (samples.some((sample) => memberAt(sample, at)?.quantity !== atom.quantity)) return undefined;
        if (!indices.every((index) => index !== undefined)) return undefined;
        images.set(atom.id, refer({ kind: "member", quantity: atom.quantity, indices }));
        break;
      }
      case "number": {
        const values = samples.map(({ point, shape }) => [point.join(), numberOf(shape.atoms[at])] as const);
        if (values.every(([, value]) => value === atom.value)) break;
        const law = findLaw(
          samples.map(({ point, shape }) => ({ point, value: numberOf(shape.atoms[at]) })),
          names.length,
        );
        const inOrder = samples.map(({ point }, k) => ({ point, k })).sort((x, y) => comparePoints(x.point, y.point));
        const sorted = new Map(inOrder.flatMap(({ k }) => [values[k] ?? ["", 0]]));
        images.set(atom.id, refer({ kind: "number", law, values: sorted }));
        break;
      }
      case "terms": {
        const reference = sumOf(pool, samples, at, names);
        if (reference === undefined) return undefined;
        const known = sums.get(atom.sum) ?? [];
        sums.set(atom.sum, known);
        known.push({ terms: new Set(atom.terms.map(({ root }) => root)), sign: refer(reference) });
        break;
      }
    }
  }
  return { body: replace(pool, base.shape.root, images, sums), references };
}

type Solve = (value: (sample: Sample) => number) => Affine | undefined;

function solverOf(samples: readonly Sample[], variables: number): Solve | undefined {
  const solver = affineSolver(
    samples.map(({ point }) => point),
    variables,
  );
  if (solver === undefined) return undefined;
  return (value) => {
    const values = solver.chosen.map((k) => value(samples[k] as Sample));
    return values.some(Number.isNaN) ? undefined : solver.solve(values);
  };
}

function memberAt({ shape }: Sample, at: number): Extract<Atom, { kind: "member" }> | undefined {
  const atom = shape.atoms[at];
  return atom?.kind === "member" ? atom : undefined;
}

function numberOf(atom: Atom | undefined): number {
  return atom?.kind === "number" ? atom.value : Number.NaN;
}

function termsOf(atom: Atom | undefined): readonly Shape[] {
  return atom?.kind === "terms" ? atom.terms : [];
}

/** The terms at position `at` of every sample as one term with one more variable. */
function sumOf(
  pool: ExprPool,
  samples: readonly Sample[],
  at: number,
  names: readonly string[],
): Extract<Reference, { kind: "sum" }> | undefined {
  const first = termsOf(samples[0]?.shape.atoms[at])[0];
  if (first === undefined) return undefined;
  for (const [position, atom] of first.atoms.entries()) {
    if (atom.kind !== "member") continue;
    for (const coordinate of atom.point.keys()) {
      const reference = sumAlong(pool, samples, at, names, { position, coordinate });
      if (reference !== undefined) return reference;
    }
  }
  return undefined;
}

/** Where the terms of a sum are told apart: a coordinate of one of their leaves. */
interface Direction {
  readonly position: number;
  readonly coordinate: number;
}

function sumAlong(
  pool: ExprPool,
  samples: readonly Sample[],
  at: number,
  names: readonly string[],
  { position, coordinate }: Direction,
): Extract<Reference, { kind: "sum" }> | undefined {
  const inner: Sample[] = [];
  const bounds: { readonly from: number; readonly to: number }[] = [];
  for (const { point, shape } of samples) {
    const terms = termsOf(shape.atoms[at]).map((term) => {
      const atom = term.atoms[position];
      return { term, index: atom?.kind === "member" ? (atom.point[coordinate] ?? Number.NaN) : Number.NaN };
    });
    terms.sort((x, y) => x.index - y.index);
    const from = terms[0]?.index ?? Number.NaN;
    if (!terms.every(({ index }, k) => index === from + k)) return undefined;
    bounds.push({ from, to: from + terms.length - 1 });
    for (const { term, index } of terms) inner.push({ point: [...point, index], shape: term });
  }
  if (inner.some(({ shape }) => shape.signature !== inner[0]?.shape.signature)) return undefined;
  const outer = new Map(samples.map((sample, k) => [sample, bounds[k]]));
  const solve = solverOf(samples, names.length);
  const from = solve?.((sample) => outer.get(sample)?.from ?? Number.NaN);
  const to = solve?.((sample) => outer.get(sample)?.to ?? Number.NaN);
  if (from === undefined || to === undefined) return undefined;
  const [low, high] = [integral(from), integral(to)];
  const index = freeName(names[0], new Set(names));
  const term = generalise(pool, spread(inner, names.length), [...names, index]);
  if (low === undefined || high === undefined || term === undefined) return undefined;
  return { kind: "sum", index, from: low, to: high, term };
}

/** Samples in the middle of their sums first: the ends are where references coincide. */
function spread(samples: readonly Sample[], last: number): readonly Sample[] {
  const indices = samples.map(({ point }) => point[last] ?? 0);
  const middle =
    indices.length === 0 ? 0 : (Math.min(...indices.slice(0, 1000)) + Math.max(...indices.slice(0, 1000))) / 2;
  return samples
    .map((sample, k) => ({ sample, distance: Math.abs((indices[k] ?? 0) - middle) }))
    .sort((x, y) => x.distance - y.distance)
    .map(({ sample }) => sample);
}

/** `root` with leaves replaced, and groups of terms replaced by sum signs. */
function replace(
  pool: ExprPool,
  root: ExprId,
  images: ReadonlyMap<ExprId, ExprId>,
  sums: ReadonlyMap<ExprId, readonly { readonly terms: ReadonlySet<ExprId>; readonly sign: ExprId }[]>,
): ExprId {
  const done = new Map<ExprId, ExprId>(images);
  // Terms that a sum sign replaces are not rebuilt, so their leaves need no image.
  const order = reachable(pool, [root]);
  const of = (id: ExprId): ExprId => done.get(id) ?? id;
  for (const id of order) {
    if (done.has(id)) continue;
    const node = pool.get(id);
    const signs = sums.get(id);
    if (signs !== undefined && node.op === "add") {
      const rest = node.args.filter((arg) => !signs.some(({ terms }) => terms.has(arg)));
      done.set(id, b.add(pool, ...rest.map(of), ...signs.map(({ sign }) => sign)));
    } else if (childrenOf(node).some((child) => of(child) !== child)) {
      done.set(id, rebuild(pool, node, of));
    }
  }
  return of(root);
}

/**
 * From stages to steps over buffers. A pass evaluates all that its stage asks for as one DAG over the vectors that
 * exist, so intermediate values are no vectors of their own; parts that later passes need again are kept (keep.ts).
 * Vectors are drawn right before their first use.
 */
import { invariant } from "../diagnostics/invariant.ts";
import type { Place } from "../diagnostics/source.ts";
import * as b from "../ir/build.ts";
import { childrenOf, createPool, type ExprId, type ExprPool } from "../ir/expr.ts";
import type { MatrixId, WidthId } from "../ir/program.ts";
import { demandOf } from "./demand.ts";
import { graft } from "./graft.ts";
import { partsToKeep } from "./keep.ts";
import { namedText } from "./named-text.ts";
import type { Stage } from "./schedule.ts";
import type { BufferId, Direction, Sampler, ScalarSlot, Step } from "./simulation-plan.ts";
import { expressionOf, productAt, scalarAt, sourceAt, type Work } from "./work.ts";

/** Longer labels are cut. */
const LONGEST_LABEL = 60;

export interface FusedBuffer {
  readonly label: string;
  readonly width: WidthId;
}

export interface Fused {
  readonly pool: ExprPool;
  readonly buffers: readonly FusedBuffer[];
  readonly steps: readonly Step[];
}

/** Scalar slots are the scalars of `work`; `matrixIndex` gives the place of a matrix in the plan. */
export function fuse(
  work: Work,
  stages: readonly Stage[],
  widths: readonly number[],
  sampler: Sampler,
  matrixIndex: ReadonlyMap<MatrixId, number>,
): Fused {
  const pool = createPool();
  const buffers: FusedBuffer[] = [];
  const steps: Step[] = [];
  const vectors = new Map<ExprId, BufferId>();
  /** Vectors of equal coordinates: the same expression may be needed at several widths. */
  const constants = new Map<string, BufferId>();
  const varying = varyingNodes(work.pool);
  const argumentPlaces = placesOfArguments(work);

  const varies = (id: ExprId): boolean => varying[id] === true;
  const taskRoots = work.tasks.map((task) => expressionOf(work, task));
  const demand = demandOf(work.pool, taskRoots, varies);
  const isSource = (id: ExprId): boolean => work.pool.get(id).op === "coord";
  const isVector = (id: ExprId): boolean => vectors.has(id) || isSource(id);
  const buffer = (label: string, width: WidthId): BufferId => {
    buffers.push({ label, width });
    return (buffers.length - 1) as BufferId;
  };
  const lengthOf = (width: WidthId): number => widths[width] ?? 0;
  const nameOf = (id: ExprId): string | undefined => {
    const node = work.pool.get(id);
    if (node.op === "coord") return sourceAt(work, node.index).label;
    if (node.op === "param") return scalarAt(work, node.index).label;
    return work.names.get(id);
  };
  const labelOf = (id: ExprId): string => namedText(work.pool, id, nameOf, LONGEST_LABEL);

  /** The buffer of a vector that exists, or of an initial vector, which is drawn now if it has not been before. */
  const vectorAt = (id: ExprId, width: WidthId): BufferId => {
    const known = vectors.get(id) ?? constants.get(argumentKey(id, width));
    if (known !== undefined) return known;
    const node = work.pool.get(id);
    invariant(node.op === "coord", () => `${labelOf(id)} is used before it is made`);
    const source = sourceAt(work, node.index);
    invariant(source.op === "draw", () => `${source.label} is used before it is made`);
    const { label, stream, mean, deviation, place } = source;
    const out = buffer(label, source.width);
    vectors.set(id, out);
    steps.push({ op: "draw", out, stream, mean, deviation, place });
    return out;
  };

  const addScalar = (index: number): void => {
    const { body, place } = scalarAt(work, index);
    const leaves = leafTable<ScalarSlot>();
    const [image] = graft(work.pool, pool, [body], (_, node) =>
      node.op === "param" ? b.param(pool, leaves.position(node.index as ScalarSlot)) : undefined,
    );
    invariant(image !== undefined, () => "an expression without root");
    steps.push({ op: "scalar", out: index as ScalarSlot, body: image, scalars: leaves.list, place });
    demand.drop(body);
  };

  const addProducts = (sources: readonly number[]): void => {
    const products = sources.map((s) => productAt(work, s));
    const [first] = products;
    invariant(first !== undefined, () => "a stage of no products");
    const matrix = matrixIndex.get(first.matrix);
    invariant(matrix !== undefined, () => `matrix ${first.matrix} is not in the plan`);
    const inputs = products.map((p) => vectorAt(p.argument, p.argumentWidth));
    const outs = products.map((p) => buffer(p.label, p.width));
    const directions: Direction[] =
      sampler === "explicit"
        ? []
        : products.map((p) => ({
            unit: buffer(`direction of ${p.label}`, p.argumentWidth),
            product: buffer(`product of direction of ${p.label}`, p.width),
          }));
    for (const [k, s] of sources.entries()) {
      const out = outs[k];
      if (out !== undefined) vectors.set(b.coord(work.pool, s), out);
    }
    const places = products.map((p) => p.place);
    steps.push({ op: "matmul", matrix, transposed: first.transposed, inputs, outs, directions, places });
    for (const { argument } of products) demand.drop(argument);
  };

  const addPass = ({ width, averages, arguments: args }: Stage & { readonly op: "pass" }): void => {
    const bodies = averages.map((s) => scalarAt(work, s).body);
    const now = [...bodies, ...args];
    for (const body of bodies) demand.drop(body);
    const given = new Set(args);
    const kept = partsToKeep(work.pool, now, demand, isVector, varies).filter((id) => !given.has(id));
    const made = [...args, ...kept];

    const coords = leafTable<BufferId>();
    const params = leafTable<ScalarSlot>();
    const images = graft(work.pool, pool, [...bodies, ...made], (id, node) => {
      if (node.op === "param") return b.param(pool, params.position(node.index as ScalarSlot));
      return isVector(id) ? b.coord(pool, coords.position(vectorAt(id, width))) : undefined;
    });
    const outs = made.map((id) => buffer(labelOf(id), width));
    for (const [k, id] of made.entries()) {
      const out = outs[k];
      invariant(out !== undefined, () => "an output without buffer");
      if (varies(id)) vectors.set(id, out);
      else constants.set(argumentKey(id, width), out);
      demand.settle(id);
    }
    const places = [
      ...averages.map((s) => scalarAt(work, s).place),
      ...args.flatMap((id) => argumentPlaces.get(argumentKey(id, width)) ?? []),
    ];
    steps.push({
      op: "pass",
      length: lengthOf(width),
      vectors: coords.list,
      scalars: params.list,
      outputs: outs.map((out, k) => ({ buffer: out, body: imageAt(images, bodies.length + k) })),
      reductions: averages.map((s, k) => ({ slot: s as ScalarSlot, body: imageAt(images, k) })),
      places,
    });
  };

  for (const stage of stages) {
    if (stage.op === "scalar") addScalar(stage.scalar);
    else if (stage.op === "products") addProducts(stage.sources);
    else addPass(stage);
  }
  return { pool, buffers, steps };
}

/** Whether a node depends on some coord, by id. */
function varyingNodes(pool: ExprPool): readonly boolean[] {
  const varying: boolean[] = [];
  for (let id = 0; id < pool.size; id++) {
    const node = pool.get(id as ExprId);
    varying.push(node.op === "coord" || childrenOf(node).some((child) => varying[child] === true));
  }
  return varying;
}

/** Numbers leaves in the order in which they are met. */
function leafTable<T>(): { readonly list: readonly T[]; position(leaf: T): number } {
  const list: T[] = [];
  const positions = new Map<T, number>();
  return {
    list,
    position(leaf) {
      const known = positions.get(leaf);
      if (known !== undefined) return known;
      positions.set(leaf, list.length);
      list.push(leaf);
      return list.length - 1;
    },
  };
}

/** The place of the first product for which an argument is made. */
function placesOfArguments(work: Work): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const source of work.sources) {
    if (source.op !== "product") continue;
    const key = argumentKey(source.argument, source.argumentWidth);
    if (!places.has(key)) places.set(key, source.place);
  }
  return places;
}

/** An expression as a vector: the same one may be needed at several widths. */
function argumentKey(id: ExprId, width: WidthId): string {
  return `${id} ${width}`;
}

function imageAt(images: readonly ExprId[], index: number): ExprId {
  const image = images[index];
  invariant(image !== undefined, () => `no expression ${index}`);
  return image;
}

/**
 * The same program at given finite widths, as steps over vectors and scalars of one trial. All choices about
 * order, fusion, memory and sampler are made when planning; engines carry them out and batch trials. Plain data
 * apart from the pool.
 */
import type { Place } from "../diagnostics/source.ts";
import type { ExprId, ExprPool } from "../ir/expr.ts";
import type { Shape } from "../math/laws.ts";

type Brand<B extends string> = number & { readonly brand: B };
/** Index into `SimulationPlan.buffers`: one vector per trial. */
export type BufferId = Brand<"buffer">;
/** Index into `SimulationPlan.scalars`: one number per trial. */
export type ScalarSlot = Brand<"slot">;

/** How matrices are drawn (simulate.md): every entry, or only what products reveal. */
export type Sampler = "explicit" | "conditioned";

/**
 * The random stream of one variable: the `variable` word of the key of the counter-based generator (streams.ts). A
 * vector is row 0 of its stream, a matrix has its own rows and columns.
 */
export interface Stream {
  readonly variable: number;
  readonly shape: Shape;
}

export interface PlannedBuffer {
  readonly label: string;
  readonly length: number;
  /** Buffers with the same slot share memory: their lifetimes do not overlap. Slots have one length. */
  readonly slot: number;
}

export interface PlannedMatrix {
  readonly label: string;
  readonly rows: number;
  readonly cols: number;
  readonly stream: Stream;
  /** Standard deviation of an entry. */
  readonly scale: number;
  /**
   * Conditioned sampler: the variables of the fresh standard normal noise of each side. The u-th product of a side in
   * the order of the steps, counted from 0, draws row u of it.
   */
  readonly noise: { readonly plain: number; readonly transposed: number };
  /** Number of products with this matrix and with its transpose. */
  readonly uses: { readonly plain: number; readonly transposed: number };
}

/** One expression of a pass; `coord i` is `vectors[i]` and `param j` is `scalars[j]` of the pass. */
export interface PassOutput {
  readonly buffer: BufferId;
  readonly body: ExprId;
}
export interface PassReduction {
  readonly slot: ScalarSlot;
  readonly body: ExprId;
}

/** A unit vector and its product with the matrix (or transpose) of the step that made it. */
export interface Direction {
  readonly unit: BufferId;
  readonly product: BufferId;
}

export type Step =
  /** `out = mean + deviation * (standardised draws)`. */
  | {
      readonly op: "draw";
      readonly out: BufferId;
      readonly stream: Stream;
      readonly mean: number;
      readonly deviation: number;
      readonly place: Place;
    }
  /** Products of one matrix (or its transpose) with several vectors, in one pass over its entries. */
  | {
      readonly op: "matmul";
      readonly matrix: number;
      readonly transposed: boolean;
      readonly inputs: readonly BufferId[];
      readonly outs: readonly BufferId[];
      /**
       * Conditioned sampler, one per input: where the direction of this input that was new to the matrix is kept, as a
       * unit vector, with its product; read until the last product of the matrix. Empty for the explicit sampler.
       */
      readonly directions: readonly Direction[];
      readonly places: readonly Place[];
    }
  /**
   * A fused run of coordinatewise work over vectors of one length: new vectors, and averages over coordinates.
   * No output is read by its own pass. A pass without vectors fills its outputs with constants.
   */
  | {
      readonly op: "pass";
      readonly length: number;
      readonly vectors: readonly BufferId[];
      readonly scalars: readonly ScalarSlot[];
      readonly outputs: readonly PassOutput[];
      readonly reductions: readonly PassReduction[];
      readonly places: readonly Place[];
    }
  /** Arithmetic of scalars, `param j` is `scalars[j]`; a constant has no scalars. */
  | {
      readonly op: "scalar";
      readonly out: ScalarSlot;
      readonly body: ExprId;
      readonly scalars: readonly ScalarSlot[];
      readonly place: Place;
    };

export interface SimulationPlan {
  /** Name of the source file. */
  readonly program: string;
  readonly pool: ExprPool;
  readonly sampler: Sampler;
  /** By WidthId; the first is n itself. */
  readonly widths: readonly number[];
  readonly buffers: readonly PlannedBuffer[];
  readonly matrices: readonly PlannedMatrix[];
  readonly scalars: readonly { readonly label: string }[];
  readonly steps: readonly Step[];
  /** The reported scalars, in the order of the program's outputs. */
  readonly outputs: readonly { readonly name: string; readonly slot: ScalarSlot }[];
  /** In bytes, with 8 bytes for a number. */
  readonly memory: {
    /** The stated bound for all trials that are under way at a time. */
    readonly bound: number;
    /** What the slots of one trial need. */
    readonly trial: number;
  };
}

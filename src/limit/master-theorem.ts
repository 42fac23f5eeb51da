/**
 * The Master Theorem, rule by rule: walks a program once and gives every vector its Z and every scalar its limit
 * (Yang, Tensor Programs III, Def. 2.1 and Thm 2.10; the rule for the transpose and for rectangular matrices in
 * the language reference, "Meaning").
 *
 * The walk does not know whether it computes with symbols or with numbers: whatever is a number of the limit is
 * handed to an `Algebra`, which answers with an expression (a `param`, or a constant). With numbers, terms that
 * vanish disappear at once and Zs stay small.
 */
import { invariant } from "../diagnostics/invariant.ts";
import { lazily } from "../diagnostics/lazily.ts";
import type { Place } from "../diagnostics/source.ts";
import * as b from "../ir/build.ts";
import { type ExprId, type ExprPool, leavesOf } from "../ir/expr.ts";
import {
  type Application,
  type Closed,
  type InputGroup,
  type Instr,
  type MatrixId,
  outputsOf,
  type Program,
  readsOf,
  type ValueId,
  type WidthId,
} from "../ir/program.ts";
import { transplant } from "../ir/substitute.ts";
import { dependsThroughJump } from "./jumps.ts";
import type { BasisId, BasisVariable, Definition, HatBlock, Meaning, Onsager } from "./limit-program.ts";

/** Who turns definitions into numbers or symbols. Everything it answers is an expression without coords. */
export interface Algebra {
  readonly pool: ExprPool;
  /** A law parameter of the program. */
  closed(expression: Closed): ExprId;
  /** A number of the limit, defined in terms of earlier ones. */
  scalar(meaning: Meaning, definition: Definition, place: Place): ExprId;
  /** Carries an instruction out, or leaves it out: then nothing that reads it may be carried out either. */
  attempt(instr: Instr, carryOut: () => void): void;
  /** The derivatives of a Z by the basis variables; 0 where there is none. */
  slopes(z: ExprId): ReadonlyMap<number, ExprId>;
  /** The Z of a product in the form in which later Zs should read it. */
  settled(z: ExprId): ExprId;
  /** Called for every Nonlin before its scalars are put in: a jump met exactly at a scalar's limit has no limit. */
  apply(application: Application, scalars: readonly ExprId[], place: Place): void;
}

/** The walk so far: what algebras need to evaluate an expectation. */
export interface WalkState {
  readonly basis: readonly BasisVariable[];
  readonly blocks: readonly HatBlock[];
  readonly z: ReadonlyMap<ValueId, ExprId>;
  readonly scalarOf: ReadonlyMap<ValueId, ExprId>;
  /** Covariance of two basis variables; of standardised inputs that are not normal, 1 and 0. */
  covariance(first: BasisId, second: BasisId): ExprId;
}

interface Side {
  readonly hats: BasisId[];
  /** The vectors multiplied, in the order of `hats`. */
  readonly vectors: ValueId[];
  readonly products: ValueId[];
  readonly covariance: ExprId[][];
}

/** Walks `program` with the algebra that `makeAlgebra` builds on the walk's own state. */
export function walkProgram(
  program: Program,
  treatment: Onsager,
  makeAlgebra: (state: WalkState) => Algebra,
): WalkState {
  const basis: BasisVariable[] = [];
  const z = new Map<ValueId, ExprId>();
  const scalarOf = new Map<ValueId, ExprId>();
  const sides = new Map<string, Side & { readonly matrix: MatrixId; readonly transposed: boolean }>();
  const inputCovariance = new Map<number, ExprId>();
  const hatPosition = new Map<BasisId, { readonly side: Side; readonly at: number }>();

  const state: WalkState = {
    basis,
    get blocks() {
      return [...sides.values()].map(({ matrix, transposed, hats, covariance }) => ({
        matrix,
        transposed,
        hats,
        covariance,
      }));
    },
    z,
    scalarOf,
    covariance(first, second) {
      const one = hatPosition.get(first);
      const two = hatPosition.get(second);
      if (one !== undefined && two !== undefined) {
        if (one.side !== two.side) return zero;
        const entry = one.side.covariance[Math.max(one.at, two.at)]?.[Math.min(one.at, two.at)];
        invariant(entry !== undefined, () => "covariance asked for before it was derived");
        return entry;
      }
      return inputCovariance.get(pairKey(first, second)) ?? zero;
    },
  };
  const algebra = makeAlgebra(state);
  const { pool } = algebra;
  const zero = b.constant(pool, 0);

  const zOf = (value: ValueId): ExprId => {
    const found = z.get(value);
    invariant(found !== undefined, () => `no Z of value ${value}`);
    return found;
  };
  const limitOf = (value: ValueId): ExprId => {
    const found = scalarOf.get(value);
    invariant(found !== undefined, () => `no limit of value ${value}`);
    return found;
  };
  const placeOf = (value: ValueId): Place => {
    const found = program.values[value];
    invariant(found !== undefined, () => `no value ${value}`);
    return found.place;
  };
  const newBasis = (variable: BasisVariable): BasisId => (basis.push(variable) - 1) as BasisId;
  const compose = (application: Application, place: Place): ExprId => {
    const scalars = application.scalars.map(limitOf);
    algebra.apply(application, scalars, place);
    const vectors = application.vectors.map(zOf);
    const [image] = transplant(program.pool, pool, [application.body], {
      coord: (index) => vectors[index],
      param: (index) => scalars[index],
    });
    invariant(image !== undefined, () => "empty application");
    return image;
  };

  const inputGroup = (group: InputGroup, index: number): void => {
    if (group.kind === "single") {
      const mean = algebra.closed(group.mean);
      const variance = algebra.closed(group.variance);
      if (variance === zero) {
        z.set(group.member, mean);
        return;
      }
      const id = newBasis({ kind: "input", value: group.member, group: index });
      const normal = group.shape.kind === "normal";
      inputCovariance.set(pairKey(id, id), normal ? variance : b.constant(pool, 1));
      const deviation = normal ? b.constant(pool, 1) : b.pow(pool, variance, b.constant(pool, 0.5));
      z.set(group.member, b.add(pool, mean, b.mul(pool, deviation, b.coord(pool, id))));
      return;
    }
    const ids = group.members.map((member) => newBasis({ kind: "input", value: member, group: index }));
    for (const [i, member] of group.members.entries()) {
      const variance = algebra.closed(group.covariance[i]?.[i] as Closed);
      const centred = variance === zero ? zero : b.coord(pool, ids[i] as BasisId);
      z.set(member, b.add(pool, algebra.closed(group.mean[i] as Closed), centred));
      for (let j = 0; j <= i; j++) {
        inputCovariance.set(
          pairKey(ids[i] as BasisId, ids[j] as BasisId),
          algebra.closed(group.covariance[i]?.[j] as Closed),
        );
      }
    }
  };

  const sideOf = (matrix: MatrixId, transposed: boolean) => {
    const key = `${matrix}${transposed ? "T" : ""}`;
    const known = sides.get(key);
    if (known !== undefined) return known;
    const side = { matrix, transposed, hats: [], vectors: [], products: [], covariance: [] };
    sides.set(key, side);
    return side;
  };

  const matmul = (instr: Extract<Instr, { op: "matmul" }>): void => {
    const matrix = program.matrices[instr.matrix];
    invariant(matrix !== undefined, () => `no matrix ${instr.matrix}`);
    const place = placeOf(instr.out);
    const ratio = (id: WidthId): ExprId => {
      const width = program.widths[id];
      invariant(width !== undefined, () => `no width ${id}`);
      return algebra.closed(width.ratio);
    };
    const variance = algebra.closed(matrix.variance);
    // W has entry variance s^2 / columns: a transposed product sums over rows, hence s^2 rows / columns.
    const factor = instr.transposed
      ? b.mul(pool, variance, b.divide(pool, ratio(matrix.rows), ratio(matrix.cols)))
      : variance;
    const zx = zOf(instr.vector);
    const side = sideOf(instr.matrix, instr.transposed);
    const opposite = sideOf(instr.matrix, !instr.transposed);

    const dot = treatment === "dropped" ? zero : onsager(instr, zx, factor, opposite, place);
    const square = covarianceWith(instr, instr.out, zx, zx, factor, place);
    if (square === zero) {
      z.set(instr.out, dot);
      return;
    }
    const row = side.vectors.map((vector, k) =>
      covarianceWith(instr, side.products[k] as ValueId, zx, zOf(vector), factor, place),
    );
    const hat = newBasis({ kind: "hat", value: instr.out, matrix: instr.matrix, transposed: instr.transposed });
    hatPosition.set(hat, { side, at: side.hats.length });
    side.hats.push(hat);
    side.vectors.push(instr.vector);
    side.products.push(instr.out);
    side.covariance.push([...row, square]);
    z.set(instr.out, algebra.settled(b.add(pool, b.coord(pool, hat), dot)));
  };

  const covarianceWith = (
    instr: Extract<Instr, { op: "matmul" }>,
    other: ValueId,
    zx: ExprId,
    zy: ExprId,
    factor: ExprId,
    place: Place,
  ): ExprId => {
    const integrand = b.mul(pool, zx, zy);
    if (integrand === zero || factor === zero) return zero;
    return algebra.scalar(
      { kind: "covariance", first: instr.out, second: other },
      { kind: "expectation", factor, integrand },
      place,
    );
  };

  /** Zdot of a product: s^2 sum_j E[dZ^x / dZhat^{W.T y_j}] Z^{y_j} over the earlier products on the other side. */
  const onsager = (
    instr: Extract<Instr, { op: "matmul" }>,
    zx: ExprId,
    factor: ExprId,
    opposite: Side,
    place: Place,
  ): ExprId => {
    if (opposite.hats.length === 0) return zero;
    const present = new Set(leavesOf(pool, [zx]).coords);
    const uses = opposite.hats.map((hat, k) => ({ hat, k })).filter(({ hat }) => present.has(hat));
    if (uses.length === 0) return zero;
    const hats = uses.map(({ hat }) => hat);
    const jump = dependsThroughJump(pool, zx, new Set<number>(hats));
    const slopes = lazily(() => algebra.slopes(zx));
    const terms = uses.map(({ hat, k }, index) => {
      const meaning: Meaning = { kind: "onsager", product: instr.out, by: opposite.products[k] as ValueId };
      const definition: Definition = jump
        ? { kind: "stein", factor, integrand: zx, hats, index }
        : {
            kind: "expectation",
            factor,
            // A linear program has T^3 terms in the derivatives of T products: nobody needs them all.
            get integrand() {
              return slopes().get(hat) ?? zero;
            },
          };
      return b.mul(pool, algebra.scalar(meaning, definition, place), zOf(opposite.vectors[k] as ValueId));
    });
    return b.add(pool, ...terms);
  };

  const carryOut = (instr: Instr): void => {
    switch (instr.op) {
      case "input": {
        const group = program.inputs[instr.group];
        invariant(group !== undefined, () => `no input group ${instr.group}`);
        inputGroup(group, instr.group);
        break;
      }
      case "constant":
        scalarOf.set(instr.out, b.constant(pool, instr.value));
        break;
      case "symbol":
        scalarOf.set(
          instr.out,
          algebra.scalar({ kind: "scalar", value: instr.out }, { kind: "symbol" }, placeOf(instr.out)),
        );
        break;
      case "scalar": {
        const place = placeOf(instr.out);
        const body = compose({ body: instr.body, vectors: [], scalars: instr.scalars }, place);
        scalarOf.set(
          instr.out,
          algebra.scalar({ kind: "scalar", value: instr.out }, { kind: "arithmetic", body }, place),
        );
        break;
      }
      case "nonlin":
        z.set(instr.out, compose(instr, placeOf(instr.out)));
        break;
      case "moment": {
        const place = placeOf(instr.out);
        const definition: Definition = {
          kind: "expectation",
          factor: b.constant(pool, 1),
          integrand: compose(instr, place),
        };
        scalarOf.set(instr.out, algebra.scalar({ kind: "scalar", value: instr.out }, definition, place));
        break;
      }
      case "matmul":
        matmul(instr);
        break;
    }
  };
  for (const instr of neededInstrs(program)) algebra.attempt(instr, () => carryOut(instr));
  return state;
}

/**
 * The instructions that the outputs and expectations depend on. The limit of a value depends on no others: a Zdot
 * comes from uses that the vector itself depends on, and covariances with other uses are not asked for.
 */
export function neededInstrs(program: Program): readonly Instr[] {
  const needed = new Set<ValueId>([...program.outputs, ...program.expectations].map(({ value }) => value));
  const kept = program.instrs.toReversed().filter((instr) => {
    // Laws read symbols without an instruction that says so.
    if (instr.op !== "symbol" && !outputsOf(program, instr).some((value) => needed.has(value))) return false;
    for (const value of readsOf(instr)) needed.add(value);
    return true;
  });
  return kept.reverse();
}

function pairKey(first: BasisId, second: BasisId): number {
  const low = Math.min(first, second);
  const high = Math.max(first, second);
  return high * 2 ** 26 + low;
}

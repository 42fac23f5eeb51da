/**
 * The rule for products in the limit, as the language reference states it under "Meaning", on samples: the Gaussian
 * part of `W x` is drawn given those of all earlier products on the same side of W, and the correction term is a sum
 * over the earlier products on the other side. Gaussian parts are kept in an orthonormal basis of the inputs, so
 * that dependent inputs need no special care.
 *
 * Coefficients are averages of formal derivatives, one per earlier product. Where Z jumps in one of them, Stein's
 * lemma takes their place: E[dZ/dG] = E[Z G] / Var(G) for each Gaussian G of the basis.
 */
import { type Algebra, ruleOf } from "./functions.ts";
import {
  applyToData,
  dataOf,
  type Ensemble,
  inner,
  mean,
  type Origin,
  type Particle,
  type VectorParticle,
} from "./particle.ts";

/** The products of one side of a matrix. */
interface Side {
  /** Covariance of the Gaussian parts over that of the inputs. */
  readonly factor: number;
  readonly uses: { readonly input: VectorParticle; readonly output: VectorParticle }[];
  /** A unit combination of the inputs (`weights` by use) and its own Gaussian, of variance `factor`. */
  readonly basis: { readonly direction: Float64Array; readonly gaussian: Float64Array; readonly weights: number[] }[];
}

/** An input with less than this part of its square outside of the earlier ones depends on them. */
const dependent = 1e-24;

/**
 * A matrix whose entries have variance `variance / cols`. `normals` gives fresh standard normal copies for vectors of
 * a width.
 */
export function createEnsemble(
  rows: number,
  cols: number,
  variance: number,
  normals: (ratio: number) => Float64Array,
): Ensemble {
  const plain: Side = { factor: variance, uses: [], basis: [] };
  const transposed: Side = { factor: (variance * rows) / cols, uses: [], basis: [] };

  function multiply(isTransposed: boolean, x: VectorParticle): VectorParticle {
    const [side, other, ratio] = isTransposed ? [transposed, plain, cols] : [plain, transposed, rows];
    const known = side.uses.find((use) => use.input.data === x.data);
    if (known !== undefined) return known.output;
    const data = gaussianPart(side, x, () => normals(ratio));
    const dots = corrections(side, other, x);
    for (const { coefficient, of } of dots) addScaled(data, coefficient, of.data);
    const output: VectorParticle = {
      kind: "vector",
      ratio,
      data,
      origin: { op: "product", dots },
      parents: [],
      pull: () => undefined,
    };
    side.uses.push({ input: x, output });
    return output;
  }

  return { rows, cols, multiply };
}

/** Gram-Schmidt, twice: the input in terms of earlier ones, and the same combination of their Gaussians. */
function gaussianPart(side: Side, x: VectorParticle, fresh: () => Float64Array): Float64Array {
  const rest = Float64Array.from(x.data);
  const data = new Float64Array(x.data.length);
  const weights = side.uses.map(() => 0);
  for (let pass = 0; pass < 2; pass++) {
    for (const { direction, gaussian, weights: inUses } of side.basis) {
      const along = inner(direction, rest);
      addScaled(rest, -along, direction);
      addScaled(data, along, gaussian);
      for (const [k, weight] of inUses.entries()) weights[k] = (weights[k] ?? 0) - along * weight;
    }
  }
  const square = inner(rest, rest);
  if (square <= dependent * inner(x.data, x.data)) return data;
  const norm = Math.sqrt(square);
  const deviation = Math.sqrt(side.factor);
  const gaussian = fresh().map((z) => deviation * z);
  addScaled(data, norm, gaussian);
  const direction = rest.map((value) => value / norm);
  side.basis.push({ direction, gaussian, weights: [...weights, 1].map((weight) => weight / norm) });
  return data;
}

/** `factor * E[dZ^x / dZhat^{other use}]` for every use of the other side that matters. */
function corrections(side: Side, other: Side, x: VectorParticle): { coefficient: number; of: VectorParticle }[] {
  const derivatives = other.uses.map((use) => derivative(x, use.output.origin));
  if (!derivatives.some((found) => found === "jump")) {
    return other.uses.flatMap((use, k) => {
      const found = derivatives[k];
      return found instanceof Float64Array ? [{ coefficient: side.factor * mean(found), of: use.input }] : [];
    });
  }
  const coefficients = other.uses.map(() => 0);
  for (const { gaussian, weights } of other.basis) {
    const slope = inner(gaussian, x.data) / other.factor;
    for (const [k, weight] of weights.entries())
      coefficients[k] = (coefficients[k] ?? 0) + side.factor * slope * weight;
  }
  return other.uses.map((use, k) => ({ coefficient: coefficients[k] ?? 0, of: use.input }));
}

/** `dZ^x / dZhat` copy by copy; undefined where Z does not depend on it, "jump" where it does so through a jump. */
function derivative(x: Particle, hat: Origin): Float64Array | "jump" | undefined {
  const known = new Map<Origin, Float64Array | "jump" | undefined>();

  function of(node: Particle): Float64Array | "jump" | undefined {
    if (node.kind !== "vector") return undefined;
    if (known.has(node.origin)) return known.get(node.origin);
    const found = compute(node);
    known.set(node.origin, found);
    return found;
  }

  function compute({ origin, data }: VectorParticle): Float64Array | "jump" | undefined {
    if (origin.op === "input") return undefined;
    const [factors, inners]: [readonly (Float64Array | number | undefined)[], readonly Particle[]] =
      origin.op === "product"
        ? [origin.dots.map(({ coefficient }) => coefficient), origin.dots.map((dot) => dot.of)]
        : [[], origin.args];
    const slopes = inners.map(of);
    const own = origin === hat ? new Float64Array(data.length).fill(1) : undefined;
    if (slopes.every((slope) => slope === undefined)) return own;
    if (slopes.some((slope) => slope === "jump")) return "jump";
    if (origin.op === "apply" && ruleOf(origin.fn).jump) return "jump";
    const partials = origin.op === "apply" ? numericPartials(origin.fn, origin.args, data) : factors;
    const total = own ?? new Float64Array(data.length);
    for (const [k, slope] of slopes.entries()) {
      const partial = partials[k];
      if (slope === undefined) continue;
      if (partial === undefined) return "jump";
      if (slope !== "jump") addProduct(total, partial, slope);
    }
    return total;
  }

  return of(x);
}

/** Derivatives of coordinatewise functions as numbers. */
const numbers: Algebra<Float64Array | number> = {
  number: (value) => value,
  apply: (fn, args) => {
    const { value } = ruleOf(fn);
    const scalars = args.map((arg) => (typeof arg === "number" ? arg : undefined));
    return scalars.every((scalar) => scalar !== undefined) ? value(...scalars) : applyToData(value, args);
  },
};

function numericPartials(
  fn: string,
  args: readonly Particle[],
  result: Float64Array,
): readonly (Float64Array | number | undefined)[] {
  return ruleOf(fn).partials<Float64Array | number>(numbers, args.map(dataOf), result);
}

function addScaled(target: Float64Array, factor: number, source: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) + factor * (source[i] as number);
}

function addProduct(target: Float64Array, factor: Float64Array | number, source: Float64Array): void {
  for (let i = 0; i < target.length; i++) {
    const f = typeof factor === "number" ? factor : (factor[i] as number);
    if (source[i] !== 0) target[i] = (target[i] as number) + f * (source[i] as number);
  }
}

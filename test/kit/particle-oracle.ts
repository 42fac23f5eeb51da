/**
 * The limit of a program by brute force: the Master Theorem as the language reference states it, on N copies of all
 * random variables, repeated to know the error. Independent of the compiler's own derivation, which it judges.
 */
import type { Ast } from "../../src/parser/ast.ts";
import { interpretOn } from "./interpret.ts";
import { lowerFactor, standardSampler } from "./laws.ts";
import type { Machine } from "./machine.ts";
import { createEnsemble } from "./master-theorem.ts";
import type { Particle } from "./particle.ts";
import * as particle from "./particle.ts";
import { createRandom, type Random } from "./random.ts";

export interface OracleEstimate {
  readonly name: string;
  readonly value: number;
  /** Standard error of `value`, from the replicates. */
  readonly error: number;
}

export interface OracleOptions {
  readonly copies: number;
  readonly replicates: number;
  readonly seed: string;
  readonly settings: Readonly<Record<string, number>>;
}

export const defaultOracle: OracleOptions = { copies: 20_000, replicates: 8, seed: "oracle", settings: {} };

/** The limits of the outputs of `ast`, in order. */
export function estimateLimit(ast: Ast, options: OracleOptions = defaultOracle): readonly OracleEstimate[] {
  const runs = Array.from({ length: options.replicates }, (_, replicate) => {
    const machine = particleMachine(options.copies, createRandom(`${options.seed}/${replicate}`));
    return interpretOn(machine, ast, options.settings).outputs;
  });
  return (runs[0] ?? []).map(({ name }, k) => {
    const values = runs.map((outputs) => outputs[k]?.value ?? Number.NaN);
    const value = values.reduce((sum, x) => sum + x, 0) / values.length;
    const square = values.reduce((sum, x) => sum + (x - value) ** 2, 0) / (values.length - 1);
    return { name, value, error: Math.sqrt(square / values.length) };
  });
}

/** The machine of the limit, with `copies` samples of every random variable. */
export function particleMachine(copies: number, random: Random): Machine<Particle> {
  const ratios = new Map<string, number>();
  const normals = new Map<number, Float64Array[]>();
  const ratio = (width: string): number => {
    const found = ratios.get(width);
    if (found === undefined) throw new Error(`no width ${width}`);
    return found;
  };

  /** Standard normals with mean 0, variance 1 and no correlation with earlier ones of their width, exactly. */
  function freshNormals(at: number): Float64Array {
    const earlier = normals.get(at) ?? [];
    normals.set(at, earlier);
    const z = Float64Array.from({ length: copies }, () => random.normal());
    for (let pass = 0; pass < 2; pass++) {
      const average = particle.mean(z);
      for (let i = 0; i < copies; i++) z[i] = (z[i] as number) - average;
      for (const other of earlier) {
        const along = particle.inner(z, other);
        for (let i = 0; i < copies; i++) z[i] = (z[i] as number) - along * (other[i] as number);
      }
    }
    const norm = Math.sqrt(particle.inner(z, z));
    for (let i = 0; i < copies; i++) z[i] = (z[i] as number) / norm;
    earlier.push(z);
    return z;
  }

  return {
    width(name, value) {
      ratios.set(name, value);
      return value;
    },
    typeOf: (value) => value.kind,
    constant: particle.constant,
    vectors(group) {
      const at = ratio(group.width);
      if (group.kind === "single") {
        const draw = standardSampler(group.law, random);
        const shape =
          group.law.name === "normal" ? freshNormals(at) : Float64Array.from({ length: copies }, () => draw());
        const deviation = Math.sqrt(group.variance);
        return [
          particle.inputVector(
            at,
            shape.map((z) => group.mean + deviation * z),
          ),
        ];
      }
      const factor = lowerFactor(group.covariance);
      const shapes = group.mean.map(() => freshNormals(at));
      return group.mean.map((mean, i) =>
        particle.inputVector(
          at,
          Float64Array.from({ length: copies }, (_, a) =>
            shapes.reduce((sum, z, k) => sum + (factor[i]?.[k] ?? 0) * (z[a] as number), mean),
          ),
        ),
      );
    },
    matrix({ rows, cols, variance }) {
      const columns = ratio(cols);
      return particle.inputMatrix(createEnsemble(ratio(rows), columns, variance * columns, freshNormals));
    },
    apply: particle.apply,
    moment: particle.moment,
    product: particle.product,
    transpose: particle.transpose,
    outer: particle.outer,
    dot: particle.dot,
    grad: (of, x) => particle.pullback(of, particle.constant(1), x),
    diff(of, s) {
      if (of.kind === "scalar") return particle.pullback(of, particle.constant(1), s);
      if (of.kind !== "vector") throw new Error("the forward derivative of a matrix");
      const seed = particle.inputVector(of.ratio, new Float64Array(copies).fill(1));
      return particle.pullback(particle.pullback(of, seed, s), particle.constant(1), seed);
    },
    tangentProduct(y1, y2, theta) {
      const [d1, d2] = [y1, y2].map((y) => particle.pullback(y, particle.constant(1), theta)) as [Particle, Particle];
      if (theta.kind === "matrix") return particle.frobenius(d1, d2);
      if (theta.kind === "scalar") return particle.apply("*", [d1, d2]);
      return particle.apply("/", [particle.dot(d1, d2), particle.constant(theta.ratio ** 2)]);
    },
    value: particle.scalarValue,
  };
}

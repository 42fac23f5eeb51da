/** Products of sines and cosines as sums of single ones: sin u cos v = (sin(u + v) + sin(u - v)) / 2 and its kin. */
import type { Wave } from "./moment.ts";

/** factor * kind(sum_k weights_k z_k). */
export interface WaveTerm {
  readonly factor: number;
  readonly kind: Wave["kind"];
  readonly weights: ReadonlyMap<number, number>;
}

export function sumOfWaves(waves: readonly Wave[]): readonly WaveTerm[] {
  let terms: readonly WaveTerm[] = [{ factor: 1, kind: "cos", weights: new Map() }];
  for (const { kind, variable } of waves) terms = collect(terms.flatMap((term) => multiply(term, kind, variable)));
  return terms;
}

function multiply(term: WaveTerm, kind: Wave["kind"], variable: number): WaveTerm[] {
  const shifted = (side: number): Map<number, number> => {
    const weights = new Map(term.weights);
    weights.set(variable, (weights.get(variable) ?? 0) + side);
    return weights;
  };
  const half = (factor: number, result: Wave["kind"], side: number): WaveTerm => ({
    factor: (factor * term.factor) / 2,
    kind: result,
    weights: shifted(side),
  });
  if (term.kind === "cos" && kind === "cos") return [half(1, "cos", -1), half(1, "cos", 1)];
  if (term.kind === "sin" && kind === "sin") return [half(1, "cos", -1), half(-1, "cos", 1)];
  if (term.kind === "sin") return [half(1, "sin", 1), half(1, "sin", -1)];
  return [half(1, "sin", 1), half(-1, "sin", -1)];
}

/** Like terms together, the first weight positive. */
function collect(terms: readonly WaveTerm[]): readonly WaveTerm[] {
  const found = new Map<string, WaveTerm>();
  for (const { factor, kind, weights } of terms) {
    const entries = [...weights].filter(([, w]) => w !== 0).sort(([i], [j]) => i - j);
    const flip = (entries[0]?.[1] ?? 1) < 0;
    if (entries.length === 0 && kind === "sin") continue;
    const upright = new Map(entries.map(([k, w]) => [k, flip ? -w : w] as const));
    const signed = flip && kind === "sin" ? -factor : factor;
    const key = `${kind}${[...upright]}`;
    const before = found.get(key);
    found.set(key, { factor: (before?.factor ?? 0) + signed, kind, weights: upright });
  }
  return [...found.values()].filter(({ factor }) => factor !== 0);
}

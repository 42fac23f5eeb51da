/** What the particles tell the user besides numbers: what is not finite, what is too few, what rests on a few copies. */
import { type Diagnostic, diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Place } from "../../diagnostics/source.ts";
import { outputsOf, type Program, type ValueId } from "../../ir/program.ts";
import { definingSteps } from "./links.ts";
import type { ParticlePlan } from "./plan.ts";

/** More products on one side of a matrix than this part of the copies would leave no room for new directions. */
const MOST_PRODUCTS = 1 / 8;
/** Fewer copies than this make no average. */
const FEWEST_COPIES = 8;
/** An average in which one copy has more than this share rests on too few copies for an honest error. */
const LARGE_SHARE = 0.05;
/** Among few copies a share is large when it is this many times the even one. */
const LARGE_MULTIPLE = 40;

/** Copies that the halves of a replicate need at least. */
export function leastHalf({ corrections }: ParticlePlan): number {
  const most = corrections.products.reduce((count, product) => Math.max(count, (product?.use ?? -1) + 1), 0);
  return Math.max(FEWEST_COPIES, Math.ceil(most / MOST_PRODUCTS));
}

/** TP313, if runs on `half` of the particles cannot carry this program. */
export function tooFewParticles(plan: ParticlePlan, half: number): Diagnostic[] {
  const { program, corrections } = plan;
  const needed = leastHalf(plan);
  if (half >= needed) return [];
  let most: { readonly step: number; readonly count: number } | undefined;
  for (const [step, product] of corrections.products.entries()) {
    if (product !== undefined && product.use + 1 > (most?.count ?? 0)) most = { step, count: product.use + 1 };
  }
  const count = most?.count ?? 0;
  const instr = program.instrs[most?.step ?? 0];
  const matrix = instr?.op === "matmul" ? program.matrices[instr.matrix] : undefined;
  const isCrowded = half >= FEWEST_COPIES && instr?.op === "matmul" && matrix !== undefined;
  const reason = isCrowded ? `the ${count} products with ${matrix.name}${instr.transposed ? ".T" : ""}` : "any average";
  const place = isCrowded ? matrix.place : placeOf(program, program.outputs[0]?.value);
  const text = `${2 * half} particles are too few for ${reason}`;
  return [diagnostic("TP313", place, text, `take at least ${2 * needed}`)];
}

/** TP310 for the number of step `failedAt`: names the first vector below it with entries that are not finite. */
export function notFinite(program: Program, failedAt: number, finiteAt: (step: number) => boolean): Diagnostic {
  const defined = definingSteps(program);
  const below = new Set([failedAt]);
  let first = failedAt;
  for (let step = failedAt; step >= 0; step--) {
    if (!below.has(step)) continue;
    if (!finiteAt(step)) first = step;
    for (const value of readsOf(program, step)) below.add(defined.get(value) ?? step);
  }
  const related =
    first === failedAt
      ? []
      : [
          {
            place: placeOf(program, outputAt(program, failedAt)),
            message: `${nameAt(program, failedAt)} averages over it`,
          },
        ];
  return diagnostic(
    "TP310",
    placeOf(program, outputAt(program, first)),
    `${nameAt(program, first)} is not finite in the limit`,
    "the limit must be a finite number; bound the function, or change the law",
    related,
  );
}

/** TP314 for the first average that rests on a few of `copies` copies, given the largest share by step. */
export function rareCopies(program: Program, shares: Float64Array, copies: number): Diagnostic[] {
  const step = shares.findIndex((share) => share > Math.max(LARGE_SHARE, LARGE_MULTIPLE / copies));
  if (step < 0) return [];
  const percent = Math.round(100 * shares[step]!);
  const text = `one copy of ${copies} makes up ${percent} % of an average for ${nameAt(program, step)}`;
  const hint = "its stated error may be too small: take more particles, or bound the function";
  return [diagnostic("TP314", placeOf(program, outputAt(program, step)), text, hint)];
}

function readsOf(program: Program, step: number): readonly ValueId[] {
  const instr = program.instrs[step];
  if (instr?.op === "matmul") return [instr.vector];
  return instr?.op === "nonlin" || instr?.op === "moment" ? instr.vectors : [];
}

function outputAt(program: Program, step: number): ValueId | undefined {
  const instr = program.instrs[step];
  return instr === undefined ? undefined : outputsOf(program, instr)[0];
}

function nameAt(program: Program, step: number): string {
  return program.values[outputAt(program, step) ?? -1]?.name ?? `step ${step}`;
}

function placeOf(program: Program, value: ValueId | undefined): Place {
  const place = program.values[value ?? -1]?.place;
  return place ?? { source: { name: program.name, text: "" }, span: { start: 0, end: 0 } };
}

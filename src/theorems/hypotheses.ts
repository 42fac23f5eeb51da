/** The hypotheses that theorems share, each a list of what fails, with its place. */

import type { Place } from "../diagnostics/source.ts";
import { constantValue } from "../ir/build.ts";
import type { InputGroup, ValueId } from "../ir/program.ts";
import { type ClassName, flawIn, wholeFunction } from "./classes/classes.ts";
import type { Facts, Flaw } from "./classes/facts.ts";
import { type LawFacts, lawFacts } from "./laws.ts";
import type { ClassifiedUse, ProgramFacts } from "./program-facts.ts";
import type { FailingHypothesis } from "./theorem-report.ts";

export function placeOfValue({ program }: ProgramFacts, value: ValueId): Place {
  const found = program.values[value]?.place;
  return found ?? { source: { name: program.name, text: "" }, span: { start: 0, end: 0 } };
}

/** Where the vector that is multiplied, or the average, is written. */
export function placeOfUse(facts: ProgramFacts, { instr, out }: ClassifiedUse): Place {
  return placeOfValue(facts, instr.op === "matmul" ? instr.vector : out);
}

/** A flaw of the function of a use as a failing hypothesis, at the place where the culprit is written. */
export function failure(facts: ProgramFacts, use: ClassifiedUse, hypothesis: string, flaw: Flaw): FailingHypothesis {
  const isWhole = flaw.node === wholeFunction;
  const node = isWhole ? use.body : flaw.node;
  const place = (isWhole ? undefined : facts.fused.placeOf(node)) ?? placeOfUse(facts, use);
  return { hypothesis, reason: `\`${facts.textOf(node)}\` ${flaw.reason}`, place };
}

/** Uses whose functions are not shown to be in a class; each culprit once. */
export function functionsIn(
  facts: ProgramFacts,
  name: ClassName,
  how: "local" | "joint",
  kind: "matmul" | "moment" | "any" = "any",
): readonly FailingHypothesis[] {
  const hypothesis = `${kind === "matmul" ? "functions before products" : kind === "moment" ? "averaged functions" : "functions"} are ${name}`;
  return uniqueFailures(
    facts.uses
      .filter((use) => kind === "any" || use.kind === kind)
      .flatMap((use) => {
        const flaw = flawIn(use[how], name);
        return flaw === undefined ? [] : [failure(facts, use, hypothesis, flaw)];
      }),
  );
}

/** E|f| is finite by the growth of f and the moments of the laws of the initial vectors. */
export function integrableFunctions(facts: ProgramFacts): readonly FailingHypothesis[] {
  const laws = facts.inputs.map(lawOf);
  const moments = Math.min(...laws.map((law) => law.moments));
  const order = Math.min(2, ...laws.map(({ exponentialOrder }) => exponentialOrder));
  const hypothesis = "functions are integrable";
  return uniqueFailures(
    facts.uses.flatMap((use) => {
      const flaw = integrabilityFlaw(use.local, moments, order);
      return flaw === undefined ? [] : [failure(facts, use, hypothesis, flaw)];
    }),
  );
}

function integrabilityFlaw({ flaws, degree, order: own }: Facts, moments: number, order: number): Flaw | undefined {
  if (flaws.total !== undefined) return flaws.total;
  if (flaws.growth !== undefined) return own < order ? undefined : flaws.growth;
  if (degree < moments || degree === 0) return undefined;
  const node = wholeFunction as Flaw["node"];
  return {
    node,
    reason: `grows like the power ${degree}, but a law has moments below ${moments} only`,
    kind: "growth",
  };
}

export function lawOf(group: InputGroup): LawFacts {
  return lawFacts(group.kind === "single" ? group.shape : { kind: "normal" });
}

/** Initial vectors whose laws do not fit; a vector of variance 0 is a constant. */
export function vectorsAre(
  facts: ProgramFacts,
  hypothesis: string,
  isFit: (law: LawFacts) => boolean,
  reason: (law: LawFacts) => string,
): readonly FailingHypothesis[] {
  return facts.inputs.flatMap((group) => {
    if (group.kind !== "single" || constantValue(facts.program.pool, group.variance) === 0) return [];
    const law = lawOf(group);
    if (isFit(law)) return [];
    const name = facts.program.values[group.member]?.name ?? "?";
    return [{ hypothesis, reason: `\`${name}\` ${reason(law)}`, place: placeOfValue(facts, group.member) }];
  });
}

/** Matrices whose entries do not fit. */
export function entriesAre(
  facts: ProgramFacts,
  hypothesis: string,
  isFit: (law: LawFacts) => boolean,
  reason: (law: LawFacts) => string,
): readonly FailingHypothesis[] {
  return facts.matrices.flatMap(({ matrix: id }) => {
    const matrix = facts.program.matrices[id];
    if (matrix === undefined) return [];
    const law = lawFacts(matrix.shape);
    if (isFit(law)) return [];
    return [{ hypothesis, reason: `the entries of \`${matrix.name}\` ${reason(law)}`, place: matrix.place }];
  });
}

/** No average is an argument of a later function. */
export function noAveragesFedBack(
  facts: ProgramFacts,
  isFit: (use: ClassifiedUse) => boolean,
): readonly FailingHypothesis[] {
  const use = facts.uses.find((one) => one.averages.length > 0 && !isFit(one));
  if (use === undefined) return [];
  const name = facts.program.values[use.averages[0] ?? -1]?.name ?? "?";
  return [
    {
      hypothesis: "no average is an argument of a function",
      reason: `\`${facts.textOf(use.body)}\` depends on the average \`${name}\``,
      place: placeOfUse(facts, use),
    },
  ];
}

/** The first failure of each culprit. */
function uniqueFailures(list: readonly FailingHypothesis[]): readonly FailingHypothesis[] {
  const seen = new Set<string>();
  return list.filter(({ reason, place }) => {
    const key = `${reason} ${place.span.start} ${place.source.name}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

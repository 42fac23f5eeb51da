/**
 * Which theorem covers a program. The hypotheses are those of the papers as far as a program can violate them; where
 * our rules cannot decide one, it counts as failing, and says so. Widths of different sizes with fixed ratios are
 * covered by all (Golikov and Yang 2022, section 3.3; Yang 2020b, appendix on variable dimensions).
 */
import type { Program } from "../ir/program.ts";
import { isBackpropagation } from "./backpropagation.ts";
import { classesOf, describeClass, flawIn, lipschitzConstant } from "./classes/classes.ts";
import {
  entriesAre,
  functionsIn,
  integrableFunctions,
  noAveragesFedBack,
  placeOfUse,
  placeOfValue,
  vectorsAre,
} from "./hypotheses.ts";
import { lawFacts } from "./laws.ts";
import { gatherFacts, type ProgramFacts } from "./program-facts.ts";
import type { ClassifiedFunction, FailingHypothesis, Mode, TheoremReport, TheoremVerdict } from "./theorem-report.ts";

/** Every theorem with its verdict, the classes of all functions, and what is in the way where no theorem applies. */
export function findTheorems(program: Program): TheoremReport {
  const facts = gatherFacts(program);
  const theorems = [
    lawOfLargeNumbers(facts),
    gaussianMaster(facts),
    nonGaussianMaster(facts),
    lipschitzVersion(facts),
    forwardPrograms(facts),
    backpropagation(facts),
    conditionalExpectations(facts),
  ];
  const giving = theorems.filter(({ mode }) => mode !== "in mean");
  const coveredBy = giving.filter(({ applies }) => applies).map(({ name }) => name);
  return {
    theorems,
    functions: facts.uses.map((use) => classified(facts, use)),
    coveredBy,
    formal: coveredBy.length > 0 ? undefined : obstacle(facts, giving),
  };
}

/** What is in the way of the theorem that comes nearest; without its matrices a program would be another one. */
function obstacle({ matrices }: ProgramFacts, theorems: readonly TheoremVerdict[]): FailingHypothesis | undefined {
  const [ofAverages, ...others] = theorems;
  const candidates = matrices.length === 0 && ofAverages !== undefined ? [ofAverages] : others;
  return [...candidates].sort((a, b) => a.failing.length - b.failing.length)[0]?.failing[0];
}

function classified(facts: ProgramFacts, use: ProgramFacts["uses"][number]): ClassifiedFunction {
  return {
    text: facts.textOf(use.body),
    use: use.kind,
    place: placeOfUse(facts, use),
    description: describeClass(use.local),
    classes: classesOf(use.local),
    lipschitz: lipschitzConstant(use.local),
  };
}

function verdict(
  name: string,
  source: string,
  mode: Mode,
  failing: readonly FailingHypothesis[],
  remarks: readonly string[] = [],
): TheoremVerdict {
  const applies = failing.length === 0;
  return { name, source, applies, mode, failing, remarks: applies ? remarks : [] };
}

function noMatrices(facts: ProgramFacts): readonly FailingHypothesis[] {
  const [first] = facts.matrices;
  const matrix = first === undefined ? undefined : facts.program.matrices[first.matrix];
  if (matrix === undefined) return [];
  const reason = `there is the matrix \`${matrix.name}\``;
  return [{ hypothesis: "there is no matrix", reason, place: matrix.place }];
}

/** Averages of iid coordinates; averages that feed later functions must do so continuously. */
function lawOfLargeNumbers(facts: ProgramFacts): TheoremVerdict {
  const failing = [
    ...noMatrices(facts),
    ...integrableFunctions(facts),
    ...noAveragesFedBack(facts, ({ local }) => flawIn(local, "pseudo-Lipschitz") === undefined),
  ];
  return verdict("law of large numbers", "Kolmogorov 1933", "almost sure", failing);
}

const normalEntries = (facts: ProgramFacts): readonly FailingHypothesis[] =>
  entriesAre(
    facts,
    "matrices have normal entries",
    ({ image }) => image === "linear",
    ({ name }) => `have the law ${name}`,
  );

const noContinuousImage = (name: string): string =>
  `has the law ${name}, which is the image of no such function of normal vectors`;

function gaussianMaster(facts: ProgramFacts): TheoremVerdict {
  const failing = [
    ...normalEntries(facts),
    ...functionsIn(facts, "pseudo-Lipschitz", "local"),
    ...vectorsAre(
      facts,
      "vectors are pseudo-Lipschitz images of normal ones",
      ({ image }) => image !== "none",
      ({ name }) => noContinuousImage(name),
    ),
  ];
  return verdict("Gaussian Master Theorem", "Yang 2019a; Yang 2020b, Theorem 2.10", "almost sure", failing);
}

/** A matrix that is used together with its transpose, at the later of the two products. */
function noTransposes(facts: ProgramFacts): readonly FailingHypothesis[] {
  return facts.matrices.flatMap(({ matrix, plain, transposed }) => {
    if (plain === undefined || transposed === undefined) return [];
    const name = facts.program.matrices[matrix]?.name ?? "?";
    const place = placeOfValue(facts, Math.max(plain, transposed) as typeof plain);
    return [
      { hypothesis: "no matrix meets its transpose", reason: `both \`${name}\` and \`${name}.T\` are used`, place },
    ];
  });
}

function forwardPrograms(facts: ProgramFacts): TheoremVerdict {
  const isTame = facts.uses.every(({ local }) => flawIn(local, "polynomially bounded") === undefined);
  const failing = [
    ...normalEntries(facts),
    ...noTransposes(facts),
    ...integrableFunctions(facts),
    // Jumps are allowed, so that any law is an image; its tails must leave |f| <= exp(C |z|^(2 - e)).
    ...vectorsAre(
      facts,
      "functions of vectors are controlled",
      ({ image, moments }) => image === "linear" || (isTame && moments === Number.POSITIVE_INFINITY),
      ({ name }) => `has the law ${name}, and functions of it may grow too fast`,
    ),
    ...noAveragesFedBack(facts, ({ local }) => flawIn(local, "pseudo-Lipschitz") === undefined),
  ];
  return verdict("forward programs", "Yang 2019b, Theorem 5.4", "almost sure", failing);
}

function backpropagation(facts: ProgramFacts): TheoremVerdict {
  const backward = isBackpropagation(facts);
  const failing: FailingHypothesis[] = [
    ...normalEntries(facts),
    ...functionsIn(facts, "polynomially bounded", "local"),
    ...vectorsAre(
      facts,
      "vectors are normal",
      ({ image }) => image === "linear",
      ({ name }) => `has the law ${name}`,
    ),
    ...noAveragesFedBack(facts, () => false),
  ];
  if (!backward.ok) {
    const { out, reason } = backward;
    const name = facts.program.values[out]?.name ?? "?";
    const hypothesis = "transposes are used as in backpropagation";
    failing.push({ hypothesis, reason: `\`${name}\` ${reason}`, place: placeOfValue(facts, out) });
  }
  return verdict("backpropagation programs", "Yang 2020a, BP-like programs", "almost sure", failing);
}

function entriesWithoutMoments(facts: ProgramFacts): readonly FailingHypothesis[] {
  return entriesAre(
    facts,
    "entries of matrices have all moments",
    ({ moments }) => moments === Number.POSITIVE_INFINITY,
    ({ name, moments }) => `have the law ${name}, with moments below ${moments} only`,
  );
}

function nonGaussianMaster(facts: ProgramFacts): TheoremVerdict {
  const failing = [
    ...entriesWithoutMoments(facts),
    ...functionsIn(facts, "polynomially smooth", "joint"),
    ...vectorsAre(
      facts,
      "vectors are polynomially smooth images of normal ones",
      ({ image }) => image !== "none",
      ({ name }) => noContinuousImage(name),
    ),
  ];
  const name = "non-Gaussian Master Theorem";
  return verdict(
    name,
    "Golikov and Yang 2022, Theorem 3.3.7",
    "almost sure and in every L^p",
    failing,
    momentRemarks(facts),
  );
}

/** An output that is an unbounded function of averages, q / c, need not converge in mean where q and c do. */
function momentRemarks({ outputs, program }: ProgramFacts): readonly string[] {
  const [worst] = outputs.filter(({ facts }) => flawIn(facts, "polynomially bounded") !== undefined);
  if (worst === undefined) return [];
  const name = program.values[worst.value]?.name ?? "?";
  return [`in L^p only the averages: \`${name}\` is not shown to be a polynomially bounded function of them`];
}

const lipschitzVectors = (facts: ProgramFacts): readonly FailingHypothesis[] =>
  vectorsAre(
    facts,
    "vectors are Lipschitz images of normal ones",
    ({ image }) => image === "linear" || image === "smooth and Lipschitz",
    ({ name }) => noContinuousImage(name),
  );

function lipschitzVersion(facts: ProgramFacts): TheoremVerdict {
  const laws = facts.matrices.flatMap(({ matrix }) => facts.program.matrices[matrix]?.shape ?? []).map(lawFacts);
  const failing = [
    ...entriesAre(
      facts,
      "entries of matrices have four moments",
      ({ moments }) => moments > 4,
      ({ name, moments }) => `have the law ${name}, with moments below ${moments} only`,
    ),
    ...functionsIn(facts, "Lipschitz", "joint"),
    ...lipschitzVectors(facts),
  ];
  const mode = laws.every(({ isSubGaussian }) => isSubGaussian) ? "almost sure and in every L^p" : "almost sure";
  const gap = laws.some(({ moments }) => moments !== Number.POSITIVE_INFINITY);
  const remarks = gap
    ? ["the theorem is stated for entries with four moments; a step of its proof uses all of them"]
    : [];
  return verdict("Lipschitz version", "Golikov and Yang 2022, Theorem A.3.2", mode, failing, [
    ...remarks,
    ...(mode === "almost sure" ? [] : momentRemarks(facts)),
  ]);
}

/** Means over part of the randomness, the mean of an output over all of it among them. */
function conditionalExpectations(facts: ProgramFacts): TheoremVerdict {
  const isNormal = facts.matrices.every(({ matrix }) => facts.program.matrices[matrix]?.shape.kind === "normal");
  const isSmooth = facts.uses.every(({ joint }) => flawIn(joint, "polynomially smooth") === undefined);
  const failing = [
    ...entriesWithoutMoments(facts),
    ...(isSmooth ? [] : functionsIn(facts, isNormal ? "pseudo-Lipschitz" : "polynomially smooth", "joint")),
    ...functionsIn(facts, "linearly bounded", "joint", "matmul"),
    ...functionsIn(facts, "quadratically bounded", "joint", "moment"),
    ...lipschitzVectors(facts),
  ];
  const source = "Golikov and Yang 2022, Theorems A.2.2 and A.2.3";
  return verdict("conditional expectations", source, "in mean", failing);
}

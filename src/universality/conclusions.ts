/**
 * What a study says in sentences: of matrix-like tensors from the runs with other matrices, of vector-like ones from
 * those with all tensors exchanged, and of laws that are outside of all theorems what was seen.
 */
import { formatPlain } from "../report/numbers.ts";
import type { Experiment, UniversalityStudy } from "./study.ts";
import type { Swap } from "./swap-laws.ts";
import type { TensorClass } from "./tensors.ts";

/** One sentence a line. */
export function conclusions(study: UniversalityStudy): readonly string[] {
  const { tensors, alpha, trials } = study;
  const has = (kind: TensorClass) => tensors.some((tensor) => tensor.kind === kind && tensor.used);
  return [
    has("matrix-like")
      ? `matrix-like: ${agreement(study, "matrices")}`
      : "no output depends on a matrix: exchanging their laws changes nothing",
    ...(has("vector-like") ? [`vector-like: ${agreement(study, "all tensors")}${movement(study)}`] : []),
    ...study.experiments.flatMap(outsideLines),
    ...study.experiments.flatMap(skewLine),
    noiseLine(study),
    `a prediction that is right is contradicted with probability at most ${formatPlain(alpha, 2)}, over all runs; ${trials} trials`,
    ...(study.partial ? ["partial: interrupted before all runs were done"] : []),
  ];
}

function agreement({ experiments }: UniversalityStudy, swap: Swap): string {
  const judged = experiments.filter((one) => one.swap === swap && one.verdict !== undefined);
  if (judged.length === 0) return "theory has no prediction for these laws";
  const group = (verdict: Experiment["verdict"], words: string) => {
    const laws = judged.filter((one) => one.verdict === verdict).map(({ law }) => law);
    return laws.length === 0 ? [] : [`${words} ${laws.join(", ")}`];
  };
  const what = swap === "matrices" ? "the Gaussian limit" : "the limit with these laws of the vectors";
  return [
    ...group("agree", `the measurement agrees with ${what} under`),
    ...group("undecided", "too few trials or too narrow to tell under"),
    ...group("disagree", `the measurement CONTRADICTS ${what} under`),
  ].join("; ");
}

/** Under which laws of the vectors the predicted limits are others than the Gaussian ones. */
function movement({ experiments, limits }: UniversalityStudy): string {
  const known = experiments.filter(({ swap, verdict }) => swap === "all tensors" && verdict !== undefined);
  const moving = known.filter(({ outputs }) =>
    outputs.some(({ name, tendency: { predicted, predictedError } }) => {
      const limit = limits.find((one) => one.name === name);
      if (limit === undefined || predicted === undefined) return false;
      return Math.abs(predicted - limit.value) > 2 * (predictedError + limit.error) + 1e-9;
    }),
  );
  if (known.length === 0) return "";
  return moving.length === 0
    ? "; these limits are the Gaussian ones: of the vectors they read only means and covariances"
    : `; by theory limits move under ${moving.map(({ law }) => law).join(", ")}`;
}

/** A law without four moments: the outputs that keep a distance at the largest width. */
function outsideLines({ law, swap, reach, outputs }: Experiment): readonly string[] {
  if (reach !== "outside" || swap === undefined) return [];
  const far = outputs.filter(({ reading }) => reading === "distance").map(({ name }) => name);
  const seen =
    far.length === 0 ? "no output is far from the Gaussian run at the largest width" : `${listed(far)} kept a distance`;
  return [`${law}, ${swap}: fewer than four moments, no theorem and no prediction; ${seen}`];
}

function skewLine({ law, swap, isSkewed }: Experiment): readonly string[] {
  return isSkewed && swap === "matrices"
    ? [`${law} is skewed: means approach their limits like n^(-1/2), not 1/n`]
    : [];
}

function noiseLine({ experiments }: UniversalityStudy): string {
  const readings = experiments.flatMap(({ swap, outputs }) =>
    swap === undefined ? [] : outputs.flatMap(({ reading }) => (reading === undefined ? [] : [reading])),
  );
  const count = (reading: string) => readings.filter((one) => one === reading).length;
  return (
    `of ${readings.length} distances at the largest width ${count("distance")} are more than twice the noise of so many ` +
    `trials, ${count("partly noise")} stand out from it, ${count("noise")} do not`
  );
}

/** A few names. */
function listed(names: readonly string[]): string {
  return names.length <= 4 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
}

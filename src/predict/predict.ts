/**
 * From kernels and targets to predictions: the networks trained by gradient flow for each of the given times, and the
 * Bayesian posterior of a network with random weights. What cannot be predicted is told with the outputs that are why.
 */
import { type Diagnostic, diagnostic, failure, type Outcome, success } from "../diagnostics/diagnostic.ts";
import { unreachable } from "../diagnostics/invariant.ts";
import type { Place } from "../diagnostics/source.ts";
import type { Kernels } from "./assemble.ts";
import { checkProblem } from "./check-problem.ts";
import { flowCovariance, flowMean, type Values } from "./gradient-flow.ts";
import type { Block } from "./kernel.ts";
import { posteriorCovariance, posteriorMean } from "./posterior.ts";
import { findFault, type KernelFault } from "./singular.ts";
import { findSpectrum, type Spectrum } from "./spectrum.ts";

export interface PredictOptions {
  /** `ntk` trains all parameters of the tangent kernel, `nngp` is the posterior. */
  readonly kernel: "ntk" | "nngp" | "both";
  /** Times of training, learning rate times steps, 0 to infinity. */
  readonly times: readonly number[];
  /** The penalty `ridge / 2 |theta - theta_0|^2` of training. */
  readonly ridge: number;
  /** The variance of the errors of the targets, for the posterior. */
  readonly noise: number;
}

/** A regression by kernels. */
export interface Problem extends PredictOptions {
  /** Names of the outputs, for messages. */
  readonly train: readonly string[];
  readonly test: readonly string[];
  readonly kernels: Kernels;
  readonly targets: Float64Array;
  /** How much the squared error of each training output counts: the loss is `1/2 sum_i w_i (f_i - y_i)^2`. */
  readonly weights: Float64Array;
  /** Where mistakes in the choice of the training outputs are shown. */
  readonly place: Place;
}

/** The law of the test outputs, normal over the random initial weights. */
export interface Law {
  readonly kernel: "ntk" | "nngp";
  /** Undefined for the posterior. */
  readonly time: number | undefined;
  readonly mean: Values;
  /** Variances (m x 1) or all covariances (m x m). */
  readonly covariance: Block;
}

/**
 * The laws that `problem` asks for. Errors: TP432 (parts that do not fit), TP433 (no kernel, or a singular one). Where a
 * singular kernel stands in the way of some of them only, the others are given, with a warning (TP436) for those.
 */
export function predictOutputs(problem: Problem): Outcome<readonly Law[]> {
  const misfits = checkProblem(problem);
  if (misfits.length > 0) return failure(misfits);
  const { kernel, kernels, times, targets, weights, ridge, noise } = problem;
  const laws: Law[] = [];
  const obstacles: Obstacle[] = [];
  if (kernels.ntk !== undefined && kernel !== "nngp") {
    const { ntk, nngp } = kernels;
    const initial = { train: targets.map(() => 0), test: new Float64Array(problem.test.length) };
    const spectra = new Map<boolean, Spectrum>();
    const faults = new Map<boolean, Obstacle>();
    for (const time of times) {
      // A finite time needs no inverse of the kernel.
      const toTheEnd = time === Number.POSITIVE_INFINITY;
      const spectrum =
        spectra.get(toTheEnd) ??
        findSpectrum(ntk.train, toTheEnd ? weightsAtTheEnd(ntk.train, weights, ridge) : weights, ridge);
      spectra.set(toTheEnd, spectrum);
      const fault = findFault(ntk.train, spectrum, !toTheEnd);
      if (fault !== undefined) faults.set(toTheEnd, { kernel: "ntk", what: trainedAt(toTheEnd), fault });
      else {
        const mean = flowMean(ntk, spectrum, targets, initial, time);
        laws.push({ kernel: "ntk", time, mean, covariance: flowCovariance(ntk, spectrum, nngp, time) });
      }
    }
    const [first] = faults.values();
    if (first !== undefined) obstacles.push(first);
  }
  if (kernel !== "ntk") {
    const { nngp } = kernels;
    const ones = new Float64Array(targets.length).fill(1);
    const spectrum = findSpectrum(nngp.train, weightsAtTheEnd(nngp.train, ones, noise), noise);
    const fault = findFault(nngp.train, spectrum, false);
    if (fault !== undefined) obstacles.push({ kernel: "nngp", what: "the posterior", fault });
    else {
      const mean = posteriorMean(nngp, spectrum, targets);
      laws.push({ kernel: "nngp", time: undefined, mean, covariance: posteriorCovariance(nngp, spectrum, noise) });
    }
  }
  const isPart = laws.length > 0;
  const diagnostics = obstacles.map((obstacle) => describeObstacle(obstacle, problem, isPart));
  if (!isPart) return failure(diagnostics);
  const [wrong] = laws.flatMap((law) => [...describeOverflow(law, problem), ...describeNegative(law, problem)]);
  return wrong === undefined ? success(laws, diagnostics) : failure([wrong, ...diagnostics]);
}

/**
 * The weights to compute a training to the end with. Without a penalty its result does not depend on them, and those
 * that make all diagonal entries 1 lose the fewest digits (van der Sluis 1969), however different the sizes of the
 * outputs are.
 */
function weightsAtTheEnd({ values, rows: n }: Block, weights: Float64Array, penalty: number): Float64Array {
  if (penalty > 0) return weights;
  return weights.map((weight, i) => {
    const balancing = 1 / values[i * n + i]!;
    return balancing > 0 && balancing < Number.POSITIVE_INFINITY ? balancing : weight;
  });
}

/** What cannot be predicted, and the fault of the kernel that is why. */
interface Obstacle {
  readonly kernel: "ntk" | "nngp";
  readonly what: string;
  readonly fault: KernelFault;
}

function trainedAt(toTheEnd: boolean): string {
  return toTheEnd ? "the network trained to the end" : "the trained network";
}

/** A prediction that is too large for a number. */
function describeOverflow({ mean, covariance }: Law, { test, place }: Problem): readonly Diagnostic[] {
  const { rows, cols, values } = covariance;
  const at = test.findIndex(
    (_, i) => !Number.isFinite((mean.values[i] ?? 0) + (values[cols === 1 ? i : i * rows + i] ?? 0)),
  );
  if (at < 0) return [];
  const message = `the prediction of \`${test[at] ?? "?"}\` is too large for a number`;
  return [diagnostic("TP432", place, message, "predictions are linear in the targets: scale these, or the weights")];
}

/** A variance that no error explains: the kernels of the test outputs do not belong to the others. */
function describeNegative({ kernel, covariance }: Law, { test, place }: Problem): readonly Diagnostic[] {
  const { rows, cols, values, errors } = covariance;
  for (let i = 0; i < rows; i++) {
    const at = cols === 1 ? i : i * cols + i;
    const [value, error] = [values[at] ?? 0, errors[at] ?? 0];
    if (!(value < -2 * error)) continue;
    const title = kernel === "ntk" ? "the kernels give" : "the NNGP kernel gives";
    const message = `${title} \`${test[i] ?? "?"}\` the negative variance ${value.toPrecision(3)}`;
    const hint = "these numbers are no kernel; is one of them wrong, or too inaccurate (--tol 1e-8)?";
    return [diagnostic("TP433", place, message, hint)];
  }
  return [];
}

const mostNamed = 5;

/** An error, or the warning that the other laws go without this one. */
function describeObstacle({ kernel, what, fault }: Obstacle, problem: Problem, isPart: boolean): Diagnostic {
  const { train, place } = problem;
  const name = (index: number) => `\`${train[index] ?? "?"}\``;
  const title = kernel === "ntk" ? "the tangent kernel" : "the NNGP kernel";
  const remedy =
    kernel === "ntk"
      ? "give a finite --time or --ridge 1e-6"
      : `allow for errors of the targets, --noise 1e-6${problem.kernel === "both" ? ", or do without the posterior: --kernel ntk" : ""}`;
  const leave = (left: string) => `leave ${left} out, or ${remedy}`;
  const refuse = (message: string, hint: string) =>
    isPart
      ? diagnostic("TP436", place, `${what} is left out: ${message}`, hint)
      : diagnostic("TP433", place, message, hint);
  switch (fault.kind) {
    case "negative": {
      const message = `${title} of the training outputs has a negative eigenvalue, ${fault.part.toPrecision(3)} times the largest in size`;
      return refuse(message, "these numbers are no kernel; is one of them wrong, or too inaccurate (--tol 1e-8)?");
    }
    case "zero":
      return refuse(`${title} is singular: ${name(fault.index)} is always 0`, leave("it"));
    case "proportional": {
      const [first, second] = [name(fault.first), name(fault.second)];
      const relation =
        fault.factor === 1
          ? `${first} and ${second} have the same kernel row`
          : `the kernel row of ${second} is ${Number(fault.factor.toPrecision(6))} times that of ${first}`;
      return refuse(`${title} is singular: ${relation}`, leave("one of them"));
    }
    case "dependent": {
      const shown = fault.indices.slice(0, mostNamed).map(name);
      const more = fault.indices.length > mostNamed ? ` and ${fault.indices.length - mostNamed} more` : "";
      const message = `${title} is singular: a combination of ${shown.join(", ")}${more} is always 0`;
      return refuse(message, leave("one of them"));
    }
    default:
      return unreachable(fault);
  }
}

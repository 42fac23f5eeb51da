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
import { findSpectrum } from "./spectrum.ts";

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

/** The laws that `problem` asks for. Errors: TP432 (parts that do not fit), TP433 (no kernel, or a singular one). */
export function predictOutputs(problem: Problem): Outcome<readonly Law[]> {
  const misfits = checkProblem(problem);
  if (misfits.length > 0) return failure(misfits);
  const { kernel, kernels, times, targets, weights, ridge, noise } = problem;
  const laws: Law[] = [];
  const diagnostics: Diagnostic[] = [];
  if (kernels.ntk !== undefined && kernel !== "nngp") {
    const { ntk, nngp } = kernels;
    const spectrum = findSpectrum(ntk.train, weights, ridge);
    const allFinite = times.every((time) => time < Number.POSITIVE_INFINITY);
    const fault = findFault(ntk.train, spectrum, allFinite);
    if (fault !== undefined) diagnostics.push(describeFault("ntk", fault, problem));
    else {
      const initial = { train: targets.map(() => 0), test: new Float64Array(problem.test.length) };
      for (const time of times) {
        const mean = flowMean(ntk, spectrum, targets, initial, time);
        laws.push({ kernel: "ntk", time, mean, covariance: flowCovariance(ntk, spectrum, nngp, time) });
      }
    }
  }
  if (kernel !== "ntk") {
    const { nngp } = kernels;
    const spectrum = findSpectrum(nngp.train, new Float64Array(targets.length).fill(1), noise);
    const fault = findFault(nngp.train, spectrum, false);
    if (fault !== undefined) diagnostics.push(describeFault("nngp", fault, problem));
    else {
      const mean = posteriorMean(nngp, spectrum, targets);
      laws.push({ kernel: "nngp", time: undefined, mean, covariance: posteriorCovariance(nngp, spectrum, noise) });
    }
  }
  if (diagnostics.length === 0) diagnostics.push(...laws.flatMap((law) => describeNegative(law, problem)).slice(0, 1));
  return diagnostics.length > 0 ? failure(diagnostics) : success(laws);
}

/** A variance that no error explains: the kernels of the test outputs do not belong to the others. */
function describeNegative({ kernel, covariance }: Law, { test, place }: Problem): readonly Diagnostic[] {
  const { rows, cols, values, errors } = covariance;
  for (let i = 0; i < rows; i++) {
    const at = cols === 1 ? i : i * cols + i;
    const [value, error] = [values[at] ?? 0, errors[at] ?? 0];
    if (value >= -2 * error) continue;
    const title = kernel === "ntk" ? "the kernels give" : "the NNGP kernel gives";
    const message = `${title} \`${test[i] ?? "?"}\` the negative variance ${value.toPrecision(3)}`;
    const hint = "these numbers are no kernel; is one of them wrong, or too inaccurate (--tol 1e-8)?";
    return [diagnostic("TP433", place, message, hint)];
  }
  return [];
}

const mostNamed = 5;

function describeFault(kernel: "ntk" | "nngp", fault: KernelFault, { train, place }: Problem): Diagnostic {
  const name = (index: number) => `\`${train[index] ?? "?"}\``;
  const title = kernel === "ntk" ? "the tangent kernel" : "the NNGP kernel";
  const leave = (what: string) =>
    `leave ${what} out, or ${kernel === "ntk" ? "give a finite --time or --ridge 1e-6" : "allow for errors of the targets: --noise 1e-6"}`;
  const refuse = (message: string, hint: string) => diagnostic("TP433", place, message, hint);
  switch (fault.kind) {
    case "negative": {
      const message = `${title} of the training outputs has the negative eigenvalue ${fault.value.toPrecision(3)}`;
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

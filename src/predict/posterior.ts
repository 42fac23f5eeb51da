/**
 * Bayesian regression with the covariance of a wide random network as prior (NNGP): the law of the test outputs given
 * that the training outputs, each with an independent normal error of variance `noise`, are the targets:
 * `mean = K(x,X) (K + noise)^{-1} y`, `covariance = K(x,x') - K(x,X) (K + noise)^{-1} K(X,x')`. It is the gradient flow
 * of the readout weights alone at infinite time, which is how it is computed.
 */
import { flowCovariance, flowMean, type Values } from "./gradient-flow.ts";
import { type Block, type PriorKernel, withDiagonal } from "./kernel.ts";
import type { Spectrum } from "./spectrum.ts";

/** Of the m test outputs; `spectrum` is that of `prior.train` with weights 1 and the ridge `noise`. */
export function posteriorMean(prior: PriorKernel, spectrum: Spectrum, targets: Float64Array): Values {
  const initial = { train: targets.map(() => 0), test: new Float64Array(prior.test.rows) };
  return flowMean(prior, spectrum, targets, initial, Number.POSITIVE_INFINITY);
}

/** The covariance has the shape of `prior.test`. */
export function posteriorCovariance(prior: PriorKernel, spectrum: Spectrum, noise: number): Block {
  const noisy = { ...prior, train: withDiagonal(prior.train, noise) };
  return flowCovariance(prior, spectrum, noisy, Number.POSITIVE_INFINITY);
}

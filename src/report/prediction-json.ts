/**
 * Predictions as a JSON document (docs/predict.md). The names of the fields are a contract with scripts: fields may be
 * added, never renamed.
 */
import type { Law, Prediction } from "../prediction.ts";

export function predictionJson({ program, train, test, tangent, ridge, noise, covariance, laws }: Prediction) {
  const { wrt, convention } = tangent;
  const predictions = laws.map((law) => lawJson(law, test, covariance));
  return { program, train, wrt: wrt ?? null, convention, ridge, noise, predictions };
}

function lawJson({ kernel, time, mean, covariance }: Law, test: readonly string[], all: boolean) {
  const { cols, values, errors } = covariance;
  const outputs = test.map((name, i) => {
    const at = all ? i * cols + i : i;
    const variance = { variance: values[at], varianceError: errors[at] };
    return [name, { mean: mean.values[i], meanError: mean.errors[i], ...variance }] as const;
  });
  return {
    kernel,
    // JSON has no infinity; the posterior has no time.
    time: time === undefined ? null : time === Number.POSITIVE_INFINITY ? "inf" : time,
    outputs: Object.fromEntries(outputs),
    ...(all ? { covariance: test.map((_, i) => [...values.subarray(i * cols, (i + 1) * cols)]) } : {}),
  };
}

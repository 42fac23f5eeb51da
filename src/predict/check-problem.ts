/** Whether the parts of a regression fit together, for kernels that come from outside. */
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import type { Block } from "./kernel.ts";
import type { Problem } from "./predict.ts";

/** What does not fit: shapes, amounts (TP432), numbers that are none (TP433). At most one complaint. */
export function checkProblem(problem: Problem): readonly Diagnostic[] {
  const { train, test, kernels, targets, weights, times, ridge, noise, place } = problem;
  const [n, m] = [train.length, test.length];
  const refuse = (message: string, hint: string) => [diagnostic("TP432", place, message, hint)];
  const blocks: readonly (readonly [string, Block, number, readonly number[]])[] = [
    ...(kernels.ntk === undefined ? [] : ([["ntk.train", kernels.ntk.train, n, [n]]] as const)),
    ...(kernels.ntk === undefined ? [] : ([["ntk.cross", kernels.ntk.cross, m, [n]]] as const)),
    ["nngp.train", kernels.nngp.train, n, [n]],
    ["nngp.cross", kernels.nngp.cross, m, [n]],
    ["nngp.test", kernels.nngp.test, m, [m, 1]],
  ];
  for (const [name, { rows, cols, values, errors }, expectedRows, expectedCols] of blocks) {
    const isWhole = values.length === rows * cols && errors.length === rows * cols;
    if (!isWhole || rows !== expectedRows || !expectedCols.includes(cols)) {
      const wanted = expectedCols.map((count) => `${expectedRows} x ${count}`).join(" or ");
      return refuse(`${name} is ${rows} x ${cols}`, `for ${n} training and ${m} test outputs it is ${wanted}`);
    }
    const at = values.findIndex((value, k) => !Number.isFinite(value) || !((errors[k] ?? Number.NaN) >= 0));
    if (at >= 0) {
      const entry = `entry (${Math.floor(at / cols) + 1}, ${(at % cols) + 1}) of ${name}`;
      return [diagnostic("TP433", place, `${entry} is ${values[at]} ± ${errors[at]}`, "kernels are finite numbers")];
    }
  }
  if (problem.kernel !== "nngp" && kernels.ntk === undefined) {
    return refuse("there is no tangent kernel", 'give one, or take the kernel "nngp"');
  }
  if (n === 0) return refuse("there is no training output", "at least one has a target");
  if (targets.length !== n || weights.length !== n) {
    return refuse(`${targets.length} targets and ${weights.length} weights for ${n} training outputs`, "one for each");
  }
  const isFine =
    targets.every(Number.isFinite) && weights.every((weight) => weight > 0 && weight < Number.POSITIVE_INFINITY);
  if (!isFine) return refuse("a target or a weight is out of range", "targets are finite, weights finite and positive");
  if (![...times, ridge, noise].every((amount) => amount >= 0) || !Number.isFinite(ridge + noise)) {
    return refuse("a time, the ridge or the noise is out of range", "they are at least 0, and only times are infinite");
  }
  return [];
}

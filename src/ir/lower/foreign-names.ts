/** Names that other languages and papers have for what this one writes otherwise. */

const functions: Readonly<Record<string, string>> = {
  E: "an expectation is the limit of `moment(x)`",
  mean: "the average over coordinates is `moment(x)`",
  avg: "the average over coordinates is `moment(x)`",
  average: "the average over coordinates is `moment(x)`",
  var: "a variance is `moment(x^2) - moment(x)^2`",
  dot: "the inner product divided by the width is `moment(x * y)`",
  inner: "the inner product divided by the width is `moment(x * y)`",
  norm: "the squared length divided by the width is `moment(x^2)`",
  transpose: "a transpose is written `W.T`",
  t: "a transpose is written `W.T`",
  tr: "a trace is `moment(z * (W @ z))` with a fresh `vector z ~ normal(0, 1)`",
  trace: "a trace is `moment(z * (W @ z))` with a fresh `vector z ~ normal(0, 1)`",
  ln: "the natural logarithm is `log(x)`",
  sigma: "the logistic function is `sigmoid(x)`",
  heaviside: "the step function is `step(x)`",
  sgn: "the sign is `sign(x)`",
  pow: "a power is written `x^2`",
  square: "a square is written `x^2`",
  swish: "it is `silu(x)` here",
  softmax: "write it out: exp(a) divided by the sum of the exponentials",
  identity: "the identity needs no matrix: write `x` for `I @ x`",
  eye: "the identity needs no matrix: write `x` for `I @ x`",
  print: "results are reported by `output`",
  range: "a range is written `i in 1..B`",
};

const values: Readonly<Record<string, string>> = {
  E: "an expectation is the limit of `moment(x)`",
  T: "a transpose is written `W.T`",
  pi: "write `param pi = 3.141592653589793`",
  e: "the exponential function is `exp(x)`",
  inf: "numbers are finite",
  True: "a condition is written with `<`, `==`, `and`, `or`, `not`",
  False: "a condition is written with `<`, `==`, `and`, `or`, `not`",
};

/** What to write instead of a function that is not defined, or of a name. */
export function hintForForeign(name: string, use: "function" | "value"): string | undefined {
  const table = use === "function" ? functions : values;
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

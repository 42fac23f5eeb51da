/** Random programs with loops: states that feed on earlier states, through one matrix or several, both ways. */
import fc from "fast-check";

/** One statement of the loop as numbers; every list of them is a program. */
interface Choice {
  readonly what: number;
  readonly first: number;
  readonly second: number;
}

const choice: fc.Arbitrary<Choice> = fc.record({ what: fc.nat(999), first: fc.nat(99), second: fc.nat(99) });

const states = ["x", "y", "z"] as const;
const functions = ["tanh", "relu", "erf", "sin"] as const;

export const loopPrograms: fc.Arbitrary<string> = fc
  .record({
    steps: fc.integer({ min: 2, max: 6 }),
    inputs: fc.integer({ min: 1, max: 2 }),
    statements: fc.array(choice, { minLength: 1, maxLength: 3 }),
    outputs: fc.array(choice, { minLength: 1, maxLength: 3 }),
  })
  .map(({ steps, inputs, statements, outputs }) => {
    const used = states.slice(0, statements.length);
    const lines = [
      `param T = ${steps}`,
      `param B = ${inputs}`,
      "width n",
      "vector u[i in 1..B] ~ normal(0, 1)",
      "vector e[t in 1..T] ~ normal(0, 1)",
      "matrix W ~ normal(0, 1 / n)",
      "matrix V[t in 1..T] ~ normal(0, 0.5 / n)",
      "for i in 1..B {",
      ...used.map((state) => `  ${state}[0, i] = u[i]`),
      "}",
      "for t in 1..T, i in 1..B {",
      ...statements.map((c, k) => `  ${states[k] ?? "x"}[t, i] = ${statementText(c, used.slice(0, k), used)}`),
      "}",
      ...outputs.map((c, k) => outputText(c, k, used)),
    ];
    return `${lines.join("\n")}\n`;
  });

/** `now` are the states that this step has computed already. */
function statementText({ what, first, second }: Choice, now: readonly string[], all: readonly string[]): string {
  const vector = (index: number): string => {
    const at = index % (now.length + all.length);
    return at < now.length ? `${now[at]}[t, i]` : `${all[at - now.length]}[t-1, i]`;
  };
  const [a, b] = [vector(first), vector(second)];
  const phi = functions[(first + second) % functions.length] ?? "tanh";
  const texts = [
    `W @ ${phi}(${a})`,
    `V[t] @ ${phi}(${a})`,
    `W @ ${phi}(${a}) + 0.5 * e[t]`,
    `tanh(W.T @ ${phi}(${a}))`,
    `${a} + 0.3 * W @ ${phi}(${b})`,
    `${phi}(${a}) * moment(${b}^2)`,
    `0.5 * ${a} + ${phi}(${b}) / t`,
    `${a} - 0.1 * (moment(${a} * ${b}) - 1) * ${phi}(${b})`,
    `tanh((W + outer(tanh(${a}), tanh(${b})) / n) @ tanh(${b}))`,
    `${phi}(W.T @ tanh(W @ tanh(${a})))`,
  ];
  return texts[what % texts.length] ?? a;
}

function outputText({ what, first, second }: Choice, k: number, all: readonly string[]): string {
  const [a, b] = [all[first % all.length] ?? "x", all[second % all.length] ?? "x"];
  const texts = [
    `for t in 1..T, i in 1..B, j in 1..i { q${k}[t, i, j] = moment(${a}[t, i] * ${b}[t, j])\n output q${k}[t, i, j] }`,
    `for t in 1..T, s in 1..t { q${k}[t, s] = moment(${a}[t, 1] * ${b}[s, 1])\n output q${k}[t, s] }`,
    `output q${k} = moment(tanh(${a}[T, 1]) * ${b}[T, 1])`,
  ];
  return texts[what % texts.length] ?? "";
}

/** Laws of trials with limit 1, of the kinds that outputs have: biased, skewed, heavy-tailed. */
import type { Random } from "../random.ts";

export interface TrialLaw {
  readonly name: string;
  draw(random: Random, n: number): number;
}

const exponential = (random: Random) => -Math.log(random.uniform());
const pareto = (random: Random, index: number) => random.uniform() ** (-1 / index);

/** Around 1, with a spread of order n^(-1/2). */
function around(name: string, draw: (random: Random) => number, bias: (n: number) => number = () => 0): TrialLaw {
  return { name, draw: (random, n) => 1 + bias(n) + draw(random) / Math.sqrt(n) };
}

export const trialLaws: readonly TrialLaw[] = [
  around("normal", (random) => random.normal()),
  around(
    "normal, bias of a geometric series in 10/n",
    (random) => random.normal(),
    (n) => 1 / (1 + 10 / n) - 1,
  ),
  around("exponential", (random) => exponential(random) - 1),
  around("minus exponential", (random) => 1 - exponential(random)),
  around("square of a normal", (random) => random.normal() ** 2 - 1),
  around("Laplace", (random) => exponential(random) - exponential(random)),
  around("lognormal", (random) => Math.exp(random.normal()) - Math.exp(0.5)),
  around("Pareto of index 4", (random) => pareto(random, 4) - 4 / 3),
  around("Pareto of index 2.5", (random) => pareto(random, 2.5) - 5 / 3),
  around("Pareto of index 1.5, without variance", (random) => pareto(random, 1.5) - 3),
  around("normal, 1 in 100 ten times as large", (random) => random.normal() * (random.uniform() < 0.01 ? 10 : 1)),
  around(
    "normal, bias of n^(-1/2)",
    (random) => random.normal(),
    (n) => 1 / Math.sqrt(n),
  ),
];

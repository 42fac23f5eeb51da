/** Upper bounds on probabilities from counts (Clopper and Pearson 1934). */

const confidence = 0.95;

/** The largest probability at which `count` or fewer of `trials` would have at least the chance 5 %. */
export function frequencyBound(count: number, trials: number): number {
  if (count >= trials) return 1;
  let [below, above] = [0, 1];
  for (let step = 0; step < 60; step++) {
    const middle = (below + above) / 2;
    if (chanceOfAtMost(count, trials, middle) > 1 - confidence) below = middle;
    else above = middle;
  }
  return above;
}

/** P(Bin(trials, p) <= count), summed in logarithms. */
function chanceOfAtMost(count: number, trials: number, p: number): number {
  let term = trials * Math.log1p(-p);
  let total = Math.exp(term);
  for (let k = 1; k <= count; k++) {
    term += Math.log(((trials - k + 1) / k) * (p / (1 - p)));
    total += Math.exp(term);
  }
  return total;
}

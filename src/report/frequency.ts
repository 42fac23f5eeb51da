/** Upper bounds on probabilities from counts (Clopper and Pearson 1934). */

/** The largest probability at which `count` or fewer of `trials` would have at least the chance `error`. */
export function frequencyBound(count: number, trials: number, error: number): number {
  if (count >= trials) return 1;
  let [below, above] = [0, 1];
  for (let step = 0; step < 60; step++) {
    const middle = (below + above) / 2;
    if (chanceOfAtMost(count, trials, middle) > error) below = middle;
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

/**
 * Holm's correction of p-values for the number of tests: the i-th smallest of m is multiplied by m - i, kept
 * increasing. Rejecting where the result is below alpha makes a false rejection anywhere with probability at most
 * alpha, whatever the dependence of the tests (S. Holm, Scand. J. Statist. 6, 1979).
 */
export function holm(p: readonly number[]): number[] {
  const order = p.map((_, i) => i).sort((i, j) => p[i]! - p[j]!);
  const corrected = new Array<number>(p.length).fill(1);
  let least = 0;
  order.forEach((i, rank) => {
    least = Math.max(least, Math.min(1, p[i]! * (p.length - rank)));
    corrected[i] = least;
  });
  return corrected;
}

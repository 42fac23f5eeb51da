/** Small programs for the tests of the command line. */

/** Two outputs: one with a limit other than 0 and a matrix, one whose limit is 0. */
export const network = `param sigma = sqrt(2)
width n
vector x ~ normal(0, 1)
vector v ~ normal(0, 1)
matrix W ~ normal(0, sigma^2 / n)
h = W @ relu(x)
q = moment(h^2)
f = moment(v * relu(h))
output q, f
expect q = sigma^2 / 2 tol 1e-9
`;

/** No matrix: an average over coordinates. */
export const average = "width n\nvector g ~ normal(0, 1)\noutput q = moment(g^2)\n";

/** Wrong in the second line. */
export const wrong = "width n\noutput q = moment(g^2)\n";

/** Every trial is the same. */
export const constant = "width n\nvector g ~ rademacher\noutput q = moment(g^2)\n";

/** A scalar without value. */
export const open = "width n\nscalar c\nvector g ~ normal(0, 1)\noutput q = moment((c * g)^2)\n";

/** At width 64 the logarithm of a negative number in a fifth of the trials, though it has a limit. */
export const notFinite = "width n\nvector g ~ normal(0, 1)\nc = moment(g) + 0.1\noutput q = log(c), r = moment(g^2)\n";

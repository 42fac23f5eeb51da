/**
 * Systems in which the law of a vector is seen and that of a matrix is not: laws of large numbers, central limit
 * theorems, tied weights, two-layer kernels. Source: Golikov, EPFL thesis 2025 (1.31 to 1.34, 2.12 to 2.19, 3.2).
 */
import { type System, system } from "./system.ts";

/** Third, fourth and sixth moment of a standardised law, as many as exist. */
function lawMoments(law: string, expected: readonly number[]): System {
  const powers = [3, 4, 6].slice(0, expected.length);
  const outputs = powers.map((k) => `moment(u^${k})`).join(", ");
  return system(`moments of ${law}`, 9, expected, `width n\nvector u ~ ${law}\noutput ${outputs}`);
}

/**
 * E tanh^2, E tanh'^2, the tangent kernel of the two-layer net, E relu^2, P(u > 0) and E cos by law of the weights; the
 * first and the third once more, as kernels of a readout.
 */
function twoLayers(law: string, expected: readonly number[]): System {
  const text = `width n
    vector w ~ ${law}
    vector a
    vector b
    readout f = b . tanh(w) / sqrt(n)
    output moment(tanh(w)^2), moment((1 - tanh(w)^2)^2), moment(tanh(w)^2 + a^2 * (1 - tanh(w)^2)^2)
    output moment(relu(w)^2), moment(step(w)), moment(cos(w))
    output nngp(f, f), ntk(f, f, wrt = [w, b])`;
  const [square = Number.NaN, , kernel = Number.NaN] = expected;
  return system(`two layers with ${law} weights`, 8, [...expected, square, kernel], text);
}

/** The coordinates of W @ tanh(g) are normal whatever the law of W. */
function fourthMoment(law: string): System {
  const text = `width n
    vector g
    matrix W ~ ${law}(var = 1 / n)
    output moment((W @ tanh(g))^4), moment(cos(W @ tanh(g))), moment(W.T @ tanh(W @ g) * g)`;
  return system(`a ${law} matrix`, 9, [0.466404435, 0.821069726, 0.60570551], text);
}

export const vectorLawSystems: readonly System[] = [
  lawMoments("normal", [0, 3, 15]),
  lawMoments("rademacher", [0, 1, 1]),
  lawMoments("uniform", [0, 1.8, 27 / 7]),
  lawMoments("laplace", [0, 6, 90]),
  lawMoments("exponential", [2, 9, 265]),
  lawMoments("truncated_normal(cut = 2)", [0, 2.3655367171296495, 7.471193300610922]),
  lawMoments("quintcauchy", [0, 2.118033988749895]),
  system(
    "mean of |u| for the cube root of a Cauchy variable",
    9,
    [Math.sqrt(2 / 3)],
    "width n\nvector u ~ cubecauchy\noutput moment(abs(u))",
  ),
  twoLayers("normal", [0.39429449, 0.4644029, 0.85869739, 0.5, 0.5, 0.60653066]),
  twoLayers("rademacher", [0.58002566, 0.17637845, 0.75640411, 0.5, 0.5, 0.54030231]),
  twoLayers("uniform", [0.45769615, 0.38281583, 0.84051198, 0.5, 0.5, 0.5698601]),
  twoLayers("laplace", [0.32352646, 0.55882451, 0.88235097, 0.5, 0.5, 0.66666667]),
  twoLayers("exponential", [0.34204338, 0.5055907, 0.84763408, 0.73575888, 0.36787944, 0.69088665]),
  twoLayers("cubecauchy", [0.40647986, 0.40485072, 0.81133058, 0.5, 0.5, 0.65611422]),
  twoLayers("quintcauchy", [0.51871231, 0.26029944, 0.77901175, 0.5, 0.5, 0.5660891]),
  ...["normal", "uniform", "rademacher", "laplace", "exponential"].map(fourthMoment),
  system(
    "tied weights, by law",
    10,
    [0.0308595958, 0, 0.3829249225, 0],
    `width n
     vector g
     vector u ~ rademacher
     fn phi(x) = where(abs(x) <= 0.5, x, 0)
     fn near(x) = where(abs(x) <= 0.5, 1, 0)
     output moment(g * phi(g)), moment(u * phi(u)), moment(near(g)), moment(near(u))`,
  ),
  system(
    "Laplace variables as a polynomial of normal ones",
    9,
    [2, 24],
    `width n
     vector z[i in 1..4]
     x = z[1] * z[2] + z[3] * z[4]
     output moment(x^2), moment(x^4)`,
  ),
];

/**
 * The functions that generated Python calls and that numpy does not have, of arrays: the same as those of the
 * TypeScript runtime. Each is written only where it is used.
 */
import type { RuntimePiece } from "../limit-code/pieces.ts";

export const runtimeFunctions: Readonly<Record<string, RuntimePiece>> = {
  leaky_relu: {
    needs: [],
    text: `def leaky_relu(x, a):
    """x where x is positive, a x elsewhere."""
    return np.where(x > 0, x, a * x)`,
  },
  erf: {
    needs: [],
    text: `erf = np.vectorize(math.erf, otypes=[float])`,
  },
  normal_cdf: {
    needs: [],
    text: `erfc = np.vectorize(math.erfc, otypes=[float])


def normal_cdf(x):
    """The distribution function of the standard normal law."""
    return erfc(-x / math.sqrt(2)) / 2`,
  },
  normal_pdf: {
    needs: [],
    text: `def normal_pdf(x):
    """The density of the standard normal law."""
    return np.exp(-x * x / 2) / math.sqrt(2 * math.pi)`,
  },
  gelu: {
    needs: ["normal_cdf"],
    text: `def gelu(x):
    """x times the normal distribution function."""
    return x * normal_cdf(x)`,
  },
  sigmoid: {
    needs: [],
    text: `def sigmoid(x):
    """The logistic function."""
    return (1 + np.tanh(x / 2)) / 2`,
  },
  softplus: {
    needs: [],
    text: `def softplus(x):
    """log(1 + exp(x))"""
    return np.logaddexp(0, x)`,
  },
  silu: {
    needs: ["sigmoid"],
    text: `def silu(x):
    """x times the logistic function."""
    return x * sigmoid(x)`,
  },
  owens_t: {
    needs: ["normal_cdf", "panels"],
    text: `def owens_t(h, a):
    """Owen's T function: P(X > h, 0 < Y < a X) for independent standard normal X and Y, h >= 0."""
    if a < 0:
        return -owens_t(h, -a)
    h = abs(h)
    if a == np.inf:
        return normal_cdf(-h) / 2
    if a > 1:
        tail, steep = normal_cdf(-h), normal_cdf(-a * h)
        return (tail + steep) / 2 - tail * steep - owens_t(a * h, 1 / a)
    if h > 38:
        return 0.0
    to = a if a * h < 8.75 else 8.75 / h
    value, _, _ = panels(
        lambda x: np.exp(-h * h * (1 + x * x) / 2) / (1 + x * x), np.array([0, to / 2]), np.array([to / 2, to])
    )
    return value.sum() / (2 * math.pi)`,
  },
  bivariate_normal_cdf: {
    needs: ["normal_cdf", "owens_t"],
    text: `def bivariate_normal_cdf(h, k, rho):
    """P(X < h, Y < k) for standard normal X and Y of correlation rho."""
    r = min(1, max(-1, rho))
    # Limits are made negative first, so that nothing cancels.
    if h > 0 and k > 0:
        return 1 - normal_cdf(-h) - normal_cdf(-k) + bivariate_normal_cdf(-h, -k, r)
    if h > 0:
        return normal_cdf(k) - bivariate_normal_cdf(-h, k, -r)
    if k > 0:
        return normal_cdf(h) - bivariate_normal_cdf(h, -k, -r)
    if h == -np.inf or k == -np.inf or r == -1:
        return 0.0
    if r == 1:
        return normal_cdf(min(h, k))
    sine = math.sqrt((1 - r) * (1 + r))
    if h == 0 and k == 0:
        return math.atan2(sine, -r) / (2 * math.pi)

    def slope(x, y):
        if x == 0:
            return np.inf
        return (y - x + (1 - r) * x if r > 0 else y + x - (1 + r) * x) / (x * sine)

    return (normal_cdf(h) + normal_cdf(k)) / 2 - owens_t(h, slope(h, k)) - owens_t(k, slope(k, h))`,
  },
};

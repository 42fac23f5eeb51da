/**
 * What generated Python carries beside numpy, each piece only where it is used: the same functions and the same
 * quadrature as the TypeScript runtime, over arrays.
 */
import type { RuntimePiece } from "../limit-code/pieces.ts";

export const pythonRuntime: Readonly<Record<string, RuntimePiece>> = {
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
  panels: {
    needs: [],
    text: `# Nodes of the Gauss-Kronrod rule (10, 21); those with an odd index are the nodes of the Gauss rule.
HALF_NODES = np.array([
    0.9956571630258081, 0.9739065285171717, 0.9301574913557082, 0.8650633666889845, 0.7808177265864169,
    0.6794095682990244, 0.5627571346686047, 0.4333953941292472, 0.2943928627014602, 0.14887433898163122,
])
HALF_WEIGHTS = np.array([
    0.011694638867371874, 0.032558162307964725, 0.054755896574351995, 0.07503967481091996, 0.0931254545836976,
    0.10938715880229764, 0.12349197626206584, 0.13470921731147334, 0.14277593857706009, 0.14773910490133849,
])
HALF_GAUSS = np.array([
    0.06667134430868814, 0.1494513491505806, 0.21908636251598204, 0.26926671930999635, 0.29552422471475287,
])
NODES = np.concatenate([-HALF_NODES, [0.0], HALF_NODES[::-1]])
KRONROD = np.concatenate([HALF_WEIGHTS, [0.1494455540029169], HALF_WEIGHTS[::-1]])
GAUSS = np.zeros(21)
GAUSS[1:10:2] = HALF_GAUSS
GAUSS[19:10:-2] = HALF_GAUSS


def panels(f, starts, stops):
    """Integrals of f over intervals, estimates of their errors, and the integrals of |f|."""
    half = (stops - starts) / 2
    points = (starts + half)[:, None] + half[:, None] * NODES
    values = np.broadcast_to(f(points.ravel()), points.size).reshape(points.shape)
    mean = values @ KRONROD
    difference = np.abs(mean - values @ GAUSS)
    spread = np.abs(values - mean[:, None] / 2) @ KRONROD
    scale = np.where(spread > 0, spread, 1)
    estimate = np.where(spread > 0, spread * np.minimum(1, (200 * difference / scale) ** 1.5), difference)
    return mean * half, estimate * half, (np.abs(values) @ KRONROD) * half`,
  },
  integrate: {
    needs: ["panels"],
    text: `def integrate(f, breaks, relative, natural):
    """
    The integral of f between the first and the last break point, and that of |f|; to \`relative\` of the latter, or of
    natural() where that is more.
    """
    breaks = np.array(breaks, dtype=float)
    starts, stops = breaks[:-1], breaks[1:]
    value, error, size = panels(f, starts, stops)
    for _ in range(60):
        goal = relative * max(size.sum(), natural())
        if not error.sum() > goal or len(error) > 1000:
            break
        poor = error > np.maximum(goal / len(error), 1e-14 * size)
        poor &= stops - starts > 1e-15 * np.maximum(np.abs(starts), np.abs(stops))
        if not poor.any():
            break
        middle = starts[poor] + (stops[poor] - starts[poor]) / 2
        new_starts = np.concatenate([starts[poor], middle])
        new_stops = np.concatenate([middle, stops[poor]])
        found = panels(f, new_starts, new_stops)
        keep = ~poor
        starts = np.concatenate([starts[keep], new_starts])
        stops = np.concatenate([stops[keep], new_stops])
        value, error, size = (np.concatenate([old[keep], new]) for old, new in zip((value, error, size), found))
    return value.sum(), size.sum()`,
  },
  factor: {
    needs: [],
    text: `def factor(matrix):
    """L with L L^T = matrix (its lower triangle is given) and as many columns as the matrix has rank."""
    n = len(matrix)
    full = np.array([[matrix[max(i, j)][min(i, j)] for j in range(n)] for i in range(n)], dtype=float).reshape(n, n)
    left = np.diag(full).copy()
    columns = []
    done = []
    while len(done) < n:
        free = [i for i in range(n) if i not in done and left[i] > 4e-15 * full[i, i]]
        if not free:
            break
        best = max(free, key=lambda i: left[i] / full[i, i])
        column = full[:, best] - sum((c * c[best] for c in columns), np.zeros(n))
        column[done] = 0
        column[best] = left[best]
        column = column / math.sqrt(left[best])
        columns.append(column)
        done.append(best)
        left = left - column**2
    return np.array(columns).T.reshape(n, len(columns))`,
  },
  Law: {
    needs: [],
    text: `class Law:
    """A law with mean 0 and variance 1 on a line of which at(t) is a point and weight(t) its density in t."""

    def __init__(self, breaks, weight, at=None):
        self.breaks, self.weight = breaks, weight
        self.at, self.inverse = (np.sinh, np.arcsinh) if at == "sinh" else (lambda t: t, lambda x: x)`,
  },
  NORMAL: {
    needs: ["Law"],
    text: `# Beyond 9.5 standard deviations the normal density is below any digit.
NORMAL = Law([-9.5, -3, 3, 9.5], lambda t: np.exp(-t * t / 2) / math.sqrt(2 * math.pi))`,
  },
  UNIFORM: {
    needs: ["Law"],
    text: `UNIFORM = Law([-math.sqrt(3), 0, math.sqrt(3)], lambda t: 1 / math.sqrt(12) + 0 * t)`,
  },
  LAPLACE: {
    needs: ["Law"],
    text: `LAPLACE = Law([-45, -16, -6, -2, 0, 2, 6, 16, 45], lambda t: np.exp(-math.sqrt(2) * np.abs(t)) / math.sqrt(2))`,
  },
  EXPONENTIAL: {
    needs: ["Law"],
    text: `# Centred.
EXPONENTIAL = Law([-1, 1, 4, 10, 25, 60], lambda t: np.exp(-1 - t))`,
  },
  cauchy_root: {
    needs: ["Law"],
    text: `def cauchy_root(root):
    """The root of a Cauchy variable, scaled to variance 1."""
    scale = math.sqrt(1 / math.cos(math.pi / root))

    def weight(t):
        y = scale * np.sinh(t)
        return scale * root * np.abs(y) ** (root - 1) * np.cosh(t) / (math.pi * (1 + y ** (2 * root)))

    return Law([-36, -12, -4, -1, 0, 1, 4, 12, 36], weight, "sinh")`,
  },
  truncated_normal: {
    needs: ["Law", "panels"],
    text: `def truncated_normal(cut):
    """The standard normal law given that the variable lies within +-cut, scaled to variance 1."""
    ends = np.linspace(0, min(cut, 38), 9)
    mass = panels(lambda x: np.exp(-x * x / 2), ends[:-1], ends[1:])[0].sum()
    second = panels(lambda x: x * x * np.exp(-x * x / 2), ends[:-1], ends[1:])[0].sum()
    scale = math.sqrt(second / mass)
    end = ends[-1] / scale
    return Law(
        [-end, -end / 2, 0, end / 2, end], lambda t: scale * np.exp(-((scale * t) ** 2) / 2) / (2 * mass)
    )`,
  },
  student_t: {
    needs: ["Law", "panels"],
    text: `def student_t(df):
    """Student's law, scaled to variance 1."""
    scale = math.sqrt(df / (df - 2))

    def density(t):
        return np.cosh(t) * (1 + (scale * np.sinh(t)) ** 2 / df) ** (-(df + 1) / 2)

    ends = np.linspace(-36, 36, 145)
    mass = panels(density, ends[:-1], ends[1:])[0].sum()
    return Law([-36, -12, -4, -1, 0, 1, 4, 12, 36], lambda t: density(t) / mass, "sinh")`,
  },
  roots: {
    needs: [],
    text: `def roots(f, grid):
    """Where f changes its sign between points of a grid."""
    values = f(grid)
    found = np.flatnonzero(values[:-1] * values[1:] < 0)
    low, high, sign = grid[found], grid[found + 1], values[found] > 0
    for _ in range(52 if len(found) else 0):
        middle = (low + high) / 2
        same = (f(middle) > 0) == sign
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return list((low + high) / 2)`,
  },
  expectation: {
    needs: ["NORMAL", "factor", "integrate", "roots"],
    text: `# Relative to E|f|, by the number of variables.
ACCURACIES = [1e-13, 1e-13, 1e-11, 1e-8]


def expectation(covariance, f, near=(), laws=(), curves=None):
    """
    E[f(z)] for centred Gaussian z with this covariance (lower triangle; it may be singular), followed by independent
    variables of the given laws. Each row of \`near\` is a place where f is not smooth on the scale of z: its slopes,
    constant and width say that this is where |slopes . z + constant| <= width. The zeros of curves
    are other kinks, which are looked for along the last coordinate. f and curves take arrays.
    """
    loads = factor(covariance)
    n, rank = loads.shape
    axes = [*laws, *[NORMAL] * rank]
    last = len(axes) - 1
    # Row i says how variable i is made of independent coordinates, laws first.
    mix = np.zeros((n + len(laws), len(axes)))
    mix[:n, len(laws):] = loads
    mix[n:, : len(laws)] = np.eye(len(laws))
    unit = [[*np.eye(n + len(laws))[i], 0, 1] for i in range(n)]
    lines = [(np.array(row[:-2]) @ mix, row[-2], row[-1]) for row in [*near, *unit]]

    def breaks_along(d, u):
        axis = axes[d]
        low, high = axis.breaks[0], axis.breaks[-1]
        points = set(axis.breaks)
        for slopes, constant, width in lines:
            if slopes[d] == 0:
                continue
            centre = -(constant + slopes[:d] @ u[:d]) / slopes[d]
            # Coordinates that are integrated later smooth what happens over their own width.
            reach = math.hypot(width, *slopes[d + 1 :]) / abs(slopes[d])
            if reach >= 0.7:
                continue
            found = [centre]
            w = 1.5 * reach
            while 0 < w < 2 * (high - low):
                found += [centre - w, centre + w]
                w *= 3
            points.update(t for t in map(axis.inverse, found) if low < t < high)
        return sorted(points)

    def place(d, u, t):
        return (mix[:, :d] @ u[:d])[:, None] + np.outer(mix[:, d], axes[d].at(t))

    def along(d, u, before, relative):
        axis = axes[d]
        breaks = breaks_along(d, u)
        if d == last and curves is not None:
            grid = np.linspace(breaks[0], breaks[-1], 49) + 0.1234567 * (breaks[-1] - breaks[0]) / 48
            grid = np.concatenate([breaks[:1], grid[:-1], breaks[-1:]])
            for c in range(len(curves(*place(d, u, grid)))):
                breaks += roots(lambda t: np.broadcast_to(curves(*place(d, u, t))[c], t.shape), grid)
            breaks = sorted(set(breaks))
        # What cancels inside must not pass for small.
        natural = [0.0]

        def innermost(t):
            return axis.weight(t) * f(*place(d, u, t))

        def outer(points):
            values = np.zeros(len(points))
            for k, (t, weight) in enumerate(zip(points, axis.weight(points))):
                if weight * before < 1e-24:
                    continue
                wanted = min(1e-3, max(relative / 10, 1e-16 * axis.weight(0.0) / weight))
                value, size = along(d + 1, np.append(u, axis.at(t)), weight * before, wanted)
                natural[0] = max(natural[0], weight * size)
                values[k] = weight * value
            return values

        integrand = innermost if d == last else outer
        value, size = integrate(integrand, breaks, relative, lambda: natural[0])
        return value, max(size, natural[0])

    with np.errstate(all="ignore"):
        if not axes:
            return f(*np.zeros(n))
        return along(0, np.zeros(0), 1.0, ACCURACIES[len(axes)] if len(axes) < 4 else 1e-6)[0]`,
  },
  solve: {
    needs: [],
    text: `def solve(matrix, right):
    """The shortest x with matrix x = right, for a symmetric positive semidefinite matrix (lower triangle)."""
    n = len(right)
    full = np.array([[matrix[max(i, j)][min(i, j)] for j in range(n)] for i in range(n)], dtype=float)
    values, vectors = np.linalg.eigh(full)
    kept = values > 1e-11 * max(values.max(), 0)
    along = vectors[:, kept].T @ np.array(right, dtype=float)
    return vectors[:, kept] @ (along / values[kept])`,
  },
};

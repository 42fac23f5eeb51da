/**
 * The quadrature and the linear algebra that generated Python carries where an expectation has no closed form: that of
 * the TypeScript runtime, over arrays.
 */
import type { RuntimePiece } from "../limit-code/pieces.ts";

export const runtimeIntegrals: Readonly<Record<string, RuntimePiece>> = {
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

/** The laws of vectors and matrices in generated Python, by their densities along a line on which quadrature goes. */
import type { RuntimePiece } from "../limit-code/pieces.ts";

export const runtimeLaws: Readonly<Record<string, RuntimePiece>> = {
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
};

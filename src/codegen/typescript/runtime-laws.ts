/** The laws of vectors and matrices in generated TypeScript, by their densities along a line on which quadrature goes. */
import type { RuntimePiece } from "../limit-code/pieces.ts";

export const runtimeLaws: Readonly<Record<string, RuntimePiece>> = {
  law: {
    needs: [],
    text: `/** A law with mean 0 and variance 1 on a line of which \`at(t)\` is a point and \`weight(t)\` its density in t. */
interface Law {
  readonly breaks: readonly number[];
  readonly at: (t: number) => number;
  readonly weight: (t: number) => number;
}`,
  },
  normal: {
    needs: ["law"],
    text: `/** Beyond 9.5 standard deviations the normal density is below any digit. */
const normal: Law = {
  breaks: [-9.5, -3, 3, 9.5],
  at: (t) => t,
  weight: (t) => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI),
};`,
  },
  uniform: {
    needs: ["law"],
    text: `const uniform: Law = {
  breaks: [-Math.sqrt(3), 0, Math.sqrt(3)],
  at: (t) => t,
  weight: () => 1 / Math.sqrt(12),
};`,
  },
  laplace: {
    needs: ["law"],
    text: `const laplace: Law = {
  breaks: [-45, -16, -6, -2, 0, 2, 6, 16, 45],
  at: (t) => t,
  weight: (t) => Math.exp(-Math.SQRT2 * Math.abs(t)) / Math.SQRT2,
};`,
  },
  exponential: {
    needs: ["law"],
    text: `/** The exponential law, centred. */
const exponential: Law = {
  breaks: [-1, 1, 4, 10, 25, 60],
  at: (t) => t,
  weight: (t) => Math.exp(-1 - t),
};`,
  },
  cauchyRoot: {
    needs: ["law"],
    text: `/** The root of a Cauchy variable, scaled to variance 1; t is the inverse hyperbolic sine of it. */
function cauchyRoot(root: number): Law {
  const scale = Math.sqrt(1 / Math.cos(Math.PI / root));
  return {
    breaks: [-36, -12, -4, -1, 0, 1, 4, 12, 36],
    at: Math.sinh,
    weight(t) {
      const y = scale * Math.sinh(t);
      return (scale * root * Math.abs(y) ** (root - 1) * Math.cosh(t)) / (Math.PI * (1 + y ** (2 * root)));
    },
  };
}`,
  },
  truncatedNormal: {
    needs: ["law", "panel"],
    text: `/** The standard normal law given that the variable lies within +-cut, scaled to variance 1. */
function truncatedNormal(cut: number): Law {
  const end = Math.min(cut, 38);
  const density = (x: number) => Math.exp((-x * x) / 2);
  const second = (x: number) => x * x * density(x);
  const halves = (f: (x: number) => number) =>
    [0, 1, 2, 3, 4, 5, 6, 7].reduce((total, k) => total + panel(f, (k * end) / 8, ((k + 1) * end) / 8).value, 0);
  const mass = halves(density);
  const scale = Math.sqrt(halves(second) / mass);
  return {
    breaks: [-end, -end / 2, 0, end / 2, end].map((x) => x / scale),
    at: (t) => t,
    weight: (t) => (scale * density(scale * t)) / (2 * mass),
  };
}`,
  },
  studentT: {
    needs: ["law", "panel"],
    text: `/** Student's law, scaled to variance 1; t is the inverse hyperbolic sine of the variable. */
function studentT(df: number): Law {
  const scale = Math.sqrt(df / (df - 2));
  const density = (t: number) => Math.cosh(t) * (1 + (scale * Math.sinh(t)) ** 2 / df) ** (-(df + 1) / 2);
  let mass = 0;
  for (let k = -72; k < 72; k++) mass += panel(density, k / 2, (k + 1) / 2).value;
  return {
    breaks: [-36, -12, -4, -1, 0, 1, 4, 12, 36],
    at: Math.sinh,
    weight: (t) => density(t) / mass,
  };
}`,
  },
};

/** What `npm run bench:simulate` measures: programs, the sizes of each, and how often a dense program passes its matrix. */
import { training } from "../programs.ts";

export interface Measured {
  /** As the peers know it. */
  readonly name: string;
  readonly title: string;
  readonly text: string;
  /** Passes over the entries of the n x n matrix that a dense program makes in a trial. */
  readonly passes: number;
  /** Widths for everything that draws all entries, and for the conditioned sampler alone. */
  readonly widths: readonly number[];
  readonly largeWidths: readonly number[];
  readonly quickWidths: readonly number[];
}

/** One matrix with `count` vectors at a time. */
function inputs(count: number, phi: "identity" | "tanh"): string {
  const of = phi === "tanh" ? "tanh(u[i])" : "u[i]";
  return `width n
vector u[i in 1..${count}] ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
for i in 1..${count} { h[i] = W @ ${of} }
for i in 1..${count} { output moment(h[i]^2) }
`;
}

const tied = `width n
vector u ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
g = W @ u
h = W.T @ tanh(g)
k = W @ relu(h + u)
output moment(k^2)
`;

const STEPS = 20;

export const programs: readonly Measured[] = [
  {
    name: "product",
    title: "one product",
    text: inputs(1, "identity"),
    passes: 1,
    widths: [1024, 4096, 16384],
    largeWidths: [],
    quickWidths: [1024],
  },
  {
    name: "product4",
    title: "four products",
    text: inputs(4, "identity"),
    passes: 1,
    widths: [1024, 4096],
    largeWidths: [],
    quickWidths: [1024],
  },
  {
    name: "perceptron",
    title: "perceptron, 16 inputs",
    text: inputs(16, "tanh"),
    passes: 1,
    widths: [1024, 4096, 16384],
    largeWidths: [],
    quickWidths: [],
  },
  {
    name: "tied",
    title: "tied program",
    text: tied,
    passes: 3,
    widths: [1024, 4096, 16384],
    largeWidths: [65_536, 1_000_000],
    quickWidths: [1024],
  },
  {
    name: "mup",
    title: `${STEPS} muP steps`,
    text: training(STEPS, "tanh"),
    passes: 2 * (STEPS + 1),
    widths: [1024, 4096],
    largeWidths: [16384, 65_536],
    quickWidths: [],
  },
];

/** Diagnostics TP3xx: the limit. */
import type { CatalogueEntry } from "./catalogue.ts";

export const limitCodes = {
  TP301: {
    severity: "error",
    title: "no limit",
    help: "An expectation of the limit is infinite or not defined, so the limit does not exist.",
  },
  TP303: {
    severity: "error",
    title: "limit not evaluated",
    help: "The numerical methods could not find this number to any stated accuracy: its integral falls too slowly, or needs to tell apart what double precision cannot. It may exist. Simulation, or `--method particles`, may give it.",
  },
  TP302: {
    severity: "error",
    title: "no closed form",
    help: "The method that was asked for cannot evaluate some expectation of this program. `--method auto` takes the best method entry by entry and says which.",
  },
  TP310: {
    severity: "error",
    title: "not a finite number",
    help: "While the limit was evaluated by particles, copies of all random variables carried through the program, a value became infinite or not a number (`log` of a negative number, `1 / 0`, overflow of `exp`). The first such vector is named, and the average that needs it. Bound the function or change the law.",
  },
  TP311: {
    severity: "error",
    title: "no value for a scalar",
    help: "A scalar was declared without a value. Its limit can be written as a formula but not as a number until it has one: `--set eta=0.1`.",
  },
  TP312: {
    severity: "error",
    title: "no such law",
    help: "With the given values of the scalars a variance is negative or not a number, or a covariance matrix is not positive semidefinite, so the law of a vector or a matrix does not exist.",
  },
  TP313: {
    severity: "error",
    title: "too few particles",
    help: "Each product with a matrix needs a direction of its own among the copies. With as many products as here, more copies are needed than were asked for.",
  },
  TP314: {
    severity: "warning",
    title: "an average rests on a few copies",
    help: "One of many copies makes up a large part of an average: the expectation has heavy tails, or is that of a rare event. Its stated error comes from the spread between replicates and may be too small. Take more particles, or bound the function.",
  },
  TP315: {
    severity: "warning",
    title: "no code for an output",
    help: "The limit of this output contains an expectation over more variables than generated code integrates (three, after everything that enters only polynomially has been integrated out), or an integrand too long to be taken apart. The other outputs are written. `tpc limit` evaluates it by sampling.",
  },
  TP316: {
    severity: "error",
    title: "no code",
    help: "There is no output whose limit can be written as code; the warnings before say why for each.",
  },
} as const satisfies Record<string, CatalogueEntry>;

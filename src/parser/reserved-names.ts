/**
 * The names of the built-in functions and distributions, by kind. They are ordinary identifiers for the lexer, but
 * no program may declare them, so that `relu(z)` means the same everywhere. A name that is added to the language
 * is added here.
 */

/** Functions of numbers, scalars and, coordinate by coordinate, of vectors. */
export const coordinatewiseFunctions = [
  ...["relu", "leaky_relu", "abs", "step", "sign", "erf", "gelu", "sigmoid", "tanh", "softplus", "silu"],
  ...["sin", "cos", "exp", "log", "sqrt", "max", "min", "clip", "where", "normal_cdf", "normal_pdf", "hermite"],
] as const;

/** Functions with a rule of their own. `sum` and `prod` are keywords, because a range stands in their parentheses. */
export const structuralFunctions = ["moment", "grad", "diff", "outer", "nngp", "ntk", "load"] as const;

/** Laws of the entries of initial vectors and matrices. */
export const distributions = [
  ...["normal", "uniform", "rademacher", "truncated_normal", "laplace", "exponential", "student_t"],
  ...["cubecauchy", "quintcauchy"],
] as const;

/** Every name that a program cannot declare, keywords aside. */
export const reservedNames: ReadonlySet<string> = new Set([
  ...coordinatewiseFunctions,
  ...structuralFunctions,
  ...distributions,
]);

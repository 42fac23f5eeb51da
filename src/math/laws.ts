/** The standardised laws (mean 0, variance 1) from which the coordinates of vectors and the entries of matrices come. */

/** A shape of law, before it is shifted and scaled to the mean and variance that a program declares. */
export type Shape =
  | { readonly kind: "normal" }
  | { readonly kind: "uniform" }
  | { readonly kind: "rademacher" }
  | { readonly kind: "truncated_normal"; readonly cut: number }
  | { readonly kind: "laplace" }
  | { readonly kind: "exponential" }
  | { readonly kind: "student_t"; readonly df: number }
  | { readonly kind: "cubecauchy" }
  | { readonly kind: "quintcauchy" };

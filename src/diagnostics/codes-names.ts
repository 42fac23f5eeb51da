/** Diagnostics TP2xx: names, types and scales. */
import type { CatalogueEntry } from "./catalogue.ts";

export const nameCodes = {
  TP201: {
    severity: "error",
    title: "unknown name",
    help: "A name is used that no statement before it defines. Names are defined before they are used, and every name is assigned once. Only functions may be used before the line that defines them.",
  },
  TP202: {
    severity: "error",
    title: "name assigned twice",
    help: "Every name is assigned once, and a name is either plain, `x`, or indexed, `x[i]`, not both. In a loop each iteration assigns its own variable: write `x[i] = ..` instead of `x = ..`. The index of a loop may not have the name of something else that is in use.",
  },
  TP203: {
    severity: "error",
    title: "types that do not combine",
    help: "Numbers, scalars and vectors combine coordinate by coordinate with `+ - * / ^`. A matrix meets a vector only through `W @ x`, and is added to matrices, multiplied by a number or a scalar, and transposed. Two matrices are never multiplied into a matrix: `W @ (V @ x)` is two products with a vector.",
  },
  TP204: {
    severity: "error",
    title: "matrix of the wrong scale",
    help: "The entries of a matrix have variance `c / width`, so that the coordinates of `W @ x` stay of order 1 as the width grows: `matrix W ~ normal(0, 2 / n)`. The second argument is the variance, not the standard deviation.",
  },
  TP205: {
    severity: "error",
    title: "widths that do not match",
    help: "Vectors are combined coordinate by coordinate, so they have the same width; `W @ x` needs as many columns as `x` has coordinates. Two widths are different even if their ratio is 1.",
  },
  TP206: {
    severity: "error",
    title: "wrong index",
    help: "Indices are integers. Arrays are indexed from 1; a family has the members that were declared or assigned, each with as many indices as the first one. `f[t, ..]` leaves an index open: it is the family of the members of `f` with the first index t, and is given to functions, listed in `wrt`, or reported; no value is computed from it.",
  },
  TP207: {
    severity: "error",
    title: "malformed law",
    help: "A law is given by its mean and its variance, `normal(0, 1)` or `normal(mean = 0, var = 1)`. Without arguments a vector has mean 0 and variance 1; a matrix needs its variance, `uniform(var = 1/n)`. A jointly normal law has a list of means (or one number for all) and a square, symmetric covariance.",
  },
  TP208: {
    severity: "error",
    title: "covariance not positive semidefinite",
    help: "A covariance matrix has no negative eigenvalue: otherwise some combination of the vectors would have a negative variance. A singular one is legal.",
  },
  TP209: {
    severity: "error",
    title: "matrix with a mean",
    help: "The entries of a declared matrix have mean 0. A mean of order 1/n is a matrix of rank one: add `outer(u, v) / n`.",
  },
  TP210: {
    severity: "error",
    title: "vector of the wrong scale",
    help: "The coordinates of an initial vector are of order 1: their mean and variance do not depend on the width. Only the entries of matrices shrink with it.",
  },
  TP211: {
    severity: "error",
    title: "misplaced width",
    help: "A width tends to infinity, so it is not a number to calculate with. It stands where a scale is stated: in the variance of a matrix, `2 / n`, in `outer(u, v) / n`, in `/ sqrt(n)` of a readout, and in another width, `width m = 2 * n`. The average over coordinates is `moment(x)`.",
  },
  TP212: {
    severity: "error",
    title: "undetermined width",
    help: "With one width, shapes may be left out. With several, every vector and matrix states its own, `vector g : n`, `matrix W : n x m`, and every width but the first states its ratio, `width m = 2 * n`.",
  },
  TP213: {
    severity: "error",
    title: "not a finite number",
    help: "A calculation with constants gives an infinity or no number at all, such as `1 / 0`, `log(-1)` or `1e308 * 10`. A finite program cannot use it.",
  },
  TP214: {
    severity: "error",
    title: "not known when compiling",
    help: "Ranges, indices, conditions of `if`, params and data are numbers, known before the program runs. A scalar, such as a moment, is known only in a run: a choice that depends on it is written `where(condition, a, b)`.",
  },
  TP215: {
    severity: "error",
    title: "recursive function",
    help: "Functions are inlined where they are called, so a function cannot call itself, directly or through others. Repetition is written as a loop over the members of a family, `for l in 1..L { h[l+1] = f(h[l]) }`.",
  },
  TP216: {
    severity: "error",
    title: "wrong arguments",
    help: "A function is called with as many arguments as it has parameters, in their order. Only laws take arguments by name.",
  },
  TP217: {
    severity: "error",
    title: "misplaced condition",
    help: "Comparisons, `and`, `or` and `not` stand in the first argument of `where(condition, a, b)` and after `if`, and nothing else stands there. A step function is `step(z)` or `where(z > 0, 1, 0)`.",
  },
  TP218: {
    severity: "error",
    title: "not possible in a function",
    help: "A function is given what it works on: its parameters may be numbers, arrays, widths, scalars, vectors, matrices and whole families. Besides them it sees other functions and the params, data and widths of its own program. Its body has assignments, loops and choices, and ends with `return`; declarations and outputs stand outside of it.",
  },
  TP219: {
    severity: "error",
    title: "no output",
    help: "A program reports scalars by `output`, for example `output q` or `output moment(x^2)`. Without one there is nothing to compute. An output in a branch that is not taken, or in a loop without iterations, does not count.",
  },
  TP220: {
    severity: "error",
    title: "not a scalar",
    help: "What a program reports or expects is a scalar. A vector is reported through averages of its coordinates, such as `moment(x)` or `moment(x * y)`, a matrix through what it does to vectors.",
  },
  TP221: {
    severity: "error",
    title: "setting without effect",
    help: "A setting from outside gives the value of a `param` or a `scalar` of the program, and is a finite number.",
  },
  TP222: {
    severity: "error",
    title: "too much to unroll",
    help: "Loops, families and functions are unrolled when compiling. The number of iterations and of values is bounded, so that a slip such as a loop of a thousand million iterations is noticed at once; the bounds can be raised.",
  },
  TP224: {
    severity: "error",
    title: "file not readable",
    help: "Data and imported files lie beside the program: paths are relative to its folder and do not leave it, and text is UTF-8.",
  },
  TP225: {
    severity: "error",
    title: "malformed data file",
    help: "Data come from `.csv` (numbers separated by commas, one row a line, the first line may hold names), `.json` (a number or nested arrays of numbers of equal lengths) or `.npy` (version 1 or 2, real numbers).",
  },
  TP226: {
    severity: "error",
    title: "circular import",
    help: "A file cannot import itself, directly or through others.",
  },
  TP227: {
    severity: "error",
    title: "calls nested too deep",
    help: "Functions that call functions, each within long expressions, are nested deeper than the compiler follows. Give names to the intermediate results.",
  },
  TP228: {
    severity: "error",
    title: "nothing to differentiate by",
    help: "A derivative is taken by a variable: `grad(c, x)` by the name of a vector, a matrix or a scalar, `diff(e, s)` by the name of a scalar. An expression has no derivative by another expression: name it, `x = ..`, and compute `c` from `x`. A number that is known when compiling, such as a `param`, does not vary: declare `scalar s = 0.5` instead.",
  },
  TP229: {
    severity: "error",
    title: "nothing to differentiate",
    help: "`grad(c, x)` differentiates one scalar, such as a moment; a vector is differentiated by a scalar, with `diff(e, s)`. A readout is differentiated before it is read out: `readout dy = v . diff(x, s) / sqrt(n)`.",
  },
  TP230: {
    severity: "warning",
    title: "derivative that is 0",
    help: "What is differentiated does not depend on the variable, so the derivative is 0 everywhere. Names are what counts: a variable that is computed in the same way under another name is another variable.",
  },
  TP231: {
    severity: "info",
    title: "derivative across a jump",
    help: "`grad` and `diff` differentiate the finite program point by point, so that the derivative of a step is 0, and that of `where(condition, a, b)` is the derivative of the branch that is taken. Where a function jumps, this is not the derivative of its average over random arguments.",
  },
  TP232: {
    severity: "error",
    title: "malformed readout",
    help: "A readout is written `readout y = v . x / sqrt(n)`: the inner product of its weights and a vector of the same width, over the square root of that width or of another one. It tends to a normal variable, not to a number, so that it enters no calculation: its kernels are reported, `nngp(y, y)` and `ntk(y, y)`.",
  },
  TP233: {
    severity: "error",
    title: "readout weights that are not fresh",
    help: "The weights `v` of a readout are an initial vector with mean 0 that stands in readouts only and is drawn independently of all vectors that do not: then `v . x / sqrt(n)` tends to a normal variable, whatever the program does.",
  },
  TP234: {
    severity: "error",
    title: "malformed kernel",
    help: "`nngp(y, z)` and `ntk(y, z)` take two readouts. `ntk` takes the parameters by which it differentiates as `wrt = [U, W]`, declared vectors and matrices or whole families of them, and all of them where it is left out. With `convention = plain` the parameters are the declared vectors and `sqrt(n)` times the matrices; without it, each is a standardised variable times its declared standard deviation.",
  },
  TP235: {
    severity: "warning",
    title: "derivative by a scalar of a law",
    help: "A derivative is that of the finite program at the vectors and matrices that were drawn: how their law depends on a scalar does not enter. To differentiate through a law, draw from one without the scalar and transform: `g ~ normal(0, 1)` and `sqrt(s) * g` instead of `normal(0, s)`.",
  },
} as const satisfies Record<string, CatalogueEntry>;

/** Diagnostics TP4xx: running. TP40x planning and the engine on the processor, TP41x the engine on WebGPU, TP42x comparing, TP43x predicting, TP44x files of runs, TP45x trials that are not finite. */
import type { CatalogueEntry } from "./catalogue.ts";

export const runCodes = {
  TP401: {
    severity: "error",
    title: "no device",
    help: "The engine that was asked for is not available on this machine.",
  },
  TP402: {
    severity: "error",
    title: "scalar without a value",
    help: "A scalar that is declared without a value is a symbol in the limit, but at finite width it is a number like any other. Give it with `--set c=0.5`, or in the program with `scalar c = 0.5`.",
  },
  TP403: {
    severity: "error",
    title: "impossible width",
    help: "A width is a whole number of coordinates, at least 1. Widths that are stated relative to the first one, `width m = n / 4`, are rounded to the nearest whole number, so a small first width can leave nothing of them: simulate at a larger one.",
  },
  TP404: {
    severity: "error",
    title: "no such distribution",
    help: "With the given values of the scalars a variance is negative or not a number, or a covariance matrix has a negative eigenvalue, so there is no such distribution to draw from. Variance 0 and singular covariances are allowed.",
  },
  TP405: {
    severity: "error",
    title: "not enough memory",
    help: "One trial at this width needs more memory than the stated bound, so it is refused before it starts. Take a smaller width, or raise the bound with `--memory`.",
  },
  TP406: {
    severity: "error",
    title: "sampler needs Gaussian matrices",
    help: "The conditioned sampler draws `W @ x` given everything that the run has seen of `W`, which is possible because a Gaussian matrix stays Gaussian when some of its products are known. For other laws take `--sampler explicit`, which draws every entry.",
  },
  TP407: {
    severity: "error",
    title: "a worker thread was lost",
    help: "A thread that computed trials ended before it was told to, most often because the machine ran out of memory. Nothing is wrong with the program: take a smaller width, fewer threads or a lower memory bound.",
  },
  TP408: {
    severity: "warning",
    title: "run ended early",
    help: "The engine could not finish all trials, and the results are those of the trials that were finished before. They are complete trials, the first ones in order, so the run can be continued from there.",
  },
  TP409: {
    severity: "info",
    title: "device chosen",
    help: "`--device auto` takes WebGPU where it finds an adapter that is a graphics device, and the processor otherwise. On the processor `--precision double` is the more accurate choice; `--device webgpu` insists on WebGPU.",
  },
  TP410: {
    severity: "info",
    title: "precision chosen",
    help: "`--precision single` computes in float32, by WebAssembly with vectors of 128 bits (SIMD). Where that is not to be had, and for the conditioned sampler, the engine on the processor computes in float64, which is the more accurate one. WebGPU computes in float32 whatever was asked for; with `--precision double`, `--device auto` takes the processor.",
  },
  TP411: {
    severity: "error",
    title: "too large for the device",
    help: "One trial at this width needs more memory than the WebGPU device can bind at once or has left, so it is refused before it starts. Take a smaller width, or the processor with `--device cpu`, whose memory is larger.",
  },
  TP413: {
    severity: "error",
    title: "refused by the driver",
    help: "The driver of the WebGPU device did not accept a generated shader or a command. This is a fault of tpc or of the driver, not of the program; `--device cpu` runs it all the same.",
  },
  TP414: {
    severity: "error",
    title: "device lost",
    help: "The WebGPU device stopped answering: its driver was reset or updated, its memory ran out, or a computation took longer than the system allows. Results of the trials before that are kept. Try again, with a smaller width or with `--device cpu`.",
  },
  TP421: {
    severity: "warning",
    title: "tails too heavy to compare",
    help: "A comparison of means with their standard errors needs trials of finite variance. The average of `z^2` over coordinates of `student_t(df = 2.1)` has a limit but no variance: most of its mean comes from coordinates that are rarer than any that a simulation meets, so its means lie below the limit at every width, by many standard errors. Such an output is called undecided, whether its infinite variance follows from the program or shows in the trials, of which single ones then make up most of the spread. Compare a bounded function of it, or take a law with lighter tails.",
  },
  TP422: {
    severity: "warning",
    title: "heavy tails",
    help: "Single trials make up much of the spread of this output, but its largest deviations show a finite variance: Hill's estimate of the tail index lies above 2 by more than its error. The normal law of the mean cannot be relied on then, so the output was compared by Catoni's robust mean, whose intervals hold for every law of finite variance and any number of trials. They are about a tenth wider. The variance itself is estimated from the trials: if most of it comes from trials rarer than those seen, the verdict may be wrong.",
  },
  TP431: {
    severity: "error",
    title: "no such outputs to predict",
    help: "`tpc predict` takes readouts of the program by their names, separated by commas: `--train y[1],y[2]`, `--train y[1..20]` for a range, `--train y` for a whole family. Each training output, and each predicted one, is named once. Without `--test` all other readouts are predicted. Parameters are named in the same way: `--wrt U,W[2]`.",
  },
  TP432: {
    severity: "error",
    title: "targets that do not fit",
    help: "There is one target for each training output, in the order of `--train`: as numbers, `--targets 1,-1`, or in a .csv, .json or .npy file with one row or one column. The weights of `--weights` are positive and as many.",
  },
  TP433: {
    severity: "error",
    title: "singular kernel",
    help: "After infinite training, and in the posterior without noise, the trained outputs equal their targets, which needs a positive definite kernel of the training outputs. It is singular when two inputs coincide, when an output is a multiple of another one (a network without biases whose activation is positively homogeneous, at x and 2 x), when an output is always 0, or when there are more inputs than the kernel has dimensions. Everything is judged within the errors of the kernel: if these are large, ask for a smaller `--tol`. Remedies: leave one of the named outputs out, train for a finite `--time`, or allow for errors of the targets with `--ridge` (training) and `--noise` (posterior). A kernel with a negative eigenvalue is none: its entries are wrong, or do not belong together.",
  },
  TP434: {
    severity: "error",
    title: "kernel without a number",
    help: "A prediction needs the limit of every kernel of the outputs that it is about, as a number: scalars of the program have values, and the averages behind the kernels have limits.",
  },
  TP435: {
    severity: "error",
    title: "no kernels to predict from",
    help: "`tpc predict` reads a program with readouts, or the document that `tpc limit --json` prints of a program with outputs such as `nngp(y[1], y[2])` and `ntk(y[1], y[2])`. From a program it computes every kernel that it needs; a document has to hold them all: of every pair of training outputs, of every test output with every training output, and for `nngp` of every test output with itself.",
  },
  TP436: {
    severity: "warning",
    title: "a prediction without some of its parts",
    help: "A singular kernel stands in the way of some of the predictions that were asked for, and of others not: a network that is trained for a finite time needs no inverse of a kernel, one that is trained to the end needs that of the tangent kernel, and the posterior without noise that of the NNGP kernel. What can be computed is printed. For the rest, leave one of the named outputs out, or give `--noise` (posterior) or `--ridge` (training); `--kernel ntk` asks for no posterior.",
  },
  TP441: {
    severity: "error",
    title: "no run to go on with",
    help: "`--resume out.json` goes on with a run that `tpc simulate -o out.json` has begun. While it runs, about every second, and at its end that command writes its samples into the field `resume` of the file, every bit of them. A file that holds no such field, or a damaged one, cannot be continued.",
  },
  TP442: {
    severity: "error",
    title: "not the same run",
    help: "A trial is a function of the program with its settings, the seed, the law of the matrices, the width, the sampler, the device and the version of tpc. Where one of them differs from that of the file, its trials and new ones do not belong together. What is not given on the command line is taken from the file, so `tpc simulate net.tp --resume out.json` goes on as it began. The number of trials may grow and widths may be added; threads and memory may differ.",
  },
  TP443: {
    severity: "warning",
    title: "progress is not kept",
    help: "`tpc simulate -o out.json` writes what it has found into the file about every second, so that a run that is killed can go on with `--resume out.json`. This could not be written. The run goes on and tries again, and prints its results in any case.",
  },
  TP451: {
    severity: "warning",
    title: "trials that are not finite",
    help: "Some trials did not end in a finite number. The first of them was run again on the processor, statement by statement, and this is the statement that first left the finite numbers: an overflow, a division by 0, the logarithm of a number that is negative at finite width though its limit is positive. Such trials are left out of the statistics of the output, counted, and named by their numbers. Where the engine computes in float32, whose numbers end at 3.4e38, the hint says whether float64 would do.",
  },
} as const satisfies Record<string, CatalogueEntry>;

"""Seconds per trial of the program `network` of programs.ts in numpy: the median over repetitions of a few trials.

Arguments: the widths. One line per width, `width seconds`. Fresh normal numbers for every trial, in float64, as in
the simulation; the products go to the BLAS that numpy was built with.
"""

import sys
import time

import numpy


def trial(rng, n):
    u = rng.standard_normal((n, 2))
    w = rng.standard_normal((n, n)) * numpy.sqrt(2 / n)
    h = w @ numpy.maximum(u, 0)
    return (h.T @ h) / n


def main():
    rng = numpy.random.default_rng(1)
    for n in map(int, sys.argv[1:]):
        trials = max(1, 1024 * 1024 // (n * n) * 4)
        times = []
        for _ in range(5):
            start = time.perf_counter()
            for _ in range(trials):
                trial(rng, n)
            times.append((time.perf_counter() - start) / trials)
        print(n, sorted(times)[2], flush=True)


main()

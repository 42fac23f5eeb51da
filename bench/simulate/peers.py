"""The measured programs in numpy or torch: `python3 peers.py numpy|torch`.

Reads lines "PROGRAM N SECONDS" and answers each with "TRIALS CPU_SECONDS" of all threads, in float32, with fresh
matrices for every trial, as in the simulation; products go to the BLAS of the library. A line "numpy 2.1 ..." comes first.
"""

import sys
import time


def numpy_library():
    import numpy as np

    rng = np.random.default_rng(1)

    class Library:
        name = f"numpy {np.__version__}"
        tanh = staticmethod(np.tanh)
        outer = staticmethod(np.outer)

        @staticmethod
        def normal(*shape):
            return rng.standard_normal(shape, dtype=np.float32)

        @staticmethod
        def relu(x):
            return np.maximum(x, 0)

    return Library


def torch_library():
    import torch

    torch.set_num_threads(2)
    torch.set_grad_enabled(False)

    class Library:
        name = f"torch {torch.__version__}"
        tanh = staticmethod(torch.tanh)
        outer = staticmethod(torch.outer)
        normal = staticmethod(torch.randn)
        relu = staticmethod(torch.relu)

    return Library


def matrix(lib, n):
    w = lib.normal(n, n)
    w *= n**-0.5
    return w


def inputs(lib, n, count, phi):
    u = phi(lib.normal(n, count))
    h = matrix(lib, n) @ u
    return float((h * h).mean())


def tied(lib, n):
    u = lib.normal(n)
    w = matrix(lib, n)
    h = w.T @ lib.tanh(w @ u)
    k = w @ lib.relu(h + u)
    return float((k * k).mean())


def mup(lib, n, steps=20):
    """Steps of gradient descent on (f - 1)^2 / 2 with f = mean(v tanh(W tanh(u))), in the scales of the language."""
    u, v, w = lib.normal(n), lib.normal(n), matrix(lib, n)
    for _ in range(steps + 1):
        x = lib.tanh(u)
        y = lib.tanh(w @ x)
        f = float((v * y).mean())
        e = f - 1
        dz = e * v * (1 - y * y)
        du = (w.T @ dz) * (1 - x * x)
        u = u - 0.1 * du
        v = v - 0.1 * e * y
        w -= lib.outer((0.1 / n) * dz, x)
    return f


programs = {
    "product": lambda lib, n: inputs(lib, n, 1, lambda x: x),
    "product4": lambda lib, n: inputs(lib, n, 4, lambda x: x),
    "perceptron": lambda lib, n: inputs(lib, n, 16, lib.tanh),
    "tied": tied,
    "mup": mup,
}


def main():
    lib = {"numpy": numpy_library, "torch": torch_library}[sys.argv[1]]()
    print(lib.name, flush=True)
    for line in sys.stdin:
        name, n, seconds = line.split()
        if name not in programs:
            print("none", flush=True)
            continue
        programs[name](lib, min(int(n), 256))
        trials = 0
        start = time.process_time()
        while True:
            programs[name](lib, int(n))
            trials += 1
            spent = time.process_time() - start
            if spent >= float(seconds):
                break
        print(trials, spent, flush=True)


main()

#!/usr/bin/env python3
"""What Python users have, on one thread: seconds of one pass over X, best of several. One line each: `name shape seconds`.

peers.py [--shape ROWSxFEATURES]... [PATTERN]...     all, or those whose name a regular expression finds

BatchGradientBenchmark.numpy               one gradient of squared loss: two `dot`s, float64
StochasticEpochBenchmark.sklearn…          an epoch's share of SGDRegressor's fit, shuffled or in order, without intercept
FitBenchmark.torchMiniBatch                an epoch's share of a plain training loop, batches of 256 shuffled rows, float64

A library is looked for in `python3` and in `/usr/bin/python3`; where neither has it, its benchmarks are left out, and standard error says so.
Each benchmark runs in a process of its own. X holds the same values as in Java.
"""
import argparse
import os
import re
import subprocess
import sys
import time

EPOCHS = 5
BATCH_SIZE = 256
RATE = 1e-4
REPEATS = 5
ONE_THREAD = {name: "1" for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")}

BATCH_SHAPES = ["128x16", "512x16", "512x64", "512x256", "8192x64", "1048576x64", "262144x256", "65536x1024"]
STOCHASTIC_SHAPES = ["8192x64", "1048576x64"]
MINI_BATCH_SHAPES = ["8192x64", "1048576x64", "65536x1024"]


def data(rows, features):
    import numpy as np

    x = np.arange(rows * features, dtype=np.float64)
    np.remainder(x, 1013, out=x)
    x *= 1e-3
    return x.reshape(rows, features), np.arange(rows, dtype=np.float64) % 7


def best(work, passes):
    """Seconds of one pass; the first run warms up."""
    seconds = []
    for _ in range(REPEATS + 1):
        start = time.perf_counter()
        work()
        seconds.append((time.perf_counter() - start) / passes)
    return min(seconds[1:])


def numpy_gradient(rows, features):
    import numpy as np

    x, y = data(rows, features)
    theta = 1e-3 * np.arange(features) / features
    gradients = int(1e9 / x.nbytes) + 2

    def work():
        for _ in range(gradients):
            errors = x.dot(theta) - y
            2 / rows * x.T.dot(errors)

    return best(work, gradients)


def sklearn_epoch(rows, features, shuffle):
    from sklearn.linear_model import SGDRegressor

    x, y = data(rows, features)
    # Its loss is half of ours.
    regressor = SGDRegressor(
        penalty=None, learning_rate="constant", eta0=2 * RATE, max_iter=EPOCHS, tol=None, shuffle=shuffle,
        fit_intercept=False, random_state=1)
    return best(lambda: regressor.fit(x, y), EPOCHS)


def torch_epoch(rows, features):
    import torch

    torch.set_num_threads(1)
    x, y = map(torch.from_numpy, data(rows, features))
    dataset = torch.utils.data.TensorDataset(x, y.unsqueeze(1))

    def work():
        model = torch.nn.Linear(features, 1, dtype=torch.float64)
        loss = torch.nn.MSELoss()
        optimizer = torch.optim.SGD(model.parameters(), lr=RATE)
        for _ in range(EPOCHS):
            order = torch.randperm(rows)
            for start in range(0, rows, BATCH_SIZE):
                batch, targets = dataset[order[start:start + BATCH_SIZE]]
                optimizer.zero_grad()
                loss(model(batch), targets).backward()
                optimizer.step()

    return best(work, EPOCHS)


# name: library, shapes, benchmark
BENCHMARKS = {
    "BatchGradientBenchmark.numpy": ("numpy", BATCH_SHAPES, numpy_gradient),
    "StochasticEpochBenchmark.sklearnInOrder": ("sklearn", STOCHASTIC_SHAPES, lambda m, d: sklearn_epoch(m, d, False)),
    "StochasticEpochBenchmark.sklearnShuffled": ("sklearn", STOCHASTIC_SHAPES, lambda m, d: sklearn_epoch(m, d, True)),
    "FitBenchmark.torchMiniBatch": ("torch", MINI_BATCH_SHAPES, torch_epoch),
}


def interpreter(library):
    """One that has the library, or None; standard error names its version."""
    for python in ("python3", "/usr/bin/python3"):
        question = f"import {library}, sys; print('{library}', {library}.__version__, sys.executable, file=sys.stderr)"
        try:
            asked = subprocess.run([python, "-c", question], stderr=subprocess.PIPE, text=True)
        except FileNotFoundError:
            continue
        if asked.returncode == 0:
            print(asked.stderr.strip(), file=sys.stderr)
            return python
    print(f"{library} is not installed: its benchmarks are left out", file=sys.stderr)
    return None


def measure(name, shape):
    rows, features = map(int, shape.split("x"))
    print(f"{name} {shape} {BENCHMARKS[name][2](rows, features):.9f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shape", action="append", default=[], help="only this shape; may be repeated")
    parser.add_argument("--measure", metavar="NAME", help=argparse.SUPPRESS)
    parser.add_argument("pattern", nargs="*")
    arguments = parser.parse_args()
    if arguments.measure:
        measure(arguments.measure, arguments.shape[0])
        return
    pythons = {}
    for name, (library, shapes, _) in BENCHMARKS.items():
        chosen = [shape for shape in shapes if not arguments.shape or shape in arguments.shape]
        if not chosen or arguments.pattern and not any(re.search(pattern, name) for pattern in arguments.pattern):
            continue
        if library not in pythons:
            pythons[library] = interpreter(library)
        if pythons[library]:
            for shape in chosen:
                command = [pythons[library], os.path.abspath(__file__), "--measure", name, "--shape", shape]
                subprocess.run(command, env={**os.environ, **ONE_THREAD}, check=True)


if __name__ == "__main__":
    main()

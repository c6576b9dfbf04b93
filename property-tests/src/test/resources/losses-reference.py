"""The least costs that LossReferenceTest holds descents to, by SciPy and independent of Steepest.

    python3 property-tests/src/test/resources/losses-reference.py > property-tests/src/test/resources/losses-reference.csv

Smooth losses: Newton's method to a gradient of 1e-11 or the last digit; losses with a kink: their linear program (HiGHS). Features are standardised for the solver's sake only: with an
intercept the least cost is the same.
"""

import sys

import numpy as np
import scipy
from scipy.optimize import linprog
from scipy.special import expit

EXAMPLES = sys.path[0] + "/../../../../examples/"
BREAST = ["mean radius", "mean texture", "mean smoothness", "mean concavity", "mean symmetry", "mean fractal dimension"]


def read(name, target, features=None):
    with open(EXAMPLES + name) as file:
        names = file.readline().strip().split(",")
    table = np.loadtxt(EXAMPLES + name, delimiter=",", skiprows=1)
    features = features or [n for n in names if n != target]
    x = table[:, [names.index(n) for n in features]]
    x = (x - x.mean(0)) / x.std(0)
    return np.c_[x, np.ones(len(x))], table[:, names.index(target)]


def newton(x, y, w, derivatives, start=0):
    """derivatives(z, y) = loss, first, second."""
    theta = np.zeros(x.shape[1]) + start
    cost = lambda t: w @ derivatives(x @ t, y)[0]
    for _ in range(200):
        _, first, second = derivatives(x @ theta, y)
        gradient = x.T @ (w * first)
        step = np.linalg.solve(x.T @ (x * (w * second)[:, None]) + 1e-14 * np.eye(len(theta)), gradient)
        length = 1.0
        while cost(theta - length * step) > cost(theta) and length > 1e-12:
            length /= 2
        theta = theta - length * step
        if np.abs(gradient).max() < 1e-11 * max(1, np.abs(y).max()):
            break
    return cost(theta)


def program(x, costs, rows, bounds, slacks):
    """min costs · slacks, subject to rows (A_theta, A_slacks, b): A_theta θ + A_slacks s ≤ b."""
    d = x.shape[1]
    a = np.vstack([np.hstack([at, as_]) for at, as_, _ in rows])
    b = np.concatenate([r for _, _, r in rows])
    result = linprog(
        np.r_[np.zeros(d), costs],
        A_ub=a,
        b_ub=b,
        bounds=[(None, None)] * d + bounds * slacks,
        method="highs",
        options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
    )
    assert result.status == 0, result.message
    return result.fun


def pinball(x, y, w, above, below, epsilon):
    """above · (z − y − ε)₊ + below · (y − z − ε)₊."""
    m = len(y)
    eye, none = np.eye(m), np.zeros((m, m))
    rows = [(x, np.hstack([-eye, none]), y + epsilon), (-x, np.hstack([none, -eye]), epsilon - y)]
    return program(x, np.r_[above * w, below * w], rows, [(0, None)], 2 * m)


def hinge(x, s, w):
    m = len(s)
    return program(x, w, [(-x * s[:, None], -np.eye(m), -np.ones(m))], [(0, None)], m)


def huber(d):
    def derivatives(z, y):
        r = z - y
        e = np.clip(r, -d, d)
        return e * (r - e / 2), e, (np.abs(r) <= d).astype(float)

    return derivatives


def logistic(z, y):
    s = 2 * y - 1
    p = expit(z)
    return np.logaddexp(0, -s * z), p - y, p * (1 - p)


def squared_hinge(z, y):
    s = 2 * y - 1
    h = np.maximum(1 - s * z, 0)
    return h**2, -2 * s * h, 2.0 * (h > 0)


squared = lambda z, y: ((z - y) ** 2, 2 * (z - y), np.full(len(y), 2.0))
poisson = lambda z, y: (np.exp(z) - y * z, np.exp(z) - y, np.exp(z))


def main():
    print(f"# least costs by python {sys.version.split()[0]}, numpy {np.__version__}, scipy {scipy.__version__}: losses-reference.py")
    for data, target, features, weighted in [
        ("diabetes.csv", "target", None, False),
        ("diabetes.csv", "target", None, True),
        ("breast-cancer.csv", "benign", BREAST, False),
        ("breast-cancer.csv", "benign", BREAST, True),
    ]:
        x, y = read(data, target, features)
        w = 1.0 + np.arange(len(y)) % 3 if weighted else np.ones(len(y))
        solvers = {
            "squared": lambda: newton(x, y, w, squared),
            "huber:30.0": lambda: newton(x, y, w, huber(30.0), np.linalg.lstsq(x, y, rcond=None)[0]),
            "quantile:0.5": lambda: pinball(x, y, w, 0.5, 0.5, 0),
            "quantile:0.9": lambda: pinball(x, y, w, 0.1, 0.9, 0),
            "epsilon-insensitive:10.0": lambda: pinball(x, y, w, 1, 1, 10.0),
            "poisson": lambda: newton(x, y, w, poisson),
        }
        if target == "benign":
            solvers = {
                "logistic": lambda: newton(x, y, w, logistic),
                "hinge": lambda: hinge(x, 2 * y - 1, w),
                "squared-hinge": lambda: newton(x, y, w, squared_hinge),
            }
        for loss, solve in solvers.items():
            print(data, target, "1 + row mod 3" if weighted else "equal", loss, repr(float(solve() / w.sum())), sep=",")


main()

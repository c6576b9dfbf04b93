"""Prints strength.csv: what scikit-learn's estimators with an L2 penalty come to.

    apt-get install python3-sklearn          # or pip install scikit-learn
    python3 strength.py > strength.csv       # in this folder

Of each: estimator, alpha or C, sigma of Huber's, file, target, the column of weights, scales, coefficients of the scaled features. Features
are standardised with the weights; without an intercept they are divided by the root of their mean square.
"""

import os
import sys

import numpy as np
import sklearn
from sklearn.linear_model import HuberRegressor, LogisticRegression, PoissonRegressor, Ridge
from sklearn.svm import LinearSVC, LinearSVR

EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), *[".."] * 7, "examples")
LABELS = ("breast-cancer.csv", "benign", "mean texture")
NUMBERS = ("diabetes.csv", "target", "age")
OPEN = dict(fit_intercept=False, max_iter=10_000_000)

CASES = [
    (LABELS, "LogisticRegression", 0.01, LogisticRegression(C=0.01, tol=1e-10, max_iter=100_000)),
    (LABELS, "LinearSVC(hinge)", 0.01, LinearSVC(C=0.01, loss="hinge", tol=1e-9, **OPEN)),
    (LABELS, "LinearSVC", 0.01, LinearSVC(C=0.01, tol=1e-10, dual=False, **OPEN)),
    (NUMBERS, "LinearSVR", 0.01, LinearSVR(C=0.01, epsilon=5, tol=1e-9, **OPEN)),
    (NUMBERS, "Ridge", 1000.0, Ridge(alpha=1000.0)),
    (NUMBERS, "HuberRegressor", 100.0, HuberRegressor(alpha=100.0, epsilon=1.5, tol=1e-9, max_iter=100_000)),
    (NUMBERS, "PoissonRegressor", 0.5, PoissonRegressor(alpha=0.5, tol=1e-10, max_iter=100_000)),
]

print(f"# scikit-learn {sklearn.__version__}, NumPy {np.__version__}, Python {sys.version.split()[0]}: strength.py")
for (file, target, weights), name, strength, estimator in CASES:
    with open(os.path.join(EXAMPLES, file)) as lines:
        names = lines.readline().strip().split(",")
        values = np.loadtxt(lines, delimiter=",")
    y = values[:, names.index(target)]
    w = values[:, names.index(weights)]
    x = values[:, [j for j, other in enumerate(names) if other not in (target, weights)]]
    means = np.average(x, axis=0, weights=w) if estimator.fit_intercept else 0.0
    scales = np.sqrt(np.average((x - means) ** 2, axis=0, weights=w))
    estimator.fit((x - means) / scales, y, sample_weight=w)
    sigma = getattr(estimator, "scale_", 1.0) if name == "HuberRegressor" else 1.0
    row = [name, repr(float(strength)), repr(float(sigma)), file, target, weights]
    row.append(" ".join(repr(float(v)) for v in scales))
    row.append(" ".join(repr(float(v)) for v in estimator.coef_.ravel()))
    print(",".join(row))

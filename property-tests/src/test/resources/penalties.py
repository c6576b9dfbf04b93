"""Writes penalties.csv: the least cost of squared loss with penalties and bounds on the diabetes data, by scikit-learn and SciPy.

    /usr/bin/python3 penalties.py > penalties.csv

J = (1/m) sum (z - y)^2 + strength * (ratio * sum |t| + (1 - ratio)/2 * sum t^2), t the coefficients of standardised features,
lower <= coefficient in the units of X <= upper, intercept free. theta is in the units of X.
"""

import csv
import sys

import numpy as np
import scipy
import sklearn
from scipy.optimize import lsq_linear
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, Ridge

with open("../../../../examples/diabetes.csv") as file:
    rows = list(csv.reader(file))
table = np.array(rows[1:], dtype=float)
x, y = table[:, :-1], table[:, -1]
m, d = x.shape
scales = x.std(axis=0)
xs = (x - x.mean(axis=0)) / scales
yc = y - y.mean()


def cost(t, strength, ratio):
    penalty = strength * (ratio * np.abs(t).sum() + (1 - ratio) / 2 * t @ t)
    return np.mean((xs @ t - yc) ** 2) + penalty


def bounded(strength, lower, upper):
    """L2 as rows more: strength/2 t^2 = (1/m) (sqrt(m strength/2) t)^2."""
    a = np.vstack([xs, np.sqrt(m * strength / 2) * np.eye(d)])
    b = np.concatenate([yc, np.zeros(d)])
    return lsq_linear(a, b, bounds=(lower * scales, upper * scales), method="bvls", tol=1e-15, max_iter=10000).x


def write(penalty, strength, ratio, lower, upper, t):
    theta = [repr(float(v)) for v in t / scales]
    print(",".join(["squared", penalty, repr(strength), repr(ratio), repr(lower), repr(upper), repr(float(cost(t, strength, ratio)))] + theta))


exact = {"tol": 1e-14, "max_iter": 10**7}
inf = float("inf")
print(f"# scikit-learn {sklearn.__version__}, SciPy {scipy.__version__}, NumPy {np.__version__}, Python {sys.version.split()[0]}: penalties.py")
print(",".join(["loss", "penalty", "strength", "l1Ratio", "lower", "upper", "cost"] + [f"theta{j}" for j in range(d)]))
write("none", 0.0, 0.0, -inf, inf, LinearRegression().fit(xs, yc).coef_)
for strength in [0.01, 1.0, 100.0]:
    write("l2", strength, 0.0, -inf, inf, Ridge(alpha=strength * m / 2, solver="svd").fit(xs, yc).coef_)
for strength in [100.0, 80.0, 60.0, 40.0, 20.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.1]:
    write("l1", strength, 1.0, -inf, inf, Lasso(alpha=strength / 2, **exact).fit(xs, yc).coef_)
for strength in [0.1, 1.0, 20.0]:
    for ratio in [0.1, 0.5, 0.9]:
        write("elastic-net", strength, ratio, -inf, inf, ElasticNet(alpha=strength / 2, l1_ratio=ratio, **exact).fit(xs, yc).coef_)
write("none", 0.0, 0.0, 0.0, inf, LinearRegression(positive=True).fit(xs, yc).coef_)
write("l1", 5.0, 1.0, 0.0, inf, Lasso(alpha=2.5, positive=True, **exact).fit(xs, yc).coef_)
write("elastic-net", 1.0, 0.5, 0.0, inf, ElasticNet(alpha=0.5, l1_ratio=0.5, positive=True, **exact).fit(xs, yc).coef_)
write("none", 0.0, 0.0, -0.5, 2.0, bounded(0.0, -0.5, 2.0))
write("l2", 1.0, 0.0, -0.5, 2.0, bounded(1.0, -0.5, 2.0))

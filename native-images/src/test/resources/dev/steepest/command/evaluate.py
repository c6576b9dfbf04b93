"""Writes counts.csv, and evaluate.csv: models with coefficients of a few digits, and scikit-learn's metrics of their predictions.

    apt-get install python3-sklearn    # or pip install scikit-learn
    python3 evaluate.py                # in this folder

Of each model: file, target, loss, intercept and coefficients, metrics.
"""

import csv
import sys

import numpy
import sklearn
from sklearn import linear_model, metrics as m

EXAMPLES = "../../../../../../../examples/"


def read(name):
    with open(name) as file:
        rows = list(csv.reader(file))
    return rows[0], numpy.array(rows[1:], dtype=float)


def rounded(values):
    return numpy.array([float(f"{value:.6g}") for value in values])


def model(fitted):
    return rounded([numpy.ravel(fitted.intercept_)[0], *numpy.ravel(fitted.coef_)])


def line(file, target, loss, coefficients, found):
    found = " ".join(f"{name}={float(value)!r}" for name, value in found.items())
    return ",".join([file, target, loss, " ".join(map(repr, map(float, coefficients))), found])


def numbers(y, z, deviance):
    return dict(
        r2=m.r2_score(y, z),
        rmse=numpy.sqrt(m.mean_squared_error(y, z)),
        mae=m.mean_absolute_error(y, z),
        medianAbsoluteError=m.median_absolute_error(y, z),
        meanDeviance=deviance(y, z),
    )


def labels(y, p):
    called = p > 0.5
    (tn, fp), (fn, tp) = m.confusion_matrix(y, called)
    false, true, at = m.roc_curve(y, p, drop_intermediate=False)
    return dict(
        accuracy=m.accuracy_score(y, called),
        balancedAccuracy=m.balanced_accuracy_score(y, called),
        logLoss=m.log_loss(y, p),
        brier=m.brier_score_loss(y, p),
        rocAuc=m.roc_auc_score(y, p),
        averagePrecision=m.average_precision_score(y, p),
        trueNegatives=tn, falsePositives=fp, falseNegatives=fn, truePositives=tp,
        bestThreshold=at[1 + numpy.argmax((true - false)[1:])],
    )


rng = numpy.random.default_rng(22)
x = rng.normal(0, 1, (80, 2)).round(3)
counts = rng.poisson(numpy.exp(0.3 + x @ [0.5, -0.8]))
with open("counts.csv", "w") as file:
    file.write("a,b,n\n")
    for (a, b), n in zip(x, counts):
        file.write(f"{a},{b},{n}\n")

lines = [f"# scikit-learn {sklearn.__version__}, NumPy {numpy.__version__}, Python {sys.version.split()[0]}: evaluate.py"]

names, data = read(EXAMPLES + "diabetes.csv")
x, y = data[:, :-1], data[:, -1]
c = model(linear_model.LinearRegression().fit(x, y))
lines.append(line("diabetes.csv", names[-1], "squared", c, numbers(y, c[0] + x @ c[1:], m.mean_squared_error)))

names, data = read(EXAMPLES + "breast-cancer.csv")
x, y = data[:, :-1], data[:, -1]
scale = x.std(axis=0)
fitted = linear_model.LogisticRegression(max_iter=1000).fit(x / scale, y)
fitted.coef_ = fitted.coef_ / scale
c = model(fitted)
lines.append(line("breast-cancer.csv", names[-1], "logistic", c, labels(y, 1 / (1 + numpy.exp(-(c[0] + x @ c[1:]))))))

names, data = read("counts.csv")
x, y = data[:, :-1], data[:, -1]
c = model(linear_model.PoissonRegressor(alpha=0).fit(x, y))
lines.append(line("counts.csv", names[-1], "poisson", c, numbers(y, numpy.exp(c[0] + x @ c[1:]), m.mean_poisson_deviance)))

with open("evaluate.csv", "w") as file:
    file.write("\n".join(lines) + "\n")

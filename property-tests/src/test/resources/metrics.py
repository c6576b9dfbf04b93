"""Writes metrics.csv: cases of targets, predictions and weights, with scikit-learn's metrics of them.

Of each: case, loss, targets, predictions, weights, metrics.

    apt-get install python3-sklearn    # or pip install scikit-learn
    python3 metrics.py > metrics.csv

The median's weighted form has changed from version to version: rows are repeated for it, by their whole weights. A label is called
positive above 0.5 (a score: above 0). What has no meaning is nan, whatever scikit-learn makes of it: R2 of targets that are all the
same, what compares two labels where there is one, average precision without a positive. Log-loss clips probabilities at 2^-52.
"""

import sys
import warnings

import numpy
import sklearn
from sklearn import metrics as m

warnings.simplefilter("error")


def threshold(y, p, w):
    false, true, at = m.roc_curve(y, p, sample_weight=w, drop_intermediate=False)
    return at[1 + numpy.argmax((true - false)[1:])]  # the first is no prediction


def labels(y, p, w, loss):
    called = (p > (0.5 if loss == "logistic" else 0)).astype(int)
    y = (y > 0).astype(int)
    (tn, fp), (fn, tp) = m.confusion_matrix(y, called, labels=[0, 1], sample_weight=w)
    counted = w > 0
    both = len(set(y[counted])) == 2
    positive = y[counted].any()
    probabilities = loss == "logistic"
    return dict(
        accuracy=m.accuracy_score(y, called, sample_weight=w),
        balancedAccuracy=m.balanced_accuracy_score(y, called, sample_weight=w) if both else numpy.nan,
        logLoss=m.log_loss(y, p, labels=[0, 1], sample_weight=w, eps=2**-52) if probabilities else numpy.nan,
        brier=m.brier_score_loss(y, p, pos_label=1, sample_weight=w) if probabilities else numpy.nan,
        rocAuc=m.roc_auc_score(y, p, sample_weight=w) if both else numpy.nan,
        averagePrecision=m.average_precision_score(y, p, sample_weight=w) if positive else numpy.nan,
        tn=tn, fp=fp, fn=fn, tp=tp,
        bestThreshold=threshold(y[counted], p[counted], w[counted]) if both else numpy.nan,
    )


def numbers(y, z, w, loss):
    name, _, parameter = loss.partition(":")
    constant = len(set(y[w > 0])) == 1
    deviance = {
        "squared": lambda: m.mean_squared_error(y, z, sample_weight=w),
        "poisson": lambda: m.mean_poisson_deviance(y, z, sample_weight=w),
        "quantile": lambda: m.mean_pinball_loss(y, z, alpha=float(parameter), sample_weight=w),
        "epsilon-insensitive": lambda: m.mean_absolute_error(y, z, sample_weight=w),
    }[name]()
    return dict(
        r2=numpy.nan if constant else m.r2_score(y, z, sample_weight=w),
        rmse=numpy.sqrt(m.mean_squared_error(y, z, sample_weight=w)),
        mae=m.mean_absolute_error(y, z, sample_weight=w),
        medianAbsoluteError=m.median_absolute_error(numpy.repeat(y, w.astype(int)), numpy.repeat(z, w.astype(int))),
        meanDeviance=deviance,
    )


def cases():
    rng = numpy.random.default_rng(22)
    ones = numpy.ones
    y = rng.normal(3, 2, 200).round(3)
    z = (y + rng.normal(0, 1, 200)).round(3)
    w = rng.integers(0, 5, 200).astype(float)
    yield "plain", "squared", y, z, ones(200)
    yield "weighted", "squared", y, z, w
    yield "odd", "squared", y[:101], z[:101], ones(101)
    yield "far", "squared", y + 1e8, z + 1e8, ones(200)
    yield "constant", "squared", numpy.full(7, 0.1), z[:7], ones(7)
    yield "one row", "squared", y[:1], z[:1], ones(1)
    yield "exact", "squared", y, y, ones(200)
    yield "halved", "squared", numpy.zeros(4), numpy.array([1.0, 2, 5, 9]), numpy.array([1.0, 2, 2, 1])
    yield "median", "quantile:0.5", y, z, w
    yield "tail", "quantile:0.9", y, z, ones(200)
    yield "absolute", "epsilon-insensitive:0", y, z, w
    mean = numpy.exp(rng.normal(0, 1, 200)).round(4)
    counts = rng.poisson(mean).astype(float)
    yield "counts", "poisson", counts, mean, ones(200)
    yield "weighted counts", "poisson", counts, mean, w
    score = rng.normal(0, 2, 200).round(4)
    p = (1 / (1 + numpy.exp(-score))).round(6)
    label = (rng.random(200) < p).astype(float)
    yield "labels", "logistic", label, p, ones(200)
    yield "weighted labels", "logistic", label, p, w
    yield "tied", "logistic", label, numpy.round(p, 1), ones(200)
    yield "weighted ties", "logistic", 2 * label - 1, numpy.round(p, 1), w
    yield "certain", "logistic", label, numpy.clip(numpy.round(1.4 * p - 0.2, 2), 0, 1), ones(200)
    yield "worst", "logistic", numpy.array([0.0, 1]), numpy.array([1.0, 0]), ones(2)
    yield "best", "logistic", numpy.array([0.0, 1]), numpy.array([0.0, 1]), ones(2)
    yield "no positive", "logistic", numpy.zeros(5), p[:5], ones(5)
    yield "no negative", "logistic", numpy.ones(5), p[:5], ones(5)
    yield "all the same", "logistic", label, numpy.full(200, 0.25), ones(200)
    yield "reversed", "logistic", 1 - label, p, w
    yield "scores", "hinge", 2 * label - 1, score, w
    yield "whole scores", "squared-hinge", 2 * label - 1, numpy.round(score), ones(200)


def text(values):
    return " ".join(repr(float(value)) for value in values)


print(f"# scikit-learn {sklearn.__version__}, NumPy {numpy.__version__}, Python {sys.version.split()[0]}: metrics.py")
for case, loss, y, z, w in cases():
    found = (labels if loss in ("logistic", "hinge", "squared-hinge") else numbers)(y, z, w, loss)
    metrics = " ".join(f"{name}={float(value)!r}" for name, value in found.items())
    print(",".join([case, loss, text(y), text(z), text(w), metrics]))

"""Writes losses-penalties.csv: the least costs of losses with penalties and bounds on real data, by interior points (Clarabel).

    pip install cvxpy scikit-learn
    python3 losses-penalties.py > losses-penalties.csv

J = mean loss + strength * (ratio * sum |t| + (1 - ratio)/2 * sum t^2), t the coefficients of standardised features,
lower <= coefficient in the units of X <= upper, intercept free. theta is in the units of X.

Nothing is taken on trust: cost is reckoned here at theta, by the definition of the loss, and gap is its distance from the dual
objective, below which no theta can be. Zeros are those of the solver below 1e-6 in t, and they cost nothing; what is not zero is above 1e-4.
scikit-learn and HiGHS (losses-reference.csv) have to agree where they solve the same.
"""

import sys

import clarabel
import cvxpy as cp
import numpy as np
import sklearn
from sklearn.linear_model import ElasticNet, QuantileRegressor
from sklearn.svm import SVC, SVR

EXAMPLES = sys.path[0] + "/../../../../examples/"
BREAST = ["mean radius", "mean texture", "mean smoothness", "mean concavity", "mean symmetry", "mean fractal dimension"]
INF = float("inf")


def read(name, target, features=None):
    with open(EXAMPLES + name) as file:
        names = file.readline().strip().split(",")
    table = np.loadtxt(EXAMPLES + name, delimiter=",", skiprows=1)
    features = features or [n for n in names if n != target]
    x = table[:, [names.index(n) for n in features]]
    y = table[:, names.index(target)]
    return (x - x.mean(0)) / x.std(0), x.std(0), 2 * y - 1 if name == "breast-cancer.csv" else y


def huber(d):
    def loss(r):
        e = np.clip(r, -d, d)
        return e * (r - e / 2)

    return loss


def values(name, z, y):
    """The loss of each row, by its definition."""
    r = z - y
    return {
        "squared": lambda: r**2,
        "huber:30.0": lambda: huber(30.0)(r),
        "quantile:0.5": lambda: np.maximum(-0.5 * r, 0.5 * r),
        "quantile:0.9": lambda: np.maximum(-0.9 * r, 0.1 * r),
        "epsilon-insensitive:10.0": lambda: np.maximum(np.abs(r) - 10, 0),
        "poisson": lambda: np.exp(z) - y * z,
        "logistic": lambda: np.logaddexp(0, -y * z),
        "hinge": lambda: np.maximum(1 - y * z, 0),
        "squared-hinge": lambda: np.maximum(1 - y * z, 0) ** 2,
    }[name]()


def total(name, z, y):
    """The same for the solver, added up."""
    r = z - y
    return {
        "squared": lambda: cp.sum_squares(r),
        "huber:30.0": lambda: cp.sum(cp.huber(r, 30.0)) / 2,
        "quantile:0.5": lambda: cp.sum(cp.maximum(-0.5 * r, 0.5 * r)),
        "quantile:0.9": lambda: cp.sum(cp.maximum(-0.9 * r, 0.1 * r)),
        "epsilon-insensitive:10.0": lambda: cp.sum(cp.pos(cp.abs(r) - 10)),
        "poisson": lambda: cp.sum(cp.exp(z)) - y @ z,
        "logistic": lambda: cp.sum(cp.logistic(-cp.multiply(y, z))),
        "hinge": lambda: cp.sum(cp.pos(1 - cp.multiply(y, z))),
        "squared-hinge": lambda: cp.sum_squares(cp.pos(1 - cp.multiply(y, z))),
    }[name]()


def solve(name, x, scales, y, strength, ratio, lower, upper):
    m, d = x.shape
    t, b = cp.Variable(d), cp.Variable()
    cost = total(name, x @ t + b, y) / m
    if strength > 0:
        cost += strength * ratio * cp.norm1(t) + strength * (1 - ratio) / 2 * cp.sum_squares(t)
    limits = [t >= lower * scales] if lower > -INF else []
    limits += [t <= upper * scales] if upper < INF else []
    problem = cp.Problem(cp.Minimize(cost), limits)
    tight = {"tol_gap_abs": 1e-11, "tol_gap_rel": 1e-11, "tol_feas": 1e-11, "max_iter": 500}
    # looser only where rounding ends the solver before that; the gap tells
    loose = {"reduced_tol_gap_abs": 1e-9, "reduced_tol_gap_rel": 1e-9, "reduced_tol_feas": 1e-9}
    data, chain, inverse = problem.get_problem_data(cp.CLARABEL, solver_opts=tight | loose)
    solution = chain.solve_via_data(problem, data, solver_opts=tight | loose)
    problem.unpack_results(solution, chain, inverse)
    dual = problem.value - (solution.obj_val - solution.obj_val_dual)
    found = t.value.copy()
    if lower > -INF or upper < INF:
        found = np.clip(found, lower * scales, upper * scales)
    found[np.abs(found) < 1e-6] = 0
    assert np.all((found == 0) | (np.abs(found) > 1e-4)), found
    return found, float(b.value), dual, problem.status


def cost(name, x, y, t, b, strength, ratio):
    return values(name, x @ t + b, y).mean() + strength * (ratio * np.abs(t).sum() + (1 - ratio) / 2 * t @ t)


def agree(what, ours, theirs):
    assert abs(ours - theirs) <= 1e-7 * abs(theirs), (what, ours, theirs)
    print(f"{what}: {ours!r} {theirs!r}", file=sys.stderr)


def check(name, x, y, penalty, strength, ratio, bounded, found):
    """What scikit-learn has to say."""
    m = len(y)
    if bounded or strength == 0:
        return
    theirs = None
    if name == "squared":
        theirs = ElasticNet(alpha=strength / 2, l1_ratio=ratio, tol=1e-14, max_iter=10**7).fit(x, y)
    elif name.startswith("quantile") and penalty == "l1":
        theirs = QuantileRegressor(quantile=float(name[9:]), alpha=strength, solver="highs").fit(x, y)
    elif name == "hinge" and penalty == "l2":
        theirs = SVC(kernel="linear", C=1 / (strength * m), tol=1e-9).fit(x, y)
    elif name.startswith("epsilon") and penalty == "l2":
        theirs = SVR(kernel="linear", epsilon=10, C=1 / (strength * m), tol=1e-9).fit(x, y)
    if theirs is not None:
        b = np.ravel(theirs.intercept_)[0]
        agree(f"{name} {penalty} by {type(theirs).__name__}", found, cost(name, x, y, np.ravel(theirs.coef_), b, strength, ratio))


def main():
    print(
        f"# CVXPY {cp.__version__}, Clarabel {clarabel.__version__}, NumPy {np.__version__}, checked by scikit-learn {sklearn.__version__},"
        f" Python {sys.version.split()[0]}: losses-penalties.py"
    )
    print("data,target,loss,penalty,strength,l1Ratio,lower,upper,cost,gap,theta")
    with open(sys.path[0] + "/losses-reference.csv") as file:
        rows = [line.strip().split(",") for line in file if not line.startswith("#")]
    least = {(row[0], row[3]): float(row[4]) for row in rows if row[2] == "equal"}
    # strengths: about a tenth and a third of the one that makes all coefficients zero
    regression = {"squared": (5.0, 20.0), "huber:30.0": (2.0, 6.0), "quantile:0.5": (0.03, 0.1), "quantile:0.9": (0.01, 0.04)}
    regression |= {"epsilon-insensitive:10.0": (0.05, 0.2), "poisson": (5.0, 15.0)}
    labels = {"logistic": (0.02, 0.1), "hinge": (0.04, 0.15), "squared-hinge": (0.1, 0.4)}
    for file, target, features, losses in [
        ("diabetes.csv", "target", None, regression),
        ("breast-cancer.csv", "benign", BREAST, labels),
    ]:
        x, scales, y = read(file, target, features)
        least_bound, most_bound = (0.0, INF) if target == "target" else (-INF, 0.0)
        for name, (weak, strong) in losses.items():
            box = (-1.0, 1.0) if target == "benign" else (-0.002, 0.005) if name == "poisson" else (-0.5, 2.0)
            for penalty, strength, ratio, lower, upper in [
                ("none", 0.0, 0.0, -INF, INF),
                ("l2", weak, 0.0, -INF, INF),
                ("l1", weak, 1.0, -INF, INF),
                ("l1", strong, 1.0, -INF, INF),
                ("elastic-net", weak, 0.5, -INF, INF),
                ("none", 0.0, 0.0, least_bound, most_bound),
                ("elastic-net", weak, 0.5, least_bound, most_bound),
                ("none", 0.0, 0.0, *box),
            ]:
                t, b, dual, status = solve(name, x, scales, y, strength, ratio, lower, upper)
                found = cost(name, x, y, t, b, strength, ratio)
                gap = found - dual
                what = f"{name} {penalty}:{strength},{ratio} in {lower} to {upper}: cost={found} gap={gap} {status} {np.sum(t == 0)} zeros"
                print(what, file=sys.stderr)
                bounded = lower > -INF or upper < INF
                if penalty == "none" and not bounded:
                    agree(f"{name} by losses-reference.py", found, least[(file, name)])
                check(name, x, y, penalty, strength, ratio, bounded, found)
                theta = " ".join(repr(float(v)) for v in t / scales)
                print(file, target, name, penalty, strength, ratio, lower, upper, repr(float(found)), f"{gap:.1e}", theta, sep=",")


main()

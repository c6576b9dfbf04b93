"""Recorded optima of fits with an offset: statsmodels, by Newton's method (IRLS), float64.

    python3 -m venv v && v/bin/pip install statsmodels && v/bin/python offsets.py > offsets.csv

The data are made up; offsets.csv has them, number by number, and what was found.
"""
import numpy as np
import statsmodels
import statsmodels.api as sm

rng = np.random.default_rng(20261129)
m, d = 60, 3
x = np.round(rng.normal(size=(m, d)) * 64) / 64
exposure = rng.integers(1, 200, size=m).astype(float)
weights = rng.integers(1, 4, size=m).astype(float)
counts = rng.poisson(exposure * np.exp(-2 + x @ [0.5, -0.25, 0.1])).astype(float)
offset = np.log(exposure)
shift = np.round(rng.normal(size=m) * 64) / 64
labels = (rng.random(m) < 1 / (1 + np.exp(-(0.3 + shift + x @ [1.0, -0.5, 0.25])))).astype(float)

print(f"# statsmodels {statsmodels.__version__}, NumPy {np.__version__}")
print("# row,x0,x1,x2,count,log-exposure,label,shift,weight")
for i in range(m):
    print("row", *map(repr, map(float, [*x[i], counts[i], offset[i], labels[i], shift[i], weights[i]])), sep=",")
print("# fit,loss,weighted,b,theta0,theta1,theta2")


def tell(loss, family, y, o, w):
    model = sm.GLM(y, sm.add_constant(x), family=family, offset=o, freq_weights=w)
    fit = model.fit(tol=1e-14, maxiter=100)
    print("fit", loss, w is not None, *map(repr, map(float, fit.params)), sep=",")


for w in (None, weights):
    tell("poisson", sm.families.Poisson(), counts, offset, w)
    tell("logistic", sm.families.Binomial(), labels, shift, w)
    tell("squared", sm.families.Gaussian(), counts, 8 * shift, w)

"""Fits NumPy arrays without a copy:  STEEPEST_LIBRARY=…/lib/libsteepest.so python3 fit.py"""

import numpy as np

from steepest import Model

x = np.array([[1.0, 2.0, 7.0], [1.0, 3.0, 7.0], [1.0, 4.0, 7.0]])
y = np.array([2.0, 5.0, 9.0])
with Model() as model:
    for view in (x[:, :2], np.asfortranarray(x)[:, :2], x.astype(np.float32)[:, :2]):
        result = model.fit(view, y, learning_rate=0.01, tolerance=-1.0)
        print(*(repr(float(t)) for t in model.theta), repr(result.cost))
    print(repr(float(model.predict(np.array([[1.0, 5.0]]))[0])))
    try:
        model.predict(x)
    except ValueError as refused:
        print(refused)

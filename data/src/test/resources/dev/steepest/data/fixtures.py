"""Made the .npy files beside it, with NumPy 2.4.6: python3 fixtures.py"""

import numpy as np
from numpy.lib import format

table = np.array([[1.5, -2.0], [3.25, 1e300], [0.1, -0.0]])
narrow = np.array([[1.5, -2.0], [3.25, 1e30], [0.1, -0.0]], dtype="<f4")
line = np.array([1.5, -2.0, 0.1])


def save(name, array, version=(1, 0)):
    with open(name + ".npy", "wb") as file:
        format.write_array(file, array, version=version)


save("f8-c", table)
save("f8-c-version2", table, (2, 0))
save("f8-c-version3", table, (3, 0))
save("f8-fortran", np.asfortranarray(table))
save("f4-c", narrow)
save("f4-fortran", np.asfortranarray(narrow))
save("f8-line", line)
save("f4-line", line.astype("<f4"))
save("f8-column", line.reshape(3, 1))
save("f8-row", line.reshape(1, 3))

save("big-endian", table.astype(">f8"))
save("half", table.astype("<f2"))
save("int", np.array([[1, 2], [3, 4]]))
save("bool", np.array([True, False]))
save("complex", line.astype("<c16"))
save("text", np.array(["a", "bc"]))
save("object", np.array([1, "a"], dtype=object))
save("structured", np.array([(1.0, 2)], dtype=[("a", "<f8"), ("b", "<i8")]))
save("cube", np.zeros((2, 3, 4)))
save("scalar", np.array(1.0))
save("no-rows", np.zeros((0, 3)))
save("no-columns", np.zeros((3, 0)))

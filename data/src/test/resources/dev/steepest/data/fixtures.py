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

# The extremes of each type, of 64 bits those that are float64. Big-endian ones are in Fortran order.
for name in ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]:
    limits = np.iinfo(name)
    most = {"i8": 2**63 - 2**10, "u8": 2**64 - 2**11}.get(name, limits.max)
    numbers = np.array([[limits.min, most], [0, 1], [7, 100]], dtype=name)
    save(name, numbers)
    save(name + "-big-endian", np.asfortranarray(numbers.astype(">" + name)))
halves = np.array([[1.5, -65504.0], [2.0**-24, -0.0], [np.inf, np.nan]], dtype="<f2")
save("f2", halves)
save("f2-big-endian", np.asfortranarray(halves.astype(">f2")))
save("f4-big-endian", np.asfortranarray(narrow.astype(">f4")))
save("f8-big-endian", np.asfortranarray(table.astype(">f8")))
save("bool", np.array([[True, False], [False, True]]))
save("bool-line", np.array([True, False]))
# Whole numbers that are no float64.
save("i8-inexact", np.asfortranarray(np.array([[1, 2], [3, 2**53 + 1], [4, 5]])))
save("i8-largest", np.array([2**63 - 1]))
save("u8-inexact", np.array([[1, 2], [3, 4], [2**64 - 1, 5]], dtype=">u8"))

save("complex", line.astype("<c16"))
save("text", np.array(["a", "bc"]))
save("object", np.array([1, "a"], dtype=object))
save("structured", np.array([(1.0, 2)], dtype=[("a", "<f8"), ("b", "<i8")]))
save("cube", np.zeros((2, 3, 4)))
save("scalar", np.array(1.0))
save("no-rows", np.zeros((0, 3)))
save("no-columns", np.zeros((3, 0)))

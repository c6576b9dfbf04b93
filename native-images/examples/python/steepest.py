"""libsteepest for NumPy arrays, which are read in place; needs ctypes and NumPy only."""

import ctypes as c
import os

import numpy as np

_OK = 0


class _Matrix(c.Structure):
    _fields_ = [("size", c.c_size_t), ("values", c.c_void_p), ("rows", c.c_int64), ("features", c.c_int64),
                ("stride", c.c_int64), ("layout", c.c_int32), ("storage", c.c_int32)]


class _Options(c.Structure):
    _fields_ = [("size", c.c_size_t), ("method", c.c_int32), ("plan", c.c_int32), ("intercept", c.c_int32),
                ("standardize", c.c_int32), ("threads", c.c_int32), ("batch_size", c.c_int32), ("seed", c.c_int64),
                ("max_epochs", c.c_int64), ("learning_rate", c.c_double), ("tolerance", c.c_double),
                ("gradient_tolerance", c.c_double)]


class _Result(c.Structure):
    _fields_ = [("size", c.c_size_t), ("cost", c.c_double), ("gradient_norm", c.c_double),
                ("learning_rate", c.c_double), ("epochs", c.c_int64), ("steps", c.c_int64), ("reason", c.c_int32)]


_library = c.CDLL(os.environ.get("STEEPEST_LIBRARY", "libsteepest.so"))
_library.steepest_last_error.restype = c.c_char_p


def _check(status):
    if status != _OK:
        raise ValueError(_library.steepest_last_error().decode())


def _matrix(x):
    """A view, whatever the strides: rows or columns must be without gaps inside."""
    if x.ndim != 2 or x.dtype not in (np.float64, np.float32):
        raise ValueError(f"x must have two dimensions of float64 or float32: ndim={x.ndim} dtype={x.dtype}")
    rows_inside = x.strides[1] == x.itemsize
    if not rows_inside and x.strides[0] != x.itemsize:
        raise ValueError(f"neither rows nor columns lie side by side: strides={x.strides}")
    stride = x.strides[0 if rows_inside else 1] // x.itemsize
    return _Matrix(c.sizeof(_Matrix), x.ctypes.data, *x.shape, stride, 0 if rows_inside else 1,
                   0 if x.dtype == np.float64 else 1)


def _doubles(values):
    return np.ascontiguousarray(values, dtype=np.float64)


def _pointer(values):
    return c.c_void_p(values.ctypes.data)


class Model:
    """A linear model; fit and load replace it."""

    def __init__(self):
        self._handle = c.c_uint64(0)
        _check(_library.steepest_create(c.byref(self._handle)))

    def close(self):
        if self._handle.value:
            _library.steepest_destroy(self._handle)
            self._handle = c.c_uint64(0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def fit(self, x, y, **options):
        """Options as in steepest.h: method=0, learning_rate=0.01, … Returns cost, epochs, …"""
        y = _doubles(y)
        result = _Result(c.sizeof(_Result))
        _check(_library.steepest_fit(self._handle, c.byref(_matrix(x)), _pointer(y), c.c_int64(y.size),
                                     c.byref(_Options(size=c.sizeof(_Options), **options)), c.byref(result)))
        return result

    def predict(self, x):
        z = np.empty(x.shape[0])
        _check(_library.steepest_predict(self._handle, c.byref(_matrix(x)), _pointer(z), c.c_int64(z.size)))
        return z

    def load(self, path):
        _check(_library.steepest_load_file(self._handle, os.fsencode(path)))

    def save(self, path):
        _check(_library.steepest_save_file(self._handle, os.fsencode(path)))

    @property
    def theta(self):
        features = c.c_int64(0)
        _check(_library.steepest_parameters(self._handle, None, c.c_int64(0), c.byref(features), None))
        theta = np.empty(features.value)
        _check(_library.steepest_parameters(self._handle, _pointer(theta), features, None, None))
        return theta

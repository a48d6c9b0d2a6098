"""Scalar formulas at each position: what they give, and their slopes."""
import math

import numpy as np

from values import LARGEST, Value, lift, number, to_axes, union, wrap


def erf(x):
    return np.vectorize(math.erf, otypes=[np.float64])(x) if x.size else x * 1.0


def saturated(x):
    """What is beyond the largest number is that."""
    return np.where(np.abs(x) > LARGEST, np.sign(x) * LARGEST, x)


def power(x, y):
    if x.dtype.kind in "ib" and y.dtype.kind in "ib" and np.all(y >= 0):
        return wrap(np.vectorize(lambda a, b: wrap(pow(int(a), int(b), 2**32)), otypes=[np.int64])(x, y))
    # A negative power of 0 is inf, whatever its sign.
    x, y = x.astype(np.float64) + 0.0, y.astype(np.float64)
    # Small whole powers are products, which overflow as products do.
    return np.where(np.isin(y, (2, 3, 4)), np.power(x, y), saturated(np.power(x, y)))


def floored(x, y):
    if x.dtype.kind in "ib" and y.dtype.kind in "ib":
        return np.floor_divide(x, np.where(y == 0, 1, y))
    return np.floor(x / y)


def left_over(x, y):
    return x - y * floored(x, y)


# Each: the formula, and of a result and its arguments the slopes by these.
FORMULAS = {
    "times": (lambda g, d: np.where(g == 0, 0.0, g * d), lambda r, g, d: (d, g)),
    "+": (lambda x, y: x + y, lambda r, x, y: (number(1.0), number(1.0))),
    "-": (lambda x, y: x - y, lambda r, x, y: (number(1.0), number(-1.0))),
    "*": (lambda x, y: x * y, lambda r, x, y: (y, x)),
    "/": (lambda x, y: x / y, lambda r, x, y: (point("/", number(1.0), y), negative(point("/", r, y)))),
    "div": (floored, lambda r, x, y: (None, None)),
    "%": (left_over, lambda r, x, y: (number(1.0), negative(point("div", x, y)))),
    "^": (power, lambda r, x, y: (
        point("*", y, point("^", x, point("-", y, number(1)))),
        point("*", r, point("log", x)))),
    "where": (np.where, None),
    "minimum": (np.minimum, lambda r, x, y: (point("<=", x, y), point(">", x, y))),
    "maximum": (np.maximum, lambda r, x, y: (point(">=", x, y), point("<", x, y))),
    "exp": (lambda x: saturated(np.exp(x)), lambda r, x: (r,)),
    "log": (lambda x: np.where(x <= 0, -LARGEST, np.log(x)), lambda r, x: (point("/", number(1.0), x),)),
    "log1p": (lambda x: np.where(x <= -1, -LARGEST, np.log1p(x)), lambda r, x: (point("/", number(1.0), point("+", number(1.0), x)),)),
    "sqrt": (np.sqrt, lambda r, x: (point("/", number(0.5), r),)),
    "rsqrt": (lambda x: 1 / np.sqrt(x), lambda r, x: (point("*", number(-0.5), point("/", r, x)),)),
    "abs": (np.abs, lambda r, x: (point("sign", x),)),
    "sign": (np.sign, lambda r, x: (None,)),
    "floor": (np.floor, lambda r, x: (None,)),
    "round": (np.round, lambda r, x: (None,)),
    "sin": (np.sin, lambda r, x: (point("cos", x),)),
    "cos": (np.cos, lambda r, x: (negative(point("sin", x)),)),
    "tanh": (np.tanh, lambda r, x: (point("-", number(1.0), point("*", r, r)),)),
    "erf": (erf, lambda r, x: (point("*", number(2 / math.sqrt(math.pi)), point("exp", negative(point("*", x, x)))),)),
    "==": (np.equal, None), "!=": (np.not_equal, None), "<": (np.less, None),
    "<=": (np.less_equal, None), ">": (np.greater, None), ">=": (np.greater_equal, None),
    "and": (np.logical_and, None), "or": (np.logical_or, None), "not": (np.logical_not, None),
}
REALS = {"/", "exp", "log", "log1p", "sqrt", "rsqrt", "sin", "cos", "tanh", "erf", "times"}
TRUTHS = {"==", "!=", "<", "<=", ">", ">=", "and", "or", "not"}


def negative(x):
    return point("*", number(-1), x)


def times(g, d):
    """A cotangent times a slope: where nothing is seen of a value, its slope is not asked for, be it infinite or no number."""
    return point("times", g, d)


def point(name, *arguments):
    """A formula at each position, along the axes of all of its arguments."""
    formula, slopes_of = FORMULAS[name]
    axes = union(arguments)
    arrays = [lift(value, axes) for value in arguments]
    if name in REALS:
        arrays = [array.astype(np.float64) for array in arrays]
    elif name not in TRUTHS and name != "where":
        arrays = [array.astype(np.int64) if array.dtype == bool else array for array in arrays]
    data = np.asarray(formula(*arrays))
    if data.dtype.kind in "iu":
        data = wrap(data.astype(np.int64))
    data = np.broadcast_to(data, [axis.size for axis in axes])
    result = Value(data, axes, into=into_of(name, arguments))
    if result.kind != "f":
        return result
    parents = []
    for at, argument in enumerate(arguments):
        if argument.kind != "f":
            continue
        if name == "where":
            condition = arguments[0]
            back = lambda g, at=at: point("where", condition, *((g, number(0.0)) if at == 1 else (number(0.0), g)))
        else:
            def back(g, at=at):
                slope = slopes_of(result, *arguments)[at]
                return None if slope is None else times(g, slope)
        parents.append((argument, lambda g, back=back, own=argument.axes: none_or(back(g), own)))
    result.parents = parents
    return result


def none_or(g, axes):
    return None if g is None else to_axes(g, axes)


def into_of(name, arguments):
    """What chooses among indices into an axis gives one."""
    if name in ("where", "minimum", "maximum"):
        return next((value.into for value in arguments[-2:] if value.into is not None), None)
    return None

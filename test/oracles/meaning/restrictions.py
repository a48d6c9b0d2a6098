"""Laws: `where` on an axis, and the reductions, which see those positions only."""
import numpy as np

from arranging import extreme, read
from formulas import point
from values import LARGEST, Axis, Value, merge, named, number, size_of, split, spread, total

REDUCTIONS = {"sum": 0, "prod": 1, "max": -LARGEST, "min": LARGEST}


def nothing(kind):
    return number({"f": 0.0, "i": 0, "b": False}[kind])


def anything(seen, axes):
    """Whether any position is seen."""
    return point(">", total(spread(seen, (*seen.axes, *axes)), axes), number(0))


class Restrictions:
    def conditions(self, scope, items):
        """The axes of a bracket, what is seen along them, and what stands where nothing is."""
        axes, seen, otherwise = [], None, None
        for item in items:
            axes.extend(self.axes_of(scope, item["term"]))
            if item["where"]:
                condition = self.value(scope, item["where"])
                seen = condition if seen is None else point("and", seen, condition)
            if item["otherwise"]:
                otherwise = self.value(scope, item["otherwise"])
        for axis in axes:
            if axis.seen is not None:
                seen = axis.seen if seen is None else point("and", seen, axis.seen)
        return axes, seen, otherwise

    def reduce(self, scope, name, brackets, value):
        axes, seen, otherwise = self.conditions(scope, brackets)
        neutral = REDUCTIONS[name]
        if value.kind == "b" and name in ("max", "min"):
            neutral = int(name == "min")
        elif value.kind != "f":
            neutral = int(max(min(neutral, 2**31 - 1), -(2**31)))
        if value.kind != "f":
            value = Value(value.data.astype(np.int64), value.axes, into=value.into)
        into = None if name in ("sum", "prod") else value.into
        if seen is not None:
            value = point("where", seen, value, number(float(neutral) if value.kind == "f" else neutral))
        if name == "sum":
            result = total(value, axes)
        elif name == "prod":
            result = self.product(value, axes)
        else:
            result = extreme(value, axes, 1 if name == "max" else -1)
        if otherwise is not None:
            result = point("where", anything(seen, axes), result, otherwise)
        result.into = into
        return result

    def product(self, value, axes):
        inner = Axis("product", size_of(axes))
        row = merge(value, axes, inner)
        result = number(1.0) if value.kind == "f" else number(1)
        for at in range(inner.size):
            result = point("*", result, read(row, {inner: number(at)}))
        return result

    def left(self, value, pairs, seen=None, otherwise=None, held=()):
        """A result as the caller has it: with the caller's axes, and 0 or what `else` says outside of what is seen along those that are held to it."""
        into = value.into
        if seen is not None:
            axes = [inner for inner in held if inner in value.axes]
            if axes and (otherwise is not None or not set(axes) <= value.settled):
                value = point("where", seen, value, nothing(value.kind) if otherwise is None else otherwise)
            elif not axes and otherwise is not None:
                value = point("where", anything(seen, [inner for _, inner in pairs if inner not in value.axes]), value, otherwise)
        for outer, inner in pairs:
            if into is not None and inner in into:
                into = tuple(outer)
            value = split(value, inner, outer)
            for by, quotient in inner.quotients.items():
                value = split(value, quotient, (self.quotient(outer[0], by),))
        result = named(value)
        result.into = into
        if otherwise is not None:
            result.settled = {axis for outer, _ in pairs for axis in outer}
        return result

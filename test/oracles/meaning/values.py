"""Arrays over named axes: what they are, and how they are laid out. Nothing here knows of weft's syntax.

A value is a NumPy array (f64, int64 that wraps around at 32 bits, or bool) with a tuple of axes, which are objects: two axes are one where they are
the same object. What is computed of reals remembers from what, each with a function that takes a slope back to it (`slopes.py`). These functions
are made of the same operations, so that slopes have slopes.
"""
import itertools

import numpy as np

LARGEST = float(np.finfo(np.float32).max)


class Axis:
    """`like`: of which it is a twin. `parts`: of a sum. `bounded`: as long as the day's data are."""

    def __init__(self, name, size, like=None, labels=None, parts=None, bounded=False):
        self.name, self.size, self.labels, self.parts = name, int(size), labels, parts
        self.root = self if like is None else like.root
        self.bounded = bounded
        # What a function that was called with `where` sees of it: a truth value along it.
        self.seen = None
        self.quotients, self.of = {}, None
        # The axes of the group that it stands for.
        self.members = ()
        # Of an axis parameter: the caller's axes.
        self.stands_for = ()
        # Of a part of a sum that is a group: its axes.
        self.group = ()

    def __repr__(self):
        return f"{self.name}:{self.size}"


class Value:
    counter = itertools.count()

    def __init__(self, data, axes=(), parents=(), into=None, present=None):
        self.data, self.axes = np.asarray(data), tuple(axes)
        assert len(set(self.axes)) == len(self.axes), self.axes
        assert self.data.shape == tuple(axis.size for axis in self.axes), (self.data.shape, self.axes)
        self.parents = parents if self.data.dtype == np.float64 else ()
        # The axes whose positions the numbers are, and which positions are real.
        self.into, self.present = into, present
        # Along which axes an `else` has said what it is where nothing is seen.
        self.settled = frozenset()
        self.id = next(Value.counter)

    @property
    def kind(self):
        return self.data.dtype.kind


def size_of(axes):
    return int(np.prod([axis.size for axis in axes]))


def number(x):
    if isinstance(x, (bool, np.bool_)):
        return Value(np.bool_(x))
    return Value(wrap(np.int64(x)) if isinstance(x, (int, np.integer)) else np.float64(x))


def real(value):
    if value.kind == "f":
        return value
    return Value(value.data.astype(np.float64), value.axes, present=value.present)


def named(value):
    """The same under a name of its own: what reads the name is told from what reads an equal value."""
    return Value(value.data, value.axes, [(value, lambda g: g)], value.into, value.present)


def stop(value):
    return Value(value.data, value.axes, (), value.into, value.present)


def wrap(x):
    return (x + 2**31) % 2**32 - 2**31


def positions(axis):
    return Value(np.arange(axis.size), (axis,), into=(axis,))


def union(values):
    return tuple(dict.fromkeys(axis for value in values for axis in value.axes))


def lift(value, axes):
    """The array so that NumPy broadcasts it along the axes."""
    own = [axis for axis in axes if axis in value.axes]
    data = value.data.transpose([value.axes.index(axis) for axis in own])
    return data.reshape([axis.size if axis in value.axes else 1 for axis in axes])


def full(value, axes):
    return np.broadcast_to(lift(value, axes), [axis.size for axis in axes])


def spread(value, axes):
    axes = tuple(dict.fromkeys(axes))
    if axes == value.axes:
        return value
    own = value.axes
    return Value(full(value, axes), axes, [(value, lambda g: to_axes(g, own))], value.into, value.present)


def total(value, axes):
    if not axes:
        return value
    own, left = value.axes, tuple(axis for axis in value.axes if axis not in axes)
    data = np.sum(value.data, axis=tuple(own.index(axis) for axis in axes))
    return Value(wrap(data) if value.kind in "ib" else data, left, [(value, lambda g: spread(g, own))])


def to_axes(value, axes):
    """A cotangent with the axes of what it is of."""
    gone = [axis for axis in value.axes if axis not in axes]
    return spread(total(value, gone), axes)


def take(value, flat, axes, into=None):
    """The entries at the places of the array that is laid out in rows."""
    own = value.axes
    return Value(value.data.ravel()[flat], axes, [(value, lambda g: put(spread(g, axes), flat, own))], value.into if into is None else into)


def put(value, flat, axes):
    """Each entry is added at its place."""
    data = np.zeros(size_of(axes))
    np.add.at(data, np.asarray(flat).ravel(), value.data.ravel())
    own = value.axes
    return Value(data.reshape([axis.size for axis in axes]), axes, [(value, lambda g: take(spread(g, axes), flat, own))])


def relabel(value, axes):
    """The same array, laid out in rows, along other axes."""
    own = value.axes
    data = value.data.reshape([axis.size for axis in axes])
    return Value(data, axes, [(value, lambda g: relabel(spread(g, axes), own))], value.into)


def merge(value, axes, into):
    """Several axes as one; of a value that lacks some of them as if it were constant there."""
    if not any(axis in value.axes for axis in axes):
        return value
    rest = [axis for axis in value.axes if axis not in axes]
    result = relabel(spread(value, (*rest, *axes)), (*rest, into))
    if value.present is not None:
        result.present = merge(value.present, axes, into)
    return result


def split(value, axis, into):
    if axis not in value.axes:
        return value
    rest = [one for one in value.axes if one is not axis]
    result = relabel(spread(value, (*rest, axis)), (*rest, *into))
    if value.present is not None:
        result.present = split(value.present, axis, into)
    return result

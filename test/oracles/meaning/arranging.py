"""Values at other places: reading by positions, sorting, joining."""
import numpy as np

from formulas import point
from values import Value, full, merge, number, positions, real, size_of, spread, take, to_axes, union


def read(value, places, otherwise=None):
    """`places`: for axes of the value a whole number each; the others stay as they are."""
    kept = [axis for axis in value.axes if axis not in places]
    axes = tuple(dict.fromkeys(kept + [axis for place in places.values() for axis in place.axes]))
    shape = [axis.size for axis in axes]
    flat, inside = np.zeros(shape, np.int64), np.ones(shape, bool)
    for axis in value.axes:
        at = full(places.get(axis) or positions(axis), axes).astype(np.int64)
        inside = inside & (at >= 0) & (at < axis.size)
        flat = flat * axis.size + np.clip(at, 0, max(axis.size - 1, 0))
    if otherwise is None and not inside.all():
        raise IndexError("an index without `else` falls outside")
    result = take(value, flat, axes)
    if value.present is not None:
        own = {axis: place for axis, place in places.items() if axis in value.present.axes}
        result.present = read(value.present, own, number(False)) if own else value.present
    if otherwise is None:
        return result
    chosen = point("where", Value(inside, axes), result, otherwise)
    chosen.present, chosen.into = result.present, result.into
    return chosen


def extreme(value, axes, sign):
    """The largest (sign 1) or the least, of equal ones the first."""
    rest = tuple(axis for axis in value.axes if axis not in axes)
    ordered = spread(value, (*rest, *axes))
    rows = ordered.data.reshape(-1, size_of(axes))
    at = np.argmax(rows * sign, axis=1) if rows.size else np.zeros(len(rows), int)
    flat = (np.arange(len(rows)) * rows.shape[1] + at).reshape([axis.size for axis in rest])
    return take(ordered, flat, rest)


def sorted_along(value, axis, sign):
    """Values and where they stood, from the least (sign 1) or from the largest; equal ones as they came; NaN is larger than all."""
    rest = tuple(one for one in value.axes if one is not axis)
    ordered = spread(value, (*rest, axis))
    # The last key counts first: NaN alone has another one than numbers have.
    order = np.lexsort((ordered.data * sign, sign * np.isnan(ordered.data)), axis=-1)
    rows = np.arange(size_of(rest)).reshape([one.size for one in rest])
    return take(ordered, rows[..., None] * axis.size + order, ordered.axes), Value(order, ordered.axes, into=(axis,))


def stack(values, axis):
    axes = union(values)
    if any(value.kind == "f" for value in values):
        values = [real(value) for value in values]
    data = np.stack([full(value, axes) for value in values], axis=-1)

    def back(at, own):
        return lambda g: to_axes(read(g, {axis: number(at)}), own)

    return Value(data, (*axes, axis), [(value, back(at, value.axes)) for at, value in enumerate(values)], values[0].into)


def join(values, axis):
    """One after the other, each along its part of the axis; a part lacks what another has."""
    if any(value.kind == "f" for value in values):
        values = [real(value) for value in values]
    result, at = None, 0
    for value, part in zip(values, axis.parts):
        place = point("-", positions(axis), number(at))
        value = merge(value, part.group, part)
        piece = read(spread(value, (*value.axes, part)), {part: place}, number(0.0) if value.kind == "f" else number(0))
        result = piece if result is None else point("+", result, piece)
        at += part.size
    result.into = next((value.into for value in values if value.into is not None), None) if result.kind == "i" else None
    return result


def rename(value, before, after):
    """The same along other axes; two of a value that become one are its diagonal."""
    places = {a: positions(b) for a, b in zip(before, after) if a is not b and a in value.axes}
    return read(value, places) if places else value


def digits(flat, axes):
    """The positions along each of a group of a position in the group."""
    found = []
    for at, axis in reversed(list(enumerate(axes))):
        # Of the first none is left over: what is beyond the group is beyond this one.
        found.insert(0, point("%", flat, number(axis.size)) if at > 0 else flat)
        flat = point("div", flat, number(axis.size))
    return found


def run_of(axes):
    """The position in a group, of its axes' positions."""
    value = number(0)
    for axis in axes:
        value = point("+", point("*", value, number(axis.size)), positions(axis))
    return Value(value.data, value.axes, into=tuple(axes))


def ordered(axes, ids):
    """A value's axes in the order that the compiler has them in, by their names there; those of no known name are left in their order."""
    left, found = list(axes), []
    for id in ids:
        known = [axis for axis in left if axis.name == id] or [axis for axis in left if axis.name == id.split(".")[-1]]
        found.append(known[0] if known else None)
        left = [axis for axis in left if axis not in known[:1]]
    rest = iter(left)
    found = [axis or next(rest, None) for axis in found]
    if None in found or len(axes) != len(ids):
        raise ValueError(f"axes {axes}, not {ids}")
    return tuple(found)


def arranged(value, output, batch):
    """In the order of axes that the compiler has them in; what is the same for all examples may be there for each."""
    # What an optimizer keeps along all elements is stored as the parameter is, in rows.
    if output["role"] == "parameter" or output["role"] == "state" and len(value.axes) != len(output["axes"]):
        return value.data
    axes = (*value.axes, batch) if "batch" in output["axes"] and batch not in value.axes else value.axes
    return full(value, ordered(axes, output["axes"]))

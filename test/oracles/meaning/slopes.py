"""Slopes of a value by others: back through what it was computed of."""
import numpy as np

from formulas import point
from values import Value


def slopes(of, by, seed=None):
    """The slopes of a value (summed, or with a seed) by others, nothing where it doesn't depend on them."""
    depends, pending, cone = {value.id for value in by}, [of], {}
    while pending:
        value = pending.pop()
        if value.id not in cone:
            cone[value.id] = value
            pending.extend(parent for parent, _ in value.parents)
    for id in sorted(cone):
        if any(parent.id in depends for parent, _ in cone[id].parents):
            depends.add(id)
    found = {of.id: seed or Value(np.ones(of.data.shape), of.axes)} if of.id in depends else {}
    for id in sorted(cone, reverse=True):
        if id not in found:
            continue
        for parent, back in cone[id].parents:
            if parent.id not in depends:
                continue
            part = back(found[id])
            if part is not None:
                found[parent.id] = part if parent.id not in found else point("+", found[parent.id], part)
    return [found.get(value.id) for value in by]

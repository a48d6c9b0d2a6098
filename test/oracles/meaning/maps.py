"""Maps: parameters with an in side and an out side."""
import copy

from arranging import digits, read, rename
from formulas import point
from values import Axis, relabel, total


class Map:
    """Where both sides share axes, those of the in side have names of their own."""

    def __init__(self, leaf, family, inside, outside):
        self.inside, self.outside = inside, outside
        self.own = [Axis(axis.name, axis.size, axis) if axis in outside or axis in family else axis for axis in inside]
        self.tensor = relabel(leaf, (*family, *self.own, *outside))

    def at_turn(self, scope):
        """In a scan a map from the scanned axis is whole; one to it is seen at the position."""
        if any(axis in self.inside for axis in scope.turn):
            return self
        seen = copy.copy(self)
        seen.tensor = scope.at_turn(self.tensor)
        seen.outside = [axis for axis in self.outside if axis not in scope.turn]
        return seen

    def __call__(self, x):
        """The sum of products over the in side; an index into the in side, or whole numbers that are known to be inside, look rows up."""
        into = index_of(x, self.inside)
        if into is not None and set(into) == set(self.inside):
            own = dict(zip(self.inside, self.own))
            return read(self.tensor, dict(zip([own[axis] for axis in into], digits(x, into))))
        x = rename(x, self.inside, self.own)
        return total(point("*", self.tensor, x), self.own)

    def transposed(self, x):
        """The other direction."""
        if index_of(x, self.outside) == tuple(self.outside):
            return rename(read(self.tensor, dict(zip(self.outside, digits(x, self.outside)))), self.own, self.inside)
        aside = [Axis(axis.name, axis.size, axis) for axis in self.outside]
        weight = rename(self.tensor, self.outside, aside)
        made = total(point("*", weight, rename(x, self.outside, aside)), aside)
        return rename(made, self.own, self.inside)


def index_of(x, side):
    """The axes that a map's argument indexes: whole numbers without an axis of the side can be nothing else."""
    if x.into is not None:
        return tuple(x.into)
    return tuple(side) if x.kind == "i" and not any(axis in x.axes for axis in side) else None

"""Indexing: a bracket names the axes that it replaces, and says by what."""
from arranging import digits, read, run_of
from formulas import point
from scope import Scope, Wrong, is_lifted
from values import number, real


class Indexing:
    def on_index(self, scope, e):
        value = self.value(scope, e["source"])
        places, otherwise = {}, None
        for item in e["items"]:
            axes = self.axes_of(scope, item["term"])
            if item["otherwise"]:
                text = item["otherwise"]["kind"] == "string"
                otherwise = self.label(value.into, item["otherwise"]) if text else self.value(scope, item["otherwise"])
            if item["rename"]:
                places.update(zip(axes, digits(run_of(self.axes_of(scope, item["rename"])), axes)))
            elif item["value"]:
                places.update(zip(axes, digits(self.place(scope, value, axes, item["value"]), axes)))
            else:
                whole, place = self.part_of(scope, item["term"], axes)
                places[whole] = place
        if otherwise is not None and value.kind == "f":
            otherwise = real(otherwise)
        missing = [axis for axis in places if axis not in value.axes]
        if missing:
            raise Wrong(f"no {missing} in {value.axes}")
        return read(value, places, otherwise)

    def part_of(self, scope, term, axes):
        """`x[tokens.patch]`: the positions of the part along the sum."""
        (whole,) = self.axes_of(scope, term["source"])
        part = next(part for part in whole.parts if tuple(axes) in ((part,), part.group))
        before = whole.parts[:whole.parts.index(part)]
        return whole, point("+", run_of(axes), number(sum(one.size for one in before)))

    def place(self, scope, value, axes, e):
        """A label of the axis, or a formula, in which `last` is the last position."""
        labels = axes[0].labels if len(axes) == 1 else None
        text = e.get("value") if e["kind"] == "string" else e.get("text")
        if labels and e["kind"] in ("string", "name", "number") and str(text) in labels:
            return number(labels.index(str(text)))
        inner = Scope(scope.file, scope)
        inner.values["last"] = self.last(scope, value, axes)
        return self.value(inner, e)

    def last(self, scope, value, axes):
        """Of each record, where it is of records; in a group the last along each, along a sum the last of its last part."""
        place = number(0)
        for axis in axes:
            own, size = self.own_size(axis), number(axis.size)
            if axis.members:
                size = point("+", self.last(scope, value, axis.members), number(1))
            elif axis.parts:
                before = axis.size - axis.parts[-1].size
                size = point("+", self.last(scope, value, axis.parts[-1:]), number(before + 1))
            elif own is not None:
                # What all records have in common ends where the longest does.
                size = own if own.axes[0] in value.axes or is_lifted(scope) else number(int(own.data.max()))
            place = point("+", point("*", place, number(axis.size)), point("-", size, number(1)))
        return place

    def own_size(self, axis):
        """A record's own along a bounded axis, or along a quotient of one."""
        own = self.world.own_sizes.get(axis.root)
        base, by = axis.root.of or (axis, 1)
        if own is None and base.root in self.world.own_sizes:
            own = point("div", self.world.own_sizes[base.root], number(by))
        return own

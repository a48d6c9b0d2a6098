"""Axes: what a declaration makes, and which axes a term or a type names."""
from arranging import rename
from scope import Wrong
from values import Axis, size_of


class Axes:
    # ── terms: a name, a group, `row/2`, `tokens.patch` ─────────────────────────────────────────────────────────────

    def axes_of(self, scope, term):
        """The axes that a term names: one, or those of a group."""
        kind = term["kind"]
        if kind == "axis-name":
            found = scope.find_axis(term["name"])
            if found is None:
                raise Wrong(f"no axis {term['name']}")
            return found
        if kind == "axis-group":
            return tuple(axis for member in term["members"] for axis in self.axes_of(scope, member))
        if kind == "axis-quotient":
            (source,) = self.axes_of(scope, term["source"])
            return (self.quotient(source, self.whole(scope, term["divisor"])),)
        source, name = term["source"], term["member"]["text"]
        if source["kind"] == "axis-name" and source["name"] in scope.file.namespaces:
            return scope.file.namespaces[source["name"]].axis(name)
        (whole,) = self.axes_of(scope, source)
        part = next(part for part in whole.parts if part.name == name)
        return part.group or (part,)

    def quotient(self, axis, by):
        """Equal terms are the same axis, and `row/2/3` is `row/6`."""
        axis, by = (axis.of[0], axis.of[1] * by) if axis.of else (axis, by)
        if by not in axis.quotients:
            axis.quotients[by] = Axis(f"{axis.name}/{by}", axis.size // by)
            axis.quotients[by].of = (axis, by)
        return axis.quotients[by]

    def type_axes(self, scope, declared):
        return tuple(axis for each in declared["axes"] for axis in self.axes_of(scope, each["term"]))

    # ── declarations ────────────────────────────────────────────────────────────────────────────────────────────────

    def declare_axis(self, scope, declaration):
        name, form = declaration["name"]["text"], declaration["form"]
        kind = form["kind"]
        if kind == "labels":
            labels = [label["text"] for label in form["labels"]]
            return (Axis(name, len(labels), labels=labels),)
        if kind == "sum":
            parts = [self.part(scope, term) for term in form["parts"]]
            return (Axis(name, sum(part.size for part in parts), parts=parts),)
        if kind == "like":
            return (self.twin(name, self.axes_of(scope, form["of"])),)
        if kind in ("free", "bounded", "range"):
            return (self.bounded(scope, name, form),)
        if name in self.world.set and scope.parent is None:
            return (Axis(name, int(self.world.set[name])),)
        if name in self.world.labels:
            return (Axis(name, len(self.world.labels[name]), labels=self.world.labels[name]),)
        term = form.get("term")
        if term and term["kind"] == "axis-name" and term["name"] == "bytes":
            return (Axis(name, 256),)
        if term and self.names_an_axis(scope, term):
            return self.axes_of(scope, term)
        return (Axis(name, self.whole(scope, form["value"])),)

    def names_an_axis(self, scope, term):
        """`axis r = row/2` names an axis where `row` is one, and else is a size."""
        if term["kind"] == "axis-quotient":
            term = term["source"]
        return term["kind"] != "axis-name" or scope.find_axis(term["name"]) is not None

    def twin(self, name, axes):
        """Of a group it is one axis."""
        if len(axes) > 1:
            axis = Axis(name, size_of(axes))
            axis.members = tuple(Axis(one.name, one.size, one) for one in axes)
            return axis
        (like,) = axes
        axis = Axis(name, like.size, like, like.labels, like.parts, like.bounded)
        axis.members = tuple(Axis(one.name, one.size, one) for one in like.members)
        if like.seen is not None:
            axis.seen = rename(like.seen, [like], [axis])
        return axis

    def bounded(self, scope, name, form):
        """It has the size of the day, which is the bound where nothing that is given has the axis."""
        bound = form.get("bound") or form.get("to")
        if bound is None:
            return Axis(name, self.world.sizes[name] if name in self.world.sizes else int(self.world.set[name]))
        most = int(self.world.set[name]) if name in self.world.set else self.whole(scope, bound)
        axis = Axis(name, self.world.sizes.get(name, most), bounded=True)
        low, step = form.get("from"), form.get("step")
        self.world.bounds[axis] = most
        self.world.steps[axis] = (self.whole(scope, low) if low else 1, self.whole(scope, step) if step else 1)
        return axis

    def part(self, scope, term):
        """A group is one part of a sum."""
        axes = self.axes_of(scope, term)
        if len(axes) == 1:
            return axes[0]
        whole = Axis(term.get("name"), size_of(axes))
        whole.group = axes
        return whole

    def own_axis(self, name, outer):
        """What a function's or a layer's axis parameter is inside: of a group one axis, whose positions run through it."""
        if len(outer) == 1:
            axis = Axis(name, outer[0].size, outer[0], outer[0].labels, outer[0].parts)
            axis.members = outer[0].members
        else:
            axis = Axis(name, size_of(outer))
            axis.members = outer
        axis.stands_for = tuple(outer)
        return axis

    def whole(self, scope, expression):
        return int(round(float(self.value(scope, expression).data)))

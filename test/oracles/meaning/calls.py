"""Calls: of functions, instances, models and maps, and what weft has built in."""
import numpy as np

from arranging import join, read, run_of, sorted_along, stack
from formulas import point
from layers import Family
from maps import Map
from restrictions import REDUCTIONS
from sampling import DISTRIBUTIONS
from scope import Scope, Wrong
from slopes import slopes
from values import Axis, Value, full, lift, merge, named, number, positions, real, size_of, split, spread, stop, union

POINTWISE = {"exp", "log", "log1p", "sqrt", "rsqrt", "abs", "sign", "floor", "round", "sin", "cos", "tanh", "erf", "minimum", "maximum", "where"}


class Calls:
    def arguments(self, items):
        """Those by position, and those by name."""
        given = [item["expression"] for item in items if not item["value"]]
        return given, {item["expression"]["text"]: item["value"] for item in items if item["value"]}

    def on_call(self, scope, e):
        callee, items, brackets = e["callee"], e["arguments"], e["brackets"] or []
        name = callee["text"] if callee["kind"] == "name" else None
        found, declared = None, None
        if name:
            found = scope.find(name)
            declared = scope.file.declared(name) if found is None else None
        elif callee["kind"] == "member" and callee["source"]["kind"] == "name" and callee["source"]["text"] in scope.file.namespaces:
            declared = scope.file.namespaces[callee["source"]["text"]].declared(callee["member"]["text"])
        else:
            found = self.evaluate(scope, callee)
        if declared is not None:
            declaration, home = declared
            if name == "sample" and home in self.world.library:
                return self.drawn(scope, e, declaration, home)
            if declaration["kind"] in ("fn", "schedule"):
                return self.function(scope, declaration, home, brackets, items, e)
            found = self.model(declaration, home)
        if isinstance(found, Family):
            return self.layer(scope, found, items)
        if found is not None:
            (x,) = items
            return found(self.looked_up(scope, found, x["expression"]))
        if name in DISTRIBUTIONS or name == "dropout":
            return self.random(scope, e, name)
        return self.builtin(scope, name, brackets, items)

    def drawn(self, scope, e, declaration, home):
        """A label, by the numbers that the library's function draws."""
        axes, seen, _ = self.conditions(scope, e["brackets"])
        given, by_name = self.arguments(e["arguments"])
        parameters = {each["name"]["text"]: each["initial"] for each in declaration["head"]["parameters"]}
        told = {**parameters, **dict(zip(parameters, given)), **by_name}
        body = Scope(home, instance=scope.instance)
        body.called_from(scope, "sample", e)
        values = [self.value(scope, told[name]) for name in parameters]
        return self.sample(body, only_draw(declaration), tuple(axes), values[0], seen, *values[1:])

    def random(self, scope, e, name):
        values = [real(self.value(scope, item["expression"])) for item in e["arguments"]]
        if name == "dropout":
            return self.dropout(scope, e, *values)
        low, width = (*values, *(number(0.0), number(1.0))[len(values):])
        if name == "uniform":
            width = point("-", width, low)
        axes = [axis for item in e["brackets"] or [] for axis in self.axes_of(scope, item["term"])]
        drawn = self.noise(scope, name, e, (*axes, *union(values), *scope.all_brought()))
        return point("+", low, point("*", width, drawn))

    def looked_up(self, scope, map_, e):
        """A string is a label of the side that a map looks up."""
        if e["kind"] != "string":
            return self.value(scope, e)
        side = map_.inside if isinstance(map_, Map) else map_.__self__.outside
        label = self.label(side, e)
        label.into = side
        return label

    def builtin(self, scope, name, brackets, items):
        expressions = [item["expression"] for item in items]
        if name in POINTWISE:
            return self.pointwise(scope, name, expressions)
        if name == "stack":
            ((axis,),) = (self.axes_of(scope, item["term"]) for item in brackets)
            parts = {e.get("text") or e.get("value"): item["value"] for e, item in zip(expressions, items)}
            return stack([self.value(scope, parts[label]) for label in axis.labels], axis)
        values = [self.value(scope, e) for e in expressions]
        if name == "grad":
            return self.slope(*values)
        if name in REDUCTIONS:
            return self.reduce(scope, name, brackets, values[0])
        if name == "stop":
            return named(stop(values[0]))
        axes = tuple(axis for item in brackets for axis in self.axes_of(scope, item["term"]))
        if name == "spread":
            return spread(values[0], (*values[0].axes, *axes))
        if name == "index":
            return self.index(values[0], axes)
        if name == "concat":
            return join(values, *axes)
        if name == "sort":
            row, inner = as_one(values[0], axes)
            ordered = sorted_along(row, inner, 1)[0]
            return ordered if len(axes) == 1 else split(ordered, inner, axes)
        if name == "top_k":
            (into,) = self.axes_of(scope, brackets[0]["rename"])
            row, inner = as_one(values[0], axes)
            best, places = (read(value, {inner: positions(into)}) for value in sorted_along(row, inner, -1))
            places.into = axes
            return best, places
        raise Wrong(f"no function {name}")

    def pointwise(self, scope, name, expressions):
        """A string is a label of the axis that the others are indices into."""
        values = [None if e["kind"] == "string" else self.value(scope, e) for e in expressions]
        into = next((value.into for value in values if value is not None and value.into is not None), None)
        return point(name, *(self.label(into, e) if value is None else value for value, e in zip(values, expressions)))

    def index(self, value, axes):
        """Rounded down and clamped."""
        whole = Value(np.floor(value.data).astype(np.int64), value.axes)
        kept = point("minimum", point("maximum", whole, number(0)), number(size_of(axes) - 1))
        kept.into = axes
        return kept

    def slope(self, of, by):
        """Each example that a lifted body is of has a slope of its own."""
        apart = [axis for axis in of.axes if axis not in by.axes]
        found = []
        for at in range(size_of(apart)):
            seed = np.ones(of.data.shape)
            if apart:
                one = full(point("==", run_of(apart), number(at)), apart).astype(float)
                seed = np.broadcast_to(lift(Value(one, apart), of.axes), of.data.shape)
            (slope,) = slopes(of, [by], Value(seed, of.axes))
            found.append(slope if slope is not None else Value(np.zeros(by.data.shape), by.axes))
        if not apart:
            return found[0]
        along = Axis("apart", len(found))
        return split(stack(found, along), along, apart)


def as_one(value, axes):
    """Along one axis, which is that of a group's positions."""
    if len(axes) == 1:
        return value, axes[0]
    inner = Axis("group", size_of(axes))
    return merge(value, axes, inner), inner


def only_draw(tree):
    """The call of `uniform` in a function's text."""
    if isinstance(tree, dict):
        if tree.get("kind") == "call" and tree["callee"].get("text") == "uniform":
            return tree
        tree = list(tree.values())
    found = (only_draw(one) for one in tree) if isinstance(tree, list) else ()
    return next((one for one in found if one), None)

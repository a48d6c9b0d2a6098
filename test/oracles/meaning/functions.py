"""Functions, and what they and layers have in common: arguments, and what a type makes of a value."""
import numpy as np

from formulas import point
from layers import Family
from scope import Scope, is_lifted
from values import Value, merge, named, number, total, wrap


class Functions:
    def function(self, scope, declaration, file, brackets, items, e=None):
        """A call of a `fn`, or of a schedule, whose states are its own."""
        body = Scope(file, instance=scope.instance)
        body.lifted = is_lifted(scope)
        if declaration["kind"] == "schedule":
            body.values.update(self.world.counters())
            body.instance = Family(declaration, file, self.world.schedule_path(declaration), [], {})
        _, seen, otherwise = self.conditions(scope, brackets)
        names = [axis["text"] for axis in declaration["head"]["axes"]]
        outer = [self.axes_of(scope, item["term"]) for item in brackets]
        if len(names) == 1:
            outer = [tuple(axis for group in outer for axis in group)]
        pairs = [(axes, self.own_axis(name, axes)) for name, axes in zip(names, outer)]
        told = [len(names) == 1 or item["where"] is not None for item in brackets]
        held = [inner for (axes, inner), has in zip(pairs, told) if has or any(axis.seen is not None for axis in axes)]
        body.axes.update({inner.name: (inner,) for _, inner in pairs})
        if seen is not None:
            for axes, inner in pairs:
                seen = merge(seen, axes, inner)
            # One of the axes that are held to it tells its reductions what is seen.
            restricted = [inner for inner in held if inner in seen.axes] or held
            restricted[-1].seen = seen
        self.bind(body, scope, declaration["head"]["parameters"], items, {}, pairs, keeps=True)
        own = [inner for _, inner in pairs]
        extra = [axis for value in (*self.extras(body, declaration["head"]["parameters"]), *([] if seen is None else [seen])) for axis in value.axes]
        body.called_from(scope, declaration["head"]["name"]["text"], e, [axis for axis in extra if axis not in own])
        block = declaration["body"]
        results = self.statements(body, block["statements"])["return"] if block["kind"] == "block" else [self.value(body, block)]
        results = [self.left(value, pairs, seen, otherwise, held) for value in results]
        return results[0] if len(results) == 1 else tuple(results)

    def bind(self, body, scope, parameters, items, used, pairs, keeps=False):
        """Arguments by position, by name, by what the use gave, or the default. `keeps`: whole numbers and truth values stay what they are."""
        given, by_name = self.arguments(items)
        for at, parameter in enumerate(parameters):
            name, declared = parameter["name"]["text"], parameter["type"]
            if at < len(given):
                value = given[at] if isinstance(given[at], Value) else self.argument(body, scope, declared, given[at])
            elif name in by_name:
                value = self.argument(body, scope, declared, by_name[name])
            elif name in used:
                value = used[name]
            else:
                value = self.argument(body, Scope(body.file), declared, parameter["initial"])
            value = self.entered(body, declared, value, pairs)
            if not (keeps and declared and declared["element"]["kind"] == "real"):
                value = self.typed(body, declared, value)
            body.values[name] = named(value)

    def extras(self, body, parameters):
        """Arguments along the axes that their types don't have."""
        for parameter in parameters:
            value, declared = body.values[parameter["name"]["text"]], parameter["type"]
            own = self.type_axes(body, declared) if declared else ()
            yield Value(np.zeros([axis.size for axis in value.axes if axis not in own]), [axis for axis in value.axes if axis not in own])

    def argument(self, body, scope, declared, e):
        if e["kind"] == "string":
            (into,) = self.axes_of(body, declared["element"]["into"])
            return number(into.labels.index(e["value"]))
        return self.value(scope, e)

    def entered(self, body, declared, value, pairs):
        """An argument with the axes that the body has for the caller's."""
        into = value.into
        axes = self.type_axes(body, declared) if declared else ()
        for outer, inner in pairs:
            if inner in axes:
                value = merge(value, outer, inner)
            for by, quotient in inner.quotients.items():
                if quotient in axes:
                    value = merge(value, (self.quotient(outer[0], by),), quotient)
            if into == tuple(outer) and declared and declared["element"]["kind"] == "index":
                into = (inner,)
        result = Value(value.data, value.axes, [(value, lambda g: g)], into, value.present)
        own = [axis for axis in axes if axis.root.bounded]
        if value.present is not None and len(own) == 1:
            # In an argument that has windows a position is real if any of its entries is.
            rest = [axis for axis in axes if axis not in (own[0], self.world.batch) and axis in value.present.axes]
            result.present = point(">", total(value.present, rest), number(0)) if rest else value.present
        return result

    def typed(self, scope, declared, value):
        """As the type says: without one, a number is what it is."""
        kind = declared["element"]["kind"] if declared else None
        if kind == "real":
            return Value(value.data.astype(np.float64), value.axes, [(value, lambda g: g)], present=value.present)
        if kind == "bool" and value.kind != "b":
            return Value(value.data != 0, value.axes, present=value.present)
        if kind in ("int", "index"):
            into = self.axes_of(scope, declared["element"]["into"]) if kind == "index" else None
            return Value(wrap(value.data.astype(np.int64)), value.axes, into=into, present=value.present)
        return value

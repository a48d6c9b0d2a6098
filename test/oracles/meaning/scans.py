"""Scans: a body at one position after the other, with values carried from one to the next."""
from arranging import digits, stack
from scope import Scope
from values import Axis, named, number, size_of, split, spread

# What is carried without a type.
REAL, TRUTH = ({"axes": [], "element": {"kind": kind}} for kind in ("real", "bool"))


class Scans:
    def on_scan(self, scope, e):
        axes = self.axes_of(scope, e["axis"])
        carried, types = {}, {}
        for carry in e["carries"]:
            name, value = carry["name"]["text"], self.value(scope, carry["initial"])
            types[name] = carry["type"] or (TRUTH if value.kind == "b" else REAL)
            value = self.typed(scope, types[name], value)
            carried[name] = spread(value, (*value.axes, *self.type_axes(scope, types[name])))
        # What is drawn like a carried value has the axes that pass through, which are found out here.
        with self.world.trying():
            yielded, exposed, after = self.turns(scope, e, axes, carried, types)
        wider = {name: spread(value, (*value.axes, *after[name].axes)) for name, value in carried.items()}
        if any(wider[name] is not carried[name] for name in carried):
            # What passes through is there from the beginning on.
            yielded, exposed, _ = self.turns(scope, e, axes, wider, types)
        along = axes[0] if len(axes) == 1 else Axis("scan", size_of(axes))

        def stacked(values):
            row = stack(values, along)
            return row if len(axes) == 1 else split(row, along, axes)

        for rows in zip(*exposed):
            path, name, _ = rows[0]
            self.world.exposed.append((path, name, stacked([value for _, _, value in rows])))
        results = [stacked(values) for values in zip(*yielded)]
        return results[0] if len(results) == 1 else tuple(results)

    def turns(self, scope, e, axes, carried, types):
        """What is yielded and exposed at each position, and what is carried beyond the last."""
        yielded, exposed = [], []
        for at in range(size_of(axes)):
            body = Scope(scope.file, scope, dict(zip(axes, digits(number(at), axes))))
            body.values.update({name: named(value) for name, value in carried.items()})
            with self.world.exposing() as own:
                yielded.append(self.statements(body, e["body"]["statements"])["yield"])
            exposed.append(own)
            carried = {name: self.typed(scope, types[name], body.values.get(name + "'", value)) for name, value in carried.items()}
        return yielded, exposed, carried

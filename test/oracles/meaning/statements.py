"""Statements of a body: bindings, parameters, states, uses."""
from layers import Family
from maps import Map
from scope import Scope, Wrong
from values import Value, named, relabel, spread


class Statements:
    def statements(self, scope, statements):
        """What is yielded and what is returned."""
        out = {"yield": [], "return": [], "expose": []}
        for statement in statements:
            self.statement(scope, statement, out)
        for name in out["expose"]:
            self.world.exposed.append((scope.instance.path, name, scope.find(name)))
        return out

    def statement(self, scope, s, out=None):
        kind = s["kind"]
        if kind == "binding":
            for target, value in zip(s["targets"], self.several(scope, s["values"]), strict=True):
                self.assign(scope, target, value)
        elif kind == "axis":
            scope.axes[s["name"]["text"]] = self.declare_axis(scope, s)
        elif kind == "const":
            scope.values[s["name"]["text"]] = self.value(scope, s["value"])
        elif kind == "return":
            out["return"].extend(value.tensor if isinstance(value, Map) else value for value in self.several(scope, s["values"]))
        elif kind == "yield":
            out["yield"].append(self.value(scope, s["value"]))
        elif kind == "expose":
            out["expose"].append(s["name"]["text"])
        elif kind == "param":
            for target in s["targets"]:
                self.parameter(scope, target, s["type"])
        elif kind == "state":
            self.state(scope, s)
        elif kind == "use":
            self.use(scope, s)
        elif kind != "watch":
            raise Wrong(f"no statement {kind}")

    def several(self, scope, expressions):
        """What expressions give, of which one may give several."""
        values = []
        for e in expressions:
            found = self.evaluate(scope, e)
            values.extend(found if isinstance(found, tuple) else [found])
        return values

    def assign(self, scope, target, value):
        value = named(value) if isinstance(value, Value) else value
        if target["primed"] and target["text"] in scope.states:
            value = self.next_state(scope, target["text"], value)
        scope.values[target["text"] + ("'" if target["primed"] else "")] = value

    def next_state(self, scope, name, value):
        """It is kept for after the step, as the state's type says; an average leaves the states of what it follows as they are."""
        path, declared, axes = scope.states[name]
        value = self.typed(scope, declared, value)
        if scope.instance.states_of is None:
            self.world.set_state(path, spread(value, axes))
        return value

    def parameter(self, scope, target, declared):
        name, is_map = target["name"]["text"], declared["kind"] == "map-type"
        family = tuple(axis for term in target["family"] for axis in self.axes_of(scope, term))
        inside, outside = [], list(self.type_axes(scope, declared)) if not is_map else []
        if is_map:
            inside, outside = ([axis for term in declared[side] for axis in self.axes_of(scope, term)] for side in ("inputs", "outputs"))
        path = f"{scope.instance.path}.{name}"
        leaf = self.world.parameter(path, [one for axis in (*family, *inside, *outside) for one in (axis.members or (axis,))])
        self.world.shapes[path] = (is_map, *([one.size for one in side] for side in (family, inside, outside)))
        scope.values[name] = Map(leaf, family, inside, outside) if is_map else named(relabel(leaf, (*family, *outside)))

    def state(self, scope, s):
        """What the step began with; without a type a real number, or a truth value where it begins with one."""
        name, declared = s["name"]["text"], s["type"]
        path = f"{scope.instance.states_of or scope.instance.path}.{name}"
        initial = self.value(Scope(scope.file), s["initial"])
        axes = (*scope.instance.before, *(self.type_axes(scope, declared) if declared else scope.instance.common))
        value = self.world.state(path, initial, axes)
        if declared:
            value = self.typed(scope, declared, value)
        elif initial.kind == "b":
            value = Value(value.data != 0, value.axes)
        scope.values[name] = named(value)
        scope.states[name] = (path, declared, axes)

    def use(self, scope, s):
        declaration, home = self.layer_named(scope, s["layer"])
        axes = [self.axes_of(scope, item["term"]) for item in s["brackets"] or []]
        _, by_name = self.arguments(s["arguments"] or [])
        given = {name: self.value(scope, e) for name, e in by_name.items()}
        count, along = self.count_of(scope, s["count"]) if s["count"] else (None, None)
        name, holder = s["name"]["text"], scope.instance
        states_of = holder.states_of and f"{holder.states_of}.{name}"
        scope.values[name] = Family(declaration, home, f"{holder.path}.{name}", axes, given, count, along, states_of)

    def layer_named(self, scope, path):
        if path["kind"] == "member":
            return scope.file.namespaces[path["source"]["text"]].declared(path["member"]["text"])
        return scope.file.declared(path["text"])

    def count_of(self, scope, e):
        """A number, a const or an axis."""
        if e["kind"] == "name" and scope.find(e["text"]) is None and scope.file.constant(e["text"]) is None:
            (along,) = scope.find_axis(e["text"])
            return along.size, along
        return self.whole(scope, e), None

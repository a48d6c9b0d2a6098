"""Layers, models, and stacks of layers."""
from arranging import read, rename, stack
from scope import Scope, is_lifted
from values import Axis, Value, number


class Family:
    """An instance of a layer, a stack of them, a model, or what an optimizer or a schedule keeps."""

    def __init__(self, layer, file, path, axes, given, count=None, along=None, states_of=None):
        self.layer, self.file, self.path, self.axes, self.given = layer, file, path, axes, given
        # Of a stack: how many, and along which axis. Of an average: where the states are that it reads.
        self.count, self.along, self.states_of = count, along, states_of
        # Of an optimizer: the axes that each of its states has, and those of one that says none.
        self.before, self.common = (), ()

    def block(self, at):
        """One of a stack."""
        states_of = self.states_of and f"{self.states_of}.{at}"
        return Family(self.layer, self.file, f"{self.path}.{at}", self.axes, self.given, states_of=states_of)


class Layers:
    def model(self, declaration, file):
        """A model is one instance wherever it is named; an average reads the states of what it follows."""
        if declaration["kind"] == "model-copy":
            source = self.model(*file.declared(declaration["of"]["text"]))
            states_of = source.path if declaration["form"] == "average" else None
            return Family(source.layer, source.file, declaration["name"]["text"], [], {}, states_of=states_of)
        return Family(declaration, file, declaration["head"]["name"]["text"], [], {})

    def opened(self, family):
        """The scope of an instance's body, with its axes."""
        body = Scope(family.file, instance=family)
        head = family.layer["head"]["axes"]
        body.pairs = [(outer, self.own_axis(axis["text"], outer)) for axis, outer in zip(head, family.axes)]
        body.axes.update({inner.name: (inner,) for _, inner in body.pairs})
        return body

    def layer(self, scope, family, items):
        """A call."""
        if family.count is not None:
            return self.stacked(scope, family, items)
        body, parameters = self.opened(family), family.layer["head"]["parameters"]
        types = [each["type"] for each in family.layer["result"]["values"]]
        # Axes such as `in/2` in the result's types are there before the arguments come.
        for type in types:
            self.type_axes(body, type)
        self.bind(body, scope, parameters, items, family.given, body.pairs)
        name = family.layer["head"]["name"]["text"]
        body.called_from(scope, name, None, [axis for value in self.extras(body, parameters) for axis in value.axes])
        body.lifted = is_lifted(scope) or self.lifts(body, [parameter["type"] for parameter in parameters])
        with self.world.exposing() as exposed:
            results = self.statements(body, family.layer["body"]["statements"])["return"]
        self.world.exposed.extend((path, name, self.left(value, body.pairs)) for path, name, value in exposed)
        results = [self.left(self.typed(body, type, value), body.pairs) for type, value in zip(types, results)]
        return results[0] if len(results) == 1 else tuple(results)

    def lifts(self, body, types):
        """Whether the arguments are of several examples, and the types are of one."""
        declared = [axis for type in types if type for axis in self.type_axes(body, type)]
        own = [root for axis in declared for one in (axis.members or (axis,)) for root in (one, one.root)]
        own += [axis.root for axis in declared]
        given = [value for value in body.values.values() if isinstance(value, Value)]
        return self.world.batch not in own and any(self.world.batch in value.axes for value in given)

    def stacked(self, scope, family, items):
        """As many values as a block returns are threaded; a further one that has the stack's axis is given slice by slice."""
        given, by_name = self.arguments(items)
        values = [self.value(scope, e) for e in given]
        along = family.along or Axis(family.path.split(".")[-1], family.count)
        threaded = len(family.layer["result"]["values"])
        made, exposed = values[:threaded], []
        for at in range(family.count):
            slices = [read(value, {along: number(at)}) if along in value.axes else value for value in values[threaded:]]
            with self.world.exposing() as own:
                made = self.called(scope, family.block(at), [*made, *slices], by_name)
            exposed.append(own)
        for rows in zip(*exposed):
            # Each block has axes of its own.
            axes = {axis.name: axis for axis in rows[0][2].axes}
            same = [rename(value, value.axes, [axes[axis.name] for axis in value.axes]) for _, _, value in rows]
            path = family.path + rows[0][0].removeprefix(family.block(0).path)
            self.world.exposed.append((path, rows[0][1], stack(same, along)))
        return made[0] if len(made) == 1 else tuple(made)

    def called(self, scope, family, values, by_name):
        """A call with values that no expression stands for."""
        inner = Scope(scope.file, scope)
        inner.values.update({f" {at}": value for at, value in enumerate(values)})
        items = [{"value": None, "expression": {"kind": "name", "text": f" {at}", "primed": False}} for at in range(len(values))]
        items += [{"value": e, "expression": {"kind": "name", "text": name}} for name, e in by_name.items()]
        result = self.layer(inner, family, items)
        return result if isinstance(result, tuple) else (result,)

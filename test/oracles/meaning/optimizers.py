"""Optimizers: which parameters a line moves, how each moves by itself, and what follows a model that moved."""
import math

from formulas import point
from layers import Family
from scope import Scope
from values import Axis, Value, number, relabel, spread, stop


class Optimizers:
    def __init__(self, world, scope):
        self.world, self.language, self.scope = world, world.language, scope
        # How often each optimizer has moved a parameter in the step, and the parameters that have moved.
        self.times, self.moved = {}, []

    def within_settings(self):
        """Where `batch` is the number of examples."""
        scope = Scope(self.scope.file, self.scope)
        scope.values["batch"] = number(self.world.batch.size)
        return scope

    def rate(self, call):
        given, by_name = self.language.arguments(call["arguments"])
        return self.language.value(self.within_settings(), by_name.get("rate") or given[0])

    def names(self, row, path):
        """Copies and averages are trained only where `over` names them."""
        segments = path.split(".")
        if any(matches(p["segments"], segments) for p in row["except"]):
            return False
        if row["over"]:
            return any(matches(p["segments"], segments) for p in row["over"])
        return segments[0] not in self.copies()

    def copies(self):
        return {name: d for name, d in self.world.main.trees.items() if d["kind"] == "model-copy"}

    def move(self, path, call, gradient):
        """A parameter after the step of an optimizer."""
        name = call["callee"]["text"]
        declaration, file = self.world.main.declared(name)
        times = self.times[path, name] = self.times.get((path, name), 0) + 1
        is_map, family, inside, outside = self.world.shapes[path]
        own = Family(declaration, file, f"{path}/{name}{times if times > 1 else ''}", [], {})
        body = Scope(file, instance=own)
        sides = [axis["text"] for axis in declaration["head"]["axes"]]
        if sides:
            own.before = tuple(Axis(f"family{at}", size) for at, size in enumerate(family))
            own.common = tuple(Axis(side, math.prod(sizes)) for side, sizes in zip(sides, (inside, outside)))
        else:
            own.common = (Axis("element", gradient.data.size),)
        given = self.world.entry["parameters"][path]
        stored = [Axis(name, size) for name, size in zip(given["axes"], given["shape"])]
        for axis, count in zip((*own.before, *own.common), self.sides(path) if sides else (len(stored),)):
            axis.stands_for, stored = tuple(stored[:count]), stored[count:]
        body.owner, body.calls = (path, f"{self.world.entry['name']}.{name}"), (id(call),)
        body.axes.update({axis.name: (axis,) for axis in own.common})
        axes = (*own.before, *own.common)
        body.values["gradient"] = relabel(gradient, axes)
        body.values["parameter"] = relabel(stop(self.world.parameters[path]), axes)
        body.values["matrix"] = number(int(is_map))
        body.values["step"] = self.world.counters()["step"]
        self.language.bind(body, self.within_settings(), declaration["head"]["parameters"], call["arguments"], {}, [])
        self.language.statements(body, declaration["body"]["statements"])
        return spread(body.values["parameter'"], axes)

    def sides(self, path):
        """How many axes a family, an in side and an out side have."""
        _, family, inside, outside = self.world.shapes[path]
        return (*[1] * len(family), len(inside), len(outside))

    def replace(self, after):
        for path, value in after.items():
            leaf = self.world.parameters[path]
            self.world.parameters[path] = Value(value.data.ravel(), leaf.axes)
            if path not in self.moved:
                self.moved.append(path)

    def follow(self):
        """Averages go after what the step has trained, at its end."""
        for name, declaration in self.copies().items():
            of = declaration["of"]["text"]
            if declaration["form"] != "average":
                continue
            told = declaration["decay"]
            decay = self.language.value(Scope(self.world.main), told) if told else number(0.999)
            after = {}
            for path, given in self.world.entry["parameters"].items():
                followed = of + path[len(name):]
                if path.split(".")[0] != name or followed not in self.moved:
                    continue
                axes = [Axis("stored", size) for size in given["shape"]]
                before, source = (self.world.parameter(each, axes) for each in (path, followed))
                rest = point("-", number(1.0), decay)
                after[path] = point("+", point("*", decay, before), point("*", rest, relabel(source, before.axes)))
            self.replace(after)





def matches(pattern, path):
    """The path, or the beginning of it: `*` is one name, `**` any number."""
    if not pattern:
        return True
    if pattern[0] == "**":
        return any(matches(pattern[1:], path[at:]) for at in range(len(path) + 1)) if len(pattern) > 1 else True
    return bool(path) and pattern[0] in ("*", path[0]) and matches(pattern[1:], path[1:])

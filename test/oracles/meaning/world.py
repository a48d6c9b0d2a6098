"""One run of an entry: the sizes, numbers and states that are given to it, and what it leaves behind."""
import base64
from contextlib import contextmanager

import numpy as np

from arranging import ordered
from files import File
from formulas import point
from language import Language
from values import Axis, Value, number, positions, real, relabel, size_of, spread, take


class World:
    def __init__(self, case, entry):
        self.case, self.entry = case, entry
        self.training = entry["kind"] == "train"
        self.sizes, self.labels, self.set = entry["sizes"], case["labels"], case["set"]
        batches = [given["shape"][given["axes"].index("batch")] for given in entry["inputs"].values() if "batch" in given["axes"]]
        self.batch = Axis("batch", batches[0] if batches else self.sizes.get("batch", self.batch_told()))
        # Of bounded axes: the bound, what sizes go by, and how long each record is by itself.
        self.bounds, self.steps, self.own_sizes = {}, {}, {}
        # At which calls of functions something was drawn.
        self.chains, self.tries = {}, 0
        # Of one example of a batch: which it is, and of how many.
        self.example = (0, None)
        self.exposed, self.parameters, self.shapes, self.next_states, self.schedule_states = [], {}, {}, {}, {}
        self.language = Language(self)
        self.files = {}
        self.library = [File(tree, self, []) for name, tree in case["files"].items() if name.startswith("std/")]
        for file in self.library:
            file.library = self.library
        self.main = self.file(case["main"])

    def batch_told(self):
        """What a training says, whose formulas make all that it sees."""
        told = [
            s["values"][0]["value"]
            for d in self.case["files"][self.case["main"]]["declarations"]
            if d["kind"] == "train" and (d["name"]["text"] if d["name"] else "train") == self.entry["name"]
            for s in d["body"]["statements"]
            if s["kind"] == "binding" and s["targets"][0]["text"] == "batch" and s["values"][0]["kind"] == "number"
        ]
        return told[0] if told else 1

    def file(self, name):
        if name not in self.files:
            self.files[name] = File(self.case["files"][name], self, self.library)
        return self.files[name]

    @contextmanager
    def exposing(self):
        """What is exposed meanwhile, by itself."""
        before, self.exposed = self.exposed, []
        yield self.exposed
        self.exposed = before

    @contextmanager
    def trying(self):
        """Meanwhile not all axes are known."""
        self.tries += 1
        yield
        self.tries -= 1

    # ── parameters and states ───────────────────────────────────────────────────────────────────────────────────────

    def parameter(self, path, axes):
        """The numbers in rows. Along a bounded axis as many positions are read as there are."""
        given = self.entry["parameters"].get(path)
        if path not in self.parameters:
            data = decoded(given["data"]) if given else np.zeros(size_of(axes))
            self.parameters[path] = Value(data, (Axis(path, data.size),))
        return self.stored(path, self.parameters[path], given, axes)

    def stored(self, path, whole, given, axes):
        """As many positions of what is stored in rows as there are."""
        if whole.data.size == size_of(axes):
            return whole
        stored = given["shape"] if len(given["shape"]) == len(axes) else [self.bounds.get(axis.root, axis.size) for axis in axes]
        flat = np.arange(whole.data.size).reshape(stored)[tuple(slice(axis.size) for axis in axes)]
        return take(whole, flat.ravel(), (Axis(path, flat.size),))

    def state(self, path, initial, axes):
        given = self.entry["states"].get(path)
        if given is None:
            return spread(real(initial), axes)
        axes = ordered(axes, given["axes"]) if len(axes) == len(given["axes"]) else axes
        return relabel(self.stored(path, self.row(path, given), given, axes), axes)

    def row(self, path, given):
        data = decoded(given["data"])
        return Value(data, (Axis(path, data.size),))

    def set_state(self, path, value):
        """While training only; those of a schedule are set when an evaluation ends."""
        if path.startswith(self.entry["name"] + "/"):
            self.schedule_states[path] = value
        elif self.training:
            self.next_states[path] = value

    def counters(self):
        settings = self.entry["settings"]
        counters = {name: number(value) for name, value in settings.items() if name in ("step", "steps", "epoch")}
        # Only the next states of a schedule read it.
        return {**counters, "evaluation_loss": number(float(settings.get("evaluation_loss", 0)))}

    def schedule_path(self, declaration):
        return f"{self.entry['name']}/{declaration['head']['name']['text']}"

    # ── what is given ───────────────────────────────────────────────────────────────────────────────────────────────

    def input(self, scope, name, declared):
        """An argument or a field, and which of its positions are real."""
        given = self.entry["inputs"][name]
        own = self.language.type_axes(scope, declared)
        axes = (self.batch, *own) if len(given["shape"]) == len(own) + 1 else own
        value = Value(decoded(given["data"]).reshape([axis.size for axis in axes]), axes)
        value = self.language.typed(scope, declared, value)
        bounded = [axis for axis in own if axis.root.bounded]
        for axis in bounded:
            length = self.entry["lengths"].get(f"{name}.{axis.name}")
            if length is None:
                continue
            rows = [one for one in axes if one is self.batch]
            long = Value(decoded(length["data"]).astype(np.int64).reshape([one.size for one in rows]), rows)
            if len(bounded) == 1:
                value.present = point("<", positions(axis), long)
            if self.entry["kind"] in ("train", "evaluate"):
                known = self.own_sizes.get(axis.root)
                self.own_sizes[axis.root] = long if known is None else point("maximum", known, long)
        return value

    def raise_sizes(self):
        """A record's own size is its longest field's, raised to the lower bound and to the step."""
        for axis, size in self.own_sizes.items():
            low, step = (number(each) for each in self.steps[axis])
            whole = point("*", point("div", point("+", size, point("-", step, number(1))), step), step)
            self.own_sizes[axis] = point("maximum", whole, low)

    def alone(self, example):
        """The same with one example of the batch only."""

        def cut(given):
            if given["axes"][:1] != ["batch"]:
                return given
            data = decoded(given["data"]).reshape(given["shape"])[example : example + 1]
            return {**given, "shape": list(data.shape), "data": encoded(data)}

        groups = {group: {name: cut(given) for name, given in self.entry[group].items()} for group in ("inputs", "lengths")}
        one = World(self.case, {**self.entry, **groups})
        one.example = (example, self.batch.size)
        return one


def decoded(text):
    return np.frombuffer(base64.b64decode(text), np.float64)


def encoded(data):
    return base64.b64encode(np.ascontiguousarray(data, np.float64).tobytes()).decode()

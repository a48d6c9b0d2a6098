"""Training: a step, and the losses and reports of an evaluation."""
import numpy as np

from formulas import point
from optimizers import Optimizers
from scope import Scope, Wrong
from slopes import slopes
from values import Axis, Value, number, stop

SETTINGS = {"optimizer", "batch", "steps", "epochs", "clip", "accumulate", "precision", "private", "patience", "start", "seed"}


def train(world):
    return Training(world).run()


class Training:
    def __init__(self, world):
        self.world, self.language = world, world.language
        self.declaration = next(d for d in world.main.trainings if (d["name"]["text"] if d["name"] else "train") == world.entry["name"])
        self.scope = Scope(world.main)
        self.scope.owner = ("", world.entry["name"])
        if self.declaration["data"]:
            data = self.declaration["data"]
            self.load(*world.main.declared(data["text"] if data["kind"] == "name" else data["source"]["text"]))
        self.settings, self.body = {}, []
        for s in self.declaration["body"]["statements"]:
            if s["kind"] == "binding" and s["targets"][0]["text"] in SETTINGS:
                self.settings[s["targets"][0]["text"]] = s["values"][0]
            elif s["kind"] != "every":
                self.body.append(s)
        self.scope.values.update(world.counters())
        # The names of settings that are numbers stand for their values; `batch` does so within settings only.
        for name, e in self.settings.items():
            if e["kind"] == "number" and name not in ("batch", "steps"):
                self.scope.values[name] = self.language.value(self.scope, e)
        self.optimizers = Optimizers(world, self.scope)

    def load(self, data, file):
        scope = Scope(file)
        for field in data["fields"]:
            name = field["name"]["text"]
            if name in self.world.entry["inputs"]:
                self.scope.values[name] = self.world.input(scope, name, field["type"])
        self.world.raise_sizes()

    def steps(self):
        """The statements, each with those that are one step with it: minimizations of one name that follow one another."""
        rows = []
        for s in self.body:
            if rows and name_minimized(s) is not None and name_minimized(s) == name_minimized(rows[-1][0]):
                rows[-1].append(s)
            else:
                rows.append([s])
        return rows

    def run(self):
        losses = 0
        for at, rows in enumerate(self.steps()):
            s = rows[0]
            if s["kind"] == "minimize":
                losses += 1
                loss = self.language.value(self.scope, s["value"])
                yield "loss", self.loss_name(s["value"], losses), loss
                if self.world.training:
                    yield from self.step(at, rows, loss)
            elif s["kind"] == "report":
                yield "report", s["name"]["text"], self.language.value(self.scope, s["value"] or s["name"])
            elif s["kind"] == "watch":
                yield "watch", path_of(s["value"]), self.language.value(self.scope, s["value"])
            else:
                self.language.statement(self.scope, s)
        self.optimizers.follow()
        for path in self.optimizers.moved:
            yield "parameter", path, self.world.parameters[path]
        for path, value in self.world.next_states.items():
            yield "state", path, value

    def loss_name(self, e, number):
        """The first is `loss`; a further one has the name of what it minimizes, where nothing else is told under it."""
        told = [s["name"]["text"] for s in self.body if s["kind"] == "report" and s["value"]]
        if number == 1:
            return "loss"
        return e["text"] if e["kind"] == "name" and e["text"] not in (*told, "loss") else f"loss{number}"

    # ── a step ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def step(self, at, rows, loss):
        """The first line that names a parameter moves it; formulas below read what it is then."""
        gradients, owners = self.gradients(loss), {}
        for path in gradients:
            row = next((row for row in rows if self.optimizers.names(row, path)), None)
            if row is not None:
                owners[path] = row
        gradients = {path: stop(gradients[path]) for path in owners}
        if "private" in self.settings:
            gradients = self.private_gradients(at, gradients)
        if "clip" in self.settings:
            clip = float(self.language.value(self.optimizers.within_settings(), self.settings["clip"]).data)
            factor = number(clip / max(norm_of(gradients), clip))
            gradients = {path: point("*", g, factor) for path, g in gradients.items()}
        calls = {path: row["optimizer"] or self.settings["optimizer"] for path, row in owners.items()}
        if not self.optimizers.moved and owners:
            first = next(row for row in rows if row in owners.values())
            yield "rate", "rate", self.optimizers.rate(first["optimizer"] or self.settings["optimizer"])
        self.optimizers.replace({path: self.optimizers.move(path, calls[path], gradients[path]) for path in owners})

    def gradients(self, loss):
        """By those parameters that the training moves at all, by their paths."""
        moves = {output["name"] for output in self.world.entry["outputs"] if output["role"] == "parameter"}
        leaves = {path: leaf for path, leaf in self.world.parameters.items() if path in moves}
        found = slopes(loss, list(leaves.values()))
        return {path: slope or Value(np.zeros(leaf.data.shape), leaf.axes) for (path, leaf), slope in zip(leaves.items(), found)}

    def private_gradients(self, at, gradients):
        """Each example's gradient is cut before they are added."""
        if self.optimizers.moved:
            raise Wrong("private below another minimize")
        clip = float(self.private("clip").data)
        totals, size = {path: 0 for path in gradients}, self.world.batch.size
        for example in range(size):
            one = Training(self.world.alone(example))
            for (s, *_) in one.steps()[:at]:
                if s["kind"] == "binding":
                    one.language.statement(one.scope, s)
            own = one.gradients(one.language.value(one.scope, self.steps()[at][0]["value"]))
            norm = norm_of({path: own[path] for path in gradients})
            totals = {path: totals[path] + own[path].data * (clip / max(norm, clip)) for path in gradients}
        noise = float(self.private("noise").data) * clip
        totals = {path: total + noise * self.drawn_for(path, gradients[path].data.shape) for path, total in totals.items()}
        share = size if self.loss_formula(self.steps()[at][0]["value"])["callee"]["text"] == "mean" else 1
        return {path: Value(totals[path] / share, gradients[path].axes) for path in gradients}

    def private(self, name):
        (e,) = (item["value"] for item in self.settings["private"]["arguments"] if item["value"] and item["expression"]["text"] == name)
        return self.language.value(self.scope, e)

    def drawn_for(self, path, shape):
        """A number for each of a parameter's, whose rows lie as its axes are given."""
        given = self.world.entry["parameters"][path]
        axes = [Axis(name, size) for name, size in zip(given["axes"], given["shape"])]
        return self.language.drawn_along("normal", f"private {path}", axes, given["axes"]).data.reshape(shape)

    def loss_formula(self, e):
        if e["kind"] != "name":
            return e
        return next(s["values"][0] for s in self.body if s["kind"] == "binding" and s["targets"][0]["text"] == e["text"])


def norm_of(gradients):
    return np.sqrt(sum(np.sum(g.data ** 2) for g in gradients.values()))


def name_minimized(s):
    return s["value"]["text"] if s["kind"] == "minimize" and s["value"]["kind"] == "name" else None


def path_of(e):
    return e["text"] if e["kind"] == "name" else f"{path_of(e['source'])}.{e['member']['text']}"

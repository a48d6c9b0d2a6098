"""A training from its first step to its last, as docs/language.md tells it: epochs, evaluations of all held-out records, schedules that watch, patience."""
import numpy as np

from arranging import arranged
from growing import moved
from training import SETTINGS, train
from world import World, decoded, encoded


def whole(case, entry):
    """And what parameters that are a little larger or less come to: of a training that doesn't settle a rounding makes another one."""
    nearby = {**entry, "parameters": moved(entry["parameters"], 1e-6)}
    return {**WholeTraining(case, entry).run(), "nearby": WholeTraining(case, nearby).run()}


class WholeTraining:
    def __init__(self, case, entry):
        self.case, self.entry, self.events = case, entry, []
        self.parameters, self.states = dict(entry["parameters"]), {}
        main = World(case, {**entry, "kind": "train", "inputs": {}, "settings": {}, "sizes": {}, "seed": 0, "sites": []}).main
        declaration = next(d for d in main.trainings if (d["name"]["text"] if d["name"] else "train") == entry["name"])
        statements = declaration["body"]["statements"]
        settings = {s["targets"][0]["text"]: s["values"][0] for s in statements if s["kind"] == "binding"}
        self.settings = {name: e["value"] for name, e in settings.items() if name in SETTINGS and e["kind"] == "number"}
        self.every = next((s["count"]["value"] for s in statements if s["kind"] == "every" and s["action"] == "evaluate"), None)
        data, _ = main.declared(declaration["data"]["text"])
        self.fields = data["fields"]
        test = next((item["value"] for item in data["source"]["arguments"] if item["value"] and item["expression"]["text"] == "test"), None)
        self.split(test["value"] if test else 0.1)
        self.copy_models(main)

    def split(self, share):
        """The records that are held out are the same in all evaluations."""
        records = self.entry["records"]
        named = lambda mask: [at for at in range(len(records)) if int(mask) >> at & 1]
        # Which record has which bit.
        places = {1 << at: at for at in range(len(records))}
        self.batches, held = [[places[int(bit)] for bit in rows] for rows in self.entry["batches"]], self.entry["held"]
        assert len(set(held)) == 1, "other records are held out in another evaluation"
        self.held = named(held[0])
        if self.entry["apart"]:
            assert self.held == list(range(len(records)))[-self.entry["apart"] :]
        else:
            assert 0 <= share * len(records) - len(self.held) < 1, f"{len(self.held)} of {len(records)} records are held out"
        self.trained = [at for at in range(len(records)) if at not in self.held]
        batch = self.settings["batch"]
        self.in_epoch = len(self.trained) // batch
        self.steps = self.settings.get("steps") or self.settings["epochs"] * self.in_epoch
        for begin in range(0, len(self.batches), self.in_epoch):
            seen = [at for own in self.batches[begin : begin + self.in_epoch] for at in own]
            assert len(set(seen)) == len(seen), f"a record comes twice in the epoch from step {begin + 1} on"
            assert set(seen) <= set(self.trained), "a record that is held out is trained on"
        assert all(len(own) == batch for own in self.batches)

    def copy_models(self, main):
        """What is a copy or an average first equals what it is of."""
        for name, declaration in main.trees.items():
            if declaration["kind"] == "model-copy":
                for path in self.parameters:
                    if path.startswith(f"{name}."):
                        self.parameters[path] = self.parameters[declaration["of"]["text"] + path[len(name) :]]

    def run(self):
        patience, best, waited, step = self.settings.get("patience"), None, 0, 0
        if patience:
            loss = self.evaluation(0)
            best = (loss, 0, self.parameters, self.states)
        while step < self.steps and not (patience and waited >= patience):
            step += 1
            self.step(step)
            counts = self.every is not None and step % self.every == 0
            if not counts and step < self.steps:
                continue
            loss = self.evaluation(step)
            if patience and loss < best[0]:
                best, waited = (loss, step, self.parameters, self.states), 0
            else:
                waited += 1
            if counts:
                self.follow(step, loss)
        if patience and best[1] != step:
            self.events.append({"kind": "back", "step": best[1], "numbers": {"loss": best[0]}})
            _, _, self.parameters, self.states = best
        self.events.append({"kind": "done", "step": step, "numbers": {}})
        end = {path: list(decoded(given["data"])) for path, given in self.parameters.items()}
        end |= {f"state {path}": list(decoded(given["data"])) for path, given in self.states.items()}
        return {"events": self.events, "end": end}

    # ── a step, an evaluation, and what schedules make of it ────────────────────────────────────────────────────────

    def step(self, step):
        world, told = self.entered("train", self.batches[step - 1], step)
        self.events.append({"kind": "step", "step": step, "numbers": numbers_of(told)})
        moved = {path: value for role, path, value in told if role == "parameter"}
        self.parameters = {**self.parameters, **{path: {**self.parameters[path], "data": encoded(value.data)} for path, value in moved.items()}}
        self.states = {**self.states, **{path: self.kept(path, value, world) for path, value in world.next_states.items()}}

    def kept(self, path, value, world):
        given = self.entry["states"].get(path) or {"axes": [axis.name for axis in value.axes], "shape": list(value.data.shape)}
        return {**given, "data": encoded(arranged(value, {"role": "state", **given}, world.batch))}

    def evaluation(self, step):
        """Of all records that are held out, as if they were one batch; what a sum over a batch reads of the whole batch is the batch's own."""
        numbers = numbers_of(self.entered("evaluate", self.held, step)[1])
        batch = self.settings["batch"]
        for begin in range(0, len(self.held), batch):
            own = self.held[begin : begin + batch]
            for name, number in numbers_of(self.entered("evaluate", own, step, batch=begin // batch)[1]).items():
                if name.startswith("own_"):
                    numbers[name] = (0 if begin == 0 else numbers[name]) + number * len(own) / len(self.held)
        self.events.append({"kind": "evaluation", "step": step, "numbers": numbers})
        return numbers["loss"]

    def follow(self, step, loss):
        world, _ = self.entered("train", self.batches[step - 1], step, loss)
        self.states = {**self.states, **{path: self.kept(path, value, world) for path, value in world.schedule_states.items()}}

    def entered(self, kind, records, step, loss=0.0, batch=0):
        settings = {"step": step, "steps": self.steps, "epoch": max(1, -(-step // self.in_epoch)), "evaluation_loss": loss}
        inputs, lengths = self.inputs([self.entry["records"][at] for at in records])
        given = {"inputs": inputs, "lengths": lengths, "parameters": self.parameters, "states": self.states}
        given |= {"seed": self.entry["seed"] + batch, "sites": self.entry["sites"][kind]}
        world = World(self.case, {**self.entry, **given, "kind": kind, "settings": settings, "sizes": self.entry["bounds"]})
        return world, list(train(world))

    def inputs(self, records):
        """Each is cut or padded to the bound; what is shifted and what it is shifted from have the positions that both have."""
        inputs, lengths, rows, bounds = {}, {}, len(records), self.entry["bounds"]
        shifts = {field["name"]["text"]: (field["value"]["field"]["text"], field["value"]["by"]["value"]) for field in self.fields if field["value"]}
        for field in self.fields:
            name, axes = field["name"]["text"], [each["term"]["name"] for each in field["type"]["axes"]]
            source, shift = shifts.get(name, (name, 0))
            farthest = max((by for of, by in shifts.values() if of == source), default=0)
            values = [np.array(record[source], float) for record in records]
            if axes and axes[0] in bounds:
                bound = bounds[axes[0]]
                values = [value[: bound + farthest] for value in values]
                values = [value[shift : len(value) - farthest + shift] for value in values]
                lengths[f"{name}.{axes[0]}"] = {"axes": ["batch"], "shape": [rows], "data": encoded(np.array([len(value) for value in values], float))}
                values = [np.pad(value, (0, bound - len(value))) for value in values]
            data = np.stack(values)
            inputs[name] = {"axes": ["batch", *axes], "shape": list(data.shape), "data": encoded(data)}
        return inputs, lengths


def numbers_of(told):
    return {name: float(value.data) for role, name, value in told if role in ("loss", "report", "rate") and value.data.size == 1 and not name.startswith("row_")}

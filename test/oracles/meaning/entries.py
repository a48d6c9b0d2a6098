"""Inference and generation: what a model gives, and what a generator returns or yields next."""
from scope import Scope


def infer(world):
    """The results, and what is exposed."""
    scope = Scope(world.main)
    family = world.language.model(*world.main.declared(world.entry["name"]))
    items = []
    for parameter in family.layer["head"]["parameters"]:
        name = parameter["name"]["text"]
        if name in world.entry["inputs"]:
            scope.values[name] = world.input(scope, name, parameter["type"])
            items.append({"value": {"kind": "name", "text": name, "primed": False}, "expression": parameter["name"]})
    results = world.language.layer(scope, family, items)
    results = results if isinstance(results, tuple) else (results,)
    names = [each["name"]["text"] if each["name"] else "result" for each in family.layer["result"]["values"]]
    for name, value in zip(names, results):
        yield "result", name, value
    for path, name, value in world.exposed:
        # As much of the path as tells several of a name apart.
        words = [*path.split("."), name]
        for at in range(len(words)):
            yield "exposed", ".".join(words[at:]), value


def generate(world):
    declaration = next(d for d in world.main.generators if d["head"]["name"]["text"] == world.entry["name"])
    scope = Scope(world.main)
    scope.owner = ("", world.entry["name"])
    for parameter in declaration["head"]["parameters"]:
        name = parameter["name"]["text"]
        if name in world.entry["inputs"]:
            scope.values[name] = world.input(scope, name, parameter["type"])
        elif name in world.entry["settings"]:
            scope.values[name] = world.language.value(scope, {"kind": "number", "text": "1.0", "value": world.entry["settings"][name]})
        elif parameter["initial"]:
            scope.values[name] = world.language.value(scope, parameter["initial"])
    for s in declaration["body"]["statements"]:
        if s["kind"] == "grow":
            yield "next", "next", grown(world, scope, s)
            if s["until"]:
                yield "done", "done", world.language.value(scope, s["until"])
        elif s["kind"] == "return":
            yield from returned(world, scope, s)
        else:
            world.language.statement(scope, s)


def grown(world, scope, s):
    """What is yielded for a text as it is; of logits that beams are scored by, the log-probabilities."""
    name = s["name"]["text"]
    scope.values[name] = world.input(scope, name, s["type"])
    (made,) = world.language.statements(scope, s["body"]["statements"])["yield"]
    if not s["beam"]:
        return made
    scope.values["yielded"] = made
    (argument, callee) = ({"kind": "name", "text": text, "primed": False} for text in ("yielded", "log_softmax"))
    bracket = {"term": {"kind": "axis-name", "name": made.axes[-1].name}, "where": None, "otherwise": None}
    call = {"kind": "call", "callee": callee, "arguments": [{"value": None, "expression": argument}], "brackets": [bracket]}
    return world.language.value(scope, call)


def returned(world, scope, s):
    """One is `result`; of several, those that are names are called so, and others by their number."""
    values = world.language.several(scope, s["values"])
    if len(values) == 1:
        yield "result", "result", values[0]
        return
    names = [e["text"] if e["kind"] == "name" else None for e in s["values"]]
    names += [None] * (len(values) - len(names))
    for at, (name, value) in enumerate(zip(names, values)):
        yield "result", name or f"result{at + 1}", value

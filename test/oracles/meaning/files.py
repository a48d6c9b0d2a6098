"""A file: what it declares, what it imports, and the library, which is in scope everywhere."""
from scope import Scope
from values import number


class File:
    def __init__(self, tree, world, library):
        self.world, self.library, self.namespaces, self.imported = world, library, {}, {}
        self.trees, self.axes, self.constants = {}, {}, {}
        for declaration in tree["declarations"]:
            if declaration["kind"] == "import":
                home = world.file(declaration["path"]["value"].removeprefix("./"))
                self.imported.update({name["text"]: home for name in declaration["names"]})
                if declaration["namespace"]:
                    self.namespaces[declaration["namespace"]["text"]] = home
                continue
            name = declaration.get("name") or declaration.get("head", {}).get("name")
            if name:
                self.trees[name["text"]] = declaration
        self.generators = [d for d in tree["declarations"] if d["kind"] == "generate"]
        self.trainings = [d for d in tree["declarations"] if d["kind"] == "train"]

    def declared(self, name):
        """The declaration of a name, and the file that it stands in."""
        if name in self.trees:
            return self.trees[name], self
        if name in self.imported:
            return self.imported[name].declared(name)
        return next(((each.trees[name], each) for each in self.library if name in each.trees), None)

    def axis(self, name):
        if name not in self.axes:
            found = self.trees.get(name)
            if name in self.imported:
                self.axes[name] = self.imported[name].axis(name)
            elif found is not None and found["kind"] == "axis":
                self.axes[name] = self.world.language.declare_axis(Scope(self), found)
            elif name == "batch":
                self.axes[name] = (self.world.batch,)
            else:
                return None
        return self.axes[name]

    def constant(self, name):
        found = self.declared(name)
        if found is None or found[0]["kind"] != "const":
            return None
        declaration, home = found
        if home is not self:
            return home.constant(name)
        if name not in self.constants:
            told = self.world.set.get(name)
            self.constants[name] = self.world.language.value(Scope(self), declaration["value"]) if told is None else set_to(told)
        return self.constants[name]


def set_to(text):
    if text in ("true", "false"):
        return number(text == "true")
    return number(float(text) if "." in text else int(text))

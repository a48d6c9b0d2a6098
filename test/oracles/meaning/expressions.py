"""Expressions: literals, names, operators, and what is reached with a dot."""
import math

from arranging import run_of
from formulas import negative, point
from maps import Map
from scope import Wrong
from values import LARGEST, Value, number, size_of, spread

# By which a number names a label.
COMPARISONS = ("==", "!=")


class Expressions:
    def evaluate(self, scope, e):
        """A value, a map, an instance, or a tuple of several results."""
        return getattr(self, "on_" + e["kind"])(scope, e)

    def value(self, scope, expression):
        found = self.evaluate(scope, expression)
        if isinstance(found, Map):
            return found.tensor
        if not isinstance(found, Value):
            raise Wrong(f"not a value: {expression}")
        return found

    def on_number(self, scope, e):
        text, value = e["text"], e["value"]
        return number(float(value)) if any(c in text for c in ".eE") else number(int(value))

    def on_name(self, scope, e):
        """A value first, then an axis's positions, then what weft or a file says of the name."""
        name = e["text"] + ("'" if e["primed"] else "")
        found = scope.find(name)
        if found is None:
            found = scope.file.constant(name)
        if found is not None:
            return found
        axes = scope.find_axis(name)
        if axes is not None:
            return scope.positions(axes[0]) if len(axes) == 1 else scope.here(run_of(axes))
        known = {"pi": math.pi, "inf": LARGEST, "true": True, "false": False, "training": self.world.training}
        if name in known:
            return number(known[name])
        declared = scope.file.declared(name)
        if declared is not None and declared[0]["kind"] in ("model", "model-copy"):
            return self.model(*declared)
        raise Wrong(f"no name {name}")

    def on_size(self, scope, e):
        return number(size_of(self.axes_of(scope, e["term"])))

    def on_group(self, scope, e):
        members = [{"kind": "axis-name", "name": member["text"]} for member in e["members"]]
        return scope.here(run_of([axis for member in members for axis in self.axes_of(scope, member)]))

    def on_unary(self, scope, e):
        value = self.value(scope, e["operand"])
        return negative(value) if e["operator"] == "-" else point(e["operator"], value)

    def on_binary(self, scope, e):
        left, right = e["left"], e["right"]
        if left["kind"] == "string":
            right = self.value(scope, right)
            left = self.label(right.into, left)
        elif right["kind"] == "string":
            left = self.value(scope, left)
            right = self.label(left.into, right)
        elif e["operator"] in COMPARISONS:
            left, right = self.compared(scope, left, right), self.compared(scope, right, left)
        else:
            left, right = self.value(scope, left), self.value(scope, right)
        return point(e["operator"], left, right)

    def compared(self, scope, e, other):
        """A number beside an index into an axis whose labels are all numbers is a label; the axis's name still stands for positions."""
        if e["kind"] == "number" and other["kind"] != "number":
            into = self.value(scope, other).into
            is_position = other["kind"] == "name" and scope.find(other["text"]) is None
            labels = into[0].labels if into and len(into) == 1 and not is_position else None
            if labels and all_numbers(labels):
                return number(labels.index(e["text"]))
        return self.value(scope, e)

    def label(self, into, e):
        return number(into[0].labels.index(e["value"]))

    def on_contraction(self, scope, e):
        product = point("*", self.value(scope, e["left"]), self.value(scope, e["right"]))
        return self.reduce(scope, "sum", e["axes"], product)

    def on_member(self, scope, e):
        """A name of another file, `x.present`, `W.transposed`, or what an instance or a model is made of."""
        name = e["member"]["text"]
        if e["source"]["kind"] == "name" and e["source"]["text"] in scope.file.namespaces:
            return scope.file.namespaces[e["source"]["text"]].constant(name)
        source = self.evaluate(scope, e["source"])
        if name == "present" and isinstance(source, Value):
            if source.present is not None:
                return source.present
            return spread(number(True), [axis for axis in source.axes if axis.root.bounded][:1])
        if name == "transposed" and isinstance(source, Map):
            return source.transposed
        body = self.opened(source)
        for statement in source.layer["body"]["statements"]:
            if statement["kind"] in ("axis", "param", "use"):
                self.statement(body, statement)
        return body.find(name)


def all_numbers(labels):
    try:
        return all(float(label) is not None for label in labels)
    except ValueError:
        return False

"""Names, and where they are seen: what a body binds, what is around it, and in a scan at which position it is."""
from arranging import read
from maps import Map
from values import Value, named, positions


class Wrong(Exception):
    """The reading has no meaning for it."""


class Scope:
    """The names of a body. `turn`: in the body of a scan, at which positions of which axes it is."""

    def __init__(self, file, parent=None, turn=None, instance=None):
        self.file, self.parent, self.turn = file, parent, turn or {}
        self.values, self.axes, self.states = {}, {}, {}
        self.instance = instance if instance is not None or parent is None else parent.instance
        # What was seen from outside at this turn of a scan; whether the body is written for one example, and runs for each.
        self.seen, self.lifted = {}, False
        # Whose text it is, and for noise: the calls of functions that led here, the axes that instances around let through, those that the
        # arguments of the function brought along, and the scans around.
        self.owner, self.calls, self.through, self.brought, self.around = None, (), (), (), {}

    def find(self, name):
        if name in self.values:
            return self.values[name]
        if name in self.seen:
            return self.seen[name]
        found = self.parent.find(name) if self.parent else None
        if found is not None and self.turn:
            found = self.seen[name] = self.at_turn(found)
        return found

    def at_turn(self, value):
        """A tensor with the scanned axis at the current position; a map to it likewise, and one from it whole."""
        if isinstance(value, Map):
            return value.at_turn(self)
        if not isinstance(value, Value):
            return value
        places = {axis: place for axis, place in self.turn.items() if axis in value.axes}
        result = named(read(value, places)) if places else value
        if value.present is not None and any(axis in value.present.axes for axis in self.turn):
            result = Value(result.data, result.axes, result.parents, result.into, self.at_turn(value.present))
        return result

    def find_axis(self, name):
        if name in self.axes:
            return self.axes[name]
        return self.parent.find_axis(name) if self.parent else self.file.axis(name)

    def called_from(self, scope, owner, e=None, brought=()):
        """What noise in a body hangs on. A function that is called at two places draws its own at each."""
        before_path, _ = scope.place()
        self.owner = (before_path if self.instance is None else self.instance.path, owner)
        caller = scope.body()
        self.calls, self.through, self.brought = (), (*caller.through, *brought), ()
        if e is not None:
            self.calls, self.through, self.brought = (*caller.calls, id(e)), caller.through, tuple(brought)
        self.around = scope.all_turns()

    def outward(self):
        scope = self
        while scope:
            yield scope
            scope = scope.parent

    def body(self):
        """The scope of the layer, function, training or generator that it is in."""
        return next((scope for scope in self.outward() if scope.owner), self)

    def place(self):
        """The path of the instance, and whose text it is."""
        return self.body().owner or ("", "")

    def chain(self):
        return self.body().calls

    def all_brought(self):
        return (*self.body().through, *self.body().brought)

    def all_turns(self):
        """The positions of all scans around, those around the calls that led here among them."""
        found = {}
        for scope in self.outward():
            found = {**scope.around, **scope.turn, **found}
        return found

    def positions(self, axis):
        return self.here(positions(axis))

    def here(self, value):
        """What doesn't lie in a name, at the current positions of the scans around."""
        scope = self
        while scope:
            value, scope = scope.at_turn(value), scope.parent
        return value


def is_lifted(scope):
    return scope is not None and (scope.lifted or is_lifted(scope.parent))

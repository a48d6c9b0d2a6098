"""Random numbers, which are a function of seed, step, site and position, and what is drawn by them."""
import numpy as np

from arranging import read
from formulas import point
from scope import Wrong
from values import LARGEST, Axis, Value, full, number, relabel, size_of, spread, union

WORD = (1 << 32) - 1


def words(seed, step, site, count):
    """The first two words of the hash at each position."""
    x, y, z, w = (np.full(count, word & WORD, np.uint64) for word in (seed, step, site, 0))
    w = np.arange(count, dtype=np.uint64)
    x, y, z, w = ((word * 1664525 + 1013904223) & WORD for word in (x, y, z, w))
    for turn in range(2):
        x = (x + y * w) & WORD
        y = (y + z * x) & WORD
        z = (z + x * y) & WORD
        w = (w + y * z) & WORD
        if turn == 0:
            x, y, z, w = (word ^ (word >> 16) for word in (x, y, z, w))
    return x, y


def uniform(seed, step, site, count):
    return (words(seed, step, site, count)[0] >> 8).astype(float) / 2**24


def normal(seed, step, site, count):
    x, y = ((word >> 8).astype(float) for word in words(seed, step, site, count))
    return np.sqrt(-2 * np.log((x + 1) / 2**24)) * np.cos(2 * np.pi * y / 2**24)


DISTRIBUTIONS = {"uniform": uniform, "normal": normal}


def site_of(name):
    """FNV-1a."""
    found = 0x811C9DC5
    for letter in name:
        found = ((found ^ ord(letter)) * 0x01000193) & WORD
    return found


class Drawing:
    """`sites` of the entry has where in the text each is written, and in which order its axes are."""

    def noise(self, scope, distribution, e, axes):
        """Numbers along the axes and those of the scans around, seen at the current positions."""
        turns = scope.all_turns()
        name, ids = self.site(scope, distribution, e)
        if self.world.tries:
            ids = None
        if self.world.entry["kind"] == "infer" and "batch" not in (ids or ()):
            # Of several examples each draws what it would by itself.
            axes = [axis for axis in axes if axis is not self.world.batch]
        return read(self.drawn_along(distribution, name, tuple(dict.fromkeys((*axes, *turns))), ids), turns)

    def drawn_along(self, distribution, name, axes, ids):
        """In rows along the axes in the order of their names; of a group they are its members'."""
        if size_of(axes) == 1:
            ids = None
        real = [(axis, actual_of(axis)) for axis in axes]
        parts, left = [], list(ids or ())
        for _, members in reversed(real):
            for at, member in reversed(list(enumerate(members))):
                known = [id for id in left if id == member.name] or [id for id in left if id.split(".")[-1] == member.name]
                if ids is not None and not known:
                    raise Wrong(f"{name} along {axes}, not {ids}")
                left = [id for id in left if id not in known[:1]]
                size = self.world.example[1] if member is self.world.batch else None
                parts.insert(0, (known[0] if known else member.name, Axis(member.name, size or member.size, member)))
        if left:
            raise Wrong(f"{name} along {axes}, not {ids}")
        rows = [axis for _, axis in sorted(parts, key=lambda part: part[0])]
        numbers = DISTRIBUTIONS[distribution](self.world.entry["seed"], int(self.world.counters()["step"].data), site_of(name), size_of(rows))
        value = Value(numbers.reshape([axis.size for axis in rows]), rows)
        value = spread(value, [axis for _, axis in parts])
        if self.world.example[1]:
            ours = next((axis for _, axis in parts if axis.root is self.world.batch), None)
            one = Axis("batch", 1)
            value = value if ours is None else read(value, {ours: relabel(number(self.world.example[0]), (one,))})
            value = spread(value, [one if axis is ours else axis for _, axis in parts])
        return relabel(value, axes)

    def site(self, scope, distribution, e):
        """Its name, and the names of its axes where the entry has it."""
        path, owner = scope.place()
        base = ".".join(part for part in (path, owner, distribution) if part)
        found = [site for site in self.world.entry["sites"] if site["name"].split("#")[0] == base and site["at"] == e["at"]]
        known = self.world.chains.setdefault((base, e["at"]), [])
        chain = scope.chain()
        if chain not in known:
            known.append(chain)
        found.sort(key=lambda site: int((site["name"].split("#") + ["1"])[1]))
        if not found:
            # Nothing asks for it.
            return base, None
        if known.index(chain) >= len(found):
            raise Wrong(f"{base} is written more often than {found}")
        site = found[known.index(chain)]
        return site["name"], site["axes"]

    def dropout(self, scope, e, x, p):
        if not self.world.training:
            return x
        drawn = self.noise(scope, "uniform", e, x.axes)
        scaled = point("/", x, point("-", number(1.0), p))
        return point("where", point(">=", drawn, p), scaled, number(0.0))

    def sample(self, scope, e, axes, logits, seen, temperature, top_k, top_p):
        """The largest of logits plus Gumbel noise, of those labels that may be drawn."""
        given = [logits, temperature, top_k, top_p, *([] if seen is None else [seen])]
        rest = tuple(axis for axis in dict.fromkeys((*union(given), *scope.all_brought())) if axis not in axes)
        drawn = self.noise(scope, "uniform", e, (*axes, *rest))
        every = (*rest, *axes)
        along = lambda value: full(value, every).reshape(-1, size_of(axes))
        allowed = np.ones((size_of(rest), size_of(axes)), bool) if seen is None else along(seen).copy()
        heat = along(temperature)
        scaled = along(logits) / np.where(np.abs(heat) < 1e-6, 1e-6, heat)
        noisy = scaled - np.log(-np.log(along(drawn)))
        for row, here, k, p in zip(scaled, allowed, along(top_k), along(top_p)):
            better = np.array([np.sum(here & (row > one)) for one in row])
            weight = np.where(here, np.exp(row - np.max(row[here], initial=-LARGEST)), 0)
            before = np.array([np.sum(weight[row > one]) for one in row]) / np.sum(weight)
            if k[0] > 0:
                here &= better < k[0]
            if p[0] < 1:
                here &= (before < p[0]) | (better == 0)
        chosen = np.argmax(np.where(allowed, noisy, -np.inf), axis=1)
        return Value(chosen.reshape([axis.size for axis in rest]), rest, into=tuple(axes))


def actual_of(axis):
    """What an axis parameter stands for."""
    if axis.stands_for:
        return tuple(one for outer in axis.stands_for for one in actual_of(outer))
    return axis.members or (axis,)

"""Texts that grow, as docs/language.md tells it: the model is run on the whole text for each position, and nothing is kept."""
import numpy as np

from entries import generate
from world import World, decoded, encoded


def grow(case, entry):
    """The numbers that are added, up to where a rounding alone would choose another one; and whether all were."""
    growths = [Growth(case, entry, share) for share in (0, 1e-5, -1e-5)]
    for at in range(entry["most"] + 1):
        turns = [growth.turn() for growth in growths]
        if any(turn != turns[0] for turn in turns):
            return {"numbers": growths[0].added[:at], "whole": False}
        if turns[0] is None:
            break
    return {"numbers": growths[0].added, "whole": True}


class Growth:
    def __init__(self, case, entry, share):
        self.case, self.entry = case, {**entry, "kind": "generate", "parameters": moved(entry["parameters"], share)}
        self.text, self.added, self.length, self.is_done = list(entry["begin"]), [], len(entry["begin"]), False
        self.search = None

    def turn(self):
        """The next number, and nothing at the end; of beams all numbers at once."""
        if self.entry["beam"]:
            return self.searched()
        if self.is_done or len(self.added) >= self.entry["most"]:
            return None
        if not self.cut():
            return None
        made = int(self.evaluate(self.text, self.length)[0].data)
        self.text.append(made)
        self.added.append(made)
        self.length += 1
        self.is_done = self.cut() and self.evaluate(self.text, self.length)[1]
        return made

    def cut(self):
        """Whether there is room for a position, or a window makes room."""
        self.text = self.windowed(self.text)
        return len(self.text) <= self.entry["bound"]

    def windowed(self, text):
        bound, window = self.entry["bound"], self.entry["window"]
        return text[-min(window, bound):] if window and len(text) > bound else text

    def searched(self):
        """Of all continuations of the beams by one label the most probable go on, beside texts that are done."""
        if self.search is not None:
            return None
        self.search = beams = [(0.0, self.windowed(self.text), [], False)]
        for _ in range(self.entry["most"]):
            if beams[0][3] or len(beams[0][1]) > self.entry["bound"]:
                break
            found = []
            for score, text, added, is_done in beams:
                if is_done:
                    found.append((score, text, added, True))
                    continue
                logits = self.evaluate(text, self.length + len(added))[0].data
                found.extend((score + logit, self.windowed([*text, label]), [*added, label], None) for label, logit in enumerate(logits))
            found.sort(key=lambda one: -one[0])
            beams = [self.asked(one) for one in found[: self.entry["beam"]]]
        self.added = next((one for one in beams if one[3]), beams[0])[2]
        return self.added

    def asked(self, one):
        score, text, added, is_done = one
        if is_done is None:
            is_done = len(text) <= self.entry["bound"] and self.evaluate(text, self.length + len(added))[1]
        return score, text, added, is_done

    def evaluate(self, text, length):
        """What is yielded after a text, and whether it is done."""
        (axis,) = self.entry["text"]["axes"]
        given = {"axes": [axis], "shape": [len(text)], "data": encoded(np.array(text, float))}
        inputs = {**self.entry["inputs"], self.entry["text"]["name"]: given}
        settings = {**self.entry["settings"], "step": length}
        world = World(self.case, {**self.entry, "inputs": inputs, "settings": settings, "sizes": {**self.entry["sizes"], axis: len(text)}})
        found = {role: value for role, _, value in generate(world)}
        return found["next"], bool(found["done"].data) if "done" in found else False


def moved(parameters, share):
    """Numbers that are a little larger or less, each in its own way."""
    draw = np.random.default_rng(1)
    return {path: {**given, "data": encoded(decoded(given["data"]) * (1 + share * draw.uniform(-1, 1, given["shape"]).ravel()))} for path, given in parameters.items()}

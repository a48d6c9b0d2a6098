"""Products in NumPy. The words are a JSON list of [name, batch, rows, columns, depth, form, turns] and the number of rounds."""

import json
import sys
import time

import numpy as np


def best_of(compute, turns, rounds):
    best = float("inf")
    for turn in range(rounds):
        begun = time.perf_counter()
        for _ in range(turns):
            compute()
        if turn > 1:
            best = min(best, (time.perf_counter() - begun) / turns)
    return best


def product(batch, rows, columns, depth, form):
    noise = np.random.default_rng(1)

    def operand(first, second, turned):
        shape = (second, first) if turned else (first, second)
        stored = noise.random((batch, *shape) if batch > 1 else shape, dtype=np.float32)
        return np.swapaxes(stored, -1, -2) if turned else stored

    a = operand(rows, depth, form[0] == "t")
    b = operand(depth, columns, form[1] == "t")
    return lambda: a @ b


figures = {}
rounds = int(sys.argv[2])
for name, batch, rows, columns, depth, form, turns in json.loads(sys.argv[1]):
    seconds = best_of(product(batch, rows, columns, depth, form), turns, rounds)
    figures[name] = 2 * batch * rows * columns * depth / seconds / 1e9
print(json.dumps({"figures": figures}))

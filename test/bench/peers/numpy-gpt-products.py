"""The matrix products of a training step of specs/gpt.weft, forward and backward, one after the other: milliseconds, the best of 20."""

import json
import time

import numpy as np

blocks, batch, heads, seq, embed, hidden, vocab = 4, 12, 4, 64, 128, 512, 81
rows = batch * seq
noise = np.random.default_rng(1)


def matrix(*shape):
    return noise.random(shape, dtype=np.float32)


def with_gradients(count, left, right):
    """x W, and both gradients by its slope."""
    x, W, slope = matrix(*left), matrix(*right), matrix(*left[:-1], right[-1])
    turned = (lambda a: np.swapaxes(a, -1, -2))
    return [(count, x, W), (count, slope, turned(W)), (count, turned(x), slope)]


key = embed // heads
all_products = [
    *with_gradients(4 * blocks, (rows, embed), (embed, embed)),
    *with_gradients(blocks, (batch * heads, seq, key), (batch * heads, key, seq)),
    *with_gradients(blocks, (batch * heads, seq, seq), (batch * heads, seq, key)),
    *with_gradients(blocks, (rows, embed), (embed, hidden)),
    *with_gradients(blocks, (rows, hidden), (hidden, embed)),
    *with_gradients(1, (rows, embed), (embed, vocab)),
]
best = float("inf")
for _ in range(20):
    begun = time.perf_counter()
    for count, a, b in all_products:
        for _ in range(count):
            a @ b
    best = min(best, time.perf_counter() - begun)
print(json.dumps({"msPerStep": best * 1000}))

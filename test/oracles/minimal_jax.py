"""
An independent JAX implementation of specs/minimal.weft: embed, attend, feed forward, predict.

    python test/oracles/minimal_jax.py --checkpoint initial.safetensors --tokens tokens.bin --offsets offsets.json \\
        --length 32 --out losses.json
    python test/oracles/minimal_jax.py --self-test

The first form repeats a run as gpt_jax.py does; all sizes but the window's length are read from the checkpoint. Needs Python
with JAX; neither the product nor its tests need either.
"""

import argparse
import math

import numpy as np
from shared import add_run_arguments, cross_entropy, repeat_run, tokenize, train, windows

import jax
import jax.numpy as jnp

# This oracle's names on the left, weft's parameter paths on the right.
NAMES = {
    "embedding": "LanguageModel.W_e",  # vocab, embed
    "query": "LanguageModel.W_q",  # embed, head, key
    "key": "LanguageModel.W_k",  # embed, head, key
    "value": "LanguageModel.W_v",  # embed, head, key
    "merge": "LanguageModel.W_p",  # head, key, embed
    "forward": "LanguageModel.W_f",  # embed, hidden
    "output": "LanguageModel.W_o",  # hidden, vocab
    "bias": "LanguageModel.b",  # vocab
}

SETTINGS = {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "decay": 0.0, "clip": None}
RATE = 1e-3


def logits_of(p, tokens):
    """[batch, seq] token numbers to [batch, seq, vocab]."""
    E = p["embedding"][tokens]
    Q = jnp.einsum("bse,ehk->bhsk", E, p["query"])
    K = jnp.einsum("bse,ehk->bhsk", E, p["key"])
    V = jnp.einsum("bse,ehk->bhsk", E, p["value"])
    length = tokens.shape[1]
    past = jnp.arange(length)[None, :] <= jnp.arange(length)[:, None]
    scores = Q @ jnp.swapaxes(K, -1, -2) / math.sqrt(p["query"].shape[-1])
    A = jax.nn.softmax(jnp.where(past, scores, -jnp.inf), axis=-1)
    O = jnp.einsum("bhsk,hke->bse", A @ V, p["merge"])
    F = jnp.maximum((O + E) @ p["forward"], 0)
    return F @ p["output"] + p["bias"]


def loss_of(p, inputs, targets):
    return cross_entropy(logits_of(p, inputs), targets)


def is_map(name):
    return name != "bias"


def self_test():
    """Learns four sentences at a small size, and completes one of them by its most probable characters."""
    text = "我喜欢吃苹果。他喜欢看电影。我们住在北京。今天天气很好。" * 8
    tokens, kinds = tokenize(text)
    embed, heads, hidden, length = 64, 4, 128, 16
    vocab, key = len(kinds), embed // heads
    shapes = {
        "embedding": (vocab, embed), "query": (embed, heads, key), "key": (embed, heads, key),
        "value": (embed, heads, key), "merge": (heads, key, embed), "forward": (embed, hidden),
        "output": (hidden, vocab), "bias": (vocab,),
    }  # fmt: skip
    random = np.random.default_rng(1)
    parameters = {name: random.normal(0, 0.1, shape).astype(np.float32) for name, shape in shapes.items()}
    steps = 200
    batches = (windows(tokens, random.integers(0, len(tokens) - length, 4), length) for _ in range(steps))
    run = train(parameters, loss_of, batches, lambda step: RATE, SETTINGS, is_map)
    for step, (loss, _, last) in enumerate(run, 1):
        if step == 1 or step % 50 == 0:
            print(f"step {step}: loss {loss:.4f}")
    written = "我喜欢"
    while not written.endswith("。") and len(written) < length:
        logits = logits_of(last, np.array([[kinds.index(character) for character in written]]))
        written += kinds[int(jnp.argmax(logits[0, -1]))]
    print(written)
    if written != "我喜欢吃苹果。":
        raise SystemExit("the sentence was not learnt")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_run_arguments(parser)
    parser.add_argument("--length", type=int, default=32, help="length of a window")
    parser.add_argument("--self-test", action="store_true")
    arguments = parser.parse_args()
    if arguments.self_test:
        self_test()
    else:
        repeat_run(arguments, NAMES, loss_of, lambda step: RATE, SETTINGS, is_map, arguments.length)


if __name__ == "__main__":
    main()

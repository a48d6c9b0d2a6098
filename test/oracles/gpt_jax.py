"""
An independent JAX implementation of the model of specs/gpt.weft and its training: a pre-LayerNorm GPT on characters.

    python test/oracles/gpt_jax.py --checkpoint initial.safetensors --tokens tokens.bin --offsets offsets.json \\
        --total 500 --out losses.json
    python test/oracles/gpt_jax.py --self-test FOLDER      # FOLDER holds the book's chapter_*.txt
    python test/oracles/gpt_jax.py --n-grams FOLDER

The first form repeats a run: it starts from the parameters that weft wrote, takes the windows of `tokens` that begin at
`offsets` (a JSON array of one array a step), and writes the losses. Needs Python with JAX; neither the product nor its
tests need either.
"""

import argparse
import math
import time

import numpy as np
from shared import add_run_arguments, cross_entropy, read_text, repeat_run, tokenize, train, warmup_cosine, windows

import jax
import jax.numpy as jnp

LAYERS = 4
HEADS = 4
EMBED = 128
CONTEXT = 64
BATCH = 12

# This oracle's names on the left, weft's parameter paths on the right. Shapes are in the declared order of the axes:
# in side, then out side.
NAMES = {
    "token": "GPT.W_e",  # vocab, embed
    "position": "GPT.W_p",  # seq, embed
    "final.gain": "GPT.norm.gain",  # embed
    "final.bias": "GPT.norm.bias",  # embed
    "output": "GPT.W_o",  # embed, vocab
}
for i in range(LAYERS):
    NAMES |= {
        f"{i}.norm1.gain": f"GPT.blocks.{i}.norm1.gain",  # embed
        f"{i}.norm1.bias": f"GPT.blocks.{i}.norm1.bias",  # embed
        f"{i}.query": f"GPT.blocks.{i}.attn.W_q",  # embed, head, key
        f"{i}.key": f"GPT.blocks.{i}.attn.W_k",  # embed, head, key
        f"{i}.value": f"GPT.blocks.{i}.attn.W_v",  # embed, head, key
        f"{i}.merge": f"GPT.blocks.{i}.attn.W_o",  # head, key, embed
        f"{i}.norm2.gain": f"GPT.blocks.{i}.norm2.gain",  # embed
        f"{i}.norm2.bias": f"GPT.blocks.{i}.norm2.bias",  # embed
        f"{i}.up": f"GPT.blocks.{i}.mlp.W_up",  # embed, hidden
        f"{i}.down": f"GPT.blocks.{i}.mlp.W_down",  # hidden, embed
    }

SETTINGS = {"beta1": 0.9, "beta2": 0.99, "eps": 1e-8, "decay": 0.1, "clip": 1.0}
PEAK, WARMUP, FLOOR = 1e-3, 100, 1e-4


def is_map(name):
    """Weight decay is for maps, embedding tables included; a layer norm's gain and bias are none."""
    return ".gain" not in name and ".bias" not in name


def layer_norm(x, gain, bias, eps=1e-5):
    centred = x - jnp.mean(x, axis=-1, keepdims=True)
    return gain * centred / jnp.sqrt(jnp.mean(centred**2, axis=-1, keepdims=True) + eps) + bias


def gelu(x):
    return 0.5 * x * (1 + jax.scipy.special.erf(x / math.sqrt(2)))


def attention(p, i, x):
    query = jnp.einsum("bse,ehk->bhsk", x, p[f"{i}.query"])
    key = jnp.einsum("bse,ehk->bhsk", x, p[f"{i}.key"])
    value = jnp.einsum("bse,ehk->bhsk", x, p[f"{i}.value"])
    scores = query @ jnp.swapaxes(key, -1, -2) / math.sqrt(EMBED // HEADS)
    length = x.shape[1]
    past = jnp.arange(length)[None, :] <= jnp.arange(length)[:, None]
    weights = jax.nn.softmax(jnp.where(past, scores, -jnp.inf), axis=-1)
    return jnp.einsum("bhsk,hke->bse", weights @ value, p[f"{i}.merge"])


def logits_of(p, tokens):
    """[batch, seq] token numbers to [batch, seq, vocab]."""
    x = p["token"][tokens] + p["position"][: tokens.shape[1]]
    for i in range(LAYERS):
        x = x + attention(p, i, layer_norm(x, p[f"{i}.norm1.gain"], p[f"{i}.norm1.bias"]))
        hidden = gelu(layer_norm(x, p[f"{i}.norm2.gain"], p[f"{i}.norm2.bias"]) @ p[f"{i}.up"])
        x = x + hidden @ p[f"{i}.down"]
    return layer_norm(x, p["final.gain"], p["final.bias"]) @ p["output"]


def loss_of(p, inputs, targets):
    return cross_entropy(logits_of(p, inputs), targets)


def rate_of(total):
    return lambda step: warmup_cosine(step, PEAK, WARMUP, total, FLOOR)


def initial(vocab, seed):
    """The parameters of the self-test: N(0, 0.02), gains 1, biases 0."""
    random = np.random.default_rng(seed)
    key = EMBED // HEADS
    ends = {
        "token": (vocab, EMBED), "position": (CONTEXT, EMBED), "output": (EMBED, vocab),
        "query": (EMBED, HEADS, key), "key": (EMBED, HEADS, key), "value": (EMBED, HEADS, key),
        "merge": (HEADS, key, EMBED), "up": (EMBED, 4 * EMBED), "down": (4 * EMBED, EMBED),
        "gain": (EMBED,), "bias": (EMBED,),
    }  # fmt: skip
    parameters = {}
    for name in NAMES:
        last = name.split(".")[-1]
        if last in ("gain", "bias"):
            parameters[name] = np.full(ends[last], 1.0 if last == "gain" else 0.0, np.float32)
        else:
            parameters[name] = random.normal(0, 0.02, ends[last]).astype(np.float32)
    return parameters


def self_test(folder, steps):
    tokens, kinds = tokenize(read_text(folder, "chapter_*.txt"))
    cut = len(tokens) * 9 // 10
    held_out = tokens[cut:]
    parameters = initial(len(kinds), 1337)
    count = sum(value.size for value in parameters.values())
    print(f"{len(tokens)} characters of {len(kinds)} kinds, {count} parameters")
    random = np.random.default_rng(1)
    batches = (windows(tokens, random.integers(0, cut - CONTEXT, BATCH), CONTEXT) for _ in range(steps))
    starts = range(0, len(held_out) - CONTEXT, CONTEXT)
    evaluate = jax.jit(loss_of)

    def held_out_loss(p):
        losses = [evaluate(p, *windows(held_out, starts[at : at + 60], CONTEXT)) for at in range(0, len(starts) - 59, 60)]
        return float(np.mean(losses))

    began = time.time()
    run = train(parameters, loss_of, batches, rate_of(steps), SETTINGS, is_map)
    for step, (loss, _, current) in enumerate(run, 1):
        if step <= 4 or step == 30 or step % 50 == 0:
            print(f"step {step}: loss {loss:.4f}", flush=True)
        if step % 100 == 0:
            print(f"step {step}: held out {held_out_loss(current):.4f}, {time.time() - began:.0f} s", flush=True)


def n_grams(folder):
    """
    Held-out nats a character on the last tenth: add-one counts, and Witten-Bell interpolation, in which a context seen n times
    with t kinds of successors gives its shorter context the weight t / (n + t).
    """
    tokens, kinds = tokenize(read_text(folder, "chapter_*.txt"))
    cut = len(tokens) * 9 // 10
    train_tokens, held_out, size = tokens[:cut], tokens[cut:], len(kinds)
    lower = np.full(len(held_out), 1 / size)
    for order in range(1, 6):
        codes = np.zeros(len(tokens), np.int64)
        for back in range(order - 1, 0, -1):
            codes = codes * size + np.concatenate([np.zeros(back, np.int64), tokens[:-back]])
        contexts, held_contexts = codes[:cut], codes[cut:]
        pairs, pair_counts = np.unique(contexts * size + train_tokens, return_counts=True)
        keys, context_counts = np.unique(contexts, return_counts=True)
        kinds_after = np.zeros(len(keys))
        np.add.at(kinds_after, np.searchsorted(keys, pairs // size), 1)
        together = look_up(pairs, pair_counts, held_contexts * size + held_out)
        alone, after = look_up(keys, context_counts, held_contexts), look_up(keys, kinds_after, held_contexts)
        add_one = -np.mean(np.log((together + 1) / (alone + size)))
        lower = np.where(alone > 0, (together + after * lower) / np.maximum(alone + after, 1), lower)
        print(f"{order}-gram: add one {add_one:.3f}, Witten-Bell {-np.mean(np.log(lower)):.3f}")


def look_up(keys, values, wanted):
    """values[keys == wanted], 0 where there is none; `keys` is sorted."""
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, values[at], 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_run_arguments(parser)
    parser.add_argument("--total", type=int, default=500, help="total steps of the schedule")
    parser.add_argument("--self-test", metavar="FOLDER")
    parser.add_argument("--steps", type=int, default=300, help="steps of the self-test")
    parser.add_argument("--n-grams", metavar="FOLDER")
    arguments = parser.parse_args()
    if arguments.self_test:
        self_test(arguments.self_test, arguments.steps)
    elif arguments.n_grams:
        n_grams(arguments.n_grams)
    else:
        rate = rate_of(arguments.total)
        repeat_run(arguments, NAMES, loss_of, rate, SETTINGS, is_map, CONTEXT)


if __name__ == "__main__":
    main()

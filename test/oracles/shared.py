"""What the oracles share: checkpoint files, texts, the optimizers, and the training loop. Needs only JAX and NumPy."""

import glob
import json
import math
import os
import struct
import sys

import jax

if "--double" in sys.argv:
    jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np


def read_safetensors(path):
    """All f32 tensors of a safetensors file, by name."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        start, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(data[start:end], "<f4").reshape(entry["shape"])
    return tensors


def write_safetensors(path, tensors):
    header, offset = {}, 0
    for name, value in tensors.items():
        size = value.size * 4
        header[name] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for value in tensors.values():
            file.write(np.asarray(value, "<f4").tobytes())


def read_text(folder, pattern):
    """The files' texts joined in the order of their names."""
    paths = sorted(glob.glob(os.path.join(folder, pattern)))
    if not paths:
        raise SystemExit(f"no file matches {pattern} in {folder}")
    return "".join(open(path, encoding="utf-8", newline="").read() for path in paths)


def tokenize(text):
    """The text as numbers of its characters, which are sorted by code point."""
    kinds = sorted(set(text))
    number = {kind: at for at, kind in enumerate(kinds)}
    return np.array([number[kind] for kind in text], np.int32), kinds


def read_tokens(path, kind):
    """A column of tokens: a JSON array, or raw little-endian numbers of a NumPy kind such as uint32."""
    if path.endswith(".json"):
        return np.array(json.load(open(path)), np.int32)
    return np.fromfile(path, np.dtype(kind).newbyteorder("<")).astype(np.int32)


def windows(tokens, offsets, length):
    """Inputs and next tokens, [batch, length] each, of the windows that begin at `offsets`."""
    picked = np.stack([tokens[at : at + length + 1] for at in offsets])
    return picked[:, :-1], picked[:, 1:]


def cross_entropy(logits, targets):
    """Mean over all positions of -log softmax(logits)[target], in nats."""
    shifted = logits - jnp.max(logits, axis=-1, keepdims=True)
    log_sum = jnp.log(jnp.sum(jnp.exp(shifted), axis=-1))
    picked = jnp.take_along_axis(shifted, targets[..., None], axis=-1)[..., 0]
    return jnp.mean(log_sum - picked)


def warmup_cosine(step, peak, warmup, total, floor):
    if step < warmup:
        return peak * step / warmup
    return floor + (peak - floor) * 0.5 * (1 + math.cos(math.pi * (step - warmup) / (total - warmup)))


def clip(gradients, limit):
    """Scales all gradients together so that their global norm is at most `limit`."""
    norm = jnp.sqrt(sum(jnp.sum(gradient**2) for gradient in gradients.values()))
    factor = jnp.minimum(1.0, limit / norm)
    return {name: gradient * factor for name, gradient in gradients.items()}


def adamw(parameters, m, v, gradients, step, rate, beta1, beta2, eps, decay, is_map):
    """One update. `step` counts from 1; `decay` holds for maps only, and is 0 for plain Adam."""
    m = {name: beta1 * m[name] + (1 - beta1) * gradients[name] for name in m}
    v = {name: beta2 * v[name] + (1 - beta2) * gradients[name] ** 2 for name in v}
    updated = {}
    for name, value in parameters.items():
        corrected_m = m[name] / (1 - beta1**step)
        corrected_v = v[name] / (1 - beta2**step)
        kept = value * (1 - rate * decay) if is_map(name) else value
        updated[name] = kept - rate * corrected_m / (jnp.sqrt(corrected_v) + eps)
    return updated, m, v


def train(parameters, loss_of, batches, rate_of, settings, is_map):
    """
    Yields (loss, gradients, parameters) for each batch, the loss before that batch's update and the parameters after it.
    `settings` has beta1, beta2, eps, decay, and clip (None for no clipping).
    """
    parameters = {name: jnp.asarray(value) for name, value in parameters.items()}
    m = {name: jnp.zeros_like(value) for name, value in parameters.items()}
    v = m

    @jax.jit
    def update(parameters, m, v, inputs, targets, step, rate):
        loss, raw = jax.value_and_grad(loss_of)(parameters, inputs, targets)
        gradients = raw if settings["clip"] is None else clip(raw, settings["clip"])
        hyper = {key: settings[key] for key in ("beta1", "beta2", "eps", "decay")}
        return loss, raw, *adamw(parameters, m, v, gradients, step, rate, is_map=is_map, **hyper)

    real = next(iter(parameters.values())).dtype
    for step, (inputs, targets) in enumerate(batches, 1):
        numbers = jnp.asarray(step, real), jnp.asarray(rate_of(step), real)
        loss, gradients, parameters, m, v = update(parameters, m, v, inputs, targets, *numbers)
        yield float(loss), gradients, parameters


def pick(tensors, names):
    """The tensors by this oracle's names, from those of a checkpoint; says which are missing or left over."""
    missing = [name for name in names.values() if name not in tensors]
    if missing:
        raise SystemExit(f"the checkpoint lacks {', '.join(missing)}; it has {', '.join(tensors)}")
    return {own: tensors[name] for own, name in names.items()}


def add_run_arguments(parser):
    parser.add_argument("--checkpoint", help="initial parameters, safetensors")
    parser.add_argument("--tokens", help="the training text's tokens: .json, or raw numbers")
    parser.add_argument("--kind", default="uint32", help="kind of the raw numbers")
    parser.add_argument("--offsets", help="JSON: one array of window starts a step")
    parser.add_argument("--double", action="store_true", help="compute in f64")
    parser.add_argument("--out", help="where the losses go, JSON")
    parser.add_argument("--gradients", help="also write the first step's gradients, before clipping, as safetensors")
    parser.add_argument("--final", help="also write the parameters after the last step, as safetensors")


def repeat_run(arguments, names, loss_of, rate_of, settings, is_map, length):
    """Repeats the run that the arguments describe and writes {"losses", "precision"}; `length` is that of a window."""
    if not (arguments.checkpoint and arguments.tokens and arguments.offsets):
        raise SystemExit("give --checkpoint, --tokens and --offsets, or a self-test; --help tells more")
    parameters = pick(read_safetensors(arguments.checkpoint), names)
    if arguments.double:
        parameters = {name: value.astype(np.float64) for name, value in parameters.items()}
    tokens = read_tokens(arguments.tokens, arguments.kind)
    offsets = json.load(open(arguments.offsets))
    batches = (windows(tokens, row, length) for row in offsets)
    losses = []
    for loss, gradients, last in train(parameters, loss_of, batches, rate_of, settings, is_map):
        if arguments.gradients and not losses:
            write_safetensors(arguments.gradients, {names[own]: value for own, value in gradients.items()})
        losses.append(loss)
    if arguments.final:
        write_safetensors(arguments.final, {names[own]: value for own, value in last.items()})
    result = {"losses": losses, "precision": "f64" if arguments.double else "f32"}
    json.dump(result, open(arguments.out, "w") if arguments.out else sys.stdout, indent=1)

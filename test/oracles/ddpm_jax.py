"""
An independent JAX implementation of ddpm.weft and its training, for the losses in ddpm-losses.json.

    weft build test/oracles/ddpm.weft --out PACKAGE && npx tsx test/oracles/export-run.ts PACKAGE 12 FOLDER
    python test/oracles/ddpm_jax.py FOLDER --double

The pictures, their noise and steps, and the first parameters are those that weft wrote into FOLDER.
"""

import json
import os
import sys

import numpy as np
from shared import adamw, read_safetensors

import jax
import jax.numpy as jnp

BATCH, SIZE, STEPS, GROUPS, WIDTH = 16, 8, 50, 4, 16


def silu(x):
    return x * jax.nn.sigmoid(x)


def linear(x, p, name):
    return x @ p[name + ".W"] + p[name + ".b"]


def group_norm(x, p, name):
    batch, rows, columns, channels = x.shape
    g = x.reshape(batch, rows, columns, GROUPS, channels // GROUPS)
    centred = g - g.mean((1, 2, 4), keepdims=True)
    n = centred / jnp.sqrt((centred**2).mean((1, 2, 4), keepdims=True) + 1e-5)
    return p[name + ".gain"] * n.reshape(x.shape) + p[name + ".bias"]


def conv(x, weight, stride=1):
    sides = ((1, 1), (1, 1))
    return jax.lax.conv_general_dilated(
        x, weight, (stride, stride), sides, dimension_numbers=("NHWC", "HWIO", "NHWC")
    )


def residual(x, time, p, name):
    h = conv(silu(group_norm(x, p, name + ".norm1")), p[name + ".conv1.W"])
    h = h + linear(silu(time), p, name + ".time_map")[:, None, None]
    h = conv(silu(group_norm(h, p, name + ".norm2")), p[name + ".conv2.W"])
    return x @ p[name + ".S"] + h


def predicted(p, x, t):
    pair = np.arange(WIDTH // 2)
    angle = np.arange(STEPS)[:, None] * 10000.0 ** (-pair / len(pair))
    table = np.stack([np.sin(angle), np.cos(angle)], -1).reshape(STEPS, WIDTH)
    e = linear(silu(linear(jnp.asarray(table, x.dtype)[t], p, "embed1")), p, "embed2")
    h1 = residual(x[..., None] * p["K"], e, p, "res1")
    h2 = residual(conv(h1, p["down.W"], 2), e, p, "res2")
    up = jnp.repeat(jnp.repeat(h2, 2, 1), 2, 2)
    h3 = residual(jnp.concatenate([h1, up], -1), e, p, "res3")
    return linear(silu(group_norm(h3, p, "norm")), p, "out")[..., 0]


def loss_of(p, x0, noise, t):
    kept = jnp.asarray(np.cumprod(1 - np.linspace(1e-4, 0.02, STEPS)), x0.dtype)[t][:, None, None]
    x = jnp.sqrt(kept) * x0 + jnp.sqrt(1 - kept) * noise
    return jnp.mean((predicted(p, x, t) - noise) ** 2)


def main():
    folder = sys.argv[1]
    real = np.float64 if "--double" in sys.argv else np.float32
    path = os.path.join(folder, "initial.safetensors")
    first = {k: v for k, v in read_safetensors(path).items() if k.startswith("Noise.")}
    p = {name.removeprefix("Noise."): jnp.asarray(value, real) for name, value in first.items()}
    m = v = {name: jnp.zeros_like(value) for name, value in p.items()}

    def read(name, kind, *shape):
        return np.fromfile(os.path.join(folder, name + ".bin"), kind).reshape(-1, BATCH, *shape)

    x0, noise, t = read("x0", "<f4", SIZE, SIZE), read("noise", "<f4", SIZE, SIZE), read("t", "<i4")
    losses = []
    for step in range(len(t)):
        given = jnp.asarray(x0[step], real), jnp.asarray(noise[step], real), t[step]
        loss, gradients = jax.value_and_grad(loss_of)(p, *given)
        p, m, v = adamw(p, m, v, gradients, step + 1, 2e-3, 0.9, 0.999, 1e-8, 0, lambda _: False)
        losses.append(float(loss))
    json.dump({"losses": losses, "precision": real.__name__}, sys.stdout, indent=1)


if __name__ == "__main__":
    main()

"""
The optimizers and schedules of the standard library, by Optax in f64: where a small curved problem stands after some steps.

    python test/oracles/optimizers_reference.py > test/oracles/optimizers.json

Needs Python with JAX and Optax. What Optax lacks, or has in another form, is written here from its definition: Adagrad as
PyTorch has it, with eps outside of the root, Muon as its author has it (Optax corrects the momentum by the step, which
changes what Nesterov's form looks ahead to), Adafactor in f64 throughout, and the schedule of Vaswani et al. (2017). Steps count from 1, and a
schedule's value at step k is the rate of the k-th update. Optimizers for maps have a problem of their own, with a map
that is narrower and one that is wider behind than in front, whose bias gradient descent moves.
"""

import json
import sys

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
import optax

STEPS = 100
SHOWN = [1, 2, 10, 50, 100]

X = np.array([[1.0, -0.5, 0.25], [0.5, 1.5, -1.0], [-0.75, 0.5, 1.0], [0.25, -1.0, 0.5]])
Y = np.array([[0.5, -1.0], [1.5, 0.25], [-0.5, 0.75], [0.0, 1.0]])
START = {
    "Curve.M": np.array([[0.5, -0.25], [0.75, 1.0], [-0.5, 0.25]]),
    "Curve.w": np.array([0.3, -0.8]),
}
# Weight decay is for maps; `w` is none.
MAPS = {"Curve.M": True, "Curve.w": False}


NET_START = {
    "Net.M": START["Curve.M"],
    "Net.N": np.array([[0.5, -0.25, 0.75, 0.25, -1.0], [-0.75, 0.5, 0.25, 1.0, 0.5]]),
    "Net.w": np.array([0.3, -0.8, 0.2, 0.1, -0.4]),
}
NET_Y = np.array(
    [
        [0.5, -1.0, 0.25, 0.75, -0.5],
        [1.5, 0.25, -0.75, 0.0, 0.5],
        [-0.5, 0.75, 1.0, -0.25, 0.25],
        [0.0, 1.0, -0.5, 0.5, -1.0],
    ]
)


def net_loss(parameters):
    out = jnp.tanh(X @ parameters["Net.M"]) @ parameters["Net.N"] + parameters["Net.w"]
    return jnp.mean(jnp.sum(0.5 * (out - NET_Y) ** 2, axis=1))


def loss(parameters):
    out = X @ parameters["Curve.M"] + jnp.sin(2 * parameters["Curve.w"])
    return jnp.mean(jnp.sum(0.5 * (out - Y) ** 2, axis=1))


def adagrad(rate, eps):
    """torch.optim.Adagrad, without decay of either kind."""

    def init(parameters):
        return jax.tree.map(jnp.zeros_like, parameters)

    def update(gradients, total, parameters=None):
        total = jax.tree.map(lambda t, g: t + g * g, total, gradients)
        return jax.tree.map(lambda t, g: -rate * g / (jnp.sqrt(t) + eps), total, gradients), total

    return optax.GradientTransformation(init, update)


def muon(rate, momentum=0.95, nesterov=True, decay=0.0):
    """https://github.com/KellerJordan/Muon, whose maps are [out, in] and these [in, out]."""

    def orthogonal(x):
        wide = x.T if x.shape[0] > x.shape[1] else x
        wide = wide / (jnp.linalg.norm(wide) + 1e-7)
        for _ in range(5):
            a = wide @ wide.T
            b = -4.7750 * a + 2.0315 * a @ a
            wide = 3.4445 * wide + b @ wide
        return wide.T if x.shape[0] > x.shape[1] else wide

    def init(parameters):
        return jax.tree.map(jnp.zeros_like, parameters)

    def update(gradients, m, parameters):
        m = jax.tree.map(lambda m, g: momentum * m + (1 - momentum) * g, m, gradients)
        ahead = jax.tree.map(lambda m, g: momentum * m + (1 - momentum) * g, m, gradients) if nesterov else m
        moves = jax.tree.map(
            lambda x, p: -rate * (decay * p + max(1, x.shape[1] / x.shape[0]) ** 0.5 * orthogonal(x)), ahead, parameters
        )
        return moves, m

    return optax.GradientTransformation(init, update)


def adafactor(rate, power=0.8, threshold=1.0, eps=1e-30):
    """Algorithm 4 of Shazeer and Stern (2018); Optax has its second decay in f32."""
    rms = lambda x: jnp.sqrt(jnp.mean(x * x))

    def init(parameters):
        means = lambda p: (jnp.zeros(p.shape[0]), jnp.zeros(p.shape[1]))
        return 0, {name: means(p) for name, p in parameters.items() if hasattr(p, "shape")}

    def update(gradients, state, parameters):
        step, means = state[0] + 1, dict(state[1])
        beta = 1 - float(step) ** -power
        moves = dict(gradients)
        for name, (row, column) in means.items():
            g, p = gradients[name], parameters[name]
            row = beta * row + (1 - beta) * jnp.mean(g * g + eps, axis=1)
            column = beta * column + (1 - beta) * jnp.mean(g * g + eps, axis=0)
            u = g / jnp.sqrt(jnp.outer(row, column) / jnp.mean(row))
            moves[name] = -rate * jnp.maximum(1e-3, rms(p)) * u / jnp.maximum(1.0, rms(u) / threshold)
            means[name] = (row, column)
        return moves, (step, means)

    return optax.GradientTransformation(init, update)


def noam(width, warmup):
    return lambda step: width**-0.5 * min(step**-0.5, step * warmup**-1.5)


# An eps as large as these shows where it is added.
OPTIMIZERS = {
    "sgd(rate = 0.1)": optax.sgd(0.1),
    "sgd(rate = 0.05, momentum = 0.9)": optax.sgd(0.05, momentum=0.9),
    "sgd(rate = 0.05, momentum = 0.9, nesterov = true)": optax.sgd(0.05, momentum=0.9, nesterov=True),
    "adam(rate = 0.02)": optax.adam(0.02),
    "adam(rate = 0.02, beta1 = 0.8, beta2 = 0.95, eps = 0.01)": optax.adam(0.02, b1=0.8, b2=0.95, eps=0.01),
    "adamw(rate = 0.02)": optax.adamw(0.02, weight_decay=0.01, mask=MAPS),
    "adamw(rate = 0.02, beta1 = 0.8, beta2 = 0.95, eps = 0.01, decay = 0.3)": optax.adamw(
        0.02, b1=0.8, b2=0.95, eps=0.01, weight_decay=0.3, mask=MAPS
    ),
    "adagrad(rate = 0.1)": adagrad(0.1, 1e-10),
    "adagrad(rate = 0.1, eps = 0.1)": adagrad(0.1, 0.1),
    "rmsprop(rate = 0.01)": optax.rmsprop(0.01, decay=0.99, eps=1e-8, eps_in_sqrt=False),
    "rmsprop(rate = 0.01, alpha = 0.9, eps = 0.1)": optax.rmsprop(0.01, decay=0.9, eps=0.1, eps_in_sqrt=False),
    "lion(rate = 0.01)": optax.lion(0.01, b1=0.9, b2=0.99, weight_decay=0.0),
    "lion(rate = 0.01, beta1 = 0.8, beta2 = 0.95, decay = 0.3)": optax.lion(
        0.01, b1=0.8, b2=0.95, weight_decay=0.3, mask=MAPS
    ),
    "lamb(rate = 0.01)": optax.lamb(0.01, weight_decay=0.01, mask=MAPS),
    "lamb(rate = 0.01, beta1 = 0.8, beta2 = 0.95, eps = 0.01, decay = 0.3)": optax.lamb(
        0.01, b1=0.8, b2=0.95, eps=0.01, weight_decay=0.3, mask=MAPS
    ),
}

MAP_OPTIMIZERS = {
    "muon(rate = 0.005)": muon(0.005),
    "muon(rate = 0.005, momentum = 0.8, nesterov = false, decay = 0.3)": muon(0.005, 0.8, False, 0.3),
    "adafactor(rate = 0.02)": adafactor(0.02),
    "adafactor(rate = 0.02, power = 0.5, threshold = 0.5, eps = 0.01)": adafactor(
        0.02, power=0.5, threshold=0.5, eps=0.01
    ),
}

# Each reaches its end before the last step, where it has one.
SCHEDULES = {
    "constant(0.05)": optax.constant_schedule(0.05),
    "warmup(peak = 0.1, warmup = 20)": optax.linear_schedule(0, 0.1, 20),
    "cosine(peak = 0.1, total = 60, floor = 0.01)": optax.cosine_decay_schedule(0.1, 60, alpha=0.1),
    "cosine(peak = 0.1, total = steps)": optax.cosine_decay_schedule(0.1, STEPS),
    "linear(peak = 0.1, total = 60, floor = 0.01)": optax.linear_schedule(0.1, 0.01, 60),
    # The first `every` updates have the peak, as in torch.optim.lr_scheduler.StepLR; Optax counts updates from 0.
    "step_decay(peak = 0.1, every = 10, factor = 0.5)": lambda step: optax.exponential_decay(
        0.1, 10, 0.5, staircase=True
    )(step - 1),
    "warmup_cosine(peak = 0.1, warmup = 20, total = 60, floor = 0.01)": optax.warmup_cosine_decay_schedule(
        0.0, 0.1, 20, 60, end_value=0.01
    ),
    "noam(width = 16, warmup = 20)": noam(16.0, 20.0),
}


def run(optimizer, start, rate_of=lambda step: 1.0, loss=loss):
    """The parameters after the steps that are shown; each update is multiplied by the step's rate."""
    parameters = {name: jnp.asarray(value) for name, value in start.items()}
    state = optimizer.init(parameters)
    gradient = jax.jit(jax.grad(loss))
    shown = {}
    for step in range(1, STEPS + 1):
        updates, state = optimizer.update(gradient(parameters), state, parameters)
        rate = float(rate_of(np.float64(step)))
        parameters = {name: value + rate * updates[name] for name, value in parameters.items()}
        if step in SHOWN:
            shown[str(step)] = {name: np.asarray(value).ravel().tolist() for name, value in parameters.items()}
    return shown


def distance(a, b):
    return max(
        float(np.max(np.abs(np.array(a[step][name]) - np.array(b[step][name])))) for step in a for name in a[step]
    )


def main():
    nudged = {name: value * (1 + 1e-12) for name, value in START.items()}
    figures = {"optimizers": {}, "maps": {}, "schedules": {}}
    largest = 0.0
    cases = [("optimizers", name, (optimizer,)) for name, optimizer in OPTIMIZERS.items()]
    cases += [("schedules", name, (optax.sgd(1.0), rate_of)) for name, rate_of in SCHEDULES.items()]
    for group, name, (optimizer, *rate_of) in cases:
        figures[group][name] = run(optimizer, START, *rate_of)
        moved = distance(figures[group][name], run(optimizer, nudged, *rate_of))
        largest = max(largest, moved / 1e-12)
        print(f"{moved / 1e-12:8.2f}  {name}", file=sys.stderr)
    # By how much a small change of the start has grown at most, which bounds what rounding can do.
    figures["growth"] = largest
    largest = 0.0
    net_nudged = {name: value * (1 + 1e-12) for name, value in NET_START.items()}
    for name, optimizer in MAP_OPTIMIZERS.items():
        both = optax.partition({"map": optimizer, "rest": optax.sgd(0.1)}, {"Net.M": "map", "Net.N": "map", "Net.w": "rest"})
        figures["maps"][name] = run(both, NET_START, loss=net_loss)
        moved = distance(figures["maps"][name], run(both, net_nudged, loss=net_loss))
        largest = max(largest, moved / 1e-12)
        print(f"{moved / 1e-12:8.2f}  {name}", file=sys.stderr)
    figures["mapsGrowth"] = largest
    json.dump(figures, sys.stdout, indent=1)
    print()


main()

"""
The rates of PyTorch's ReduceLROnPlateau (mode "min", threshold_mode "rel"), from its definition, in f64.

    python test/oracles/plateau_reference.py > test/oracles/plateau.json

Needs Python alone. There are 100 steps with an evaluation after every second one. The rate of a step is what the evaluations before it
have left. `eps`, the least change of a rate, is 0 here: weft has none.
"""

import json
import math

STEPS = 100
EVERY = 2


class Plateau:
    """torch.optim.lr_scheduler.ReduceLROnPlateau, method by method, for one group of parameters."""

    def __init__(self, lr, factor=0.1, patience=10, threshold=1e-4, cooldown=0, min_lr=0.0):
        self.lr = lr
        self.factor = factor
        self.patience = patience
        self.threshold = threshold
        self.cooldown = cooldown
        self.min_lr = min_lr
        self.best = math.inf
        self.num_bad_epochs = 0
        self.cooldown_counter = 0

    def step(self, metric):
        if metric < self.best * (1.0 - self.threshold):
            self.best = metric
            self.num_bad_epochs = 0
        else:
            self.num_bad_epochs += 1
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self.num_bad_epochs > self.patience:
            self.lr = max(self.lr * self.factor, self.min_lr)
            self.cooldown_counter = self.cooldown
            self.num_bad_epochs = 0


def losses():
    """Falls, stays, wobbles around what it was, falls again slowly, and rises; no two of them are as near as rounding."""
    found = []
    for k in range(STEPS // EVERY):
        trend = 2.0 * math.exp(-0.15 * k) if k < 20 else 0.12 - 0.0009 * (k - 20)
        wobble = 0.02 * math.sin(2.1 * k) + (0.06 if k > 36 else 0.0)
        found.append(round(trend + 0.1 + wobble, 6))
    return found


CALLS = {
    "on_plateau(0.1, patience = 3)": Plateau(0.1, patience=3),
    "on_plateau(0.1, factor = 0.5, patience = 2)": Plateau(0.1, factor=0.5, patience=2),
    "on_plateau(0.1, factor = 0.5, patience = 0, cooldown = 3, floor = 1e-3)": Plateau(
        0.1, factor=0.5, patience=0, cooldown=3, min_lr=1e-3
    ),
    "on_plateau(0.2, factor = 0.25, patience = 1, threshold = 0.05, cooldown = 1)": Plateau(
        0.2, factor=0.25, patience=1, threshold=0.05, cooldown=1
    ),
}


def rates(plateau, measured):
    found = []
    for step in range(1, STEPS + 1):
        found.append(plateau.lr)
        if step % EVERY == 0:
            plateau.step(measured[step // EVERY - 1])
    return found


if __name__ == "__main__":
    measured = losses()
    figures = {
        "every": EVERY,
        "losses": measured,
        "rates": {call: rates(plateau, measured) for call, plateau in CALLS.items()},
    }
    print(json.dumps(figures, indent=1))

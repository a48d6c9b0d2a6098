"""Labels that are drawn, by random numbers that are a function of seed, step, site and position."""
import numpy as np

from values import LARGEST, full, number


def uniform(seed, step, site, count):
    """From 0 to below 1: the first 24 bits of pcg4d (Jarzynski and Olano, JCGT 2020)."""
    mask = (1 << 32) - 1
    numbers = []
    for position in range(count):
        x, y, z, w = ((word * 1664525 + 1013904223) & mask for word in (seed, step, site, position))
        for turn in range(2):
            x = (x + y * w) & mask
            y = (y + z * x) & mask
            z = (z + x * y) & mask
            w = (w + y * z) & mask
            if turn == 0:
                x, y, z, w = (word ^ (word >> 16) for word in (x, y, z, w))
        numbers.append((x >> 8) / 2**24)
    return np.array(numbers)


def site_of(name):
    """FNV-1a."""
    found = 0x811C9DC5
    for letter in name:
        found = ((found ^ ord(letter)) * 0x01000193) & ((1 << 32) - 1)
    return found


def sample(world, axis, logits, seen, temperature, top_k, top_p):
    """The largest of logits plus Gumbel noise, of those labels that may be drawn."""
    (site,) = world.entry["sites"]
    draws = uniform(world.entry["seed"], int(world.counters()["step"].data), site_of(site), axis.size)
    allowed = np.ones(axis.size, bool) if seen is None else full(seen, (axis,)).copy()
    scaled = full(logits, (axis,)) / (1e-6 if abs(temperature) < 1e-6 else temperature)
    better = np.array([np.sum(allowed & (scaled > one)) for one in scaled])
    weight = np.where(allowed, np.exp(scaled - np.max(scaled[allowed], initial=-LARGEST)), 0)
    before = np.array([np.sum(weight[scaled > one]) for one in scaled]) / np.sum(weight)
    if top_k > 0:
        allowed &= better < top_k
    if top_p < 1:
        allowed &= (before < top_p) | (better == 0)
    noisy = np.where(allowed, scaled - np.log(-np.log(draws)), -np.inf)
    result = number(int(np.argmax(noisy)))
    result.into = (axis,)
    return result

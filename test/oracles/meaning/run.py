"""Runs the entries of compiled specs by their meaning: a case a line of the first file, what its entries leave a line of the second."""
import json
import sys
import traceback

import numpy as np

from arranging import arranged
from data import different
from entries import generate, infer
from growing import grow
from training import train
from whole_training import whole
from world import World, encoded

ENTRIES = {"infer": infer, "generate": generate, "train": train, "evaluate": train}


def results_of(case, entry):
    """The numbers of each output that there is, by its role and name."""
    world = World(case, entry)
    found = {f"{role} {name}": value for role, name, value in ENTRIES[entry["kind"]](world)}
    out = {}
    for output in entry["outputs"]:
        key = f"{output['role']} {output['name']}"
        if key in found:
            out[key] = encoded(arranged(found[key], output, world.batch))
    return out


def answer(case, entry):
    try:
        if entry["kind"] == "grow":
            return grow(case, entry)
        if entry["kind"] == "whole":
            return {"trained": whole(case, entry)}
        if entry["kind"] == "data":
            return {"different": different(case, entry)}
        return {"values": results_of(case, entry)}
    except Exception:
        return {"error": traceback.format_exc()[-2500:]}


def main(given, made):
    sys.setrecursionlimit(100000)
    np.seterr(all="ignore")
    with open(given) as lines, open(made, "w") as out:
        for line in lines:
            case = json.loads(line)
            print(json.dumps([answer(case, entry) for entry in case["entries"]]), file=out)


main(*sys.argv[1:])

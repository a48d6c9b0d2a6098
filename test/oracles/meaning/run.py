"""Runs the entries of compiled specs by their meaning: a case a line of the first file, what its entries leave a line of the second."""
import json
import sys
import traceback

import numpy as np

from arranging import ordered
from entries import generate, infer
from growing import grow
from training import train
from values import full
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


def arranged(value, output, batch):
    """In the order of axes that the compiler has them in; what is the same for all examples may be there for each."""
    # What an optimizer keeps along all elements is stored as the parameter is, in rows.
    if output["role"] == "parameter" or output["role"] == "state" and len(value.axes) != len(output["axes"]):
        return value.data
    axes = (*value.axes, batch) if "batch" in output["axes"] and batch not in value.axes else value.axes
    return full(value, ordered(axes, output["axes"]))


def answer(case, entry):
    try:
        if entry["kind"] == "grow":
            return grow(case, entry)
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

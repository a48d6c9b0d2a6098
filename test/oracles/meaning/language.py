"""What weft's constructs mean, by docs/language.md: formulas, functions, layers and scans over values with named axes.

A heading of the document, and where it is read:

    Files, names, comments         files.py, scope.py
    Axes                           axes.py
    Types                          maps.py, functions.py (`typed`)
    Indexing                       indexing.py
    Laws                           restrictions.py
    Expressions                    expressions.py, calls.py, scans.py, formulas.py, slopes.py
    Random numbers                 sampling.py
    Functions, layers, models      functions.py, layers.py, statements.py
    Optimizers and schedules       optimizers.py
    Data                           data.py
    Training                       training.py, whole_training.py
    Generation                     entries.py, growing.py
"""
from axes import Axes
from calls import Calls
from expressions import Expressions
from functions import Functions
from indexing import Indexing
from layers import Layers
from restrictions import Restrictions
from sampling import Drawing
from scans import Scans
from statements import Statements


class Language(Axes, Indexing, Restrictions, Expressions, Calls, Drawing, Scans, Functions, Layers, Statements):
    """`world` has the run: what is given, whether it trains, and what it leaves behind."""

    def __init__(self, world):
        self.world = world

"""A columnar reader of FIT files in NumPy (docs/fit.md)."""

from runback.history.fit.developer import DeveloperColumn
from runback.history.fit.errors import Fault, NotAnActivityFile, Strictness, UnreadableFit
from runback.history.fit.file import FitFile, read_fit
from runback.history.fit.messages import Messages

__all__ = [
    "DeveloperColumn",
    "Fault",
    "FitFile",
    "Messages",
    "NotAnActivityFile",
    "Strictness",
    "UnreadableFit",
    "read_fit",
]

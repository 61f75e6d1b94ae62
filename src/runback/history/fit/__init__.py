"""A columnar reader of FIT files in NumPy (docs/fit.md)."""

from runback.history.fit.developer import DeveloperColumn
from runback.history.fit.errors import Fault, NotAnActivityFile, Strictness, UnreadableFit
from runback.history.fit.file import FitFile, read_fit
from runback.history.fit.messages import Messages
from runback.history.fit.profile import FIT_EPOCH

__all__ = [
    "FIT_EPOCH",
    "DeveloperColumn",
    "Fault",
    "FitFile",
    "Messages",
    "NotAnActivityFile",
    "Strictness",
    "UnreadableFit",
    "read_fit",
]

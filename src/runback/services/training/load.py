"""The running load of a runner on a day."""

from datetime import date

from runback.domain.load import LoadReport
from runback.domain.runner import Runner
from runback.services.activities import list_runs


def measure_load(runner: Runner, as_of: date) -> LoadReport:
    """The load report of that local day, from every run up to it."""
    from runback import load

    return load.measure_load(list_runs(runner, until=as_of), as_of)

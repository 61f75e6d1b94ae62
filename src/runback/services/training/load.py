"""The running load of a runner on a day, with the one ceiling that plan and Today show too."""

from dataclasses import replace
from datetime import date

from runback.domain.load import LoadReport
from runback.domain.runner import Runner
from runback.services.training.facts import measure_runs
from runback.services.training.plans import NeedsCheck, current_plan


def measure_load(runner: Runner, as_of: date) -> LoadReport:
    """The load report of that local day, from every run up to it.

    Where there is a plan, today's single-run ceiling and the week's cap are the plan's: one number everywhere.
    """
    report = measure_runs(runner, as_of)
    try:
        plan = current_plan(runner, as_of).plan
    except NeedsCheck:
        return report
    if plan.ceiling_km is None or not plan.weeks:
        return report
    return replace(report, single_run_ceiling_km=plan.ceiling_km, weekly_cap_km=plan.weeks[0].cap_km)

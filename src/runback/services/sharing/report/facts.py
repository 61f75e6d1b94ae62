"""What a report is made from, read once; every number comes from the use case that its page shows."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from runback.domain.diary import Clearance, PainEntry, SelfTestLog, SessionLog
from runback.domain.errors import BadAnswer
from runback.domain.load import LoadReport, Run
from runback.domain.plan import Week
from runback.domain.runner import Runner
from runback.form.report import FormReport
from runback.languages.catalogue import gettext
from runback.services import clock
from runback.services.activities import list_runs
from runback.services.form.findings import newest_reports
from runback.services.sharing.questions import list_questions
from runback.services.training.begun_weeks import begun_weeks
from runback.services.training.check_in import SavedCheck, course_checks
from runback.services.training.diary import list_clearances, list_pain, list_self_tests, list_sessions
from runback.services.training.load import measure_load
from runback.services.training.outcomes import OutcomesView, view_outcomes
from runback.services.training.plans import take_as_mornings
from runback.services.training.today import TodayView, view_today

SHOWN = timedelta(weeks=12)
"""How far a report looks back where no first day is given."""

_FORM_COUNTS = timedelta(days=84)


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """Everything up to ``as_of``; ``pain``, ``sessions`` and ``runs`` are from ``since`` on, ascending.

    ``pain`` has each "now" of a morning as that morning's answer. ``checks`` are those of the course under way,
    the last one of each day, oldest first. ``weeks`` are the begun weeks of the plan as planned.
    """

    runner: Runner
    as_of: date
    since: date
    made_at: datetime
    view: TodayView
    load: LoadReport
    checks: tuple[SavedCheck, ...]
    pain: tuple[PainEntry, ...]
    sessions: tuple[SessionLog, ...]
    runs: tuple[Run, ...]
    self_tests: tuple[SelfTestLog, ...]
    clearances: tuple[Clearance, ...]
    weeks: tuple[Week, ...]
    form: tuple[tuple[date, FormReport], ...]
    questions: tuple[str, ...]
    outcomes: OutcomesView

    @property
    def check(self) -> SavedCheck | None:
        """The last check; None without one."""
        return self.checks[-1] if self.checks else None


def read_facts(runner: Runner, as_of: date, since: date | None = None) -> ReportFacts:
    """The facts of a report on that day; raises ``BadAnswer`` for a first day after it."""
    first = as_of - SHOWN if since is None else since
    if first > as_of:
        raise BadAnswer(
            "since",
            gettext("{first} is after {day}. Name a first day up to the day of the report.").format(
                first=first, day=as_of
            ),
        )
    checks = tuple({check.made_on: check for check in course_checks(runner, as_of)}.values())
    return ReportFacts(
        runner=runner,
        as_of=as_of,
        since=first,
        made_at=clock.now(),
        view=view_today(runner, as_of),
        load=measure_load(runner, as_of),
        checks=checks,
        pain=take_as_mornings(runner, list_pain(runner, since=first, until=as_of)),
        sessions=list_sessions(runner, since=first, until=as_of),
        runs=tuple(run for run in list_runs(runner, until=as_of) if run.day >= first),
        self_tests=list_self_tests(runner, until=as_of),
        clearances=tuple(clearance for clearance in list_clearances(runner) if clearance.given_on <= as_of),
        weeks=begun_weeks(runner, max(checks[0].made_on, first), as_of) if checks else (),
        form=newest_reports(runner, since=as_of - _FORM_COUNTS, until=as_of),
        questions=list_questions(runner),
        outcomes=view_outcomes(runner, as_of),
    )

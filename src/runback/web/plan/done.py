"""What became of planned sessions: their logs, and runs that a watch brought."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from runback.domain.diary import SessionLog
from runback.domain.load import Run
from runback.domain.plan import RUNNING_KINDS, Session, SessionKind
from runback.domain.runner import Runner
from runback.services.activities import list_runs
from runback.services.training import diary
from runback.web.words import label


@dataclass(frozen=True, slots=True)
class Outcome:
    """One session: its ``log``, and the kilometres that were run that day (None: not a run, or none)."""

    log: SessionLog | None = None
    ran_km: float | None = None

    @property
    def is_done(self) -> bool:
        """Whether it was done: logged, or run with a watch."""
        return self.ran_km is not None if self.log is None else self.log.done

    @property
    def is_skipped(self) -> bool:
        """Whether it was skipped."""
        return self.log is not None and not self.log.done


@dataclass(frozen=True, slots=True)
class Done:
    """The logs of each day in their order, and the runs of each day in km."""

    logs: Mapping[date, tuple[SessionLog, ...]]
    ran_km: Mapping[date, float]

    def of(self, session: Session) -> Outcome:
        """What became of a session; a run counts for whatever run was planned that day."""
        log = next(reversed(self.all_of(session)), None)
        return Outcome(log, self.ran_km.get(session.date) if session.is_run else None)

    def all_of(self, session: Session) -> tuple[SessionLog, ...]:
        """Every log of that session, done ones last."""
        kinds: tuple[SessionKind, ...] = RUNNING_KINDS if session.is_run else (session.kind,)
        found = [log for log in self.logs.get(session.date, ()) if log.kind in kinds]
        return tuple(sorted(found, key=lambda log: log.done))

    def unplanned(self, day: date, planned: Iterable[Session]) -> list[Session]:
        """What was done on a day beside its plan, as sessions named by their kind: runs first, one of each kind."""
        kinds = {SessionKind.RUN if session.is_run else session.kind for session in planned}
        logs = {log.kind: log for log in self.logs.get(day, ()) if log.done}
        found = []
        if SessionKind.RUN not in kinds and (day in self.ran_km or any(kind in logs for kind in RUNNING_KINDS)):
            kind = next((kind for kind in RUNNING_KINDS if kind in logs), SessionKind.RUN)
            found.append(_stand_in(day, kind, self.ran_km.get(day, 0.0)))
        rest = (kind for kind in logs if kind not in RUNNING_KINDS and kind not in kinds)
        return found + [_stand_in(day, kind, 0.0) for kind in rest]


def _stand_in(day: date, kind: SessionKind, km: float) -> Session:
    return Session(day, kind, "", km, 0.0, text=label(kind))


NOTHING = Done({}, {})


def read_done(runner: Runner, since: date, until: date) -> Done:
    """What was done from ``since`` to ``until``."""
    logs = diary.list_sessions(runner, since=since, until=until)
    return gather_done(logs, list_runs(runner, since=since, until=until))


def gather_done(logs: Iterable[SessionLog], runs: Iterable[Run]) -> Done:
    """The logs and runs by their day."""
    by_day: dict[date, tuple[SessionLog, ...]] = {}
    for log in logs:
        by_day[log.day] = (*by_day.get(log.day, ()), log)
    ran: dict[date, float] = {}
    for run in runs:
        ran[run.day] = ran.get(run.day, 0.0) + run.distance_km
    return Done(by_day, ran)

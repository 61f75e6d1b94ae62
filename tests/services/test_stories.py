"""Whatever happened, in whatever order: what is cached is the same as what is read again."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from runback.domain.adjust import DaysOff, Race
from runback.domain.diary import SessionLog
from runback.domain.errors import RunbackError
from runback.domain.plan import SessionKind
from runback.domain.runner import Runner
from runback.services import activities
from runback.services.answers import LastAnswers
from runback.services.home.runners import change_profile
from runback.services.imports.batches import import_paths, list_imports
from runback.services.imports.undo import undo_import
from runback.services.training import adjust, check_in, diary
from runback.services.training.today import view_today
from runback.services.undo import record_changes, undo_changes
from runback.store.models import ActivityRow, PainRow, SessionRow
from runback.store.owned import rows_of
from runback.store.records import KeptRecords
from runback.store.standing import _Kept, standing
from tests.services.made_up import ANSWERS, THURSDAY
from tests.tracks import START, gpx

DAY = timedelta(days=1)
PLACES = ["left_low_back", "right_low_back"]
METRES = [4000.0, 6000.0, 8000.0]


def shown(runner: Runner) -> object:
    with standing(runner):
        logs = diary.list_sessions(runner)
        return view_today(runner, THURSDAY), logs, diary.list_pain(runner), activities.list_runs(runner)


def some_id(luck: random.Random, runner: Runner, kind: type[Any], **which: object) -> int:
    return luck.choice([*rows_of(kind, runner).filter(**which).values_list("pk", flat=True)] or [0])


def steps(luck: random.Random, ada: Runner, folder: Any) -> list[Callable[[], object]]:
    """What a runner may do, at the right and at the wrong moment."""
    run = {"kind": SessionKind.RUN, "distance_km": luck.choice([3.0, 5.0])}

    def import_again() -> None:
        day = luck.randrange(3)
        (folder / f"{day}.gpx").write_bytes(gpx(START + day * DAY))
        import_paths(ada, [folder / f"{day}.gpx"])

    return [
        import_again,
        lambda: undo_import(ada, luck.choice(list_imports(ada) or [None]).id) if list_imports(ada) else None,
        lambda: diary.log_pain(ada, luck.randrange(6)),
        lambda: diary.delete_entry(ada, "pain", some_id(luck, ada, PainRow)),
        lambda: diary.log_session(ada, SessionLog(START.date() + luck.randrange(3) * DAY, **run)),
        lambda: diary.delete_entry(ada, "session", some_id(luck, ada, SessionRow)),
        lambda: activities.delete_activity(ada, some_id(luck, ada, ActivityRow, is_deleted=False)),
        lambda: activities.restore_activity(ada, some_id(luck, ada, ActivityRow, is_deleted=True)),
        *2 * [lambda: diary.set_pain_places(ada, some_id(luck, ada, PainRow), [luck.choice(PLACES)])],
        *2 * [lambda: activities.edit_activity(ada, some_id(luck, ada, ActivityRow), distance_m=luck.choice(METRES))],
        lambda: adjust.add_days_off(ada, THURSDAY, DaysOff(THURSDAY + DAY, THURSDAY + 2 * DAY)),
        lambda: adjust.add_race(ada, THURSDAY, Race(THURSDAY + luck.randrange(14, 60) * DAY, 10.0)),
        lambda: check_in.correct_answers(ada, {"weekly_km": luck.randrange(10, 40)}, THURSDAY),
        lambda: change_profile(ada, country=luck.choice(["US", "GB", ""])),
    ]


@pytest.mark.parametrize("seed", range(2))
def test_the_cache_equals_the_rows_after_every_step(ada, day, tmp_path, monkeypatch, seed):
    luck, changes = random.Random(seed), []
    check_in.save_check(ada, ANSWERS, THURSDAY)
    for _ in range(18):
        try:
            with record_changes(ada) as recorder:
                luck.choice(steps(luck, ada, tmp_path))()
            changes.append(recorder.changes)
            if luck.random() < 0.3:
                undo_changes(ada, changes.pop(luck.randrange(len(changes))))
        except RunbackError:
            continue
        saved = shown(ada)
        with monkeypatch.context() as uncached:
            uncached.setattr(_Kept, "find", lambda *_: None)
            uncached.setattr(KeptRecords, "_find", lambda *_: None)
            uncached.setattr(LastAnswers, "of", lambda self, _key, *given, **named: self._work(*given, **named))
            assert shown(ada) == saved

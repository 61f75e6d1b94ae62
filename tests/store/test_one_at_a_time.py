"""Two changes of one runner happen one after the other, those of two runners side by side (PostgreSQL)."""

import threading

import pytest
from django.db import connection

from runback.domain.runner import Runner
from runback.store.owned import one_at_a_time
from tests.cast import add_runner

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]  # SQLite has one writer in all
PATIENCE_S = 30.0


def began_while_another_changes(runner: Runner, other: Runner) -> bool:
    """Whether a change of ``other`` is over while one of ``runner`` is still under way."""
    is_in, may_end, is_over = threading.Event(), threading.Event(), threading.Event()

    @one_at_a_time
    def wait(_runner: Runner) -> None:
        is_in.set()
        may_end.wait(PATIENCE_S)

    @one_at_a_time
    def pass_by(_runner: Runner) -> None:
        is_over.set()

    def run(change, whose: Runner) -> None:
        change(whose)
        connection.close()

    first = threading.Thread(target=run, args=(wait, runner))
    first.start()
    assert is_in.wait(PATIENCE_S)
    second = threading.Thread(target=run, args=(pass_by, other))
    second.start()
    began = is_over.wait(1.0 if runner == other else PATIENCE_S)
    may_end.set()
    first.join(PATIENCE_S)
    second.join(PATIENCE_S)
    assert is_over.is_set()
    return began


def test_changes_of_one_runner_wait_for_each_other_and_those_of_two_do_not(tmp_path, settings):
    settings.HOME = tmp_path
    ada, ben = add_runner("ada", "Ada"), add_runner("ben", "Ben")
    assert not began_while_another_changes(ada, ada)
    assert began_while_another_changes(ada, ben)

"""Accounts: added once, with a role, and found again; which runner a command is about."""

import pytest

from runback.domain.errors import BadAnswer, NotFound
from runback.services.people.accounts import (
    NameNeeded,
    add_account,
    chosen_runner,
    default_account,
    find_account,
    has_others,
    list_accounts,
    role_of,
)


def test_a_runner_added_has_an_empty_record_and_a_clinician_has_none(home):
    add_account("ada", "runner", "Ada", "Europe/Berlin")
    add_account("cleo", "clinician")
    assert chosen_runner("ada").zone == "Europe/Berlin"
    with pytest.raises(NotFound, match="no runner 'cleo'"):
        chosen_runner("cleo")
    assert [(one.username, one.name, one.role) for one in list_accounts()] == [
        ("ada", "Ada", "runner"),
        ("cleo", "cleo", "clinician"),
    ]


@pytest.mark.parametrize(
    ("username", "role", "key"),
    [("", "runner", "username"), ("a b", "runner", "username"), ("a/b", "runner", "username"),
     ("x" * 65, "runner", "username"), ("zoë", "runner", "username"), ("ada", "doctor", "role")],
)  # fmt: skip
def test_an_odd_username_or_role_adds_nobody(home, username, role, key):
    with pytest.raises(BadAnswer) as found:
        add_account(username, role)
    assert found.value.key == key
    assert list_accounts() == ()


def test_a_username_that_is_taken_is_refused_and_changes_nothing(cast):
    with pytest.raises(BadAnswer, match="taken"):
        add_account("ada", "admin")
    assert role_of(find_account("ada").user_id) == "runner"


def test_a_command_needs_a_name_only_where_several_runners_use_the_home(home):
    only = chosen_runner(None)
    assert chosen_runner(None) == only
    add_account("cleo", "clinician")
    assert chosen_runner(None) == only
    add_account("ben")
    with pytest.raises(NameNeeded, match="--runner NAME"):
        chosen_runner(None)
    assert chosen_runner("ben").name == "ben"


def test_the_printed_link_is_the_administrators_where_there_is_one(cast):
    assert default_account().username == "ada"
    add_account("emil", "admin")
    assert default_account().username == "emil"


def test_a_home_of_one_runner_has_no_others(home):
    chosen_runner(None)
    (only,) = list_accounts()
    assert not has_others(only.user_id)
    add_account("cleo", "clinician")
    assert has_others(only.user_id)

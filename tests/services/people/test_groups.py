"""A group sees numbers that identify nobody: not by one count, not by two of them, not by two groups."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runback.domain.errors import BadAnswer, NotFound
from runback.services.people import groups
from runback.services.people.consent import list_consents
from runback.services.people.groups import describe_count, may_count
from runback.services.training import diary
from runback.store.models import GroupRow, RunnerRow
from tests.cast import add_runner
from tests.runs import add_run

MAY, JUNE, JULY = date(2026, 5, 14), date(2026, 6, 2), date(2026, 7, 2)


@pytest.mark.parametrize(
    ("count", "total", "words"),
    [(0, 12, "fewer than five"), (4, 12, "fewer than five"), (5, 12, "5"), (7, 12, "7"),
     (8, 12, "all but fewer than five"), (12, 12, "all but fewer than five"), (4, 5, "fewer than five"),
     (5, 5, "all but fewer than five"), (5, 10, "5"), (5, 9, "all but fewer than five")],
)  # fmt: skip
def test_a_small_number_and_one_that_leaves_few_out_are_words(count, total, words):
    assert describe_count(count, total) == words


def test_no_words_describe_fewer_than_five_whatever_the_group():
    for total in range(5, 60):
        by_words = {}
        for count in range(total + 1):
            by_words.setdefault(describe_count(count, total), []).append(count)
        for words, counts in by_words.items():
            assert len(counts) >= min(5, total - 4) if not words.isdecimal() else counts == [int(words)]
            assert not words.isdecimal() or 5 <= int(words) <= total - 5


@given(before=st.sets(st.integers(0, 20)), now=st.sets(st.integers(0, 20)))
def test_two_counts_in_a_row_never_differ_by_one_to_four_people(before, now):
    if may_count(before, now):
        assert len(now) >= 5
        assert not before or len(before ^ now) == 0 or len(before ^ now) >= 5


def join_all(names: str, on: date, token: str) -> list:
    """Runners of these names, one a letter, who join on that day."""
    joined = []
    for name in names:
        runner = add_runner(name, name.upper())
        groups.join(runner, token)
        RunnerRow.objects.filter(pk=runner.id).update(grouped_on=on)
        joined.append(runner)
    return joined


@pytest.fixture
def club(home, noon):
    """A group, and the token to join it."""
    group_id = groups.add_group("Riverside club")
    return groups.open_link(group_id)


def counts_on(day: date) -> dict[str, str]:
    (group,) = groups.list_groups(day)
    return dict(group.counts)


def test_four_people_are_no_group(club):
    join_all("abcd", date(2026, 4, 1), club)
    assert counts_on(MAY) == {}
    assert groups.list_groups(MAY)[0].members == "fewer than five"


def test_only_who_was_there_for_a_whole_month_counts(club):
    join_all("abcd", date(2026, 4, 1), club)
    join_all("e", date(2026, 4, 2), club)
    assert counts_on(MAY) == {}
    assert counts_on(JUNE) != {}
    assert groups.list_groups(JUNE)[0].members == "5"


def test_what_is_counted_is_what_the_group_did_before_the_month_began(club):
    people = join_all("abcdefghijkl", date(2026, 4, 1), club)
    for runner in people[:6]:
        add_run(runner, date(2026, 4, 20), 5.0)
    add_run(people[7], date(2026, 5, 1), 5.0)
    assert counts_on(MAY) == {
        "ran in the last four weeks": "6",
        "logged something in the last two weeks": "fewer than five",
        "had high pain in the last week": "fewer than five",
        "may not run at the moment": "fewer than five",
    }


def test_within_a_month_nothing_is_counted_again(club, monkeypatch):
    people = join_all("abcdefghij", date(2026, 4, 1), club)
    before = counts_on(MAY)
    for runner in people[:5]:
        add_run(runner, date(2026, 4, 20), 5.0)
    groups.leave(people[0])
    assert counts_on(date(2026, 5, 31)) == before


@pytest.mark.parametrize(("leaving", "is_new"), [(0, True), (1, False), (4, False), (5, True)])
def test_a_month_in_which_one_to_four_left_is_not_counted(club, leaving, is_new):
    people = join_all("abcdefghijklmnop", date(2026, 4, 1), club)
    assert counts_on(MAY)["ran in the last four weeks"] == "fewer than five"
    for runner in people[:leaving]:
        groups.leave(runner)
    for runner in people[5:10]:
        add_run(runner, date(2026, 5, 25), 5.0)
    counts_on(JUNE)
    assert (groups.list_groups(JUNE)[0].counted_on == JUNE) is is_new
    assert (counts_on(JUNE)["ran in the last four weeks"] == "5") is is_new


def test_whoever_comes_and_goes_no_two_numbers_in_a_row_differ_by_one_person(club):
    people = join_all("abcdefghijklmn", date(2026, 3, 1), club)
    seen = [set()]
    for month, (size, first) in enumerate(itertools.product((14, 13, 9, 5), (0, 1)), start=1):
        RunnerRow.objects.update(group=None)
        ids = [runner.id for runner in people[first : first + size]]
        RunnerRow.objects.filter(pk__in=ids).update(group=GroupRow.objects.get())
        counts_on(date(2027, month, 3))
        counted = set(GroupRow.objects.get().counted)
        assert seen[-1] == set() or len(counted ^ seen[-1]) not in range(1, 5)
        seen.append(counted)
    assert len({frozenset(one) for one in seen}) > 2


def test_a_runner_is_in_one_group_at_most(club):
    (ada,) = join_all("a", date(2026, 4, 1), club)
    other = groups.open_link(groups.add_group("Another club"))
    groups.join(ada, other)
    assert groups.group_of(ada) == "Another club"


def test_joining_keeps_what_was_agreed_to_and_leaving_ends_it(club):
    (ada,) = join_all("a", date(2026, 4, 1), club)
    assert [one.title for one in list_consents(ada)] == ["Being counted in a group"]
    groups.leave(ada)
    assert groups.group_of(ada) == ""


def test_a_link_that_ended_joins_nothing(club):
    ada = add_runner("ada", "Ada")
    group_id = GroupRow.objects.get().pk
    newer = groups.open_link(group_id)
    groups.close_link(group_id)
    for token in (club, newer, "made up"):
        with pytest.raises(NotFound):
            groups.join(ada, token)


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\0b"])
def test_a_group_needs_a_name(home, name):
    with pytest.raises(BadAnswer):
        groups.add_group(name)


def test_pain_counts_from_the_rule_books_number_on(club, monkeypatch):
    people = join_all("abcdefghijk", date(2026, 4, 1), club)
    from datetime import UTC, datetime

    monkeypatch.setattr("runback.services.clock.now", lambda: datetime(2026, 4, 28, 12, tzinfo=UTC))
    for runner in people[:6]:
        diary.log_pain(runner, 6)
    for runner in people[6:]:
        diary.log_pain(runner, 2)
    found = counts_on(MAY)
    assert found["had high pain in the last week"] == "6"
    assert found["logged something in the last two weeks"] == "all but fewer than five"

"""The report shows no count under five, nor one from which such a count could be derived."""

import re
from math import inf
from random import Random
from typing import Any

import pytest

from runback.cohort.hiding import is_hidden, shown_columns, shown_counts
from runback.cohort.report import render_report

QUALITY: dict[str, Any] = {"as_of": "2026-11-30", "findings": []}
WAIT = {"injuries": 40, "seen": 30, "runners_seen": 25, "quartiles": [8.0, 14.0, None]}


def hazard(measure: str, name: str, injuries: int, ratio: float | None, is_reference: bool = False) -> dict[str, Any]:
    limits = (None, None) if ratio is None or is_reference else (ratio - 0.25, ratio + 0.25)
    return {
        "measure": measure,
        "name": name,
        "is_reference": is_reference,
        "runners": 200,
        "runners_hurt": injuries,
        "days": 1000 + injuries,
        "injuries": injuries,
        "per_1000": injuries / 1.3,
        "ratio": ratio,
        "low": limits[0],
        "high": limits[1],
    }


def group(sex: str, runners: int, injuries: int) -> dict[str, Any]:
    counts = {
        "runners": runners,
        "runners_hurt": min(runners, injuries),
        "run_days": 7777,
        "days": 9999,
        "injuries": injuries,
    }
    return {"sex": sex, "age_group": "18-34", **counts, "per_1000_run_days": 1.234, "low": 1.1, "high": 1.4}


def page(
    rows: list[dict[str, Any]] | None = None,
    groups: list[dict[str, Any]] | None = None,
    recurrence: dict[str, int] | None = None,
    **more: Any,
) -> str:
    rows = rows or [hazard("single_run", "up to 110 %", 300, 1.0, True), hazard("single_run", "large", 40, 2.28)]
    outcomes = {
        "incidence": groups or [group("F", 60, 20), group("M", 50, 21)],
        "days_to_first_run": WAIT,
        "days_to_usual_week": WAIT,
        "recurrence": recurrence or {"injuries": 30, "recurred": 6, "runners_again": 6},
    }
    return render_report(QUALITY | more, rows, outcomes)


def cells(html: str) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", html)
    return [re.findall(r"<td>(.*?)</td>", row) for row in rows]


def test_a_hazard_is_shown_with_its_interval_and_its_limits():
    shown = cells(page())
    assert ["large: above 200 %", "1,040", "40", "30.77", "2.28 (2.03 to 2.53)"] in shown
    assert ["up to 110 %", "1,300", "300", "230.77", "1 (reference)"] in shown


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([7, 12], ["7", "12"]),
        ([4, 12, 9], ["under 5", "12", "hidden"]),
        ([0, 3, 12, 20], ["under 5", "under 5", "hidden", "20"]),
        ([2, 2, 12], ["under 5", "under 5", "12"]),
        ([0, 5, 9], ["under 5", "hidden", "hidden"]),
        ([4], ["under 5"]),
        ([1234, 5], ["1,234", "5"]),
    ],
)
def test_small_counts_are_hidden_and_so_is_the_next_where_one_alone_would_follow(counts: list[int], shown: list[str]):
    assert shown_counts(counts) == shown


def test_nothing_that_a_hidden_count_follows_from_is_shown():
    rows = [
        hazard("acwr", "0.8 to 1.3", 300, 1.0, True),
        hazard("acwr", "above 1.5", 60, 1.1),
        hazard("acwr", "below 0.8", 3, 0.8),
    ]
    html = page(rows, [group("F", 60, 20), group("M", 3, 2), group("X", 90, 30)])
    shown = cells(html)
    assert ["below 0.8", "1,003", "under 5", "hidden", "hidden"] in shown
    assert ["above 1.5", "1,060", "hidden", "hidden", "hidden"] in shown
    assert ["M 18-34", "under 5", "hidden", "under 5", "hidden"] in shown
    assert ["F 18-34", "hidden", "hidden", "hidden", "hidden"] in shown
    assert html.count("<circle") == 0


def test_days_nobody_was_seen_to_reach_are_said():
    assert ["first run", "8", "14", "not seen"] in cells(page())
    assert "Injured again within 90 days of running again: 20 %." in page()


def test_findings_in_the_files_are_shown_without_their_folder_and_escaped():
    found = {
        "file": "/home/<me>/runs/<b>.parquet",
        "table": "runs",
        "what": "a day after 2026-11-30",
        "rows": 12,
        "left_out": True,
    }
    html = page(findings=[found])
    assert ["&lt;b&gt;.parquet", "runs", "a day after 2026-11-30", "12", "left out"] in cells(html)
    assert "me&gt;" not in html


def test_the_page_needs_nothing_from_elsewhere():
    assert not re.search(r"(src|href)=|@import|url\(", page())


def test_a_count_based_on_few_runners_is_hidden_too():
    assert shown_counts([30, 40, 50], [4, 20, 30]) == ["hidden", "hidden", "50"]


def test_no_small_count_follows_from_what_is_shown_and_the_sum():
    """Whoever knows the sum, and that "under 5" is 0 to 4 and "hidden" 5 or more, is left with all five for each."""
    random = Random(7)
    for _ in range(3000):
        counts = [random.choice([0, 1, 3, 4, 5, 6, 9, 40]) for _ in range(random.randint(2, 6))]
        [shown] = shown_columns([(counts, ())])
        ranges = [(0, 4.0) if one.startswith("under") else (5, inf) for one in shown if is_hidden(one)]
        left = sum(count for count, one in zip(counts, shown, strict=True) if is_hidden(one))
        least, most = (sum(ends) for ends in zip(*ranges, strict=True)) if ranges else (0, 0)
        if set(shown) == {"hidden"}:
            continue
        for low, high in ranges:
            if high == 4:
                assert least - low <= left - 4, (counts, shown)
                assert left - 0 <= most - high, (counts, shown)


def test_the_sum_of_one_table_gives_nothing_away_of_another():
    assert shown_columns([([1, 5], [1, 5]), ([6, 0], [6, 0])]) == [["hidden", "hidden"], ["hidden", "hidden"]]
    assert shown_columns([([30, 60], [9, 9]), ([50, 40], [9, 9])]) == [["30", "60"], ["50", "40"]]


def test_a_report_of_four_runners_shows_no_number_of_theirs():
    html = page(
        [hazard("single_run", "up to 110 %", 90, 1.0, True) | {"runners": 4, "runners_hurt": 4}], [group("F", 4, 90)]
    )
    assert "under 5 runners with hidden days" in html
    assert not re.search(r"<td>[^<]*(90|1,090|7,777)[^<]*</td>", html)


def test_rows_with_a_fault_are_counts_too():
    found = {"file": "a.parquet", "table": "runs", "what": "no day", "rows": 3, "left_out": True}
    assert ["a.parquet", "runs", "no day", "under 5", "left out"] in cells(page(findings=[found]))


def test_a_share_is_not_shown_where_nearly_all_were_hurt_again():
    again = {"injuries": 30, "recurred": 27, "runners_again": 20}
    assert "too few to show" in page(recurrence=again)

"""The page that sets our plan beside three programmes is the one its script makes."""

from pathlib import Path

from benchmarks.plan_comparison import PAGE, page


def test_the_comparison_page_is_up_to_date() -> None:
    assert Path(PAGE).read_text(encoding="utf-8") == page(), "run benchmarks/plan_comparison.py"


def test_no_week_of_ours_is_faster_than_the_trial_or_the_couch_programme() -> None:
    assert "| faster |" not in page()

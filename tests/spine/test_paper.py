"""The paper's table next to ours."""

import pytest

from runback.spine.paper import Summary, compare_with_paper, summarise_runners
from runback.spine.result import Finding
from tests.spine.subjects import RUNS, open_subject


@pytest.mark.corpus
@pytest.mark.parametrize("name", RUNS)
def test_every_finding_but_the_fourth_condition_agrees_in_each_runner_or_nearly(name: str) -> None:
    findings = {one.id: one for one in compare_with_paper(open_subject(name))}
    missed = {name for name, one in findings.items() if not one.agrees}
    assert "conditions_compensated" in missed
    assert missed <= {"conditions_compensated", "upper_compression"}
    assert 7.0 <= findings["upper_compression"].value <= 25.0  # the paper's 7 to 23 is about a mean
    assert findings["conditions_compensated"].ours == "3 of 5, 1 more by less than 2 %"


@pytest.mark.corpus
def test_a_finding_carries_its_number_and_band() -> None:
    one = next(iter(compare_with_paper(open_subject("hamner_subject01_4ms"))))
    assert one.published == "45 ± 10 % harder"
    assert one.ours == f"{one.value:+.0f} %"
    assert one.low is not None
    assert one.high is not None
    assert one.low <= one.value <= one.high


def finding(name: str, value: float, low: float | None = None, high: float | None = None) -> tuple[Finding, ...]:
    return (Finding(name, "question", "published", f"{value}", value, low, high, True),)


def summary(**runners: list[tuple[Finding, ...]]) -> Summary:
    (one,) = summarise_runners(runners)
    return one


def test_a_runner_with_two_recordings_counts_once() -> None:
    name = "upper_compression"
    one = summary(
        ada=[finding(name, 10.0, 5.0, 12.0), finding(name, 20.0, 11.0, 24.0)], ben=[finding(name, 21.0, 8, 24)]
    )
    # Ada's mean is 15, so the runners' is (15 + 21) / 2; of the three bands (5 + 11 + 8) / 3 to (12 + 24 + 24) / 3
    assert (one.mean, one.low, one.high) == (18.0, 15.0, 21.0)
    assert (one.band_low, one.band_high) == (8.0, 20.0)


@pytest.mark.parametrize(
    ("name", "values", "agrees"),
    [
        ("upper_compression", (5.0, 24.0), True),  # one runner either side of the paper's 7 to 23, the mean inside
        ("upper_compression", (24.0, 24.0), False),
        ("upper_compression", (6.0, 6.9), False),
        ("upper_compression", (6.0, 7.1), True),  # 6.55 is shown as 7
        ("lower_compression", (-4.0, -8.0), True),
        ("lower_compression", (-3.0, -4.0), False),
        ("deep_es_compensation", (30.0, 60.0), True),
        ("deep_es_compensation", (30.0, 36.0), False),
    ],
)
def test_means_over_runners_agree_with_means_over_runners(name: str, values: tuple[float, float], agrees: bool) -> None:
    ada, ben = values
    assert summary(ada=[finding(name, ada)], ben=[finding(name, ben)]).agrees is agrees


@pytest.mark.corpus
@pytest.mark.parametrize("own_body", [True, False])
def test_the_mean_over_recorded_runners_agrees_with_the_papers_numbers(own_body: bool) -> None:
    found = {name: compare_with_paper(open_subject(name, own_body=own_body)) for name in RUNS}
    by_runner = {"2010": [found["hamner_subject02_4ms"]], "2013": [one for name, one in found.items() if "01" in name]}
    missed = {one.id for one in summarise_runners(by_runner) if not one.agrees}
    assert missed == {"conditions_compensated"}

"""The paper's table beside ours."""

import pytest

from runback.spine.paper import compare_with_paper
from tests.spine.subjects import RUNS, open_subject


@pytest.mark.corpus
@pytest.mark.parametrize("name", RUNS)
def test_every_finding_but_the_fourth_condition_agrees(name: str) -> None:
    findings = {one.id: one for one in compare_with_paper(open_subject(name))}
    missed = {name for name, one in findings.items() if not one.agrees}
    assert missed == {"conditions_compensated"}
    assert findings["conditions_compensated"].ours == "3 of 5, 1 more by less than 2 %"


@pytest.mark.corpus
def test_a_finding_carries_its_number_and_band() -> None:
    one = next(iter(compare_with_paper(open_subject("hamner_subject01_4ms"))))
    assert one.published == "45 ± 10 % harder"
    assert one.ours == f"{one.value:+.0f} %"
    assert one.low is not None
    assert one.high is not None
    assert one.low <= one.value <= one.high

"""An answer is given again while its arguments are equal, and is never that of others."""

from runback.languages import current, using
from runback.services.answers import LastAnswers


def test_work_is_done_again_for_other_arguments_another_language_and_another_key():
    worked = []

    def add(numbers: tuple[int, ...], *, more: int = 0) -> str:
        worked.append(numbers)
        return f"{sum(numbers) + more} {current()}"

    answers = LastAnswers(add)
    assert answers.of("ada", (1, 2)) == answers.of("ada", (1, 2)) == "3 en"
    assert len(worked) == 1
    assert answers.of("ada", (1, 2), more=4) == "7 en"
    assert answers.of("ada", (1, 2)) == "3 en"  # one answer a key: the last
    assert answers.of("ben", (1, 2)) == "3 en"
    with using("de"):
        assert answers.of("ada", (1, 2)) == "3 de"
    assert len(worked) == 5

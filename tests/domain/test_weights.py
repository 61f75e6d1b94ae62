"""Weights are stored in kilograms and shown in kilograms or pounds."""

from hypothesis import given
from hypothesis import strategies as st

from runback.domain.runner import Weights
from runback.domain.weights import format_weight, in_shown_weight, to_kg, weighing, weights_in_own_unit
from runback.languages import using


def test_a_weight_is_in_kilograms_unless_pounds_are_chosen() -> None:
    assert format_weight(12.5) == "12.5 kg"
    with weighing(lambda: Weights.LB):
        assert (format_weight(12.5), format_weight(10)) == ("27.6 lb", "22 lb")  # 12.5 / 0.45359237 = 27.56; 22.05
        with using("de"):
            assert format_weight(12.5) == "27,6 lb"
    assert format_weight(10) == "10 kg"


def test_a_text_with_kilograms_is_shown_in_pounds_and_densities_stay() -> None:
    text = "A litre of water is 1 kg; 2 kg or 5 % more; 0.26 Nm/kg; 3 kg/m2."
    assert weights_in_own_unit(text) == text
    with weighing(lambda: Weights.LB):
        assert weights_in_own_unit(text) == "A litre of water is 2.2 lb; 4.4 lb or 5 % more; 0.26 Nm/kg; 3 kg/m2."


def test_the_unit_is_read_once_and_only_where_a_weight_is_said() -> None:
    reads: list[int] = []

    def read() -> Weights:
        reads.append(1)
        return Weights.LB

    with weighing(read):
        assert reads == []
        format_weight(1)
        format_weight(2)
    assert reads == [1]


@given(st.floats(0.5, 300))
def test_a_weight_typed_in_pounds_comes_back_as_it_was_typed(pounds: float) -> None:
    typed = round(pounds, 1)
    with weighing(lambda: Weights.LB):
        assert in_shown_weight(to_kg(typed)) == typed

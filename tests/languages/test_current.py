"""The current language."""

import pytest

from runback.languages import LANGUAGES, cache_by_language, current, localize_decimal, ready, using


def test_english_is_used_unless_another_language_is_asked_for() -> None:
    assert current() == "en"
    with using("de"):
        with using("es"):
            assert current() == "es"
        assert current() == "de"
    assert current() == "en"


def test_a_language_that_is_not_spoken_is_named() -> None:
    with pytest.raises(ValueError, match=r"'fr'.*en, de, es"), using("fr"):
        pass


def test_what_is_cached_by_language_is_read_once_in_each() -> None:
    read: list[str] = []

    @cache_by_language
    def load() -> str:
        read.append(current())
        return f"text in {current()}"

    for language in ("en", "de", "en", "de"):
        with using(language):
            assert load() == f"text in {language}"
    assert read == ["en", "de"]


def test_only_languages_that_are_spoken_are_ready() -> None:
    assert ready()[0] == "en"
    assert set(ready()) <= set(LANGUAGES)


@pytest.mark.parametrize(("language", "said"), [("en", "1234.5"), ("de", "1234,5"), ("es", "1234,5")])
def test_a_number_has_the_decimal_sign_of_the_language(language: str, said: str) -> None:
    with using(language):
        assert localize_decimal("1234.5") == said

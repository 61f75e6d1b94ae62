"""Days, numbers, counts and saved sentences in the current language."""

from datetime import UTC, date, datetime

import pytest

from runback.languages import dates, using
from runback.languages.catalogue import gettext, ngettext
from runback.languages.saved import translate_saved

TUESDAY = date(2026, 5, 12)


@pytest.mark.parametrize(
    ("language", "day", "short_day", "stamp"),
    [
        ("en", "Tuesday 12 May", "Tue 12 May", "12 May 2026, 13:05"),
        ("de", "Dienstag, 12. Mai", "Di 12. Mai", "12. Mai 2026, 13:05"),
        ("es", "martes 12 de mayo", "mar 12 may", "12 may 2026, 13:05"),
    ],
)
def test_a_day_is_written_as_the_language_writes_it(language: str, day: str, short_day: str, stamp: str) -> None:
    with using(language):
        assert dates.format_day(TUESDAY) == day
        assert dates.format_short_day(TUESDAY) == short_day
        assert dates.format_datetime(datetime(2026, 5, 12, 13, 5, tzinfo=UTC)) == stamp


def test_every_month_and_weekday_has_a_name_of_its_own_in_each_language() -> None:
    for language in ("en", "de", "es"):
        with using(language):
            months = {dates.format_month(date(2026, month, 1)) for month in range(1, 13)}
            short_months = {dates.format_short_month(date(2026, month, 1)) for month in range(1, 13)}
            weekdays = {dates.format_weekday(date(2026, 5, day)) for day in range(11, 18)}
        assert (len(months), len(short_months), len(weekdays)) == (12, 12, 7)


def test_python_says_a_sentence_in_the_language_of_now_and_in_english_without_one() -> None:
    assert gettext("Choose a number from 0 to 10.") == "Choose a number from 0 to 10."
    with using("de"):
        assert gettext("Choose a number from 0 to 10.") == "Wähle eine Zahl von 0 bis 10."
        assert gettext("Nobody has marked this.") == "Nobody has marked this."


@pytest.mark.parametrize(("count", "said"), [(0, "0 Sätze zu 8"), (1, "1 Satz zu 8"), (2, "2 Sätze zu 8")])
def test_a_count_has_its_plural(count: int, said: str) -> None:
    with using("de"):
        assert ngettext("{sets} set of {reps}", "{sets} sets of {reps}", count).format(sets=count, reps=8) == said


KEPT = (
    ("The hips are not seen.", "Die Hüften sind nicht zu sehen."),
    ("Two months with 3 runs each are needed.", "Zwei Monate mit je 3 Läufen sind nötig."),
    (
        "The device's distance of 4.2 km cannot be right: its samples show another.",
        "Die Distanz des Geräts von 4,2 km kann nicht stimmen: Seine Messpunkte zeigen eine andere.",
    ),
    (
        "The file breaks off: 12 bytes of messages are missing (byte 3).",
        "Die Datei bricht ab: 12 Byte Nachrichten fehlen (Byte 3).",
    ),
    (
        "It was turned level. The hips are not seen.",
        "Es wurde gerade gedreht. Die Hüften sind nicht zu sehen.",
    ),
    (
        "A word of the runner's own. The hips are not seen.",
        "A word of the runner's own. Die Hüften sind nicht zu sehen.",
    ),
    ("A word of the runner's own.", "A word of the runner's own."),
    ("", ""),
)


@pytest.mark.parametrize(("text", "said"), KEPT)
def test_a_saved_english_sentence_is_shown_in_german_with_what_it_names(text: str, said: str) -> None:
    assert translate_saved(text) == text
    with using("de"):
        assert translate_saved(text) == said

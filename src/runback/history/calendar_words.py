"""Dates and times of day as apps write them in many languages, normalised to one spelling."""

import re
import unicodedata

_MONTHS = {
    1: ("jan", "ene", "gen", "sty", "oca", "янв", "січ"), 2: ("feb", "fév", "fev", "lut", "şub", "фев", "лют"),
    3: ("mar", "mär", "mrt", "mrz", "мар", "бер"), 4: ("apr", "avr", "abr", "kwi", "nis", "апр", "кві"),
    5: ("may", "mai", "mei", "mag", "maj", "май", "мая", "тра"), 6: ("jun", "juin", "giu", "cze", "haz", "июн", "чер"),
    7: ("jul", "juil", "lug", "lip", "tem", "июл", "лип"), 8: ("aug", "aoû", "aou", "ago", "sie", "ağu", "авг", "сер"),
    9: ("sep", "set", "wrz", "eyl", "сен", "вер"), 10: ("oct", "okt", "ott", "out", "paź", "eki", "окт", "жов"),
    11: ("nov", "lis", "kas", "ноя"), 12: ("dec", "dez", "dic", "déc", "gru", "ara", "дек", "гру"),
}  # fmt: skip
_MORNINGS = ("午前", "上午", "오전")
_EVENINGS = ("午後", "下午", "오후")
_HALVES = re.compile(rf"\s*({'|'.join((*_MORNINGS, *_EVENINGS))})\s*(\d{{1,2}}:\d{{2}}(?::\d{{2}})?)")
_MARKS = str.maketrans({"年": "-", "月": "-", "日": " ", "년": "-", "월": "-", "일": " ", "\u202f": " ", "\u00a0": " "})
_SPACED_DAY = re.compile(r"(\d{1,4})([-./])\s+(\d{1,2})([-./])\s+(\d{1,4})\.?")
_LONGEST_TEXT = 80
_YEAR = re.compile(r"^(\d{4})(?=\D)")
_BUDDHIST, _REIWA = 543, 2018  # offsets of the Thai and Japanese (Reiwa) calendars


def month_of(word: str) -> int | None:
    """The number of the month whose name begins with the same letters; None for any other word."""
    lowered = word.lower()
    return next((month for month, names in _MONTHS.items() if lowered.startswith(names)), None)


def spell_plainly(text: str) -> str:
    """Normalise the text to the form ``2024-9-3 7:05 PM``, with the year in the Gregorian calendar.

    Handles Japanese, Chinese and Korean dates and AM/PM, digits of other scripts, Thai and Japanese years.
    """
    if len(text) > _LONGEST_TEXT:
        return text
    if not text.isascii():
        digits = "".join(str(unicodedata.decimal(sign, sign)) for sign in text)
        text = _HALVES.sub(lambda found: f" {found[2]} {'AM' if found[1] in _MORNINGS else 'PM'}", digits)
        text = text.translate(_MARKS).strip()
    text = _SPACED_DAY.sub(r"\1\2\3\4\5 ", text)
    return _YEAR.sub(lambda found: f"{_western(int(found[1])):04}", text)


def _western(year: int) -> int:
    if 2000 + _BUDDHIST <= year < 2100 + _BUDDHIST:
        return year - _BUDDHIST
    return year + _REIWA if 0 < year < 82 else year

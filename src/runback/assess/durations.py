"""How long the pain has lasted, as the runner's own words say it."""

import re
from collections.abc import Sequence

from runback.assess.scopes import Sentence

LONGEST_DAYS = 1_100
_DAYS = {"hour": 0.05, "day": 1.0, "week": 7.0, "fortnight": 14.0, "month": 30.0, "year": 365.0}
_AMOUNT = r"(\d+|a|an|one) (day|week|fortnight|month|year)s?"
_PLAIN = (
    (re.compile(r"\b(?:1|a|one) year and a half\b"), "18 months"),
    (re.compile(r"\b(\d+|a|one) (year|month|week)s? and a half\b"), r"\1 \2s"),
    (re.compile(r"\b(\d+) and a half (?=(?:year|month|week)s\b)"), r"\1 "),
    (re.compile(r"\bhalf a year\b"), "6 months"),
    (re.compile(r"\b(\d+|a) (?:and a bit|something|odd) (?=(?:year|month|week)s?\b)"), r"\1 "),
    (
        re.compile(
            r"(?<!running )(?<!runner )(?<!run )(?<!ran )\b"
            r"since my (?:early |mid |late )?(?:teens|twenties|thirties|20s|30s)\b"
        ),
        "for 2 years",
    ),
    (
        re.compile(
            r"(?<!running )(?<!runner )(?<!run )(?<!ran )\bsince "
            r"(?:i was (?:about |around |like )?(?:\d\d|a (?:student|teenager|kid))"
            r"|(?:i left )?(?:school|uni|university|college))\b"
        ),
        "for 2 years",
    ),
    (re.compile(r"(?<=for |the )(?:last |past )?(?:some|several) (?=(?:day|week|month|year)s\b)"), "3 "),
)
_DURATION = re.compile(
    r"(?:for|since|past|last|over|about|nearly|been|these|these last|now|in|it is|going on|almost|around) "
    rf"(?:\w+ ){{0,2}}?{_AMOUNT}"
    r"(?! ago| back| old| off| out| to go| until| before| time| pregnant| along| gone)"
    rf"|{_AMOUNT} (?:of|now|long|running|no|without|with no|and no|still)\b"
    r"|(?:since|started|began|onset|c[ao]me on|appeared|pain|ache|tweaked|hurt|strained|pulled|injured|went|popped"
    r"|did) "
    rf"(?:\w+ ){{0,6}}?{_AMOUNT} (?:ago|back)"
    rf"|(?:sore|painful|stiff|aching|hurting|hurts) {_AMOUNT}"
    r"(?! ago| back| old| off| out| until| before| after| later| in)"
    rf"|(?:^|, ){_AMOUNT}"
    r"(?=,|$| (?!ago|back|off|out|to |until|before|after|later|in|old|pregnant|along|gone|from|post))"
    r"|(?:been|for|it is) (?:\w+ )?()(week|month|year)s"
)
_NOT_PAIN = re.compile(
    r"(?:ran|run|running|runner|smoked?|smoker|worked|lived|married|marathons?|train\w*|off|out|old|since my|club) "
    r"(?:\w+ ){0,4}$|break|off"
)
_ORDINALS = [
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
]
_COUNTED = re.compile(
    rf"\b(?:(?:(?P<nth>\d+)(?:st|nd|rd|th)|(?P<word>{'|'.join(_ORDINALS)})) (?P<unit>week|month)"
    r"|(?<!\ba )(?<!per )(?<!each )(?<!every )(?<!this )(?<!last )(?<!next )(?P<after>week|month) (?P<number>\d+)"
    r"(?![.,:]\d| ?(?:k|km|kms|miles?|min\w*|hours?|h|runs?|times|days|x)\b))\b"
    r"(?! ago| (?:\w+ ){0,4}(?:plan|program\w*|pregnan\w*|training|taper|block|build|marathon|pill|job|season|term)\b)"
)
_CHILD = r"(?:the |my |our )?(?:baby|bub|little one|son|daughter|he|she)"
_CHILD_IS = re.compile(
    rf"{_CHILD} is (?:now |nearly |about |almost )?(\d+|a|one) (week|month|year)s?"
    r"|(\d+|a|one) (week|month|year)s? (?:post ?partum|pp|after (?:the |giving )?birth)"
)
_SINCE_CHILD_WAS = re.compile(rf"since {_CHILD} was (?:about |around |only )?(\d+|a|one) (week|month|year)s?")


_HAD_FOR_YEARS = re.compile(
    r"\b(?:had|have|got) (?:it|this|that|(?:the |this |back )?pain) (?:now )?(?:for )?(?:over |about |nearly )?"
    r"(\d+) years\b(?! ago)"
)


def read_days(sentences: Sequence[Sentence]) -> float | None:
    """The longest duration of the pain in the sentences, in days (a month counts as 30); None without one.

    "Since the baby was a month old" is counted from the age of the baby, where the text names it.
    """
    plain = [_write_plain(sentence.words) for sentence in sentences]
    found = [days for words in plain for days in _find_durations(words)]
    found += [_count_off(match) for words in plain for match in _COUNTED.finditer(words)]
    found += _count_from_child(plain)
    years = [int(match[1]) for words in plain if (match := _HAD_FOR_YEARS.search(words))]
    found += [min(LONGEST_DAYS, count * _DAYS["year"]) for count in years]
    return max((days for days in found if days <= LONGEST_DAYS), default=None)


def _write_plain(words: str) -> str:
    for pattern, plain in _PLAIN:
        words = pattern.sub(plain, words)
    return words


def _find_durations(words: str) -> list[float]:
    return [
        _measure(match)
        for match in _DURATION.finditer(words)
        if not _NOT_PAIN.search(words[max(0, match.start() - 30) : match.start()])
    ]


def _count_off(match: re.Match[str]) -> float:
    """The days of "the tenth week" or "week 10"."""
    number = match["nth"] or match["number"] or str(_ORDINALS.index(match["word"]) + 2)
    return int(number) * _DAYS[match["unit"] or match["after"]]


def _count_from_child(plain: Sequence[str]) -> list[float]:
    ages = [_measure(match) for words in plain for match in _CHILD_IS.finditer(words)]
    began = [_measure(match) for words in plain for match in _SINCE_CHILD_WAS.finditer(words)]
    return [max(ages) - start for start in began if start < max(ages)] if ages else []


def _measure(match: re.Match[str]) -> float:
    """The days of the amount and unit of the match; an amount left out ("for months") counts as two."""
    number, unit = next((n, u) for n, u in zip(match.groups()[::2], match.groups()[1::2], strict=True) if u)
    count = 2.0 if number == "" else float(number) if number.isdigit() else 1.0
    return count * _DAYS[unit]

"""A sentence as plain words: lower case, "n't" written out, hyphens as spaces, number words as digits."""

import re

from runback.assess.other_languages import make_plain
from runback.assess.spelling import mend_spelling
from runback.knowledge.words import load_words

_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        [
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ],
        start=2,
    )
} | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "couple of": "2", "few": "3"}
_NUMBER_WORD = re.compile(r"\b(?:a )?(" + "|".join(_NUMBERS) + r")\b")
_BEFORE_SMALL = "a|an|the|this|that|these|my|our|his|her|your|one|two|2|same|every|each|some|few|another|just"
_SMALL_THINGS = (
    "(?:bits?|spots?|places?|points?|bones?|patch|lumps?|knots?|muscles?|joints?|toes?|finger|back|hip|leg|bump|twinges?|niggles?|aches?|"
    "pains?|pulls?|stabs?|nips?|tweaks?|jolts?|tears?|runs?|jogs?|walks?|trots?|hills?|falls?|slips?|trips?|turns?|"
    "breaks?|rests?|whiles?|touch|sneeze|cough|man|woman|boys?|girls?|lads?|lass(?:es)?|ones?|bab(?:y|ies)|dogs?|things?|problems?)"
)
_REWRITES = (
    (re.compile(r"[’‘`´]"), "'"),
    (
        re.compile(
            r"\b(?:can't|cant|can not|cannot|couldnt|couldn't|could not|(?:can|could) (?:hardly|barely|scarcely))\b"
        ),
        "cannot",
    ),
    (re.compile(r"\b(?:can|could) no longer\b|\b(?:am |is |are )?no longer able to\b"), "cannot"),
    (re.compile(r"\b(?:cnt|cudnt|cudn't|cant|cannae|couldnae)\b"), "cannot"),
    (re.compile(r"\b(do|did|is|was|has|have|would)nae\b|\bdinnae\b"), lambda found: f"{found[1] or 'do'} not"),
    (re.compile(r"\bnae\b"), "no"),
    (re.compile(r"\b(bak|bk)\b"), "back"),
    (re.compile(r"\bwon'?t\b"), "will not"),
    (re.compile(r"\b(do|does|did|is|was|are|were|have|has|had|would|should)n'?t\b"), r"\1 not"),
    (re.compile(r"\bi'?m\b"), "i am"),
    (re.compile(r"\bi'?ve\b"), "i have"),
    (re.compile(r"\b(it|there|that|he|she|what)'s\b"), r"\1 is"),
    (re.compile(r"\b(they|we|you)'re\b"), r"\1 are"),
    (
        re.compile(
            r"\b(foot|leg|toe|calf|knee|back|spine|eye|bladder|pee|wee|urine|bum|pain|cycle|period|body|head)'s\b"
        ),
        r"\1 is",
    ),
    (
        re.compile(
            r"\b(\w{3,})'s (?=(?:gone|been|got|getting|going|become|started|stopped|lost|come|dropped|shrunk)\b)"
        ),
        r"\1 has ",
    ),
    (re.compile(r"\bfeel (?=(?:sorry|guilty|happy|sad|at home)\b)"), "be "),
    (re.compile(r"(?<=\w)-(?=\w)"), " "),
    (re.compile(rf"\b({_BEFORE_SMALL}) wee (?={_SMALL_THINGS}\b)"), r"\1 small "),
    (re.compile(r"\b(?:yday|yest|yesterd)\b"), "yesterday"),
    (re.compile(r"\bnites?\b"), "night"),
    (re.compile(r"\bnight (?=(?:run|race|relay|session|trail|marathon)s?\b)"), "evening "),
    (re.compile(r"\b(?:wks?)\b"), "weeks"),
    (re.compile(r"\b(?:hrs?)\b"), "hours"),
    (re.compile(r"\b(?:yrs?)\b"), "years"),
    (re.compile(r"\b(?:mths?|mos)\b"), "months"),
    (re.compile(r"\b(?:coz|cuz|cos|bc)\b"), "because"),
    (re.compile(r"\b(?:abt)\b"), "about"),
    (re.compile(r"\bw/o\b"), "without"),
    (re.compile(r"\b(?:dunno|don'?t know)\b"), "do not know"),
    (re.compile(r"\s(?:&|\+|n)\s"), " and "),
    (re.compile(r"\bpins (?:&|n|'n'|an') needles\b"), "pins and needles"),
)
_UNITS = {"one": 1} | {str(number): number for number in range(1, 10)}
_TENS = re.compile(r"\b([2-7]0) (one|[1-9])\b(?! ?(?:[.:/]|k\b|km))")


def write_plain(raw: str) -> str:
    """The words of a sentence, plain, as the lexicon of the language that is read now expects them."""
    if grammar := load_words().grammar:
        return make_plain(raw, grammar)
    words = raw.lower()
    for pattern, plain in _REWRITES:
        words = pattern.sub(plain, words)
    words = mend_spelling(words)
    words = _NUMBER_WORD.sub(lambda found: _NUMBERS[found.group(1)], words)
    words = _TENS.sub(lambda found: str(int(found.group(1)) + _UNITS.get(found.group(2), 0)), words)
    words = re.sub(r"[\"“”()\[\]]|:(?!\d)", " , ", words)
    words = re.sub(r"\s*,[\s,]*", ", ", words)
    return " ".join(words.split()).strip(" ,")

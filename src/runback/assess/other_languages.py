"""Texts in other languages than English: which language a text is in, and its words made plain for a lexicon."""

import re
import unicodedata
from collections.abc import Mapping

from runback.knowledge.words import Grammar
from runback.languages import ENGLISH, LANGUAGES, current

_LETTERS: Mapping[str, str] = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ñ": "nn", "¿": " ", "¡": " "}
_OWN_LETTERS = {"de": frozenset("äöüß"), "es": frozenset("ñ¿¡")}
"""Letters that identify a language as well as one of its common words does."""

_WORD = re.compile(r"[^\W\d_]+")
FEWEST = 2
"""How many common words of a language a text needs before it counts as that language."""

FAR = 3
"""How many times as many common words as of another language a text needs to be read in its own alone."""

_COMMON: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the and my i is it a of to for with when not have has am since after been on at "
        "but no feel pain back leg left right day week can cannot this that from hurts",
        "de": "ich und der die das nicht ist mein meine mir seit beim im den dem ein eine habe hab bin "
        "am auf mit aber kein keine nach war wenn auch nur noch zum vom zur es schmerzen schmerz "
        "rücken ruecken bein beine weh tut mehr sich etwas sehr dann jetzt immer nachts morgens wird wie oder bis kann "
        "muss hatte tagen wochen laufen unten unteren über ohne aus",
        "es": "el la los las de que y no me mi en con desde un una por para del al se es pero lo tengo "
        "muy cuando cuándo ya después despues he estoy dolor espalda pierna piernas duele sin hace más mas "
        "ha como esta está este siento correr corro noche noches mañana semanas días también nada le",
        "fr": "le la les des je mon ma mes et est dans une pas depuis avec pour j ai mal dos jambe "
        "douleur du au que qui sur quand plus très ne suis",
        "it": "il la di che e non mi mio mia in con da un una per del al si è ma ho sono dolore schiena "
        "gamba gambe quando dopo molto alla della nel",
        "pt": "o a os as de que e não nao me meu minha em com desde um uma por para do da no na mas "
        "tenho muito quando depois dor costas perna pernas sem há estou",
        "nl": "ik en de het een mijn niet is in op met van sinds aan als maar geen heb ben pijn rug "
        "been benen naar ook bij voor na nog",
        "pl": "ja i w na nie mi mnie mam od po z się jest ból plecy noga nogi bez ale jak do ten ta",
    }.items()
}


def find_language(text: str) -> str | None:
    """The ISO 639 code of the language a text is in, by its most common words; None where they do not show it."""
    counts = _count(text)
    best = max(counts, key=lambda language: counts[language])
    others = max(count for language, count in counts.items() if language != best)
    return best if counts[best] >= FEWEST and counts[best] > others else None


def _count(text: str) -> dict[str, int]:
    plain = text.lower()
    words, letters = _WORD.findall(plain), set(plain)
    return {
        language: sum(word in common for word in words) + bool(letters & _OWN_LETTERS.get(language, frozenset()))
        for language, common in _COMMON.items()
    }


def languages_to_read(text: str) -> tuple[str, ...]:
    """The languages whose lexicon reads a text: the one it is in, else the one Runback speaks now.

    That one and English too, unless a text is far from both, and where it may as well be in another, that one: reading
    more can only raise.
    """
    found, counts = find_language(text), _count(text)
    language = found if found in LANGUAGES else current()
    most = max(FEWEST, *counts.values())
    letters = set(text.lower())
    as_likely = (
        ()
        if found
        else tuple(
            other
            for other in LANGUAGES
            if counts[other] == most
            or counts[other] > counts[ENGLISH]
            or letters & _OWN_LETTERS.get(other, frozenset())
        )
    )
    others = tuple(dict.fromkeys(other for other in (*as_likely, current(), ENGLISH) if other != language))
    is_sure = language == found and counts[language] >= FEWEST + FAR * max(
        (counts[other] for other in others), default=0
    )
    return (language,) if is_sure else (language, *others)


def is_understood(text: str) -> bool:
    """Whether a text is in a language with a lexicon, as far as can be seen; an empty one is."""
    letters = [letter for letter in text if letter.isalpha()]
    is_latin = sum("LATIN" in unicodedata.name(letter, "") for letter in letters) * 2 >= len(letters)
    return is_latin and find_language(text) in (*LANGUAGES, None)


def make_plain(raw: str, grammar: Grammar) -> str:
    """The words in lower case and plain letters, rewritten as the language's grammar says."""
    words = "".join(_LETTERS.get(letter, letter) for letter in unicodedata.normalize("NFC", raw.lower()))
    words = "".join(letter for letter in unicodedata.normalize("NFD", words) if not unicodedata.combining(letter))
    for pattern, becomes in grammar.rewrite_patterns:
        words = pattern.sub(becomes, words)
    words = re.sub(r"(?<=\d),(?=\d)", ".", words)
    words = re.sub(r"(?<=\w)-(?=\w)", " ", words)
    words = re.sub(r"[\"“”„«»()\[\]]|:(?!\d)", " , ", words)
    words = re.sub(r"\s*,[\s,]*", ", ", words)
    return " ".join(words.split()).strip(" ,")

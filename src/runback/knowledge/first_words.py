"""The first letters of the words that an expression can begin with, so that most expressions need not be run.

The lexicon's expressions start at the beginning of a word. Where every way to start is
known, a sentence without one of these words cannot match the expression.
"""

import re

DIGIT = "#"
LETTERS = 3
_PLAIN = re.compile(r"[a-z0-9&]+")
_LOOK = ("(?<", "(?!", "(?=")
_OPTIONAL = ("?", "*", "{0")
_WORD = re.compile(r"\w+")


def find_first_words(expression: str) -> frozenset[str] | None:
    """The beginnings (at most three letters, ``#`` for a digit) one of which has to be in a text; None: any."""
    found: set[str] = set()
    for way in _split_ways(expression):
        begins = _begin(way)
        if begins is None:
            return None
        found |= begins
    return frozenset(found)


def read_beginnings(words: str) -> frozenset[str]:
    """Every beginning of one to three letters of the words of a text, and ``#`` where one starts with a digit."""
    each = set(_WORD.findall(words))
    digits = {DIGIT} if any(word[0].isdigit() for word in each) else set()
    return frozenset({word[:size] for word in each for size in range(1, LETTERS + 1)} | digits)


def _begin(way: str) -> frozenset[str] | None:
    if way.startswith(_LOOK):
        return _begin(way[_end_of_group(way) :])
    if way.startswith("\\b"):
        return _begin(way[2:])
    if way.startswith("\\d"):
        return None if way[2:].startswith(_OPTIONAL) else frozenset({DIGIT})
    if way.startswith("(?:"):
        return _begin_group(way)
    plain = _PLAIN.match(way)
    if plain is None:
        return None
    letters, rest = plain.group(), way[plain.end() :]
    if rest.startswith(_OPTIONAL):
        letters = letters[:-1]
    return frozenset({letters[:LETTERS]}) if letters else None


def _begin_group(way: str) -> frozenset[str] | None:
    end = _end_of_group(way)
    inside, rest = find_first_words(way[3 : end - 1]), way[end:]
    if inside is None or not rest.startswith(_OPTIONAL):
        return inside
    after = _begin(rest[rest.index("}") + 1 :] if rest[0] == "{" else rest[1:])
    return None if after is None else inside | after


def _end_of_group(way: str) -> int:
    """The place just after the bracket that closes the group a text begins with."""
    depth = 0
    for place, letter in _walk(way):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return place + 1
    return len(way)


def _split_ways(expression: str) -> list[str]:
    """The alternatives of an expression at its top level."""
    ways, depth, start = [], 0, 0
    for place, letter in _walk(expression):
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and depth == 0:
            ways.append(expression[start:place])
            start = place + 1
    return [*ways, expression[start:]]


def _walk(expression: str) -> list[tuple[int, str]]:
    """Each letter with its place, those after a backslash or in a set of letters left out."""
    found, escaped, in_set = [], False, False
    for place, letter in enumerate(expression):
        if escaped:
            escaped = False
        elif letter == "\\":
            escaped = True
        elif in_set:
            in_set = letter != "]"
        elif letter == "[":
            in_set = True
        else:
            found.append((place, letter))
    return found
